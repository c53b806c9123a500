import CVault
import Foundation
import GRDB
import Vault

/// A folder with an encrypted database, which goes with whoever holds it.
final class Strongbox {
  let folder: URL
  let key: DatabaseKey

  init(key: DatabaseKey? = nil) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ter1-vault-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.key = try key ?? DatabaseKey()
    try self.key.protect(path)
  }

  deinit {
    for name in names { DatabaseKey.unprotect(file(name)) }
    try? FileManager.default.removeItem(at: folder)
  }

  var path: String { file("box.sqlite") }
  func file(_ name: String) -> String { folder.appending(path: name).path }
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

  /// Everything on the disk, files of SQLite's beside the database included.
  var bytes: Data { names.reduce(into: Data()) { $0 += FileManager.default.contents(atPath: file($1)) ?? Data() } }

  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    configuration.prepareDatabase { db in
      try DatabaseKey.prepare(db.sqliteConnection!)
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  func pool(_ name: String = "box.sqlite") throws -> DatabasePool {
    try DatabasePool(path: file(name), configuration: Self.configuration)
  }

  /// A copy of the files as a crash would leave them, under the same key.
  func copy(_ name: String, log: Bool = true) throws -> String {
    for suffix in ["", "-wal"] where log || suffix.isEmpty {
      if let content = FileManager.default.contents(atPath: path + suffix) {
        try content.write(to: URL(filePath: file(name + suffix)))
      }
    }
    try key.protect(file(name))
    return file(name)
  }

  func change(_ name: String, _ body: (inout Data) -> Void) throws {
    var content = try Data(contentsOf: URL(filePath: file(name)))
    body(&content)
    try content.write(to: URL(filePath: file(name)))
  }
}

extension Strongbox {
  static let marker = "la-grève-commence-à-dix-heures"

  /// Pages of every kind: tables and indexes of several levels, overflow, free pages, full text.
  func fill(rows: Int = 400) throws {
    let pool = try pool()
    try pool.write { db in
      try db.execute(
        sql: """
          CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL);
          CREATE INDEX note_title ON note (title);
          CREATE TABLE pair (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
          CREATE VIRTUAL TABLE words USING fts5 (body, content = '', columnsize = 0);
          """)
      for row in 0..<rows {
        let body = "\(Self.marker) \(row) " + String(repeating: "x", count: row % 40 == 0 ? 9_000 : 120)
        try db.execute(
          sql: "INSERT INTO note VALUES (?, ?, ?)",
          arguments: [row, "titre \(row) " + String(repeating: "t", count: 90), body])
        try db.execute(sql: "INSERT INTO pair VALUES (?, ?)", arguments: ["a\(row)", "b\(row)"])
        try db.execute(sql: "INSERT INTO words (rowid, body) VALUES (?, ?)", arguments: [row, body])
      }
    }
    try pool.write { try $0.execute(sql: "DELETE FROM note WHERE id % 3 = 0") }
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try pool.close()
  }

  /// Reads every page that the file has, free ones included.
  func readAll(_ path: String) throws {
    let source = try DatabaseQueue(path: path, configuration: Self.configuration)
    let target = try DatabaseQueue()
    try source.backup(to: target)
    let faults = try target.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    guard faults == ["ok"] else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: faults.joined()) }
    try source.close()
  }
}
