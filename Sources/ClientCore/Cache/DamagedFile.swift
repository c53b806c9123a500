internal import Foundation
internal import GRDB
internal import Glibc

/// A cache file that SQLite cannot read (any more), set aside.
struct DamagedFile {
  let path: String

  /// Moves the file and what belongs to it out of the way, to a name beside it that says when.
  init(settingAside original: String) throws {
    let time = UTCDate.string(from: Date().timeIntervalSince1970.rounded(.down)).filter { $0 != ":" }
    var name = "\(original).damaged-\(time)"
    while FileManager.default.fileExists(atPath: name) { name += "+" }
    path = name
    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: original + suffix) {
      do {
        try FileManager.default.moveItem(atPath: original + suffix, toPath: name + suffix)
      } catch {
        throw CacheError.corrupt(path: original, movedTo: nil)
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
  /// Copies accounts, outbox and drafts, as far as they can be read, row by row.
  func save(into db: Database) throws -> (entries: Int, drafts: Int) {
    guard let old = try? DatabaseQueue(path: path) else { return (0, 0) }
    guard copy("account", from: old, into: db) > 0 else { return (0, 0) }
    _ = copy("login", from: old, into: db)
    try db.execute(sql: "UPDATE outbox SET state = 'queued' WHERE state = 'sending'")
    let entries = copy("outbox", from: old, into: db)
    let transaction = Transaction(db, now: Date().timeIntervalSince1970)
    for entry in try OutboxTable.fetch(db, where: "1", []) where entry.mutation.type != Blob.name {
      try transaction.keepShadow(entry.mutation.key, TypeRegistry.type(entry.mutation.type))
      try transaction.rebase(entry.mutation.key)
    }
    _ = try transaction.finish()
    return (entries, copy("draft", from: old, into: db))
  }

  /// How many rows could be copied. Rows beyond the first unreadable page are lost to us, but stay in the file set aside.
  private func copy(_ table: String, from old: DatabaseQueue, into db: Database) -> Int {
    var count = 0
    try? old.read { source in
      let rows = try Row.fetchCursor(source, sql: "SELECT * FROM \(table)")
      while let row = try rows.next() {
        let marks = Array(repeating: "?", count: row.count).joined(separator: ", ")
        try db.execute(
          sql: "INSERT OR IGNORE INTO \(table) (\(row.columnNames.joined(separator: ", "))) VALUES (\(marks))",
          arguments: StatementArguments(row.databaseValues))
        count += 1
      }
    }
    return count
  }
}
