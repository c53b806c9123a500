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
      name: "digest.again", label: msgid("refresh"), summary: msgid("Make the digest again, since the same moment"),
      needsNetwork: true, cost: .digest,
      unavailable: { pane, context in pane.since == nil ? context.tr("There is no digest yet") : nil },
      action: { (pane, context) throws(CacheError) in
        pane.since.map { [.digest(since: $0, context.account)] } ?? []
      })
  ]

  private(set) var read = ReadDigests()
  private(set) var list = ListBox<DigestItem>()

  init() {}

  var isEmpty: Bool { list.isEmpty }
  var hints: [String] { ["open", "digest.again", "back"] }
  var since: Double? { read.since }

  private var fetch: ListBox<DigestItem>.Fetch<Never> {
    let items = DigestItem.items(read)
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
    read = try ReadDigests(context)
    list.reload(fetch)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    _ = list.navigate(motion, fetch)
    return []
  }

  func open(_ context: Context) throws(CacheError) -> [Effect] {
    list.current?.entry.map { [$0.show] } ?? []
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { DigestView(pane: self, context).draw(on: &canvas) }
}

extension Digest.Entry {
  /// Leads to where it is read.
  var show: Effect { .show(pane: pane, at: key.id == "" ? nil : key) }

  private var pane: String {
    switch key.type {
    case CalendarEvent.name: "events"
    case Proposal.name: "votes"
    case FileNode.name: "files"
    case Channel.name: "chat"
    default: "forums"
    }
  }
}
