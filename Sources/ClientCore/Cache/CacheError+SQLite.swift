internal import GRDB
internal import Vault

extension CacheError {
  /// What an error thrown inside a transaction means for whoever called the cache.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as CacheError: self = error
    case let error as DatabaseError: self.init(error, path: path)
    default: self = .storage(code: -1, message: String(describing: error))
    }
  }

  private init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, page: DatabaseKey.damagedPage(path))
    // The encrypting layer says so when it opens the file.
    case .SQLITE_AUTH: self = .wrongKey(path: path)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: self = .notWritable(path: path)
    default:
      self = .storage(code: Int(error.extendedResultCode.rawValue), message: error.message ?? "")
    }
  }
}

extension CacheReader {
  func read<Value>(_ body: (Database) throws -> Value) throws(CacheError) -> Value {
    do {
      return try pool.unsafeRead { db in try db.atOneMoment { try body(db) } }
    } catch {
      throw CacheError(error, path: pool.path)
    }
  }
}

extension Cache {
  func read<Value>(_ body: (Database) throws -> Value) throws(CacheError) -> Value { try reader.read(body) }

  func write<Value>(_ body: (Database) throws -> Value) throws(CacheError) -> Value {
    do {
      return try pool.write(body)
    } catch {
      throw noted(CacheError(error, path: path))
    }
  }

  /// As `write`, and on the disk when it returns: for what a person typed.
  func writeDurably<Value>(_ body: (Database) throws -> Value) throws(CacheError) -> Value {
    do {
      return try pool.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous = FULL")
        defer { try? db.execute(sql: "PRAGMA synchronous = NORMAL") }
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(db)
          return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
      }
    } catch {
      throw noted(CacheError(error, path: path))
    }
  }

  /// A damage found while running is remembered beside the file: the next start sets the file aside.
  func noted(_ error: CacheError) -> CacheError {
    if case .corrupt = error { DamagedFile.mark(path) }
    return error
  }
}

extension Database {
  /// Everything is read as it stands at one moment. As GRDB's own `read`, which prepares the two statements around it each time: for
  /// most reads of the cache, that cost more than the reading.
  fileprivate func atOneMoment<Value>(_ body: () throws -> Value) throws -> Value {
    try cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
    let value: Value
    do { value = try body() } catch {
      if isInsideTransaction { try rollback() }
      throw error
    }
    try cachedStatement(sql: "COMMIT TRANSACTION").execute()
    return value
  }
}
