internal import CursesTerminal
internal import Glibc
internal import Localization
internal import Settings
internal import Text

/// What the terminal can do, as far as it is known or says so; what each lack means, and what mends it.
struct TerminalExamination {
  struct Finding {
    /// Of the same in every language, for a script.
    let subject: String
    let name: String
    let what: String
    /// nil: nothing is wrong.
    var remedy: String?
  }

  let environment: [String: String]
  let preferences: Preferences
  /// How wide the terminal drew each of `probes`, in cells; nil: it did not say.
  let widths: [Int]?
  let tmux: Tmux?

  /// Its options; nil where it has none of the name.
  struct Tmux {
    let passthrough, clipboard: String?
  }

  /// Accents, a ligature, CJK, emoji, a flag, marks, signs of the interface: as they are written to a terminal, some of them reduced.
  static let probes: [SafeText] = [
    "é", "e\u{301}", "œ", "漢字", "한국", "👍", "❤\u{FE0F}", "👩\u{200D}🚀", "🇫🇷", "✊🏽", "▌", "·", "…", "⚠", "נ\u{5B8}",
  ].map { SafeText($0) }

  init(_ desk: Desk, environment: [String: String]) {
    (self.environment, preferences) = (environment, desk.preferences)
    func option(_ name: String) -> String? { TmuxOption.value(of: name, environment) }
    let isInTmux = environment["TMUX"]?.isEmpty == false
    tmux = isInTmux ? Tmux(passthrough: option("allow-passthrough"), clipboard: option("set-clipboard")) : nil
    let isAsked = Charset(environment: environment) == .utf8 && TerminalMessage(environment).isUnderstood
    widths = isAsked ? CursorReports.widths(of: Self.probes) : nil
  }

  var findings: [Finding] {
    [type, charset, size, colours, clusters, passthrough, clipboard, links, notifications].compactMap(\.self)
  }

  private var term: String { environment["TERM"] ?? "" }

  // MARK: What it is

  private var type: Finding {
    let name = tr("Terminal")
    if let problem = CursesTerminal.problem(environment) {
      let failure = Failure(problem)
      return Finding(subject: "term", name: name, what: failure.what, remedy: failure.remedy)
    }
    guard tmux != nil, !term.hasPrefix("tmux"), !term.hasPrefix("screen") else {
      return Finding(subject: "term", name: name, what: tr("%1 (TERM), described on this machine", term))
    }
    return Finding(
      subject: "term", name: name, what: tr("%1 (TERM), inside tmux: what is drawn may go astray", term),
      remedy: tr("In ~/.tmux.conf: set -g default-terminal tmux-256color"))
  }

  private var charset: Finding {
    let variable = ["LC_ALL", "LC_CTYPE", "LANG"].first { environment[$0]?.isEmpty == false }
    let value = variable.map { "\($0)=\(environment[$0] ?? "")" }
    let name = tr("Letters")
    guard Charset(environment: environment) == .utf8 else {
      return Finding(
        subject: "charset", name: name,
        what: tr("%1: everything is written in ASCII, accents left out", value ?? ""),
        remedy: tr("Where the terminal shows UTF-8: LC_CTYPE=C.UTF-8"))
    }
    return Finding(
      subject: "charset", name: name,
      what: value.map { tr("UTF-8 (%1)", $0) } ?? tr("UTF-8 (no LANG, LC_CTYPE or LC_ALL says anything else)"))
  }

  private var size: Finding? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    let what = tr("%1 columns, %2 rows", size.ws_col, size.ws_row)
    let isSmall = size.ws_col < 40 || size.ws_row < 12
    return Finding(
      subject: "size", name: tr("Window"), what: what,
      remedy: isSmall ? tr("Made for 40 by 12 and more: enlarge it, or make its letters smaller.") : nil)
  }

  private var colours: Finding? {
    guard CursesTerminal.problem(environment) == nil else { return nil }
    let name = tr("Colours")
    if environment["NO_COLOR"]?.isEmpty == false {
      return Finding(subject: "colours", name: name, what: tr("none, by NO_COLOR: nothing is told by colour alone"))
    }
    let count = CursesTerminal.colourCount
    let what =
      count > 0
      ? tr("%1 (theme %2)", count, preferences.theme ?? "default") : tr("none: nothing is told by colour alone")
    return Finding(subject: "colours", name: name, what: what)
  }

  private var clusters: Finding {
    let name = tr("Widths")
    guard let widths else {
      return Finding(
        subject: "widths", name: name,
        what: tr("not compared: the terminal was not asked, or did not say (none is needed)"))
    }
    let wrong = zip(Self.probes, widths).filter { $0.width != $1 }
    guard !wrong.isEmpty else {
      return Finding(subject: "widths", name: name, what: tr("as here, for %1 signs", widths.count))
    }
    let list = wrong.map { tr("%1 takes %2, not %3", $0, $1, $0.width) }.joined(separator: tr("; "))
    return Finding(
      subject: "widths", name: name, what: tr("not as here: %1. Rows with such signs may stand askew", list),
      remedy: tr("A newer terminal or tmux; or without them: LC_ALL=C ter1"))
  }

  // MARK: What it can be told

  private var passthrough: Finding? {
    guard let tmux else { return nil }
    guard let value = tmux.passthrough else {
      return Finding(
        subject: "passthrough", name: "tmux", what: tr("older than 3.3: it lets commands to the terminal through"))
    }
    return Finding(
      subject: "passthrough", name: "tmux", what: TmuxOption.passthroughWords(value),
      remedy: TmuxOption.passthroughRemedy(value))
  }

  private var isHeldBack: Bool { tmux?.passthrough == "off" }

  private var clipboard: Finding {
    let name = tr("Copying")
    guard TerminalMessage(environment).isUnderstood else {
      return Finding(
        subject: "clipboard", name: name,
        what: tr("no: this terminal has no clipboard; what is copied is shown instead"))
    }
    if isHeldBack, tmux?.clipboard != "on" {
      return Finding(
        subject: "clipboard", name: name, what: tr("no: tmux holds it back (OSC 52)"),
        remedy: tr("In ~/.tmux.conf: set -g set-clipboard on"))
    }
    let isRemote = environment["SSH_CONNECTION"] != nil || environment["SSH_TTY"] != nil
    let place =
      isRemote ? tr("to the clipboard of your own machine, by OSC 52") : tr("to the terminal’s clipboard, by OSC 52")
    return Finding(
      subject: "clipboard", name: name,
      what: tr("%1, where the terminal allows it: nothing tells whether it does", place))
  }

  private var links: Finding {
    let takes = TerminalMessage(environment).takesLinks
    let what =
      takes
      ? tr("can be clicked where they are shown bare (OSC 8), where the terminal knows that")
      : tr("no: this terminal is not told where they lead (OSC 8); they are shown in letters, and as a QR code")
    let isOld = tmux != nil && !takes && TerminalMessage(environment).isUnderstood
    return Finding(
      subject: "links", name: tr("Links"), what: what, remedy: isOld ? tr("tmux 3.4 or newer") : nil)
  }

  private var notifications: Finding {
    let (name, notify) = (tr("Told of news"), preferences.notify)
    guard !notify.isOff else {
      return Finding(subject: "notifications", name: name, what: tr("no: the setting notify is empty (ter1 notify)"))
    }
    let ways = (notify.ways + (notify.command == nil ? [] : ["command"])).joined(separator: ", ")
    let isInVain = notify.ways.contains { $0 != "bell" } && isHeldBack
    return Finding(
      subject: "notifications", name: name, what: isInVain ? tr("%1: tmux holds all but the bell back", ways) : ways,
      remedy: isInVain ? TmuxOption.passthroughRemedy("off") : nil)
  }
}
