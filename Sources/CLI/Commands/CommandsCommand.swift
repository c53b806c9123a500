internal import ArgumentParser
internal import Localization
internal import Settings
internal import TER1TUI
internal import Text

/// What can be done in the interface, as its documents say it.
struct CommandsCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "commands", abstract: tr("The commands of the interface, their keys and what they cost."))
  }

  @Flag(help: ArgumentHelp(tr("As Markdown, in both languages: docs/commands.md."))) var markdown = false
  @Flag(help: ArgumentHelp(tr("As a manual page, in your language: ter1-commands(7)."))) var manual = false

  func run() throws {
    if markdown { return try Desk.output.text(CommandReference.markdown) }
    if manual { return try Desk.output.text(CommandReference.manual(Speech.language)) }
    let desk = try Desk()
    let own = OwnKeymap(desk.folders)
    let map = desk.keymap(own)
    for problem in [own.problem].compactMap(\.self) + map.problems {
      Desk.output.note("ter1: " + problem.text(tr))
    }
    var table = Table([tr("Keys"), tr("Command"), tr("What it does"), tr("Network")], figures: [])
    for row in CommandReference.rows(map, Speech.language) { table.add(row.map { SafeText($0) }) }
    for line in table.lines { try Desk.output.line(line) }
  }
}
