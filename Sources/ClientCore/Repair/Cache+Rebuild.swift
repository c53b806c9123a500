internal import Foundation
internal import GRDB
public import Vault

extension Cache {
  /// Makes anew what is worked out from the rows, mends what belongs together, and clears the spool of what nothing needs. Drafts,
  /// outbox, notes and downloads stay as they are.
  /// - Throws: `corrupt` when the file's structure is damaged (`setAside` is for that).
  public func rebuild() throws(CacheError) {
    let inventory = try write { db in
      try Orphans.delete(db)
      try DerivedTables(db).rebuild()
      try Self.mendPending(db)
      let inventory = try SpoolInventory(db, cache: path, key: key)
      try Self.fail(inventory.missing, db)
      return inventory
    }
    for name in inventory.leftovers { Spool(cache: path).remove(name) }
  }

  /// What fetching everything will cost, by what is here.
  public func refetchCost() throws(CacheError) -> RefetchCost {
    try read { db in
      let rows = try TypeRegistry.types.map { type in
        try Row.fetchOne(db, sql: "SELECT count(*), coalesce(sum(length(CAST(json AS BLOB))), 0) FROM \(type.table)")
      }
      return RefetchCost(
        objects: rows.reduce(0) { $0 + ($1?[0] ?? 0) }, bytes: rows.reduce(0) { $0 + ($1?[1] ?? 0) })
    }
  }

  /// Forgets everything that a server has, so that the next sync fetches it anew. Drafts, outbox (what waits stays visible), notes and
  /// downloads stay, and so do read marks that no server holds.
  public func forgetServers() throws(CacheError) {
    try write { db in
      let types = TypeRegistry.types.map { $0.table }.filter { $0 != ReadPosition.table }
      for table in types + ["conversation", "occurrence", "quarantine", "syncState"] + CoverageTable.tables {
        try db.execute(sql: "DELETE FROM \(table)")
      }
      for account in try AccountTable.fetch(db, where: "1", [])
      where account.capabilities.contains(ReadPosition.capability) {
        try db.execute(sql: "DELETE FROM \(ReadPosition.table) WHERE account = ?", arguments: [account.id.rawValue])
      }
      try db.execute(sql: "INSERT INTO search (search) VALUES ('delete-all')")
      let transaction = Transaction(db, now: clock())
      for key in try PendingObjects(db).all where key.type != Blob.name { try transaction.rebase(key) }
      _ = try transaction.finish()
    }
    do { try pool.vacuum() } catch { throw CacheError(error, path: path) }
  }

  private static func mendPending(_ db: Database) throws {
    let (pending, transaction) = (try Pending(db), Transaction(db, now: Date().timeIntervalSince1970))
    for key in pending.withoutShadow { try transaction.keepShadow(key, TypeRegistry.type(key.type)) }
    for key in pending.withoutShadow + pending.withoutEntry { try transaction.rebase(key) }
    _ = try transaction.finish()
  }

  private static func fail(_ entries: [Int64], _ db: Database) throws {
    let transaction = Transaction(db, now: Date().timeIntervalSince1970)
    for id in entries {
      guard let entry = try OutboxTable.fetch(db, id) else { continue }
      try transaction.fail(entry, OutboxEntry.Failure(type: "blobNotFound", description: nil))
    }
    _ = try transaction.finish()
  }

  /// Sets a file whose structure is damaged aside and saves from it what people typed, as opening it would, if nobody else has it open.
  /// - Throws: `inUse`.
  public static func replaceDamaged(_ path: String, key: DatabaseKey? = nil) throws(CacheError) -> Opening {
    guard try !isInUse(path, key: key) else { throw .inUse(path: path) }
    DamagedFile.mark(path)
    return try Cache(path: path, key: key).opening
  }

  static func isInUse(_ path: String, key: DatabaseKey?) throws(CacheError) -> Bool {
    do {
      let file = CacheFile(path: path, key: key)
      try file.protect()
      var configuration = file.connection
      configuration.busyMode = .immediateError
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
      _ = try DatabaseQueue(path: path, configuration: configuration).writeWithoutTransaction { db in
        try db.execute(sql: "BEGIN IMMEDIATE; SELECT count(*) FROM sqlite_master; ROLLBACK")
      }
      return false
    } catch let error as DatabaseError {
      // What cannot be read at all, nobody reads.
      return error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
    } catch { throw CacheError(error, path: path) }
  }
}
