import ClientCore
import Localization
import Text

/// What is new since a time, in few lines, each leading to all of it.
struct DigestPane: Pane {
  static let name = "digest"
  static let title = msgid("Digest")
  static let hasTab = false

  static let commands = [
    PaneCommand<DigestPane>(
      name: "digest.again", label: msgid("again"), summary: msgid("Make the digest again, since the same moment"),
      needsNetwork: true, cost: .digest,
      unavailable: { pane, context in pane.since == nil ? context.tr("There is no digest yet") : nil },
      action: { (pane, context) throws(CacheError) in
        pane.since.map { [.digest(since: $0, context.account)] } ?? []
      })
  ]

  private(set) var digests: [Digest] = []
  private(set) var list = ListBox<DigestItem>()
  /// The names of boards and calendars.
  private var places: [ObjectKey: UntrustedText] = [:]
  /// When the events take place.
  private var starts: [ObjectKey: LocalTime] = [:]

  init() {}

  var hints: [String] { ["open", "digest.again", "back"] }
  /// What the digests shown begin with.
  var since: Double? { digests.map(\.since).min() }

  private var fetch: ListBox<DigestItem>.Fetch<Never> {
    let items = DigestItem.items(digests, places, starts)
    return { _, _ in ListPage(items) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    list.layout(rows: context.size.rows - 1, fillsLines: true)
    try read(context)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    if changes.touches(Digest.name) { try read(context) }
    return []
  }

  private mutating func read(_ context: Context) throws(CacheError) {
    digests = []
    for account in context.accounts where context.account == nil || context.account == account.id {
      guard let digest = try context.cache.digest(account.id) else { continue }
      digests.append(digest)
      for entry in digest.entries { starts[entry.key] = try context.cache.start(of: entry, in: context.zone) }
      for board in try context.cache.boards(account.id) { places[board.key] = board.channel.name }
    }
    list.reload(fetch)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    _ = list.navigate(motion, fetch)
    return []
  }

  func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard let entry = list.current?.entry else { return [] }
    return [.show(pane: entry.pane, at: entry.key.id == "" ? nil : entry.key)]
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { DigestView(pane: self, context).draw(on: &canvas) }
}

extension Digest.Entry {
  /// The pane that it is read in.
  var pane: String {
    switch key.type {
    case CalendarEvent.name: "events"
    case Proposal.name: "votes"
    case FileNode.name: "files"
    case Channel.name: "chat"
    default: "forums"
    }
  }
}
