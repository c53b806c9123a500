import ClientCore
import JSON
import Wire

extension SyncEngine {
  /// The session as it was last time, if there is one: a warm start asks nothing that it knows.
  func connect() async throws(SyncError) {
    guard session == nil else { return }
    let document = try cached { () throws(CacheError) in try cache.session(login: login.name) }
    if let document, let known = try? ServerSession(document, home: login.sessionURL, domain: login.domain) {
      accounts = try cached { () throws(CacheError) in try cache.accounts(login: login.name) }
      if !accounts.isEmpty { return adopt(known) }
    }
    try await readSession()
  }

  func readSession() async throws(SyncError) {
    let fresh = try await connection.readSession()
    report.roundTrips += 1
    accounts = try cached { () throws(CacheError) in
      try cache.storeSession(fresh.document, login: login.name, accounts: fresh.accounts)
    }
    (unknownTypes, unfillable) = ([], [])
    adopt(fresh)
  }

  private func adopt(_ session: ServerSession) {
    self.session = session
    dialects = Dialects(session.session)
    seenSessionState = session.session.state
    sessionIsStale = false
    fillSize = PageSize(largest: session.limits.maxObjectsInGet, first: 64)
    pageSize = PageSize(
      largest: min(session.limits.maxObjectsInGet, session.limits.maxObjectsInSet * 4), speed: ledger.quality.down)
  }

  /// One API request, one round trip.
  /// - Parameter acceptsPart: whether an answer that was cut is of use as far as it came.
  func call(
    _ using: [String], _ calls: [Invocation], acceptsPart: Bool = false
  ) async throws(SyncError) -> Response {
    guard let session else { throw .nothingOffered }
    if Self.isUnasked && policy == .manual { throw .cancelled }
    // Our own server needs no core among them (docs/protocol.md, section 2).
    let request = Request(using: session.isTER1 ? using : [Capability.core] + using, methodCalls: calls)
    let response = try await connection.call(request, session, compressing: true, acceptsPart: acceptsPart)
    place(connection.takeSamples(), by: LinkLedger.weights(calls, response))
    if ledger.isHeavy { try settleUse() }
    report.roundTrips += 1
    if response.isWhole { heed(response.sessionState) }
    return response
  }

  func heed(_ sessionState: String) {
    guard sessionState != seenSessionState else { return }
    sessionIsStale = true
    seenSessionState = sessionState
  }

  /// Objects by their ids, or all of them for null, in our words.
  func get(
    _ dialect: any Dialect, _ account: Account, ids: JSONValue
  ) async throws(SyncError) -> GetResult {
    let response = try await call(dialect.capabilities.sorted(), [dialect.get(["ids": ids], account, id: "0")])
    return dialect.translated(
      try Self.result(response, "0") { arguments throws(WireError) in try GetResult(arguments) })
  }

  /// The first objects of a `/query`, in our words.
  func objects(
    _ dialect: any Dialect, _ account: Account, matching filter: JSONObject
  ) async throws(SyncError) -> [JSONObject] {
    let query = Invocation(
      "\(dialect.serverType)/query",
      ["accountId": .string(account.jmapID), "filter": .object(filter), "limit": 10], id: "0")
    let reference = ResultReference(resultOf: "0", name: query.name, path: "/ids")
    let get = dialect.get(["#ids": reference.json], account, id: "1")
    let response = try await call(dialect.capabilities.sorted(), [query, get])
    // Its own error says more than that of the reference to it.
    _ = try Self.result(response, "0") { arguments throws(WireError) in arguments }
    return dialect.translated(
      try Self.result(response, "1") { arguments throws(WireError) in try GetResult(arguments) }
    ).list
  }

  func account(_ id: AccountID) -> Account? { accounts.first { $0.id == id } }
}
