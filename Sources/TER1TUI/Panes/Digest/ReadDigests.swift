import ClientCore
import Text

/// The digests of the accounts looked at, with what their lines say beside.
struct ReadDigests: Sendable {
  private(set) var digests: [Digest] = []
  /// The names of boards and calendars.
  private(set) var places: [ObjectKey: UntrustedText] = [:]
  /// When the events take place.
  private(set) var starts: [ObjectKey: EventStart] = [:]

  init() {}

  /// - Parameter moment: what was made before is left out, in seconds since 1970.
  init(since moment: Double = 0, _ context: Context) throws(CacheError) {
    for account in context.accounts where context.account == nil || context.account == account.id {
      guard let digest = try context.cache.digest(account.id), digest.until >= moment else { continue }
      digests.append(digest)
      for entry in digest.entries { starts[entry.key] = try context.cache.start(of: entry, in: context.zone) }
      for board in try context.cache.boards(account.id) { places[board.key] = board.channel.name }
    }
  }

  /// All entries, in order.
  var items: [DigestItem] { digests.flatMap(\.entries).map(item) }

  func item(_ entry: Digest.Entry) -> DigestItem {
    let board = entry.container.flatMap { places[ObjectKey(entry.key.account, Channel.name, $0)] }
    return DigestItem(id: .entry(entry.key), entry: entry, place: board, start: starts[entry.key])
  }

  /// What they begin with; nil: there is none.
  var since: Double? { digests.map(\.since).min() }
  var until: Double? { digests.map(\.until).max() }
  var omitted: Int { digests.reduce(0) { $0 + $1.omitted } }
  /// Whether one was made of what is here, and not by a server.
  var areMadeHere: Bool { digests.contains { $0.source == .cache } }
}
