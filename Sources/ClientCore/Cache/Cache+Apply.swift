internal import GRDB
public import JSON

extension Cache {
  public static var syncedTypes: [SyncedTypeDescription] {
    TypeRegistry.types.map { SyncedTypeDescription(name: $0.name, capability: $0.capability) }
  }

  /// The state that the cache's rows of a type lead up to; nil before the first page.
  public func state(_ account: AccountID, _ type: TypeName) throws(CacheError) -> String? {
    try read { db in
      let statement = try db.cachedStatement(sql: "SELECT state FROM syncState WHERE account = ? AND type = ?")
      return try String.fetchOne(statement, arguments: [account.rawValue, type.rawValue])
    }
  }

  /// The same for all types of an account that have one.
  public func states(_ account: AccountID) throws(CacheError) -> [TypeName: String] {
    try read { db in
      let statement = try db.cachedStatement(sql: "SELECT type, state FROM syncState WHERE account = ?")
      return try Row.fetchAll(statement, arguments: [account.rawValue]).reduce(into: [:]) { states, row in
        states[TypeName(row[0] as String)] = row[1]
      }
    }
  }

  /// Writes pages of changes, all or none: rows, what waits in the outbox replayed on top, states, derived tables, search index.
  /// An object that cannot be understood is kept aside (`CacheReader.quarantined`) and stops nothing.
  public func apply(_ deltas: [Delta]) async throws(CacheError) -> ChangeSet {
    do {
      return try await pool.write { db in
        let transaction = Transaction(db, now: clock())
        let pending = try PendingObjects(db)
        for delta in deltas { try transaction.apply(delta, pending) }
        return try transaction.finish()
      }
    } catch {
      throw noted(CacheError(error, path: path))
    }
  }

  /// What the server said of objects, without what waits in the outbox; those it knows nothing of are left out.
  public func serverObjects(_ keys: [ObjectKey]) throws(CacheError) -> [ObjectKey: JSONObject] {
    try read { db in
      let transaction = Transaction(db, now: 0)
      var objects: [ObjectKey: JSONObject] = [:]
      for key in keys {
        let known = try transaction.shadow(key) ?? transaction.shown(TypeRegistry.type(key.type), key.account, key.id)
        objects[key] = known?.object
      }
      return objects
    }
  }

  /// Ids of the server's objects that the cache has, also of those that the person has destroyed since.
  public func ids(_ account: AccountID, _ type: TypeName) throws(CacheError) -> Set<ObjectID> {
    let table = try TypeRegistry.type(type).table
    return try read { db in
      func ids(_ query: String, _ arguments: StatementArguments) throws -> [String] {
        try String.fetchAll(db.cachedStatement(sql: query), arguments: arguments)
      }
      let both: StatementArguments = [account.rawValue, type.rawValue]
      let shown = try ids("SELECT id FROM \(table) WHERE account = ?", [account.rawValue])
      let hidden = try ids("SELECT id FROM shadow WHERE account = ? AND type = ? AND json <> 'null'", both)
      let odd = try ids("SELECT id FROM quarantine WHERE account = ? AND type = ?", both)
      return Set((shown + hidden + odd).map { ObjectID($0) }.filter { !$0.isLocal && !$0.rawValue.isEmpty })
    }
  }

  /// The next sync of these types begins from the beginning; rows and outbox stay.
  public func forgetStates(_ account: AccountID, types: [TypeName]) throws(CacheError) {
    try write { db in
      for type in types {
        try db.execute(
          sql: "DELETE FROM syncState WHERE account = ? AND type = ?", arguments: [account.rawValue, type.rawValue])
      }
    }
  }
}

/// Objects that have something in the outbox.
struct PendingObjects {
  private let keys: Set<ObjectKey>
  var all: Set<ObjectKey> { keys }

  init(_ db: Database) throws {
    let rows = try Row.fetchAll(db.cachedStatement(sql: "SELECT DISTINCT account, type, objectId FROM outbox"))
    keys = Set(rows.map { ObjectKey(AccountID(rawValue: $0[0]), TypeName($0[1]), ObjectID($0[2])) })
  }

  var isEmpty: Bool { keys.isEmpty }
  func contains(_ key: ObjectKey) -> Bool { !keys.isEmpty && keys.contains(key) }
}

extension Transaction {
  func apply(_ delta: Delta, _ pending: PendingObjects) throws {
    let type = try TypeRegistry.type(delta.type)
    let hasQuarantine = try isQuarantineUsed(delta)
    let carried = try CarriedTable(db, delta.account, delta.type)
    let lost = delta.isRestored ? try lost(delta, type) : []
    for object in delta.upserts {
      if hasQuarantine { try release(delta, object["id"]?.string ?? "") }
      if carried.isUsed { try carried.forget(object["id"]?.string ?? "") }
      try upsert(object, type, delta.account, pending)
    }
    for id in delta.destroyed {
      if hasQuarantine { try release(delta, id.rawValue) }
      if carried.isUsed { try carried.forget(id.rawValue) }
      try destroy(ObjectKey(delta.account, delta.type, id), type, pending)
    }
    try offerAgain(lost)
    if let state = delta.newState {
      try setState(delta.account, delta.type, state)
      if carried.isUsed { try carried.settle(at: state) }
    }
  }

  func upsert(
    _ object: JSONValue, _ type: any SyncedType.Type, _ account: AccountID, _ pending: PendingObjects
  ) throws {
    let object = try completed(object, type, account)
    guard !pending.isEmpty, let id = object["id"]?.string.map({ ObjectID($0) }) else {
      return try keep(object, type, account)
    }
    let key = ObjectKey(account, type.name, id)
    if let clientID = object[type.clientIDProperty]?.string {
      let local = ObjectKey(account, type.name, ObjectID(clientID: clientID))
      if pending.contains(local), try takeCreate(local) { return try adopt(local, as: id, object) }
    }
    guard pending.contains(key), try shadow(key) != nil else { return try keep(object, type, account) }
    try setShadow(key, object)
    try rebase(key)
  }

  private func completed(
    _ object: JSONValue, _ type: any SyncedType.Type, _ account: AccountID
  ) throws -> JSONValue {
    guard type.hasHeavyProperties, !type.isWhole(object), let id = object["id"]?.string.map({ ObjectID($0) }) else {
      return object
    }
    let known = try shadow(ObjectKey(account, type.name, id))?.unlessNull ?? shown(type, account, id)
    return known.map { type.completed(object, from: $0) } ?? object
  }

  private func keep(_ object: JSONValue, _ type: any SyncedType.Type, _ account: AccountID) throws {
    guard try isBeyondCoverage || isHeld(object, type, account) else { return }
    try put(type, account, object, mark: .none)
  }

  /// Ends the entry that makes an object, which has just come back from the server.
  private func takeCreate(_ local: ObjectKey) throws -> Bool {
    let creates = try OutboxTable.fetch(db, of: local).filter {
      if case .create = $0.mutation.action { true } else { false }
    }
    for entry in creates {
      try OutboxTable.delete(db, entry.id)
      noteChange(of: entry.id, local.account)
    }
    return !creates.isEmpty
  }

  func destroy(_ key: ObjectKey, _ type: any SyncedType.Type, _ pending: PendingObjects) throws {
    guard pending.contains(key) else { return try remove(type, key.account, key.id) }
    try setShadow(key, .null)
    try rebase(key)
  }

  func setState(_ account: AccountID, _ type: TypeName, _ state: String) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO syncState (account, type, state) VALUES (?, ?, ?)")
      .execute(arguments: [account.rawValue, type.rawValue, state])
  }

  private func isQuarantineUsed(_ delta: Delta) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM quarantine WHERE account = ? AND type = ?)")
    return try Bool.fetchOne(statement, arguments: [delta.account.rawValue, delta.type.rawValue]) ?? false
  }

  private func release(_ delta: Delta, _ id: String) throws {
    try db.cachedStatement(sql: "DELETE FROM quarantine WHERE account = ? AND type = ? AND id = ?")
      .execute(arguments: [delta.account.rawValue, delta.type.rawValue, id])
  }
}
