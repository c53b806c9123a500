internal import GRDB
public import JSON

extension CacheReader {
  /// All accounts, in the order in which they were first seen.
  public func accounts() throws(CacheError) -> [Account] {
    try read { try AccountTable.fetch($0, where: "isPresent", []) }
  }

  public func account(_ id: AccountID) throws(CacheError) -> Account? {
    try read { try AccountTable.fetch($0, where: "id = ?", [id.rawValue]).first }
  }

  /// The object as it is shown, whatever its type; nil when unknown. A topic of mails is also its first mail.
  public func json(_ key: ObjectKey) throws(CacheError) -> JSONValue? {
    let type = try TypeRegistry.type(key.type)
    return try read { db in
      if let json = try Lookup(db).json(type, key)?.json { return json }
      return type == Message.self ? try Lookup(db).mail(key.id, key.account)?.json : nil
    }
  }

  /// A small setting of the interface: see `Cache.setNote`.
  public func note(_ name: String) throws(CacheError) -> JSONValue? {
    try read { try Self.note(name, $0) }
  }

  static func note(_ name: String, _ db: Database) throws -> JSONValue? {
    try String.fetchOne(db.cachedStatement(sql: "SELECT value FROM note WHERE name = ?"), arguments: [name])
      .map { try JSONValue(parsing: $0) }
  }

  /// How many objects of each type could not be understood.
  public func quarantined() throws(CacheError) -> [TypeName: Int] {
    try read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT type, count(*) FROM quarantine GROUP BY type")
      return Dictionary(uniqueKeysWithValues: rows.map { (TypeName($0[0]), $0[1]) })
    }
  }
}
