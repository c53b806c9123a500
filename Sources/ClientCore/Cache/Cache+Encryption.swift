internal import Foundation
internal import GRDB
internal import Glibc
public import Vault

extension Cache {
  /// Whether the file at `path` is there and holds its content in the clear. To be asked before the process opens it.
  public static func isPlain(_ path: String) throws(CacheError) -> Bool { try kind(path) == .plain }

  /// Whether it is there, and encrypted.
  public static func isEncrypted(_ path: String) throws(CacheError) -> Bool { try kind(path) == .encrypted }

  private static func kind(_ path: String) throws(CacheError) -> DatabaseKey.Kind {
    do { return try CacheFile(path: path, key: nil).kind() } catch { throw CacheError(error, path: path) }
  }

  /// Replaces the file by a copy of it under another key; nil: in the clear. What waits in the spool follows. After a crash at any moment
  /// the old file is there, or the new one, whole, and the same call goes on.
  /// - Parameter old: what it is encrypted with now; nil: it is plain.
  /// - Throws: `inUse` when another program, or this one, has it open; `wrongKey`, `full`.
  public static func encrypt(_ path: String, from old: DatabaseKey?, to new: DatabaseKey?) throws(CacheError) {
    do {
      try Spool(cache: path).recode(from: old, to: new)
      guard try !CacheFile(path: path, key: new).isSettled() else { return }
      guard try !isInUse(path, key: old) else { throw CacheError.inUse(path: path) }
      try Recoding(CacheFile(path: path, key: old), to: new).run()
    } catch {
      throw CacheError(error, path: path)
    }
  }
}

/// The way of a cache's file from one key to another.
private struct Recoding {
  private let old: CacheFile
  private let new: CacheFile

  init(_ file: CacheFile, to key: DatabaseKey?) {
    old = file
    new = CacheFile(path: file.path + ".recoded", key: key)
  }

  func run() throws {
    try removeLeftovers()
    // First of all: a connection that is open before the layer is there never writes through it.
    try new.install()
    try old.protect()
    var configuration = old.connection
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
    let source = try DatabaseQueue(path: old.path, configuration: configuration)
    try source.writeWithoutTransaction { db in
      // What the log holds in the clear must not stay beside the new file.
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      try copy(db)
    }
    try settle()
    guard rename(new.path, old.path) == 0 else { throw CacheError.notWritable(path: old.path) }
    try source.close()
    for suffix in ["-wal", "-shm"] { unlink(old.path + suffix) }
    try finish()
  }

  private func removeLeftovers() throws {
    for suffix in ["", "-wal", "-shm"] {
      guard unlink(new.path + suffix) == 0 || errno == ENOENT else { throw CacheError.notWritable(path: new.path) }
    }
    try new.createPrivately()
  }

  private func copy(_ db: Database) throws {
    if new.key != nil {
      guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
      try DatabaseKey.reserveRoom(connection)
    }
    try db.execute(sql: "VACUUM INTO ?", arguments: [new.path])
  }

  /// Puts the copy into the mode that it is used in, and onto the disk.
  private func settle() throws {
    let copy = try DatabaseQueue(path: new.path, configuration: new.connection)
    try copy.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try copy.close()
    let descriptor = Glibc.open(new.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw CacheError.notWritable(path: new.path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CacheError.full(path: new.path) }
  }

  private func finish() throws {
    DatabaseKey.unprotect(new.path)
    if let key = new.key { try key.protect(old.path) } else { DatabaseKey.unprotect(old.path) }
  }
}
