internal import ArgumentParser
internal import Localization
internal import Settings
internal import TER1TUI
internal import Text

struct TourCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "tour", abstract: tr("What one must know to be at home here, in five minutes."),
      discussion: tr("With the keys of your own keymap. To try it on a cooperative made up for that: ter1 demo"))
  }

  /// `ter1 --linear tour`
  @ParentCommand var root: RootCommand

  func run() throws {
    let desk = try Desk()
    let map = desk.keymap(OwnKeymap(desk.folders))
    let width = TwoColumns(environment: Speech.environment).width
    for sentence in Tour.lines(map, Catalog(Speech.language), isLinear: root.linear) {
      for line in TwoColumns.wrap(sentence, to: width) { try Desk.output.line(line) }
      try Desk.output.line("")
    }
    for end in [tr("To try it on a cooperative made up for that: ter1 demo"), tr("All the rest: man ter1")] {
      try Desk.output.line(end)
    }
  }
}
