import ClientCore
import Localization
import Text

/// A pane in which the cursor stands on messages.
protocol MessagePane: Pane {
  /// What can be done with the one that the cursor is on; nil: it is on none.
  func actions(_ context: Context) -> MessageActions?
  /// Why not: that there is none, or what `reason` says of it.
  func objection(_ context: Context, _ reason: (MessageActions) -> String?) -> String?
  /// The reader, in the account of what is shown.
  func me(_ context: Context) -> ObjectID?
  mutating func copy(_ context: Context) -> [Effect]
  mutating func chooseLines(_ context: Context) -> [Effect]
  mutating func toggleChanges(_ context: Context) throws(CacheError) -> [Effect]
}

/// What can be done with a message wherever it stands, declared once for all panes that show some.
enum MessageCommands<P: MessagePane> {
  typealias Entry = PaneCommand<P>

  static var all: [Entry] { reading + links + files + changing }

  private static func entry(
    _ verb: String, _ label: String, _ summary: String, usage: String = "", needsNetwork: Bool = false,
    cost: CommandCost = .nothing, objection: @escaping @Sendable (MessageActions) -> String? = { _ in nil },
    _ action: @escaping @Sendable (inout P, Context) throws(CacheError) -> [Effect]
  ) -> Entry {
    Entry(
      name: "\(P.name).\(verb)", label: label, summary: summary, usage: usage, needsNetwork: needsNetwork, cost: cost,
      unavailable: { pane, context in pane.objection(context, objection) }, action: action)
  }

  private static var reading: [Entry] {
    [
      entry(
        "lines", msgid("choose lines"),
        msgid("Choose lines of this message to quote or copy; again: from here on"),
        objection: \.linesObjection
      ) { (pane, context) throws(CacheError) in pane.chooseLines(context) },
      entry("copy", msgid("copy"), msgid("Copy the text of this message")) { (pane, context) throws(CacheError) in
        pane.copy(context)
      },
      entry(
        "changes", msgid("changes"), msgid("Show how this message was changed, or its text again"),
        objection: \.changesObjection
      ) { (pane, context) throws(CacheError) in try pane.toggleChanges(context) },
    ]
  }

  private static var links: [Entry] {
    [
      entry(
        "open-link", msgid("open link"), msgid("Open a link of this message"), usage: "[NUMBER]",
        objection: \.linksObjection
      ) { (pane, context) throws(CacheError) in pane.actions(context)?.openLink(context.number, context) ?? [] },
      entry(
        "copy-link", msgid("copy link"), msgid("Copy the first link of this message"), objection: \.linksObjection
      ) { (pane, context) throws(CacheError) in
        pane.actions(context)?.links.first.map { [.copy($0.line.string)] } ?? []
      },
    ]
  }

  private static var files: [Entry] {
    [
      entry(
        "save", msgid("save file"), msgid("Save a file of this message"), usage: "[NUMBER]", needsNetwork: true,
        cost: .told, objection: \.filesObjection
      ) { (pane, context) throws(CacheError) in
        try pane.actions(context)?.save(context.number, context) ?? []
      },
      entry(
        "view", msgid("look at file"),
        msgid(
          "Show a picture or a text that comes with this message; what is not here is fetched first, its cost said"),
        usage: "[NUMBER]", cost: .told, objection: \.filesObjection
      ) { (pane, context) throws(CacheError) in
        try pane.actions(context)?.view(context.number, context) ?? []
      },
    ]
  }

  private static var changing: [Entry] {
    [
      entry(
        "delete", msgid("delete"), msgid("Delete this message"), usage: "[now]", cost: .change,
        objection: \.deleteObjection
      ) { (pane, context) throws(CacheError) in
        pane.actions(context)?.delete(confirmed: context.arguments.first == "now", now: context.now) ?? []
      },
      entry(
        "react", msgid("react"), msgid("React to this message with a sign; again takes it back"), usage: "[SIGN]",
        cost: .change, objection: \.reactObjection
      ) { (pane, context) throws(CacheError) in
        pane.actions(context)?.react(context.arguments.first, me: pane.me(context)) ?? []
      },
      entry(
        "react-with", msgid("react with"), msgid("React to this message with any sign"), objection: \.reactObjection
      ) { (pane, context) throws(CacheError) in pane.actions(context)?.reactionPrompt() ?? [] },
      entry(
        "pin", msgid("pin"), msgid("Pin this message, or unpin it"), cost: .change, objection: \.pinObjection
      ) { (pane, context) throws(CacheError) in pane.actions(context)?.pin() ?? [] },
    ]
  }
}
