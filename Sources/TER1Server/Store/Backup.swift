import GRDB
import Glibc

extension Cooperative {
  /// Copies the cooperative, as it is at one moment, into a new file: also while it is served, without keeping anybody waiting.
  /// What is written is read through before it gets its name.
  public func backUp(to path: String) throws(CooperativeError) {
    guard access(path, F_OK) != 0 else { throw .alreadyThere(path: path) }
    let half = path + ".part"
    try Self.makePrivateFile(half)
    do throws(CooperativeError) {
      try copy(to: half)
      try Self.synchronise(half)
      guard link(half, path) == 0 else { throw CooperativeError.file(path, errno) }
    } catch {
      Self.removeDatabase(half)
      throw error
    }
    Self.removeDatabase(half)
    audit.note(.act("backup", about: name))
  }

  private func copy(to path: String) throws(CooperativeError) {
    try Self.storage {
      let copy = try DatabaseQueue(path: path)
      // One step: in WAL mode writers go on meanwhile, and the copy is of one moment.
      try pool.backup(to: copy)
      try copy.inDatabase { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
        try Self.check(db, path: path)
      }
      try copy.close()
    }
  }

  /// Makes a cooperative's folder of a backup.
  /// - Throws: `alreadyThere` when one stands in `directory`, `notThere` when the file is none of ours.
  public static func restore(_ backup: String, to directory: String) throws(CooperativeError) {
    guard access(file(in: directory), F_OK) != 0 else { throw .alreadyThere(path: directory) }
    guard access(backup, R_OK) == 0 else { throw .file(backup, errno) }
    try storage {
      var configuration = Configuration()
      configuration.readonly = true
      let source = try DatabaseQueue(path: backup, configuration: configuration)
      try source.read { try check($0, path: backup) }
      try makeDirectory(directory)
      try makeDirectory(directory + "/uploads")
      let half = file(in: directory) + ".part"
      try makePrivateFile(half)
      let copy = try DatabaseQueue(path: half)
      try source.backup(to: copy)
      try copy.close()
      try synchronise(half)
      guard rename(half, file(in: directory)) == 0 else { throw CooperativeError.file(directory, errno) }
    }
    // Opened once: a file of an older schema is brought to ours, and the restoring is written down.
    let cooperative = try Cooperative(opening: directory)
    cooperative.audit.note(.act("restored", about: cooperative.name))
    try cooperative.close()
  }

  private static func check(_ db: Database, path: String) throws {
    let damage = try String.fetchAll(db, sql: "PRAGMA quick_check(3)")
    guard damage == ["ok"] else {
      throw CooperativeError.storage("\(path) is damaged: \(damage.joined(separator: "; "))")
    }
    guard try db.tableExists("cooperative"), try Row.fetchOne(db, sql: "SELECT 1 FROM cooperative") != nil else {
      throw CooperativeError.notThere(path: path)
    }
    guard try !Schema.migrator.hasBeenSuperseded(db) else { throw CooperativeError.newerSchema(path: path) }
  }

  // MARK: Files

  private static func makePrivateFile(_ path: String) throws(CooperativeError) {
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .file(path, errno) }
    Glibc.close(file)
  }

  private static func synchronise(_ path: String) throws(CooperativeError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .file(path, errno) }
    defer { Glibc.close(file) }
    guard fsync(file) == 0 else { throw .file(path, errno) }
  }

  private static func removeDatabase(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }
}

extension CooperativeError {
  fileprivate static func file(_ path: String, _ number: Int32) -> CooperativeError {
    switch number {
    case EACCES, EPERM: .notPermitted(path: path)
    case ENOENT: .notThere(path: path)
    case EEXIST: .alreadyThere(path: path)
    default: .storage("\(path): \(String(cString: strerror(number)))")
    }
  }
}
