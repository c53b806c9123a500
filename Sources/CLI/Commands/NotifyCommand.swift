internal import ArgumentParser
internal import CursesTerminal
internal import Foundation
internal import Localization
internal import Runtime
internal import Settings
internal import TER1TUI
internal import Text

struct NotifyCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "notify", abstract: tr("Say how you are told of news while you look elsewhere, and try it."),
      discussion: tr("The settings notify, notify_command, notify_for, notify_text and quiet_hours: man ter1-config."))
  }

  @Flag(help: ArgumentHelp(tr("Tell something now, also in quiet hours."))) var test = false
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(tr("Only this way: bell, osc9, osc99, osc777 or command; may be repeated."), valueName: "way"))
  var by: [String] = []

  private static let command = "command"

  func run() throws {
    let desk = try Desk()
    let ways = try chosen(desk.preferences.notify)
    guard !ways.isEmpty else {
      let line = tr(
        "You are told of nothing. To be told: notify = [\"bell\", \"osc9\"] in %1", desk.folders.preferencesFile)
      return try Desk.output.line(line)
    }
    if test { try tell(ways, desk) }
    let rows = ways.map { NotifyWords.row($0, desk.preferences.notify, isSent: test) }
    for line in TwoColumns(environment: Speech.environment).lines(rows + NotifyWords.rows(desk)) {
      try Desk.output.line(line)
    }
  }

  private func chosen(_ preferences: NotifyPreferences) throws(Failure) -> [String] {
    let all = NotifyPreferences.ways + [Self.command]
    if let wrong = by.first(where: { !all.contains($0) }) {
      throw Failure(.usage, tr("There is no way “%1”.", wrong), remedy: tr("Ways: %1.", all.joined(separator: ", ")))
    }
    guard by.isEmpty else { return all.filter { by.contains($0) } }
    return preferences.ways + (preferences.command == nil ? [] : [Self.command])
  }

  private func tell(_ ways: [String], _ desk: Desk) throws(Failure) {
    let text = Speech.charset.encode(SafeText("ter1: " + tr("this is a test")))
    let signals = ways.compactMap(TerminalSignal.init)
    if !signals.isEmpty { try Input.send(TerminalMessage(Speech.environment).notification(text, by: signals)) }
    guard ways.contains(Self.command) else { return }
    guard desk.preferences.notify.command != nil else {
      throw Failure(
        .usage, tr("No command is set."),
        remedy: tr("Set one: notify_command = [\"notify-send\", \"ter1\"] in %1", desk.folders.preferencesFile))
    }
    let remedy = tr("See notify_command in %1", desk.folders.preferencesFile)
    let status: Int32?
    do throws(Notifier.Failure) {
      status = try Notifier(desk.preferences.notify, zone: desk.zone).tryProgram(text)
    } catch { throw Failure(.notFound, error.words(tr), remedy: remedy) }
    if let status, status != 0 {
      throw Failure(.data, tr("The command ended with status %1.", status), remedy: remedy)
    }
  }
}

/// What `ter1 notify` says of the ways.
private enum NotifyWords {
  static func row(_ way: String, _ preferences: NotifyPreferences, isSent: Bool) -> (name: String, text: SafeText) {
    let words = words(way, preferences)
    return (way, isSent ? SafeText(tr("sent. %1", words)) : SafeText(words))
  }

  private static func words(_ way: String, _ preferences: NotifyPreferences) -> String {
    let message = TerminalMessage(Speech.environment)
    switch TerminalSignal(rawValue: way) {
    case .bell?: return tr("Every terminal rings; tmux as its bell-action and visual-bell say.")
    case _? where !message.isUnderstood:
      return tr("This terminal (TERM=%1) reads no such commands: it rings instead.", Speech.environment["TERM"] ?? "")
    case .osc9?: return tr("Shown by iTerm2, WezTerm, Ghostty, kitty, foot and others.")
    case .osc99?: return tr("Shown by kitty and foot.")
    case .osc777?: return tr("Shown by urxvt, foot, Ghostty, WezTerm and others.")
    case nil: return tr("Runs, with the sentence behind it: %1", (preferences.command ?? []).joined(separator: " "))
    }
  }

  /// For what, with what, when, and what stands in the way.
  static func rows(_ desk: Desk) -> [(name: String, text: SafeText)] {
    let preferences = desk.preferences.notify
    var rows = [
      (tr("For"), preferences.isForAll ? tr("all that is new and not muted") : tr("what names you or answers you")),
      (
        tr("Says"),
        preferences.tellsText ? tr("where it is and what is written") : tr("that there is something, no more")
      ),
      (tr("Quiet"), quiet(desk)),
    ]
    if let tmux = TmuxOption.value(of: "allow-passthrough", Speech.environment), tmux != "all" {
      rows.append(("tmux", TmuxOption.passthroughWords(tmux)))
      rows += TmuxOption.passthroughRemedy(tmux).map { [("", "→ " + $0)] } ?? []
    }
    return rows.map { ($0.0, SafeText($0.1)) }
  }

  private static func quiet(_ desk: Desk) -> String {
    guard let hours = desk.preferences.notify.quiet else { return tr("never") }
    let notifier = Notifier(desk.preferences.notify, zone: desk.zone)
    return notifier.isQuiet(at: Date.now.timeIntervalSince1970) ? tr("%1: it is quiet now", hours.text) : hours.text
  }
}
