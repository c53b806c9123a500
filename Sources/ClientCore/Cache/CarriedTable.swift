internal import GRDB

/// The table `carried`, of one type: what bundles brought and the server has not said itself since.
struct CarriedTable {
  private let db: Database
  private let place: [DatabaseValue]
  /// Whether there is anything of the type.
  let isUsed: Bool

  struct Entry {
    let version: Int64
    /// nil: the server's word.
    let carrier: ObjectID?
    /// Whether there was nothing of it here before: if it is gone again meanwhile, no `/changes` may tell of it.
    var isNew = false
  }

  init(_ db: Database, _ account: AccountID, _ type: TypeName) throws {
    self.db = db
    place = [account.rawValue.databaseValue, type.rawValue.databaseValue]
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM carried WHERE account = ? AND type = ?)")
    isUsed = try Bool.fetchOne(statement, arguments: StatementArguments(place)) ?? false
  }

  subscript(id: ObjectID) -> Entry? {
    get throws {
      let statement = try db.cachedStatement(
        sql: "SELECT version, carrier, isNew FROM carried WHERE account = ? AND type = ? AND id = ?")
      let row = try Row.fetchOne(statement, arguments: StatementArguments(place + [id.rawValue.databaseValue]))
      return row.map { row in
        let carrier: String = row[1]
        return Entry(version: row[0], carrier: carrier.isEmpty ? nil : ObjectID(carrier), isNew: row[2])
      }
    }
  }

  func keep(_ id: ObjectID, _ entry: Entry) throws {
    let values: [DatabaseValue] = [
      id.rawValue.databaseValue, entry.version.databaseValue, (entry.carrier?.rawValue ?? "").databaseValue,
      entry.isNew.databaseValue,
    ]
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO carried (account, type, id, version, carrier, isNew) VALUES (?, ?, ?, ?, ?, ?)"
    ).execute(arguments: StatementArguments(place + values))
  }

  func forget(_ id: String) throws {
    try db.cachedStatement(sql: "DELETE FROM carried WHERE account = ? AND type = ? AND id = ?")
      .execute(arguments: StatementArguments(place + [id.databaseValue]))
  }

  /// The server's word up to a state is the cache's own now.
  func settle(at state: String) throws {
    guard let state = ServerState(state) else { return }
    let statement = try db.cachedStatement(
      sql: """
        DELETE FROM carried WHERE account = ? AND type = ? AND carrier = '' AND isNew = 0 AND version <= ?
        """)
    try statement.execute(arguments: StatementArguments(place + [state.number.databaseValue]))
  }

  /// What members carried, or what may be gone again, up to a state.
  func unconfirmed(upTo version: Int64 = .max) throws -> [ObjectID] {
    let statement = try db.cachedStatement(
      sql: "SELECT id FROM carried WHERE account = ? AND type = ? AND (carrier <> '' OR isNew) AND version <= ?")
    return try String.fetchAll(statement, arguments: StatementArguments(place + [version.databaseValue]))
      .map { ObjectID($0) }
  }
}

/// A state of a server that has bundles: docs/protocol.md, section 29. Of any other server's, nothing is known.
struct ServerState: Hashable {
  let epoch: String
  let rights: String
  /// Grows with each change.
  let number: Int64
  /// Not between two pages.
  let isWhole: Bool

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].isEmpty else { return nil }
    let numbers = parts[2].split(separator: "-", omittingEmptySubsequences: false)
    guard let number = Int64(numbers[0]), number >= 0 else { return nil }
    (epoch, rights, self.number, isWhole) = (String(parts[0]), String(parts[1]), number, numbers.count == 1)
  }
}
