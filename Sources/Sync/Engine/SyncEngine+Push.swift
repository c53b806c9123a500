import ClientCore
import JSON
import Wire

extension SyncEngine {
  /// Sends what waits in the outbox and can be sent now. Every entry taken from it is settled before this returns or throws.
  /// - Returns: whether the server took anything, so that there is something new to pull.
  func drainOutbox() async throws(SyncError) -> Bool {
    var didDeliver = false
    while true {
      let entries = try cached { () throws(CacheError) in
        try cache.takeReady(
          accounts.map(\.id), now: clock.now(), trueNow: connection.serverClock.off.map { clock.now() - $0 },
          limit: session?.limits.maxObjectsInSet ?? 500)
      }
      guard !entries.isEmpty else { return didDeliver }
      isCurrent = false
      let (uploads, sets) = (entries.filter(\.isUpload), entries.filter { !$0.isUpload })
      var open = entries
      do {
        // Words do not wait until a file has left.
        didDeliver = try await send(sets, &open) || didDeliver
        // However much news there is, the first file gets a piece further in each round.
        for (place, entry) in uploads.enumerated() where !givesWay || place == 0 && !next.outbox {
          didDeliver = try await send(upload: entry, &open) || didDeliver
        }
      } catch {
        try settle(open.map { ($0, .retry(at: retryTime($0, after: error))) })
        throw error
      }
      guard !givesWay else {
        try settle(open.filter(\.isUpload).map { ($0, .interrupted) }, &open)
        return didDeliver
      }
      // Whatever is left was put off by its own fault; a round without progress ends here.
      guard didDeliver || open.count < entries.count else { return false }
    }
  }

  /// Whether there is something else to do than to send files: they let it pass.
  var givesWay: Bool { next.outbox || next.everything || !next.units.isEmpty }

  /// What waited for a later try waits no longer.
  func forgetDelays() throws(SyncError) {
    try cached { () throws(CacheError) in
      for row in try cache.reader.outbox()
      where row.entry.state == .queued && row.entry.attempts > 0 && !row.entry.isPaused
        && row.entry.nextAttemptAt ?? 0 > clock.now()
      {
        tell(try cache.retry(row.entry.id))
      }
    }
  }

  /// When the outbox wants a round; by the clock of this machine.
  func nextAttempt() -> Double? {
    do {
      return try cached { () throws(CacheError) in
        try cache.nextAttempt(accounts.map(\.id), clockOff: connection.serverClock.off ?? 0)
      }
    } catch {
      show(.blocked(error))
      return nil
    }
  }

  private func send(_ entries: [OutboxEntry], _ open: inout [OutboxEntry]) async throws(SyncError) -> Bool {
    guard let session else { return false }
    var didDeliver = false
    var batch = SetBatch(limits: session.limits)
    for entry in entries {
      switch try await spoken(entry) {
      case .settled(let outcome): try settle([(entry, outcome)], &open)
      case .server(let item, let account, let dialect):
        let offersIfMatch = session.offersIfMatch(account: account.jmapID)
        if batch.append(item, account, dialect, offersIfMatch: offersIfMatch) { continue }
        didDeliver = try await send(batch, &open) || didDeliver
        batch = SetBatch(limits: session.limits)
        _ = batch.append(item, account, dialect, offersIfMatch: offersIfMatch)
      }
    }
    if !batch.isEmpty { didDeliver = try await send(batch, &open) || didDeliver }
    return didDeliver
  }

  private enum Spoken {
    case server(SetItem, Account, any Dialect)
    /// Nothing is to be sent.
    case settled(Outcome)
  }

  /// A question about an entry that the server does not answer is this entry's trouble alone.
  private func spoken(_ entry: OutboxEntry) async throws(SyncError) -> Spoken {
    do { return try await translated(entry) } catch .methodFailed(let error) {
      return .settled(unanswered(entry, error))
    }
  }

  private func unanswered(_ entry: OutboxEntry, _ error: MethodError) -> Outcome {
    switch SetVerdict(error) {
    case .later: return .retry(at: retryTime(entry, after: nil))
    case .sessionIsStale:
      sessionIsStale = true
      return .retry(at: retryTime(entry, after: nil))
    default: return .refused(.init(type: error.type, description: error.description))
    }
  }

  private func translated(_ entry: OutboxEntry) async throws(SyncError) -> Spoken {
    let mutation = entry.mutation
    guard let account = account(mutation.account), let speech = dialects.speech(mutation.type, account) else {
      return .settled(.refused(.init(type: MethodError.accountNotFound, description: nil)))
    }
    guard case .server(let dialect) = speech else { return .settled(.delivered(serverID: nil, properties: [:])) }
    if let earlier = try await taken(entry, account, dialect) { return .settled(earlier) }
    var related = try cached { () throws(CacheError) in
      var related: [ObjectKey: JSONObject] = [:]
      for key in dialect.needs(of: mutation) { related[key] = try cache.reader.json(key)?.object }
      return related
    }
    var state: String?
    if dialect.needsFresh(mutation) {
      let fresh = try await get(dialect, account, ids: [.string(mutation.id.rawValue)])
      related[ObjectKey(mutation.account, mutation.type, mutation.id)] = fresh.list.first
      state = fresh.state
    }
    do {
      var action = try dialect.action(for: mutation, related)
      if let state, action.restsOnState { action.arguments["ifInState"] = .string(state) }
      return .server(SetItem(entry: entry, action: action), account, dialect)
    } catch { return .settled(.refused(error.failure)) }
  }

  /// What became of an earlier try whose answer was lost; nil when the server knows nothing of it, or would tell by itself.
  private func taken(
    _ entry: OutboxEntry, _ account: Account, _ dialect: any Dialect
  ) async throws(SyncError) -> Outcome? {
    guard entry.attempts > 1, let filter = dialect.search(for: entry.mutation),
      case .create(let properties) = entry.mutation.action
    else { return nil }
    return try await own(properties, dialect, account, matching: filter)
  }

  /// A create of ours that the server has already, found by a query.
  private func own(
    _ properties: JSONObject, _ dialect: any Dialect, _ account: Account, matching filter: JSONObject
  ) async throws(SyncError) -> Outcome? {
    let found = try await objects(dialect, account, matching: filter)
    return found.first { Self.isSame($0, properties) }.flatMap { object in
      object["id"]?.string.map { .delivered(serverID: ObjectID($0), properties: object) }
    }
  }

  private func send(_ batch: SetBatch, _ open: inout [OutboxEntry]) async throws(SyncError) -> Bool {
    let batch = try await sparing(batch, &open)
    guard !batch.isEmpty else { return false }
    let response: Response
    let hasRoom = batch.calls.count < session?.limits.maxCallsInRequest ?? 0
    let token = hasRoom && policy != .manual ? try usableToken() : nil
    do {
      let news = token.map { [SyncPage.call(since: $0)] } ?? []
      response = try await call(batch.using + (news.isEmpty ? [] : [Capability.sync]), batch.methodCalls + news)
    } catch {
      guard Self.blamesRequest(error) else { throw error }
      return try await split(batch, error, &open)
    }
    var outcomes: [(OutboxEntry, Outcome)] = []
    for (index, call) in batch.calls.enumerated() {
      let answer = Self.answer(response, index)
      for item in call.items {
        outcomes.append((item.entry, try await settled(SetVerdict(item, answer, call.dialect), item, call)))
      }
    }
    try expect(
      outcomes.compactMap { entry, outcome in
        guard case .delivered(let id, _) = outcome else { return nil }
        return (PullUnit.Key(account: entry.mutation.account, type: entry.mutation.type), id ?? entry.mutation.id)
      })
    try settle(outcomes, &open)
    try await forgetGone()
    isCurrent = token == nil ? false : try await take(response)?.isEmpty ?? false
    return outcomes.contains { if case .delivered = $0.1 { true } else { false } }
  }

  private static func answer(_ response: Response, _ index: Int) -> Result<SetResult, MethodError> {
    do {
      guard let arguments = try response.result(of: SetBatch.id(index)) else {
        return .failure(MethodError(MethodError.serverFail, "no answer"))
      }
      return .success(try SetResult(arguments))
    } catch let error as MethodError { return .failure(error) } catch {
      return .failure(MethodError(MethodError.serverFail, "\(error)"))
    }
  }

  /// The server found fault with the request as a whole: one entry of it may be to blame, and shall not hold up the others.
  private static func blamesRequest(_ error: SyncError) -> Bool {
    switch error {
    case .refused(let problem): problem.type != RequestError.unknownCapability
    case .notJMAP(.status): true
    default: false
    }
  }

  private func split(
    _ batch: SetBatch, _ error: SyncError, _ open: inout [OutboxEntry]
  ) async throws(SyncError) -> Bool {
    let entries = batch.entries
    guard entries.count > 1 else {
      let type = if case .refused(let problem) = error { problem.limit ?? problem.type } else { SetError.tooLarge }
      for entry in entries { try settle([(entry, .refused(.init(type: type, description: nil)))], &open) }
      return false
    }
    var didDeliver = false
    for half in [entries.prefix(entries.count / 2), entries.dropFirst(entries.count / 2)] {
      didDeliver = try await send(Array(half), &open) || didDeliver
    }
    return didDeliver
  }
}

// MARK: - Outcomes

extension SyncEngine {
  private func settled(
    _ verdict: SetVerdict, _ item: SetItem, _ call: SetBatch.Call
  ) async throws(SyncError) -> Outcome {
    do { return try await outcome(verdict, item, call) } catch .methodFailed(let error) {
      return unanswered(item.entry, error)
    }
  }

  private func outcome(
    _ verdict: SetVerdict, _ item: SetItem, _ call: SetBatch.Call
  ) async throws(SyncError) -> Outcome {
    let entry = item.entry
    switch verdict {
    case .delivered(let id, let answer):
      let answer = call.dialect.translatedAnswer(answer, to: entry.mutation)
      return .delivered(serverID: id, properties: item.action.taken.merging(answer) { _, told in told })
    case .refused(let failure): return .refused(failure)
    case .later: return .retry(at: retryTime(entry, after: nil))
    case .overtaken: return .retry(at: entry.attempts < 4 ? clock.now() : retryTime(entry, after: nil))
    case .tooLarge: return .refused(.init(type: SetError.tooLarge, description: nil))
    case .sessionIsStale:
      sessionIsStale = true
      return .retry(at: retryTime(entry, after: nil))
    case .exists(let id?): return try await examine(id, entry, call)
    case .exists(nil):
      let unknown = Outcome.refused(.init(type: SetError.alreadyExists, description: nil))
      guard case .create(let properties) = entry.mutation.action,
        let filter = call.dialect.filter(finding: properties)
      else { return unknown }
      return try await own(properties, call.dialect, call.account, matching: filter) ?? unknown
    }
  }

  /// Is the object that stands in the way our own, sent before by a request whose answer was lost?
  private func examine(
    _ id: ObjectID, _ entry: OutboxEntry, _ call: SetBatch.Call
  ) async throws(SyncError) -> Outcome {
    let result = try await get(call.dialect, call.account, ids: [.string(id.rawValue)])
    guard let object = result.list.first else {
      // Gone again: only its creator is told of an id that nobody can read.
      gone.append(ObjectKey(entry.mutation.account, entry.mutation.type, id))
      return .delivered(serverID: id, properties: ["id": .string(id.rawValue)])
    }
    guard case .create(let properties) = entry.mutation.action, Self.isSame(object, properties) else {
      let failure = OutboxEntry.Failure(type: SetError.alreadyExists, description: nil)
      return .refused(failure)
    }
    return .delivered(serverID: id, properties: object)
  }

  /// What was made and destroyed before its maker knew: whatever refers to it keeps its id, and is refused.
  private func forgetGone() async throws(SyncError) {
    let deltas = gone.map { Delta(account: $0.account, type: $0.type, upserts: [], destroyed: [$0.id], newState: nil) }
    gone = []
    for delta in deltas { met(delta) }
    guard !deltas.isEmpty else { return }
    do { tell(try await cache.apply(deltas)) } catch { throw .cache(error) }
  }

  private static func isSame(_ object: JSONObject, _ created: JSONObject) -> Bool {
    // There is one channel between the same members, whoever of them made it.
    if let members = created["members"]?.array, members == object["members"]?.array { return true }
    return ["clientId", "uid"].contains { name in
      object[name]?.string != nil && object[name] == created[name]
    }
  }

  func settle(_ outcomes: [(OutboxEntry, Outcome)], _ open: inout [OutboxEntry]) throws(SyncError) {
    try settle(outcomes)
    let settled = Set(outcomes.map(\.0.id))
    open.removeAll { settled.contains($0.id) }
  }

  private func settle(_ outcomes: [(OutboxEntry, Outcome)]) throws(SyncError) {
    guard !outcomes.isEmpty else { return }
    tell(
      try cached { () throws(CacheError) in
        try cache.settle(outcomes.map { (entry: $0.0.id, outcome: $0.1) })
      })
    for (entry, outcome) in outcomes {
      switch outcome {
      case .delivered: report.delivered += 1
      case .retry, .interrupted: report.postponed += 1
      case .refused(let failure):
        report.refused += 1
        tell(failure.type == OutboxEntry.Failure.superseded ? .superseded(entry) : .refused(entry))
      }
    }
  }

  func retryTime(_ entry: OutboxEntry, after error: SyncError?) -> Double {
    clock.now()
      + Backoff.delay(attempt: entry.attempts, random: clock.random(), asked: error?.retryAfter)
  }
}

extension OutboxEntry {
  var isUpload: Bool { if case .upload = mutation.action { true } else { false } }
}
