import ClientCore
import JSON
import Localization
import Text

/// What matters since the last visit, in order, on one screen: what of the demonstrations changed, the votes that close, what names the
/// member, what he follows, and of the rest what has room.
struct HomePane: Pane {
  static let name = "home"
  static let title = msgid("Overview")
  static let hasTab = false

  static let commands = [
    PaneCommand<HomePane>(
      name: "home.again", label: msgid("refresh"), summary: msgid("Ask again what matters since your last visit"),
      needsNetwork: true, cost: .digest,
      action: { (_, context) throws(CacheError) in [.digest(since: try context.lastVisit(), context.account)] })
  ]

  private(set) var read = ReadDigests()
  private var changes: [ChangedMeeting] = []
  private var near: Set<ObjectKey> = []
  private(set) var list = ListBox<HomeItem>()

  init() {}

  var isEmpty: Bool { list.isEmpty }
  var hints: [String] { ["open", "digest", "home.again", "back"] }
  /// Whether what it shows follows what comes into the cache.
  var isMadeHere: Bool { read.areMadeHere }

  private var fetch: ListBox<HomeItem>.Fetch<Never> {
    let items = HomeItem.items(changes, read, near: near, rows: list.height)
    return { _, _ in ListPage(items) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    list.layout(rows: context.size.rows - 1, fillsLines: true)
    try read(context)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    if changes.touches(Digest.name) || changes.touches(CalendarEvent.name) { try read(context) }
    return []
  }

  private mutating func read(_ context: Context) throws(CacheError) {
    read = try ReadDigests(since: try context.cache.note(App.leftNote)?.double ?? 0, context)
    changes = try context.cache.changedMeetings(context.account)
    let events = read.items.compactMap(\.entry?.key).filter { $0.type == CalendarEvent.name }
    near = try context.cache.near(events)
    list.reload(fetch)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    _ = list.navigate(motion, fetch)
    return []
  }

  func open(_ context: Context) throws(CacheError) -> [Effect] {
    switch list.current?.content {
    case .change(let change): [.show(pane: EventsPane.name, at: change.key)]
    case .entry(let item): item.entry.map { [$0.show] } ?? []
    case .more: [.show(pane: DigestPane.name, at: nil)]
    case nil: []
    }
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { HomeView(pane: self, context).draw(on: &canvas) }
}

extension Context {
  /// When the program was left last, or a day ago: in seconds since 1970.
  func lastVisit() throws(CacheError) -> Double { try cache.note(App.leftNote)?.double ?? now - 86_400 }
}

extension App {
  /// Away so long, one begins with what came meanwhile.
  private static let absence = 6 * 3_600.0

  /// Whether one begins on the home pane rather than where one was.
  func beginsAtHome(_ surroundings: Surroundings) throws(CacheError) -> Bool {
    guard settings.firstPane == nil, !accounts.isEmpty, composer == nil else { return false }
    // Left there, it is made anew: what it showed is seen.
    if focus == HomePane.name { return true }
    switch settings.beginning {
    case .home: return true
    case .lastPlace: return false
    case .automatic:
      // Whoever was cut off a moment ago goes on where he was.
      let left = try surroundings.cache.note(Self.leftNote)?.double
      let moment = try surroundings.cache.note(LastPlace.momentNote)?.double
      return left.map { surroundings.now - max($0, moment ?? $0) >= Self.absence } ?? false
    }
  }

  /// Shows the home pane from the cache alone: nothing is asked for it.
  mutating func beginAtHome(_ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    let since = try context(surroundings).lastVisit()
    return [.show(pane: HomePane.name, at: nil), .digest(since: since, nil, isFromCache: true)]
  }

  /// A home pane that was made of what is here is made anew when more has come.
  func remadeHome(_ changes: ChangeSet, _ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    guard focus == HomePane.name, (panes[focus] as? HomePane)?.isMadeHere == true else { return [] }
    let types: [TypeName] = [Message.name, CalendarEvent.name, Proposal.name, Tally.name, FileNode.name, Profile.name]
    guard types.contains(where: changes.touches) else { return [] }
    return [.digest(since: try context(surroundings).lastVisit(), account, isFromCache: true)]
  }
}
