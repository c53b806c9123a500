internal import Foundation
internal import GRDB
internal import Glibc

/// The write side of the cache: one SQLite file, which the interface and `ter1 sync` may have open at the same time.
///
/// Writers wait for one another; readers (`reader`) wait for nobody.
public final class Cache: Sendable {
  let pool: DatabasePool
  public let path: String
  /// What had to be done to open the file.
  public let opening: Opening

  public struct Opening: Sendable, Equatable {
    /// A damaged file was set aside under this name, and a new one made.
    public internal(set) var setAside: String?
    /// What of the damaged file's outbox and drafts could be saved.
    public internal(set) var savedEntries = 0
    public internal(set) var savedDrafts = 0
    /// Tables of the damaged file that could be read in part only, or not at all: what they held on is in that file alone.
    public internal(set) var unreadable: [String] = []
  }

  /// Opens the cache, making it (readable by its owner only) when there is none. A damaged file is set aside under a name that says
  /// so, and its outbox and drafts are saved as far as they can be read.
  /// - Throws: `newerSchema` (the file is left as it is), `notWritable`, `full`, `storage`.
  public init(path: String) throws(CacheError) {
    self.path = path
    do {
      (pool, opening) = try Self.open(path)
    } catch {
      throw CacheError(error, path: path)
    }
    try write { db in try Occurrences(db, now: Date().timeIntervalSince1970).extend() }
  }

  public var reader: CacheReader { CacheReader(pool: pool) }

  /// Grows when another process has written to the file; cheap enough to be asked every second.
  public func changeCounter() throws(CacheError) -> Int {
    do {
      return try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    } catch {
      throw CacheError(error, path: path)
    }
  }
}

extension Cache {
  private static func open(_ path: String) throws -> (DatabasePool, Opening) {
    if DamagedFile.isMarked(path) { return try openAnew(path) }
    do {
      return (try openSound(path), Opening())
    } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
      return try openAnew(path)
    }
  }

  private static func openAnew(_ path: String) throws -> (DatabasePool, Opening) {
    let damaged = try DamagedFile(settingAside: path)
    let pool = try openSound(path)
    var opening = Opening(setAside: damaged.path)
    let saved = try pool.write { try damaged.save(into: $0) }
    (opening.savedEntries, opening.savedDrafts, opening.unreadable) = (saved.entries, saved.drafts, saved.unreadable)
    return (pool, opening)
  }

  private static func openSound(_ path: String) throws -> DatabasePool {
    try createPrivately(path)
    let pool = try DatabasePool(path: path, configuration: configuration)
    let isNewer = try pool.read { try Schema.migrator.hasBeenSuperseded($0) }
    guard !isNewer else { throw CacheError.newerSchema(path: path) }
    try Schema.migrator.migrate(pool)
    return pool
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.maximumReaderCount = 2
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else { return }
      try db.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA wal_autocheckpoint = 4000;
          PRAGMA journal_size_limit = 16777216;
          PRAGMA cache_size = -8000;
          """)
    }
    return configuration
  }

  /// SQLite gives its -wal and -shm files the permissions of the file that it finds.
  private static func createPrivately(_ path: String) throws {
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
