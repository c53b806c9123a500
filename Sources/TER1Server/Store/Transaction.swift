import GRDB
import JSON

/// One change of the cooperative: it numbers what is changed, and keeps the indexes beside the objects true.
final class Transaction {
  let db: Database
  let now: UTCDate
  private var sequence: Int64
  private var modseq: Int64
  private var lastReceivedAt: Int64
  private var mustDrawEpoch: Bool
  /// Whether nothing of what this has overwritten is to stay in the write-ahead log.
  var mustEmptyLog = false
  /// Of the epoch that new ids belong to.
  private var suffix: String?

  private init(_ db: Database, now: UTCDate, drawsEpoch: Bool) throws {
    self.db = db
    self.now = now
    mustDrawEpoch = drawsEpoch
    let statement = try db.cachedStatement(sql: "SELECT sequence, modseq, lastReceivedAt FROM cooperative")
    guard let row = try Row.fetchOne(statement) else {
      throw CooperativeError.storage("the cooperative's row is missing")
    }
    sequence = row["sequence"]
    modseq = row["modseq"]
    lastReceivedAt = row["lastReceivedAt"]
  }

  /// What a change asks of those who commit it.
  struct Consequences {
    var hasBegunEpoch = false
    var mustEmptyLog = false
  }

  /// Runs `body` and keeps the counters with what it wrote.
  /// - Parameter drawsEpoch: whether the first change begins a new epoch.
  static func run(
    _ db: Database, now: UTCDate, drawsEpoch: Bool, _ body: (Transaction) throws -> Void
  ) throws -> Consequences {
    let transaction = try Transaction(db, now: now, drawsEpoch: drawsEpoch)
    try body(transaction)
    try db.cachedStatement(sql: "UPDATE cooperative SET sequence = ?, modseq = ?, lastReceivedAt = ?")
      .execute(arguments: [transaction.sequence, transaction.modseq, transaction.lastReceivedAt])
    return Consequences(
      hasBegunEpoch: drawsEpoch && !transaction.mustDrawEpoch, mustEmptyLog: transaction.mustEmptyLog)
  }

  /// The time of arrival of a new message: later than that of every other.
  func nextReceivedAt() -> UTCDate {
    lastReceivedAt = max(now.milliseconds, lastReceivedAt + 1)
    return UTCDate(milliseconds: lastReceivedAt)
  }

  /// An imported message arrived then: no later new one may come before it.
  func noteReceived(_ date: UTCDate) {
    if date <= now { lastReceivedAt = max(lastReceivedAt, date.milliseconds) }
  }

  private func nextModseq() throws -> Int64 {
    if mustDrawEpoch {
      try Epochs.draw(above: modseq, in: db)
      mustDrawEpoch = false
    }
    modseq += 1
    return modseq
  }
}

// MARK: - Objects

extension Transaction {
  /// Gives the object its sequence number and, unless it has one, its id, and keeps it.
  func insert(_ object: inout StoredObject, as type: any ObjectType) throws {
    let modseq = try nextModseq()
    sequence += 1
    object.sequence = sequence
    if object.id.isEmpty { object.id = try (object.letter ?? type.letter) + String(sequence, radix: 36) + idSuffix() }
    object.json["id"] = .string(object.id)
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO object (seq, type, owner, id, json, createdModseq, modseq, container, root, parent, creator,
          clientId, importKey, sortKey, name) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
        """)
    try statement.execute(arguments: [
      sequence, object.type, object.owner, object.id, newText(of: object), modseq, modseq,
      object.container, object.root, object.parent, object.creator, object.clientId, object.importKey,
      object.sortKey, object.name,
    ])
    try index(object, as: type)
    try count(object, instead: nil, as: type)
  }

  private func idSuffix() throws -> String {
    if let suffix { return suffix }
    let made = try Epochs.suffix(of: modseq, in: db)
    suffix = made
    return made
  }

  /// Keeps the object's new value.
  func update(_ object: StoredObject, from old: StoredObject, as type: any ObjectType) throws {
    let movedFrom = object.container == old.container ? nil : old.container
    let statement = try db.cachedStatement(
      sql: """
        UPDATE object SET json = ?, modseq = ?, container = ?, wasIn = coalesce(?, wasIn), root = ?, parent = ?,
          sortKey = ?, name = ? WHERE seq = ?
        """)
    try statement.execute(arguments: [
      changedText(of: object), nextModseq(), object.container, movedFrom, object.root, object.parent,
      object.sortKey, object.name, object.sequence,
    ])
    try count(object, instead: old, as: type)
    try unindex(old, as: type)
    try index(object, as: type)
  }

  /// A private object that is made by an update, maybe again after it was destroyed.
  func revive(_ object: inout StoredObject, as type: any ObjectType) throws {
    let destroyed = try Int64.fetchOne(
      db, sql: "SELECT seq FROM object WHERE type = ? AND id = ? AND owner = ?",
      arguments: [object.type, object.id, object.owner])
    guard let destroyed else { return try insert(&object, as: type) }
    object.sequence = destroyed
    let modseq = try nextModseq()
    try db.execute(
      sql: """
        UPDATE object SET json = ?, createdModseq = ?, modseq = ?, container = ?, isDestroyed = 0 WHERE seq = ?
        """,
      arguments: [newText(of: object), modseq, modseq, object.container, destroyed])
  }

  /// A channel or a calendar is its own container; so is a folder that has rights of its own.
  func setOwnContainer(_ object: StoredObject) throws {
    try db.cachedStatement(sql: "UPDATE object SET container = id WHERE seq = ?").execute(arguments: [object.sequence])
  }

  /// Leaves of the object its id and its place among the changes, for ever.
  func destroy(_ object: StoredObject, as type: any ObjectType) throws {
    try forgetText(of: object)
    let statement = try db.cachedStatement(
      sql: "UPDATE object SET json = '', modseq = ?, isDestroyed = 1 WHERE seq = ?")
    try statement.execute(arguments: [nextModseq(), object.sequence])
    try count(nil, instead: object, as: type)
    try unindex(object, as: type)
  }

  /// Tells the clients to read the object again, for what they see of it changed without it: their rights.
  func touch(_ object: StoredObject) throws {
    try db.execute(
      sql: "UPDATE object SET modseq = ? WHERE seq = ?", arguments: [nextModseq(), object.sequence])
  }

  private func index(_ object: StoredObject, as type: any ObjectType) throws {
    let text = type.searchText(object.json)
    if !text.isEmpty {
      try db.cachedStatement(sql: "INSERT INTO objectText (rowid, text) VALUES (?, ?)")
        .execute(arguments: [object.sequence, text])
    }
    for blob in type.blobs(object.json) {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO blobUse (blobId, object) VALUES (?, ?)")
        .execute(arguments: [blob, object.sequence])
    }
  }

  private func unindex(_ object: StoredObject, as type: any ObjectType) throws {
    let text = type.searchText(object.json)
    if !text.isEmpty {
      try db.cachedStatement(sql: "INSERT INTO objectText (objectText, rowid, text) VALUES ('delete', ?, ?)")
        .execute(arguments: [object.sequence, text])
    }
    if !type.blobs(object.json).isEmpty {
      try db.cachedStatement(sql: "DELETE FROM blobUse WHERE object = ?").execute(arguments: [object.sequence])
    }
  }
}
