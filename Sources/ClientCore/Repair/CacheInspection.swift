internal import Foundation
internal import GRDB
public import Vault

/// Looks through a cache file without changing it. Another ter1 may have it open; its writes wait meanwhile.
public struct CacheInspection {
  private let path: String
  private let key: DatabaseKey?
  /// nil: what `unreadable` says.
  private let queue: DatabaseQueue?
  private let unreadable: String?

  /// - Parameter key: what it is encrypted with; nil: nothing.
  /// - Throws: `notWritable` when there is no such file, or it may not be read; `wrongKey`.
  public init(path: String, key: DatabaseKey? = nil) throws(CacheError) {
    guard FileManager.default.isReadableFile(atPath: path) else { throw .notWritable(path: path) }
    (self.path, self.key) = (path, key)
    do {
      let file = CacheFile(path: path, key: key)
      try file.install()
      (queue, unreadable) = (try DatabaseQueue(path: path, configuration: file.connection), nil)
    } catch let error as DatabaseError where Self.isDamage(error) {
      (queue, unreadable) = (nil, Self.detail(error, path))
    } catch { throw CacheError(error, path: path) }
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
  }

  /// Everything that is wrong, the gravest first; empty when nothing is.
  public func findings() throws(CacheError) -> [CacheFinding] {
    let marked = DamagedFile.isMarked(path) ? [CacheFinding(.markedDamaged)] : []
    guard let queue else { return marked + [CacheFinding(.structure, detail: unreadable)] }
    let structure = try structure(queue)
    guard structure.isEmpty else { return marked + structure }
    do {
      return try marked + queue.writeWithoutTransaction { try look($0) }
    } catch let error as DatabaseError where Self.isDamage(error) {
      return marked + [CacheFinding(.structure, detail: Self.detail(error, path))]
    } catch { throw CacheError(error, path: path) }
  }

  /// Which page it was, where the file is encrypted: there, each page vouches for itself.
  private static func detail(_ error: DatabaseError, _ path: String) -> String {
    let page = DatabaseKey.damagedPage(path).map { "page \($0): " } ?? ""
    return page + (error.message ?? "")
  }

  private func structure(_ queue: DatabaseQueue) throws(CacheError) -> [CacheFinding] {
    do {
      let lines = try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(20)") }.filter { $0 != "ok" }
      return lines.map { CacheFinding(.structure, detail: $0) }
    } catch let error as DatabaseError where Self.isDamage(error) {
      return [CacheFinding(.structure, detail: Self.detail(error, path))]
    } catch { throw CacheError(error, path: path) }
  }

  /// All is taken back in the end: what should be there is made, compared, and forgotten.
  private func look(_ db: Database) throws -> [CacheFinding] {
    guard try Schema.migrator.hasCompletedMigrations(db) else {
      if try Schema.migrator.hasBeenSuperseded(db) { throw CacheError.newerSchema(path: path) }
      return []
    }
    var findings: [CacheFinding] = []
    try db.inTransaction(.immediate) {
      findings = try DerivedTables(db).findings() + bookkeeping(db)
      return .rollback
    }
    return findings
  }

  private func bookkeeping(_ db: Database) throws -> [CacheFinding] {
    let pending = try Pending(db)
    let spool = try SpoolInventory(db, cache: path, key: key)
    let quarantined = try Row.fetchAll(db, sql: "SELECT type, count(*) FROM quarantine GROUP BY type ORDER BY type")
    return [
      CacheFinding(.pending, count: pending.count), CacheFinding(.spool, count: spool.missing.count),
      CacheFinding(.leftovers, count: spool.leftovers.count),
      CacheFinding(.orphans, count: try Orphans.count(db)),
    ].filter { $0.count > 0 } + quarantined.map { CacheFinding(.quarantine, type: TypeName($0[0]), count: $0[1]) }
  }
}

// MARK: - Bookkeeping

/// The outbox and the shadows, which belong together (`Transaction+Pending`).
struct Pending {
  /// Entries without what the server says of their object, and the contrary.
  let withoutShadow, withoutEntry: [ObjectKey]
  var count: Int { withoutShadow.count + withoutEntry.count }

  init(_ db: Database) throws {
    let entries = try Self.keys(
      db, "SELECT DISTINCT account, type, objectId FROM outbox WHERE type <> '\(Blob.name)'")
    let shadows = try Self.keys(db, "SELECT account, type, id FROM shadow")
    withoutShadow = Array(entries.subtracting(shadows))
    withoutEntry = Array(shadows.subtracting(entries))
  }

  private static func keys(_ db: Database, _ sql: String) throws -> Set<ObjectKey> {
    Set(
      try Row.fetchAll(db, sql: sql).map {
        ObjectKey(AccountID(rawValue: $0[0]), TypeName($0[1]), ObjectID($0[2]))
      })
  }
}

/// The files of the spool beside the uploads of the outbox.
struct SpoolInventory {
  /// Numbers of entries whose content is gone, or not as long as it was.
  private(set) var missing: [Int64] = []
  /// Names of files that no entry refers to. A young one may get its entry yet, here or by another ter1: it is written before.
  let leftovers: [String]

  init(_ db: Database, cache: String, key: DatabaseKey?) throws {
    let spool = Spool(cache: cache)
    var names: Set<String> = []
    for entry in try OutboxTable.fetch(db, where: "action = 'upload'", []) {
      guard case .upload(let name, _, let size, _) = entry.mutation.action else { continue }
      names.insert(name)
      if spool.size(name, key: key) != size { missing.append(entry.id) }
    }
    names.formUnion(try Self.parcels(db))
    let yesterday = Date(timeIntervalSinceNow: -86_400)
    leftovers = spool.names.filter { name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: spool.path(name))
      return !names.contains(name) && attributes?[.modificationDate] as? Date ?? .now < yesterday
    }
  }
}

extension SpoolInventory {
  /// Bundles of others that wait to be handed in.
  private static func parcels(_ db: Database) throws -> [String] {
    try String.fetchAll(db, sql: "SELECT spool FROM bundle WHERE spool <> ''")
  }
}

/// Rows of accounts that are not in the table `account`.
enum Orphans {
  static var tables: [String] {
    ["syncState", "carried", "bundle", "shadow", "quarantine", "conversation", "occurrence"] + CoverageTable.tables
      + TypeRegistry.types.map { $0.table }
  }

  static func count(_ db: Database) throws -> Int {
    try tables.reduce(0) { sum, table in
      try sum + (Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(condition)") ?? 0)
    }
  }

  static func delete(_ db: Database) throws {
    for table in tables { try db.execute(sql: "DELETE FROM \(table) WHERE \(condition)") }
  }

  private static let condition = "account <> 0 AND account NOT IN (SELECT id FROM account)"
}
