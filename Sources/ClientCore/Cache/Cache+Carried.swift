internal import GRDB
public import JSON

/// Objects of one type that a bundle brought: docs/protocol.md, section 29.
public struct CarriedRecords: Sendable {
  public let account: AccountID
  public let type: TypeName
  /// Gone through once or twice, one by one: it may be long.
  public var list: any Sequence<JSONValue> & Sendable
  /// Which of them are taken at all.
  public var isTaken: @Sendable (JSONValue) -> Bool = { _ in true }
  public var destroyed: [ObjectID] = []
  /// The state after which they are all that changed; nil: all there is.
  public var since: String?
  /// The state that whoever gave them had.
  public let state: String
  /// The member whose word it is; nil: the server's, which signed it.
  public let carrier: ObjectID?

  public init(
    account: AccountID, type: TypeName, list: some Sequence<JSONValue> & Sendable, state: String, carrier: ObjectID?
  ) {
    (self.account, self.type, self.list) = (account, type, list)
    (self.state, self.carrier) = (state, carrier)
  }
}

/// What became of them.
public struct MergeReport: Sendable {
  public internal(set) var taken = 0
  /// What the cache had already, or something newer.
  public internal(set) var known = 0
  public internal(set) var changes = ChangeSet()
}

extension JSONValue {
  /// Whether it is a member's word.
  var isCarried: Bool { self[Cache.carrierProperty]?.string != nil }
}

extension Cache {
  /// In which a member's name stands who carried an object that the server has not confirmed.
  public static let carrierProperty = "ter1:carriedBy"

  /// Takes what bundles brought, in one transaction. The order of the bundles, and how often one comes, makes no difference.
  ///
  /// What is newer than the cache is taken; where nothing lies between, the cache's state moves on as after a sync. Of what members carried only
  /// what is not here is taken, and marked.
  public func merge(_ records: [CarriedRecords]) throws(CacheError) -> MergeReport {
    try write { db in
      let transaction = Transaction(db, now: clock())
      let pending = try PendingObjects(db)
      var report = MergeReport()
      for records in records { try transaction.merge(records, pending, &report) }
      report.changes = try transaction.finish()
      return report
    }
  }

  /// What the server is to be asked for: what members carried, and what may be gone again since the server signed it.
  public func unconfirmedCarried(_ account: AccountID) throws(CacheError) -> [TypeName: [ObjectID]] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT type, id FROM carried WHERE account = ? AND (carrier <> '' OR isNew)")
      return try Row.fetchAll(statement, arguments: [account.rawValue]).reduce(into: [:]) { found, row in
        found[TypeName(row[0] as String), default: []].append(ObjectID(row[1] as String))
      }
    }
  }
}

extension CacheReader {
  /// A page of the objects of a type as the server gave them: those that nothing waits for, and that no member carried.
  /// - Parameter id: the last of the page before; "": none.
  public func confirmed(
    _ account: AccountID, _ type: TypeName, after id: String = "", limit: Int
  ) throws(CacheError) -> [JSONValue] {
    let table = try TypeRegistry.type(type).table
    return try read { db in
      let rows = try String.fetchAll(
        db,
        sql: """
          SELECT json FROM \(table) WHERE account = ?1 AND mark = ?3 AND id > ?4 AND id NOT IN (
            SELECT id FROM carried WHERE account = ?1 AND type = ?2 AND carrier <> '') ORDER BY id LIMIT ?5
          """, arguments: [account.rawValue, type.rawValue, Mark.none.rawValue, id, limit])
      return try rows.map { try JSONValue(parsing: $0) }
    }
  }
}

extension Transaction {
  fileprivate func merge(_ records: CarriedRecords, _ pending: PendingObjects, _ report: inout MergeReport) throws {
    let count = records.list.underestimatedCount + records.destroyed.count
    let statement = try db.cachedStatement(sql: "SELECT state FROM syncState WHERE account = ? AND type = ?")
    let own = try String.fetchOne(statement, arguments: [records.account.rawValue, records.type.rawValue])
    guard let given = ServerState(records.state), given.number > own.flatMap(ServerState.init)?.number ?? -1 else {
      report.known += count
      return
    }
    if records.carrier == nil, records.follows(own) { return try follow(records, given, pending, &report) }
    try pick(records, given, pending, &report)
  }

  /// As a sync does.
  private func follow(
    _ records: CarriedRecords, _ given: ServerState, _ pending: PendingObjects, _ report: inout MergeReport
  ) throws {
    let carried = try CarriedTable(db, records.account, records.type)
    /// A bundle brought something newer. The server has told of the object now, and will tell when it is gone.
    func isOlder(_ id: ObjectID) throws -> Bool {
      guard var entry = try carried[id], entry.carrier == nil, entry.version > given.number else { return false }
      entry.isNew = false
      try carried.keep(id, entry)
      return true
    }
    var delta = Delta(account: records.account, type: records.type, upserts: [], newState: nil)
    for object in records.list {
      guard try !isOlder(ObjectID(object["id"]?.string ?? "")) else {
        report.known += 1
        continue
      }
      delta.upserts.append(object)
      report.taken += 1
      guard delta.upserts.count == Self.mergedAtOnce else { continue }
      try apply(delta, pending)
      delta.upserts = []
    }
    delta.destroyed = try records.destroyed.filter { try !isOlder($0) }
    delta.newState = records.state
    try apply(delta, pending)
    report.taken += delta.destroyed.count
    report.known += records.destroyed.count - delta.destroyed.count
    // Up to here the server has told all: what was said beside it is not so, or no more.
    for id in try carried.unconfirmed(upTo: given.number) {
      try carried.forget(id.rawValue)
      try destroy(ObjectKey(records.account, records.type, id), TypeRegistry.type(records.type), pending)
    }
  }

  private static let mergedAtOnce = 500

  /// What is newer than what is here, object by object.
  private func pick(
    _ records: CarriedRecords, _ given: ServerState, _ pending: PendingObjects, _ report: inout MergeReport
  ) throws {
    let type = try TypeRegistry.type(records.type)
    let carried = try CarriedTable(db, records.account, records.type)
    var entry = CarriedTable.Entry(version: given.number, carrier: records.carrier)
    for object in records.list where records.isTaken(object) {
      if let whole = try vouchedFor(object, type, records.account) {
        try upsert(whole, type, records.account, pending)
        report.taken += 1
        continue
      }
      let object = try marked(object, records)
      guard let id = object["id"]?.string.map({ ObjectID($0) }), !id.isLocal,
        try isNewer(object, entry, than: carried[id], ObjectKey(records.account, records.type, id))
      else {
        report.known += 1
        continue
      }
      let here = try known(ObjectKey(records.account, records.type, id))
      entry.isNew = try carried[id]?.isNew ?? (here == nil)
      try carried.keep(id, entry)
      if here == object {
        report.known += 1
      } else {
        try upsert(object, type, records.account, pending)
        report.taken += 1
      }
    }
    entry.isNew = false
    for id in records.carrier == nil ? records.destroyed : [] {
      guard try carried[id].map({ $0.carrier != nil || $0.version < given.number }) ?? true else { continue }
      try destroy(ObjectKey(records.account, records.type, id), type, pending)
      try carried.keep(id, entry)
      report.taken += 1
    }
  }

  /// What is here, with what it lacked: the server's own word, which is here, shows that it is right, whoever brought it.
  private func vouchedFor(
    _ object: JSONValue, _ type: any SyncedType.Type, _ account: AccountID
  ) throws -> JSONValue? {
    guard type.hasHeavyProperties, let id = object["id"]?.string.map({ ObjectID($0) }),
      let here = try known(ObjectKey(account, type.name, id)), !here.isCarried, !type.isWhole(here),
      type.isRight(object, by: here)
    else { return nil }
    return type.completed(here, from: object)
  }

  /// Who wrote what a member carried is what the member says: nobody vouches for it, as for an imported message.
  private func marked(_ object: JSONValue, _ records: CarriedRecords) throws -> JSONValue {
    guard let carrier = records.carrier else { return object }
    var object = object
    object[Cache.carrierProperty] = .string(carrier.rawValue)
    guard let sender = object["senderId"]?.string else { return object }
    let name = try shown(Principal.self, records.account, ObjectID(sender))?["name"]
    object["senderId"] = .null
    object["author"] = ["name": name ?? .string(sender), "address": ""]
    return object
  }

  /// What the server said of an object, or a bundle.
  private func known(_ key: ObjectKey) throws -> JSONValue? {
    try shadow(key)?.unlessNull ?? shown(TypeRegistry.type(key.type), key.account, key.id)
  }

  private func isNewer(
    _ object: JSONValue, _ entry: CarriedTable.Entry, than other: CarriedTable.Entry?, _ key: ObjectKey
  ) throws -> Bool {
    let here = try known(key)
    guard let other else { return entry.carrier == nil || here == nil }
    switch (entry.carrier == nil, other.carrier == nil) {
    case (true, false): return true
    case (false, true): return false
    case (true, true): return entry.version > other.version
    // Of what two members say of the same moment, the same of the two is taken in whatever order they come.
    case (false, false): return (entry.version, object.text) > (other.version, here?.text ?? "")
    }
  }
}

extension CarriedRecords {
  /// Whether they go on from where the cache stands, for the same rights.
  fileprivate func follows(_ own: String?) -> Bool {
    guard let own else { return since == nil }
    guard let own = ServerState(own), let given = ServerState(state), own.isWhole, own.rights == given.rights else {
      return false
    }
    // What was made and destroyed after `since` is not told: who has gone on since then may have met it.
    return since.flatMap(ServerState.init).map { $0.epoch == own.epoch && $0.number == own.number } ?? false
  }
}
