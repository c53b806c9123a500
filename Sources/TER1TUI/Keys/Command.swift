import ClientCore
import Localization

/// What may follow a command's name.
enum Completions: Sendable {
  case words([String])
  /// Letters that macros and marks have.
  case macros, marks

  func values(_ app: App) -> [String] {
    switch self {
    case .words(let words): words
    case .macros: app.macros.kept.keys.sorted()
    case .marks: app.places.marks.keys.sorted()
    }
  }
}

/// Something a person can have done: by a key, in the prompt, from the palette.
struct Command: Sendable {
  let name: String
  let label: String
  let summary: String
  let usage: String
  /// Whether its usage says that something has to stand behind it.
  var needsArgument: Bool { !usage.isEmpty && !usage.hasPrefix("[") }
  let needsNetwork: Bool
  let cost: CommandCost
  /// What Tab offers after its name, beside what it would ask for.
  let completions: Completions
  /// The pane it belongs to; nil: it acts wherever one is.
  let pane: String?
  let unavailable: @Sendable (App, Context) -> String?
  let run: @Sendable (inout App, Context) throws(CacheError) -> [Effect]

  /// A command of the interface as a whole.
  init(
    _ name: String, label: String, summary: String, usage: String = "", needsNetwork: Bool = false,
    cost: CommandCost = .nothing, completions: Completions = .words([]),
    unavailable: @escaping @Sendable (App, Context) -> String? = { _, _ in nil },
    run: @escaping @Sendable (inout App, Context) throws(CacheError) -> [Effect]
  ) {
    (self.name, self.label, self.summary, self.usage) = (name, label, summary, usage)
    (self.needsNetwork, self.cost, self.completions, pane) = (needsNetwork, cost, completions, nil)
    (self.unavailable, self.run) = (unavailable, run)
  }

  init<P: Pane>(_ command: PaneCommand<P>) {
    (name, label, summary, usage) = (command.name, command.label, command.summary, command.usage)
    (needsNetwork, cost, completions, pane) = (command.needsNetwork, command.cost, .words([]), P.name)
    unavailable = { app, context in
      guard let pane = app.panes[P.name] as? P else { return nil }
      return command.unavailable(pane, context)
    }
    run = { (app, context) throws(CacheError) in
      try app.change(P.self) { (pane) throws(CacheError) in try command.action(&pane, context) } ?? []
    }
  }
}

/// All commands, by name, and all sections a keymap may have.
enum CommandTable {
  static let all: [String: Command] = Dictionary(
    ordered.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// In the order in which help lists them.
  static let ordered: [Command] =
    PaneRegistry.commands() + GlobalCommands.all + BeginCommands.all + PlaceCommands.all + LinkCommands.all
    + FollowCommand.all + InviteCommand.all
    + EditCommands.all + ViCommands.all + LineCommands.all + WritingCommands.all + SpellCommands.all

  static let sections: [String] =
    ["global", "recording", "insert", "normal", "edit", "prompt", "composer", "line", "preview", "help", "unbound"]
    + PaneRegistry.all.flatMap { [$0.name] + $0.sections }

  /// The name most like a mistyped one; nil when none comes near.
  static func nearest(to name: String) -> String? {
    // Longer ones resemble none, and take long to compare.
    guard name.utf8.count <= 100 else { return nil }
    let (length, most) = (name.count, max(2, name.count / 3))
    // What is shorter or longer by more is as far away at least.
    let best = all.keys.filter { abs($0.count - length) <= most }.map { ($0, distance(name, $0)) }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    guard let best, best.1 <= most else { return nil }
    return best.0
  }

  /// How many characters have to be changed, put in or left out.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let above = row[column + 1]
        row[column + 1] = min(above + 1, row[column] + 1, diagonal + (character == right[column] ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
