import Localization

/// The panes, in the order of their tabs and of the keys 1 to 9. A new pane is one line here.
enum PaneRegistry {
  static let all: [any Pane.Type] = [
    ForumsPane.self,
    ChatPane.self,
    EventsPane.self,
    FilesPane.self,
    OutboxPane.self,
    SearchPane.self,
    VotesPane.self,
    NewsPane.self,
    CoursesPane.self,
    MembersPane.self,
    JournalPane.self,
    HomePane.self,
    DigestPane.self,
    ModerationPane.self,
    CostPane.self,
    BundlesPane.self,
    WelcomePane.self,
  ]

  /// By its number, its name or its title in any language.
  static func pane(called word: String) -> (any Pane.Type)? { Int(word).map(pane(at:)) ?? pane(titled: word) }

  /// By its name or its title in any language.
  static func pane(titled word: String) -> (any Pane.Type)? {
    let folded = Command.folded(word)
    return all.first { $0.name == folded }
      ?? all.first { pane in Language.known.contains { Command.folded(Catalog($0)(pane.title)) == folded } }
  }

  /// - Parameter number: from 1, as it stands in the line of tabs.
  static func pane(at number: Int) -> (any Pane.Type)? {
    (1...all.count).contains(number) ? all[number - 1] : nil
  }

  static func make() -> [String: any Pane] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.init() as any Pane) })
  }

  static func commands() -> [Command] { all.flatMap { erased($0) } }

  private static func erased<P: Pane>(_ pane: P.Type) -> [Command] { P.commands.map(Command.init) }
}
