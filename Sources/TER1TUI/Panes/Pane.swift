import ClientCore

/// One of the places of the interface. A pane is a value: what it shows (one bounded page), and where its cursor is. It reads
/// the cache in answer to an event, draws from its state alone, and asks for everything else by effects.
protocol Pane: Sendable {
  /// The pane's name: in commands (`forums.reply`), keymap sections (`[forums]`) and the last place kept.
  static var name: String { get }
  /// Its title, as a message of the catalogue.
  static var title: String { get }
  /// What can be done in it.
  static var commands: [PaneCommand<Self>] { get }
  /// Whether it always has a tab; one without is shown in the line of tabs while one is in it.
  static var hasTab: Bool { get }
  /// Whether one comes to it from another pane for a moment, and `back` leads there again from its first level.
  static var isAside: Bool { get }
  /// Whether `back` leads here again from what is opened out of it elsewhere.
  static var leadsBack: Bool { get }
  /// More keymap sections of its own, beside the one that has its name (`forums.thread`).
  static var sections: [String] { get }

  init()

  /// The sections that hold now, the nearest first.
  var keyContexts: [String] { get }
  /// Whether the cursor goes through a text, in which there is nothing to go into.
  var isText: Bool { get }
  /// The names of the commands worth a hint now: three to five.
  var hints: [String] { get }
  /// What some of these are called at this moment, where it is not what they are called always: messages of the catalogue.
  var labels: [String: String] { get }
  /// Whether the list one is in has no row: of the hints, those that need none are shown.
  var isEmpty: Bool { get }
  /// What is new, shown beside the title; 0: nothing.
  var badge: Int { get }

  /// Reads what it shows. Called when the pane comes into sight, when its room changes, and after `account` changed.
  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect]
  /// Comes into sight again. It has heard all that changed meanwhile: what was read for the same `Sight` may be kept.
  mutating func resume(_ context: Context) throws(CacheError) -> [Effect]
  /// Something in the cache changed. The pane is not necessarily in sight; it decides what to read again.
  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect]
  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect]
  /// Goes into what the cursor is on.
  mutating func open(_ context: Context) throws(CacheError) -> [Effect]
  /// Goes one level back; nil when it is at its first.
  mutating func back(_ context: Context) throws(CacheError) -> [Effect]?
  /// Shows more of what is new here: a page further, then the next new message; nil when nothing new is left in it.
  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]?
  /// Whether `readOn` finds more in what is open; in a list it leads on from anywhere, and there is nothing to tell apart.
  var readsOnHere: Bool { get }
  /// What of this place is not here and may be on the server; nil: nothing.
  func olderThings(_ context: Context) throws(CacheError) -> OlderThings?
  /// Where its levels stand in so much room.
  func columns(in size: Size, _ previews: Bool) -> Columns
  /// Says what has been on screen with its text, and so is read.
  mutating func noteSeen() -> [Effect]
  /// The topic or room being read, whose new messages `readOn` takes care of.
  var conversation: ObjectKey? { get }
  /// Where it is: what `go(to:)` comes back to.
  var place: PanePlace { get }
  /// Goes to an object.
  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect]
  /// Puts the cursor on a row of the list one is in, when it is still there: the `row` of `place`.
  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect]
  /// Goes to one of an event's dates.
  mutating func go(to date: LocalTime, of key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect]
  /// A text that was composed for this pane is ready to be sent.
  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult
  /// How lines of a form that is being filled in are understood, where a person may have meant something else.
  static func understood(_ text: ComposedText, _ words: DateWords) -> [Understood]
  /// The answer to a `.read` effect of this pane.
  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect]

  func draw(on canvas: inout Canvas, _ context: DrawContext)
}

/// A text that a person finished.
struct ComposedText: Sendable {
  let tag: [String: String]
  let target: ObjectKey
  let subject: String?
  let body: String
  /// Paths of the files that go with it.
  var files: [String] = []
  /// From when on it is of no use, in seconds since 1970; nil: it always is.
  var expiresAt: Double?
}

/// What a line of a form means, in words.
struct Understood: Sendable, Equatable {
  /// The line's name.
  let label: String
  let words: String
}

enum ComposeResult: Sendable {
  /// It is on its way: the draft may go.
  case sent([Effect])
  /// It stays in the editor; says why, and which line of the form is to be changed.
  case refused(String, at: String? = nil)
}

extension Pane {
  static var hasTab: Bool { true }
  static var isAside: Bool { !hasTab }
  static var leadsBack: Bool { false }
  static var sections: [String] { [] }
  var keyContexts: [String] { [Self.name] }
  var isText: Bool { false }
  var badge: Int { 0 }
  var isEmpty: Bool { false }
  var labels: [String: String] { [:] }

  mutating func resume(_ context: Context) throws(CacheError) -> [Effect] { try refresh(context) }
  mutating func open(_ context: Context) throws(CacheError) -> [Effect] { [] }
  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? { nil }
  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? { nil }
  var readsOnHere: Bool { true }
  var conversation: ObjectKey? { nil }
  var place: PanePlace { PanePlace() }
  func olderThings(_ context: Context) throws(CacheError) -> OlderThings? { nil }
  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 1, focus: 0, previews: previews, in: size)
  }
  mutating func noteSeen() -> [Effect] { [] }
  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] { [] }
  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] { [] }
  mutating func go(to date: LocalTime, of key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] { [] }
  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult { .sent([]) }
  static func understood(_ text: ComposedText, _ words: DateWords) -> [Understood] { [] }
  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] { [] }
}

/// Something that can be done in a pane, declared where it acts.
struct PaneCommand<P: Pane>: Sendable {
  /// `pane.verb`
  let name: String
  /// One or two words, for the key hints; a message of the catalogue.
  let label: String
  /// One line, for help; a message of the catalogue.
  let summary: String
  /// What may follow the name, for help: "NAME", "[TEXT]".
  var usage = ""
  /// Whether it does nothing useful without a connection.
  var needsNetwork = false
  /// What it takes from the network.
  var cost = CommandCost.nothing
  /// Why it cannot be run now, in the context's language; nil when it can.
  var unavailable: @Sendable (P, Context) -> String? = { _, _ in nil }
  let action: @Sendable (inout P, Context) throws(CacheError) -> [Effect]
}
