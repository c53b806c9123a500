import Bundles
import Foundation
import GRDB
import Glibc
import JSON
import Localization
import Wire

/// One cooperative: its objects, its members and its files, in one SQLite file of one folder. All of the server but the sockets.
///
/// It may be used from any thread. Several processes may have the same folder open.
public final class Cooperative: Sendable {
  /// The folder.
  public let directory: String
  public let accountID: String
  public let name: String
  /// Who did what kind of thing.
  public let audit: Audit
  /// What a member may take of the disk; nil: whatever he likes. `Room`.
  public let memberBytes: Int64?
  /// With which the server signs bundles, and opens those that are for it.
  let bundleSecret: BundleSecret
  /// By which votes open and close.
  let clock: @Sendable () -> UTCDate
  let pool: DatabasePool
  let authentication = Locked(AuthenticationState())
  private let commits: GroupCommit
  let observers: Locked<[@Sendable () -> Void]>
  let sessionStates = Locked<[SessionOwner: String]>([:])

  static let capabilities = [
    Capability.core, Capability.discussion, Capability.calendars, Capability.fileNode, Capability.principals,
    Capability.devices, Capability.sync, Capability.digest, Capability.proposals, Capability.news, Capability.courses,
    Capability.members, Capability.bundles,
  ]

  static func file(in directory: String) -> String { directory + "/cooperative.sqlite" }
  var uploads: String { directory + "/uploads" }

  /// Makes the folder, readable by its owner only, and an empty cooperative in it.
  public static func create(at directory: String, name: String) throws(CooperativeError) {
    guard !name.isEmpty, name.utf8.count <= 255, Property.isNeutral(.string(name)) else {
      throw .badName(reason: msgid("a cooperative's name has 1 to 255 bytes and no control character"))
    }
    let path = file(in: directory)
    guard access(path, F_OK) != 0 else { throw .alreadyThere(path: directory) }
    try makeDirectory(directory)
    try makeDirectory(directory + "/uploads")
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
    Glibc.close(descriptor)
    try storage {
      try openPool(path).write { db in
        try db.execute(
          sql: "INSERT INTO cooperative VALUES (1, ?, ?, ?, 0, 0, 0)",
          arguments: [name, "A" + Secrets.text(Secrets.random(6)), Secrets.text(Secrets.random(6))])
        try Epochs.draw(above: 0, in: db)
      }
    }
  }

  static func makeDirectory(_ path: String) throws(CooperativeError) {
    if mkdir(path, 0o700) == 0 { return }
    guard errno != EACCES else { throw .notPermitted(path: path) }
    guard errno == EEXIST else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
    guard chmod(path, 0o700) == 0 else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
  }

  /// - Parameter memberBytes: what a member may take of the disk; nil: whatever he likes.
  public convenience init(opening directory: String, memberBytes: Int64? = nil) throws(CooperativeError) {
    try self.init(opening: directory, memberBytes: memberBytes, clock: { .now })
  }

  /// - Parameter clock: in the place of this machine's.
  package init(
    opening directory: String, memberBytes: Int64? = nil, clock: @escaping @Sendable () -> UTCDate
  ) throws(CooperativeError) {
    let path = Self.file(in: directory)
    guard access(path, F_OK) == 0 else {
      throw errno == EACCES ? .notPermitted(path: directory) : .notThere(path: directory)
    }
    guard access(path, R_OK | W_OK) == 0 else { throw .notPermitted(path: directory) }
    self.directory = directory
    (self.memberBytes, self.clock) = (memberBytes, clock)
    audit = Audit(directory: directory)
    pool = try Self.storage { try Self.openPool(path) }
    let (pool, observers) = (self.pool, Locked<[@Sendable () -> Void]>([]))
    self.observers = observers
    commits = GroupCommit(pool, clock: clock) { for observer in observers.withLock(\.self) { observer() } }
    let row = try Self.storage {
      try pool.read { try Row.fetchOne($0, sql: "SELECT name, accountId, seed FROM cooperative, bundleSecret") }
    }
    guard let row, let secret = BundleSecret(seed: Array(row["seed"] as Data)) else { throw .notThere(path: directory) }
    bundleSecret = secret
    name = row["name"]
    accountID = row["accountId"]
  }

  private static func openPool(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 8
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 2000")
      // Of what is overwritten the page keeps nothing.
      try db.execute(sql: "PRAGMA secure_delete = FAST")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    let migrator = Schema.migrator
    guard try pool.read({ try !migrator.hasBeenSuperseded($0) }) else { throw CooperativeError.newerSchema(path: path) }
    try migrator.migrate(pool)
    // GRDB opens a pool with NORMAL: what was acknowledged could be lost with the machine's power.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return pool
  }

  /// Puts what the write-ahead log holds into the file and closes it. Nothing may be asked of the cooperative after.
  public func close() throws(CooperativeError) {
    audit.writeCounts()
    try Self.storage {
      _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try pool.close()
    }
  }
}

// MARK: - Access to the file

extension Cooperative {
  /// Turns what GRDB throws into what this module throws.
  static func storage<Result>(_ body: () throws -> Result) throws(CooperativeError) -> Result {
    do {
      return try body()
    } catch let error as CooperativeError {
      throw error
    } catch {
      throw .storage("\(error)")
    }
  }

  /// One durable change; those who listen for changes are told after it.
  func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result { try commits.run(body) }

  /// Once a vote is over, of its secret ballots the write-ahead log keeps nothing either.
  func emptyLogWhereDue() throws { try commits.emptyLogWhereDue() }

  /// One moment of the file. GRDB's own `read` prepares its BEGIN and COMMIT anew each time, which costs more than the reading.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try pool.unsafeRead { db in
      try db.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
      do {
        let result = try body(db)
        try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
        return result
      } catch {
        if db.isInsideTransaction { try db.rollback() }
        throw error
      }
    }
  }
}
