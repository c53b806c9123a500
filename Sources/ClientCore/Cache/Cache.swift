internal import Foundation
internal import GRDB
public import Vault

/// The write side of the cache: one SQLite file, which the interface and `ter1 sync` may have open at the same time.
///
/// Writers wait for one another; readers (`reader`) wait for nobody.
public final class Cache: Sendable {
  let pool: DatabasePool
  public let path: String
  /// What the file is encrypted with, and the files beside it that belong to it; nil: nothing is.
  public let key: DatabaseKey?
  /// Seconds since 1970.
  let clock: @Sendable () -> Double
  /// What had to be done to open the file.
  public let opening: Opening

  public static let machineClock: @Sendable () -> Double = { Date().timeIntervalSince1970 }

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
  /// - Parameters:
  ///   - key: what the file is encrypted with (docs/vault.md); nil: nothing.
  ///   - clock: the time that rows are given, in seconds since 1970.
  /// - Throws: `newerSchema`, `wrongKey`, `isEncrypted`, `isPlain` (the file is left as it is), `notWritable`, `full`, `storage`.
  public init(
    path: String, key: DatabaseKey? = nil, clock: @escaping @Sendable () -> Double = machineClock
  ) throws(CacheError) {
    (self.path, self.key, self.clock) = (path, key, clock)
    do {
      (pool, opening) = try Self.open(CacheFile(path: path, key: key))
    } catch {
      throw CacheError(error, path: path)
    }
    try write { db in try Occurrences(db, now: clock()).extend() }
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
  private static func open(_ file: CacheFile) throws -> (DatabasePool, Opening) {
    // With the wrong key a sound file looks damaged: it must not be set aside.
    try file.protect()
    if DamagedFile.isMarked(file.path) { return try openAnew(file) }
    do {
      return (try openSound(file), Opening())
    } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
      return try openAnew(file)
    }
  }

  private static func openAnew(_ file: CacheFile) throws -> (DatabasePool, Opening) {
    let damaged = try DamagedFile(settingAside: file)
    let pool = try openSound(file)
    var opening = Opening(setAside: damaged.path)
    let saved = try pool.write { try damaged.save(into: $0) }
    (opening.savedEntries, opening.savedDrafts, opening.unreadable) = (saved.entries, saved.drafts, saved.unreadable)
    return (pool, opening)
  }

  private static func openSound(_ file: CacheFile) throws -> DatabasePool {
    try file.createPrivately()
    try file.protect()
    let pool = try DatabasePool(path: file.path, configuration: file.configuration)
    let isNewer = try pool.read { try Schema.migrator.hasBeenSuperseded($0) }
    guard !isNewer else { throw CacheError.newerSchema(path: file.path) }
    try Schema.migrator.migrate(pool)
    return pool
  }
}
