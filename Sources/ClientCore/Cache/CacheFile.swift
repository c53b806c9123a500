internal import Foundation
internal import GRDB
internal import Glibc
internal import Vault

/// The file of a cache, and how every connection to it is opened: all of them encrypt, or none does.
struct CacheFile: Sendable {
  let path: String
  /// nil: the file is plain.
  let key: DatabaseKey?

  /// For the one who writes the cache, and its readers.
  var configuration: Configuration {
    var configuration = connection
    // One for the keys, whatever a search and a sync read meanwhile.
    configuration.maximumReaderCount = 3
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else { return }
      try db.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA wal_autocheckpoint = 4000;
          PRAGMA journal_size_limit = 16777216;
          """)
    }
    return configuration
  }

  /// For whoever looks at it alone.
  var connection: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let isEncrypted = key != nil
    configuration.prepareDatabase { db in
      if isEncrypted { try Self.encrypt(db) }
      // A page that is kept needs not be decrypted again.
      let size = isEncrypted ? 12_000 : 8_000
      if isEncrypted || !db.configuration.readonly { try db.execute(sql: "PRAGMA cache_size = -\(size)") }
    }
    return configuration
  }

  private static func encrypt(_ db: Database) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    try DatabaseKey.prepare(connection)
    try db.execute(sql: "PRAGMA temp_store = MEMORY")
  }

  /// Before a connection that is not the process's first: `protect` would take the other's locks away (fcntl(2): closing the file does).
  func install() throws { if let key { try key.protect(path) } }

  /// Before the first connection.
  /// - Throws: `isEncrypted` or `isPlain` when the file is not what we have a key for, or have none for.
  func protect() throws {
    try install()
    switch (try kind(), key) {
    case (.encrypted, nil): throw CacheError.isEncrypted(path: path)
    case (.plain, .some): throw CacheError.isPlain(path: path)
    default: break
    }
  }

  /// What it is by its first bytes; a missing file is empty.
  func kind() throws -> DatabaseKey.Kind { DatabaseKey.kind(of: try head()) }

  /// Whether there is nothing to be done that it be under this key, or plain where there is none.
  func isSettled() throws -> Bool {
    let head = try head()
    switch DatabaseKey.kind(of: head) {
    case .encrypted: return key?.opens(head) ?? false
    case .plain: return key == nil
    case .empty, .other: return true
    }
  }

  private func head() throws -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return [] }
      throw CacheError.notWritable(path: path)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw CacheError.notWritable(path: path) }
    return Array(bytes.prefix(count))
  }

  /// Makes the file, for its owner only; SQLite gives its -wal and -shm files the permissions of the file that it finds.
  func createPrivately() throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CacheError.notWritable(path: folder)
    }
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == ENOSPC || errno == EDQUOT ? CacheError.full(path: path) : CacheError.notWritable(path: path)
    }
    close(descriptor)
  }
}
