import Glibc
public import TER1TUI
public import Text

/// What is said to the terminal program itself, beside the screen: operating system commands (ECMA-48, 8.3.89), on their way through
/// tmux and screen. Of texts only neutralised ones go into them.
public struct TerminalMessage: Sendable {
  private let type: String
  private let isInTmux: Bool
  private let isInScreen: Bool
  private let tmux: [Int]

  /// - Parameter environment: of the process: `TERM`, `TMUX`, `STY`.
  public init(_ environment: [String: String]) {
    type = environment["TERM"] ?? ""
    isInTmux = environment["TMUX"]?.isEmpty == false
    let isTmuxNamed = environment["TERM_PROGRAM"] == "tmux"
    tmux = (isTmuxNamed ? environment["TERM_PROGRAM_VERSION"] ?? "" : "").split { !$0.isNumber }.compactMap { Int($0) }
    isInScreen = environment["STY"]?.isEmpty == false || type.hasPrefix("screen")
  }

  /// Whether the terminal reads such commands at all. One that does not would print them.
  public var isUnderstood: Bool {
    !type.isEmpty && type != "linux" && type != "dumb" && type != "ansi" && !type.hasPrefix("vt")
  }

  /// The bytes of a notification; where the terminal reads no commands, a bell in their place.
  public func notification(_ text: SafeText, by signals: [TerminalSignal]) -> String {
    let bell = signals.contains(.bell) || !isUnderstood && !signals.isEmpty ? "\u{07}" : ""
    guard isUnderstood else { return bell }
    return bell + signals.compactMap { command(text, by: $0).map(wrapped) }.joined()
  }

  /// They end in BEL: screen would end its own string at the other terminator.
  private func command(_ text: SafeText, by signal: TerminalSignal) -> String? {
    switch signal {
    case .bell: nil
    case .osc9: "\u{1B}]9;\(text)\u{07}"
    case .osc99: "\u{1B}]99;;\(text)\u{07}"
    case .osc777: "\u{1B}]777;notify;ter1;\(text)\u{07}"
    }
  }

  /// OSC 52. To tmux both ways: bare, which it takes itself with set-clipboard on and drops otherwise, and wrapped for the terminal around it, which
  /// it drops with allow-passthrough off. Which of them is set would have to be asked of a program of its own.
  public func copying(_ text: String) -> String {
    let command = "\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{07}"
    return (isInTmux ? command : "") + wrapped(command)
  }

  /// Whether a piece of the screen can lead somewhere (OSC 8). tmux drops it before 3.4.
  public var takesLinks: Bool {
    isUnderstood && (isInTmux ? !tmux.lexicographicallyPrecedes([3, 4]) : !isInScreen)
  }

  /// What is written from here on leads to an address, in printable ASCII; nil: nowhere. Its pieces are one, on however many rows.
  public func link(to address: String?) -> String {
    "\u{1B}]8;" + (address.map { "id=ter1;\($0)" } ?? ";") + "\u{07}"
  }

  /// Asks to be told when the terminal is looked at and when not any more (xterm's mode 1004); empty where it would be printed.
  public func watchingFocus(_ isOn: Bool) -> String { isUnderstood ? "\u{1B}[?1004\(isOn ? "h" : "l")" : "" }

  /// tmux takes it out of a string in which each ESC is doubled, screen out of one as it is.
  private func wrapped(_ sequence: String) -> String {
    if isInTmux { return "\u{1B}Ptmux;" + sequence.replacing("\u{1B}", with: "\u{1B}\u{1B}") + "\u{1B}\\" }
    return isInScreen ? "\u{1B}P" + sequence + "\u{1B}\\" : sequence
  }
}
