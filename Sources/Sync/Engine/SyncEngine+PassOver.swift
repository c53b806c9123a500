import ClientCore
import JSON
import Wire

/// Pages that do not come through: they shrink, and at last the one object that never arrives is named and passed over for now, so
/// that the others go on. Which they are is kept, and they are asked for by themselves when a person asks for news.
extension SyncEngine {
  private static let mostTries = 3
  private static let retrySeconds = 3_600.0

  /// - Returns: where the unit goes on behind what it cannot have; nil: it is too early for that.
  func passOver(_ request: PullRequest) async throws(SyncError) -> [PullUnit]? {
    guard request.units.allSatisfy(\.pageSize.isSmallest) else { return nil }
    for unit in request.units { troubles[unit.key, default: 0] += 1 }
    guard request.units.count == 1, let unit = request.units.first, troubles[unit.key, default: 0] >= Self.mostTries
    else { return nil }
    troubles[unit.key] = nil
    let response = try await call(request.using, Array(request.methodCalls.prefix(1)))
    let changes: Changes
    do {
      changes = try Self.result(response, PullRequest.id(0)) { arguments throws(WireError) in try Changes(arguments) }
    } catch .methodFailed { return nil }
    return try await step(over: changes, unit)
  }

  private func step(over changes: Changes, _ unit: PullUnit) async throws(SyncError) -> [PullUnit] {
    var unit = unit
    let ids = (changes.created + changes.updated).map { ObjectID($0) }
    if case .reconcile(let seen) = unit.mode { unit.mode = .reconcile(seen: seen.union(ids)) }
    // Before its state is: no crash between the two loses it.
    try keep(passedOver: try passedOver() + ids.map { PassedOver(key: unit.key, id: $0, triedAt: clock.now()) })
    for id in ids { tell(.passedOver(account: unit.account.id, type: unit.type, id)) }
    let page = PulledPage(changes: changes, objects: [], notFound: [])
    let step = try PullStep(unit, page) { () throws(CacheError) in try cache.ids(unit.account.id, unit.type) }
    try await keep([step.delta]).get()
    return step.next.map { [$0] } ?? []
  }

  // MARK: - What was passed over

  struct PassedOver: Hashable, Sendable {
    let key: PullUnit.Key
    let id: ObjectID
    /// Seconds since 1970.
    var triedAt: Double
  }

  /// Asks for them, one by one; those that still do not arrive wait for another hour.
  func fetchPassedOver() async throws(SyncError) {
    for waiting in try passedOver() where clock.now() - waiting.triedAt >= Self.retrySeconds {
      let others = try passedOver().filter { $0.id != waiting.id || $0.key != waiting.key }
      try keep(passedOver: others + [PassedOver(key: waiting.key, id: waiting.id, triedAt: clock.now())])
      do {
        try await ask(for: [waiting.id], waiting.key)
        try keep(passedOver: others)
      } catch { guard Self.blamesSize(error) else { throw error } }
    }
  }

  private var passedOverNote: String { LoginNote.passedOver.name(login.name) }

  func passedOver() throws(SyncError) -> [PassedOver] {
    let note = passedOverNote
    let kept = try cached { () throws(CacheError) in try cache.reader.note(note) }?.array ?? []
    return kept.compactMap { entry in
      guard let account = entry[0]?.int, let type = entry[1]?.string, let id = entry[2]?.string, let at = entry[3]?.int
      else { return nil }
      let key = PullUnit.Key(account: AccountID(rawValue: Int64(account)), type: TypeName(type))
      return PassedOver(key: key, id: ObjectID(id), triedAt: Double(at))
    }
  }

  private func keep(passedOver: [PassedOver]) throws(SyncError) {
    let note = passedOverNote
    let entries: [JSONValue] = passedOver.map {
      [.int($0.key.account.rawValue), .string($0.key.type.rawValue), .string($0.id.rawValue), .int(Int64($0.triedAt))]
    }
    try cached { () throws(CacheError) in try cache.setNote(note, entries.isEmpty ? nil : .array(entries)) }
  }
}
