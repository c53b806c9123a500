public import ClientCore
import Wire

/// What came of asking the server for more.
public struct HistoryOutcome: Sendable, Hashable {
  /// Objects that came, some of which may have been here.
  public let received: Int
}

extension SyncEngine {
  /// The accounts that the login has.
  public func knownAccounts() async throws(SyncError) -> [AccountID] {
    try await connect()
    return accounts.map(\.id)
  }

  /// Fetches at once what a person opened, scrolled to or searched for and is not here; nothing is asked when all of it is.
  public func fetch(_ request: HistoryRequest) async throws(SyncError) -> HistoryOutcome {
    try await connect()
    guard let account = account(request.account) else { return HistoryOutcome(received: 0) }
    let now = clock.now()
    let all = try cached { () throws(CacheError) in try cache.reader.queries(for: request, now: now) }
    // What cannot be asked for is there whole, or not at all.
    let queries = HistoryExchange(all, account, dialects).items.map(\.query)
    guard !queries.isEmpty else { return HistoryOutcome(received: 0) }
    let pages = try await pages(queries, account)
    try await take(pages, then: nil)
    mayHaveGaps = true
    return HistoryOutcome(received: pages.reduce(0) { $0 + $1.objects.count })
  }
}
