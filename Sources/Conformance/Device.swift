import ClientCore
import JSON
import Sync
import Synchronization

/// A member's device: a cache and an engine, as the client has them.
final class Device: Sendable {
  let cache: Cache
  let engine: SyncEngine
  private let login: String
  private let events: Events

  init(_ visitor: Examinee.Visitor, in folder: String) throws(Finding) {
    let events = Events()
    (self.events, login) = (events, visitor.login.name)
    do { cache = try Cache(path: folder + "/\(Unique.word()).sqlite") } catch {
      throw .notTried("no cache: \(error)")
    }
    engine = SyncEngine(login: visitor.login, cache: cache, transport: visitor.transport) { events.add($0) }
  }

  /// Two devices: of two members, or of one who has two.
  static func pair(_ examinee: Examinee) throws(Finding) -> (Device, Device) {
    (
      try Device(examinee.visitor, in: examinee.scratch),
      try Device(examinee.other ?? examinee.visitor, in: examinee.scratch)
    )
  }

  @discardableResult func sync() async throws(Finding) -> SyncReport {
    do { return try await engine.syncOnce() } catch { throw .failed(expected: "a sync to its end", seen: "\(error)") }
  }

  /// Everything is sent and taken.
  func deliver() async throws(Finding) {
    try await sync()
    let waiting = try read { () throws(CacheError) in try cache.reader.outbox() }
    guard let entry = waiting.first?.entry else { return }
    let why = entry.failure?.type ?? "waits"
    if why == "notOffered" || why == "unsupported" { throw .notOffered("the server cannot be told: \(why)") }
    throw .failed(
      expected: "the server takes \(entry.mutation.type)",
      seen: entry.failure.map { "\($0.type) \($0.description ?? "") \($0.properties)" } ?? why)
  }

  func account(_ jmapID: String) throws(Finding) -> AccountID {
    let accounts = try read { () throws(CacheError) in try cache.accounts(login: login) }
    return try want(accounts.first { $0.jmapID == jmapID }?.id, "the account \(jmapID)", "\(accounts.map(\.jmapID))")
  }

  func objects(_ type: TypeName, _ account: AccountID) throws(Finding) -> [ObjectID: JSONObject] {
    try read { () throws(CacheError) in
      var objects: [ObjectID: JSONObject] = [:]
      for id in try cache.ids(account, type) {
        objects[id] = try cache.reader.json(ObjectKey(account, type, id))?.object
      }
      return objects
    }
  }

  /// The one object that is so.
  func find(
    _ type: TypeName, _ account: AccountID, _ what: String, _ isIt: (JSONObject) -> Bool
  ) throws(Finding) -> (id: ObjectID, object: JSONObject) {
    let found = try objects(type, account).filter { isIt($0.value) }
    guard found.count == 1, let (id, object) = found.first else {
      throw .failed(expected: "one \(type): \(what)", seen: "\(found.count)")
    }
    return (id, object)
  }

  func create(_ type: TypeName, _ account: AccountID, _ properties: JSONObject) throws(Finding) {
    let word = Unique.word()
    var properties = properties
    properties[type == "CalendarEvent" ? "uid" : "clientId"] = .string(word)
    try enqueue(Mutation(account: account, type: type, id: ObjectID(clientID: word), action: .create(properties)))
  }

  func update(_ type: TypeName, _ account: AccountID, _ id: ObjectID, _ patch: JSONObject) throws(Finding) {
    try enqueue(Mutation(account: account, type: type, id: id, action: .update(patch)))
  }

  func enqueue(_ mutation: Mutation) throws(Finding) {
    _ = try read { () throws(CacheError) in try cache.enqueue([mutation]) }
  }

  /// From now on no state that the cache holds is known to the server.
  func forgetStates(_ account: AccountID, _ types: [TypeName]) async throws(Finding) {
    let deltas = types.map { Delta(account: account, type: $0, upserts: [], newState: "ter1-conformance-none") }
    do { _ = try await cache.apply(deltas) } catch { throw .notTried("the cache: \(error)") }
  }

  func read<T>(_ body: () throws(CacheError) -> T) throws(Finding) -> T {
    do { return try body() } catch { throw .notTried("the cache: \(error)") }
  }

  /// How it waits for news once it is up to date; nil when it does not come to that in time.
  func waiting() async -> SyncStatus.Live? {
    let running = Task { await engine.run() }
    defer { running.cancel() }
    // It polls until the stream of events stands.
    for _ in 0..<100 where events.live != .push {
      do { try await Task.sleep(for: .milliseconds(50)) } catch { return nil }
    }
    return events.live
  }

  private final class Events: Sendable {
    private let last = Mutex<SyncStatus.Live?>(nil)
    var live: SyncStatus.Live? { last.withLock { $0 } }
    func add(_ event: SyncEvent) {
      guard case .status(let status) = event, case .live(let live) = status.link else { return }
      last.withLock { $0 = live }
    }
  }
}
