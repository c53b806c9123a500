import ClientCore
import JSON
import Wire

/// News of all types in one round trip: docs/protocol.md, section 17. What the server's token stands for is known by the tag of
/// the states that were kept with it: whatever else moved a state since, the token no longer counts.
extension SyncEngine {
  /// The token that stands for the states that the cache holds; nil: there is none.
  func usableToken() throws(SyncError) -> String? {
    guard session?.sync != nil, unknownTypes.isEmpty else { return nil }
    let note = tokenNote
    guard let kept = try cached({ () throws(CacheError) in try cache.reader.note(note) })?.array, kept.count == 2,
      let token = kept[0].string, let tag = kept[1].string, try stateTag() == tag
    else { return nil }
    return token
  }

  /// To be called when the cache holds all that the token stands for.
  func keep(token: String) throws(SyncError) {
    guard let tag = try stateTag() else { return }
    let note = tokenNote
    try cached { () throws(CacheError) in try cache.setNote(note, [.string(token), .string(tag)]) }
  }

  private var tokenNote: String { LoginNote.syncToken.name(login.name) }

  /// Asks, and writes what came.
  /// - Returns: what is left to pull; nil: the server does not offer this, or cannot say.
  func syncNews() async throws(SyncError) -> Set<PullUnit.Key>? {
    guard let offer = session?.sync, unknownTypes.isEmpty, !pageSize.isShrunk else { return nil }
    do {
      guard let token = try usableToken() else { return try await compare() }
      let (response, traffic) = try await connection.news(offer, since: token)
      report.roundTrips += 1
      place(connection.takeSamples(), by: response.map { LinkLedger.weights([], $0) } ?? [:])
      guard let response else {
        waiting.note(poll: traffic.bytesUp + traffic.bytesDown)
        try await confirm(nil)
        return []
      }
      heed(response.sessionState)
      return try await take(response)
    } catch {
      // Next time in pages, which can be made smaller.
      if Self.blamesSize(error) { pageSize.shrink() }
      throw error
    }
  }

  /// The same without a token.
  private func compare() async throws(SyncError) -> Set<PullUnit.Key>? {
    guard let states = try states() else { return nil }
    return try await take(try await call([Capability.sync], [SyncPage.call(states: states)]))
  }

  /// - Returns: what is left to pull; nil: the answer says that it cannot be told.
  func take(_ response: Response) async throws(SyncError) -> Set<PullUnit.Key>? {
    guard let page = try page(response) else { return nil }
    try Self.check(page)
    var left: Set<PullUnit.Key> = []
    var deltas: [Delta] = []
    for part in page.parts {
      guard let account = accounts.first(where: { $0.jmapID == part.account }),
        let dialect = dialects.dialect(serverType: part.serverType, account)
      else { continue }
      if part.hasMore { left.insert(PullUnit.Key(account: account.id, type: dialect.type)) }
      guard let state = part.state else { continue }
      let objects = dialect.translated(GetResult(state: state, list: part.objects, notFound: part.destroyed))
      deltas.append(
        Delta(
          account: account.id, type: dialect.type, upserts: objects.list.map(JSONValue.object),
          destroyed: objects.notFound.map { ObjectID($0) }, newState: state))
    }
    for delta in deltas { met(delta) }
    try await keep(deltas).get()
    guard let token = page.token, left.isEmpty else { return left }
    try keep(token: token)
    try await confirm(nil)
    return []
  }

  private static func check(_ page: SyncPage) throws(SyncError) {
    if let token = page.token { try Contradictions.check(state: token, longest: Contradictions.longestToken) }
    for state in page.parts.compactMap(\.state) { try Contradictions.check(state: state) }
  }

  private func page(_ response: Response) throws(SyncError) -> SyncPage? {
    do {
      return try response.result(of: SyncPage.callID).map { arguments throws(WireError) in try SyncPage(arguments) }
    } catch is MethodError { return nil } catch { throw .unreadable(detail: "\(error)") }
  }
}
