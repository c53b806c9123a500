internal import GRDB
public import JSON

/// The write side of the cache.
public final class Cache: Sendable {
  let pool: DatabasePool
  let path: String
  /// What had to be done to open the file.
  public let opening: Opening

  public struct Opening: Sendable, Equatable {
    /// A damaged file was set aside under this name, and a new one made.
    public var setAside: String?
    /// How many outbox entries and drafts of the damaged file could be saved.
    public var savedEntries = 0
    public var savedDrafts = 0
  }

  /// Opens the cache, making it (readable by its owner only) when there is none.
  public init(path: String) throws(CacheError) { throw interim }

  public var reader: CacheReader { CacheReader(pool: pool) }
}

extension Cache {
  public func session(login: String) throws(CacheError) -> JSONValue? { throw interim }
  /// Keeps a session object; accounts that it no longer names stay in the cache but are no longer the login's.
  public func storeSession(_ session: JSONValue, login: String, accounts: [AccountDescription]) throws(CacheError)
    -> [Account]
  { throw interim }
  public func accounts(login: String) throws(CacheError) -> [Account] { throw interim }
  public func removeLogin(_ login: String) throws(CacheError) { throw interim }
  public static var syncedTypes: [SyncedTypeDescription] {
    TypeRegistry.types.map { SyncedTypeDescription(name: $0.name, capability: $0.capability) }
  }
  public func state(_ account: AccountID, _ type: TypeName) throws(CacheError) -> String? { throw interim }
  public func apply(_ deltas: [Delta]) async throws(CacheError) -> ChangeSet { throw interim }
  public func ids(_ account: AccountID, _ type: TypeName) throws(CacheError) -> Set<ObjectID> { throw interim }
  public func forgetStates(_ account: AccountID, types: [TypeName]) throws(CacheError) { throw interim }
  @discardableResult public func enqueue(_ mutations: [Mutation]) throws(CacheError) -> ChangeSet { throw interim }
  public func takeReady(_ accounts: [AccountID], now: Double, limit: Int) throws(CacheError) -> [OutboxEntry] {
    throw interim
  }
  public func settle(_ outcomes: [(entry: Int64, outcome: Outcome)]) throws(CacheError) -> ChangeSet { throw interim }
  public func requeueSending() throws(CacheError) { throw interim }
  public func nextAttempt(_ accounts: [AccountID]) throws(CacheError) -> Double? { throw interim }
  public func retry(_ entry: Int64) throws(CacheError) -> ChangeSet { throw interim }
  public func drop(_ entry: Int64) throws(CacheError) -> ChangeSet { throw interim }
  public func replace(_ entry: Int64, with mutation: Mutation) throws(CacheError) -> ChangeSet { throw interim }
  public func spool(copying file: String, type: String) throws(CacheError) -> Mutation.Action { throw interim }
  public func spoolPath(_ name: String) -> String { "" }
  public func saveDraft(_ draft: Draft) throws(CacheError) { throw interim }
  public func deleteDraft(_ id: String) throws(CacheError) { throw interim }
  public func recordDownload(_ download: Download) throws(CacheError) { throw interim }
  public func forgetDownload(_ id: String) throws(CacheError) { throw interim }
  public func setNote(_ name: String, _ value: JSONValue?) throws(CacheError) { throw interim }
  /// Grows whenever any process has written to the file since this one last looked; cheap enough to ask every second.
  public func changeCounter() throws(CacheError) -> Int { throw interim }
}
