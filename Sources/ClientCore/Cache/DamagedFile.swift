internal import Foundation
internal import GRDB
internal import Glibc

/// A cache file that SQLite cannot read (any more), set aside.
struct DamagedFile {
  private let file: CacheFile
  var path: String { file.path }

  /// Moves the file and what belongs to it out of the way, to a name beside it that says when.
  init(settingAside whole: CacheFile) throws {
    let original = whole.path
    let time = UTCDate.string(from: Date().timeIntervalSince1970.rounded(.down)).filter { $0 != ":" }
    var name = "\(original).damaged-\(time)"
    while FileManager.default.fileExists(atPath: name) { name += "+" }
    file = CacheFile(path: name, key: whole.key)
    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: original + suffix) {
      do {
        try FileManager.default.moveItem(atPath: original + suffix, toPath: name + suffix)
      } catch {
        throw CacheError.corrupt(path: original, page: nil)
      }
    }
    try? FileManager.default.removeItem(atPath: Self.mark(of: original))
  }

  private static func mark(of path: String) -> String { path + "-is-damaged" }

  /// Remembers that the file was found damaged while in use.
  static func mark(_ path: String) {
    let descriptor = open(mark(of: path), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  static func isMarked(_ path: String) -> Bool { FileManager.default.fileExists(atPath: mark(of: path)) }
}

// MARK: - What people typed

extension DamagedFile {
  struct Saved {
    var entries = 0
    var drafts = 0
    var unreadable: [String] = []
  }

  /// Copies accounts, outbox, drafts and downloads, as far as they can be read, row by row.
  func save(into db: Database) throws -> Saved {
    var saved = Saved()
    let old: DatabaseQueue
    do {
      try file.protect()
      old = try DatabaseQueue(path: path, configuration: file.connection)
    } catch {
      saved.unreadable = Self.tables
      return saved
    }
    var counts: [String: Int] = [:]
    for table in Self.tables {
      let (count, isWhole) = try copy(table, from: old, into: db)
      counts[table] = count
      if !isWhole { saved.unreadable.append(table) }
    }
    try db.execute(sql: "UPDATE outbox SET state = 'queued' WHERE state = 'sending'")
    let transaction = Transaction(db, now: Date().timeIntervalSince1970)
    for entry in try OutboxTable.fetch(db, where: "1", []) where entry.mutation.type != Blob.name {
      try transaction.keepShadow(entry.mutation.key, TypeRegistry.type(entry.mutation.type))
      try transaction.rebase(entry.mutation.key)
    }
    _ = try transaction.finish()
    (saved.entries, saved.drafts) = (counts["outbox"] ?? 0, counts["draft"] ?? 0)
    return saved
  }

  private static let tables = ["account", "login", "outbox", "draft", "download"]

  /// Rows beyond an unreadable page are reached from the table's other end.
  /// - Returns: how many rows could be copied, and whether nothing stood in the way.
  private func copy(
    _ table: String, from old: DatabaseQueue, into db: Database
  ) throws -> (count: Int, isWhole: Bool) {
    let isWhole = try copy(table, "ASC", from: old, into: db)
    if !isWhole { _ = try copy(table, "DESC", from: old, into: db) }
    return (try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0, isWhole)
  }

  private func copy(_ table: String, _ order: String, from old: DatabaseQueue, into db: Database) throws -> Bool {
    try old.read { source in
      guard let rows = try? Row.fetchCursor(source, sql: "SELECT * FROM \(table) ORDER BY rowid \(order)") else {
        return false
      }
      while true {
        let next: Row?
        // Only what reading the damaged file brings: a failure to write is the caller's.
        do { next = try rows.next() } catch { return false }
        guard let row = next else { return true }
        let marks = Array(repeating: "?", count: row.count).joined(separator: ", ")
        try db.execute(
          sql: "INSERT OR IGNORE INTO \(table) (\(row.columnNames.joined(separator: ", "))) VALUES (\(marks))",
          arguments: StatementArguments(row.databaseValues))
      }
    }
  }
}
