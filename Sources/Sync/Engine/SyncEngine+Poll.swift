import ClientCore
import JSON
import Wire

/// Asks whether there is anything new, for a few hundred bytes: docs/protocol.md, section 13.
extension SyncEngine {
  /// What to pull; nil: everything, because it cannot be told so cheaply.
  func news() async throws(SyncError) -> Set<PullUnit.Key>? {
    if session?.sync != nil { return try await syncNews() }
    // The first time there may well be something, and it comes with the first question.
    guard hasPulled, unconfirmed?.isEmpty ?? true, let session, let url = try session.statePollURL(),
      let tag = try stateTag()
    else { return nil }
    var request = connection.request(.get, url, maximumSize: 1 << 20)
    request.headers = [("If-None-Match", "\"\(tag)\"")]
    request.acceptsCompression = false
    let response = try await connection.send(request)
    report.roundTrips += 1
    place(connection.takeSamples(), by: [:])
    if response.status == 304 {
      waiting.note(poll: response.sample.traffic.bytesUp + response.sample.traffic.bytesDown)
      return []
    }
    try AnswerCheck.status(response)
    guard let json = try? AnswerCheck.json(response), let change = try? StateChange(json) else { return nil }
    // Without any, the session itself is what changed.
    let units = self.units(in: change)
    return units.isEmpty ? nil : units
  }

  /// nil while a type has no state.
  func stateTag() throws(SyncError) -> String? {
    guard let states = try states() else { return nil }
    let text = Array(StateTag.text(sessionState: seenSessionState ?? "", states: states).utf8)
    var hash = SHA256()
    text.withUnsafeBytes { hash.update($0) }
    return String(hash.finish().prefix(StateTag.digits))
  }

  /// By account id and type name; nil while a type has none.
  func states() throws(SyncError) -> [String: [String: String]]? {
    var states: [String: [String: String]] = [:]
    for account in accounts {
      let known = try cached { () throws(CacheError) in try cache.states(account.id) }
      for dialect in dialects.all(account) {
        guard let state = known[dialect.type] else { return nil }
        states[account.jmapID, default: [:]][dialect.serverType] = state
      }
    }
    return states
  }
}
