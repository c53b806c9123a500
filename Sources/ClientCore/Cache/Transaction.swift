internal import GRDB
internal import JSON
internal import Text

/// One write transaction: rows are put and removed, and at the end the index, the derived tables and the change set follow.
final class Transaction {
  let db: Database
  let now: Double
  let conversations: Conversations
  let occurrences: Occurrences
  private(set) var changeSet = ChangeSet()
  /// Whether what is written was asked for, wherever it lies.
  var isBeyondCoverage = false
  private var starts: [ObjectKey: Int64?] = [:]
  private var viewers: [AccountID: Viewer] = [:]
  private var changes: [[RowChange]] = Array(repeating: [], count: TypeRegistry.codes)
  private var places: [ObjectKey: Int] = [:]
  private var statements: [RowStatements?] = Array(repeating: nil, count: TypeRegistry.codes)

  init(_ db: Database, now: Double) {
    (self.db, self.now) = (db, now)
    conversations = Conversations(db)
    occurrences = Occurrences(db, now: now)
  }

  func viewer(_ account: AccountID) throws -> Viewer {
    if let viewer = viewers[account] { return viewer }
    let principal = try String.fetchOne(
      db.cachedStatement(sql: "SELECT principalId FROM account WHERE id = ?"), arguments: [account.rawValue])
    let id = principal.flatMap { $0.isEmpty ? nil : ObjectID($0) }
    let viewer = Viewer(account: account, principal: id, now: now)
    viewers[account] = viewer
    return viewer
  }

  /// As `CoverageTable.start`, remembered for the length of the transaction.
  func coverageStart(_ type: TypeName, _ account: AccountID) throws -> Int64? {
    let key = ObjectKey(account, type, "")
    if let known = starts[key] { return known }
    let start = try CoverageTable(db, account).start(type)
    starts[key] = .some(start)
    return start
  }

  func noteChange(of entry: Int64, _ account: AccountID) {
    changeSet.insert(ObjectKey(account, OutboxEntry.typeName, ObjectID(String(entry))))
  }

  func noteRename(_ old: ObjectKey, to new: ObjectID) { changeSet.rename(old, to: new) }

  /// Derived tables, index, change set.
  func finish() throws -> ChangeSet {
    for type in TypeRegistry.types { try type.derive(changes[Int(type.code)], self) }
    try conversations.finish()
    var index = SearchIndex(db)
    for type in TypeRegistry.types {
      for change in changes[Int(type.code)] {
        index.add(change)
        name(change, of: type)
      }
    }
    try index.finish()
    return changeSet
  }

  private func name(_ change: RowChange, of type: any SyncedType.Type) {
    guard !changeSet.isEverything else { return }
    let containers = [change.before, change.after].flatMap { $0?.object.containers ?? [] }
    changeSet.insert(
      ObjectKey(change.account, type.name, change.id),
      in: containers.map { ObjectKey(change.account, $0.type, $0.id) })
  }
}

// MARK: - Rows

extension Transaction {
  /// Writes the object as it is to be shown. What cannot be understood goes to the quarantine and leaves the row as it is.
  func put<T: SyncedType>(_ type: T.Type, _ account: AccountID, _ json: JSONValue, mark: Mark) throws {
    let object: T
    do throws(DecodingFailure) {
      object = try T(json)
    } catch {
      return try quarantine(T.name, account, json, error.reason)
    }
    let mark = mark == .none && json.isCarried ? Mark.carried : mark
    let before: StoredRow? = try stored(type, account, object.id)
    let time = object.time
    let row: Int64
    if let before, RowNumber.isAt(before.row, time) {
      row = before.row
    } else {
      row = try RowNumber.next(for: type, at: time, in: db)
    }
    var values: [DatabaseValue] = [row.databaseValue, json.text.databaseValue, mark.rawValue.databaseValue]
    values += try object.values(viewer(account), self)
    if let before {
      values.append(before.row.databaseValue)
    } else {
      values += [account.rawValue.databaseValue, object.id.rawValue.databaseValue]
    }
    let statement = try before == nil ? statements(type).insert : statements(type).replace
    try statement.execute(arguments: StatementArguments(values))
    let after = StoredRow(row: row, object: object, mark: mark)
    note(type, RowChange(account: account, id: object.id, before: before, after: after))
  }

  func remove<T: SyncedType>(_ type: T.Type, _ account: AccountID, _ id: ObjectID) throws {
    guard let before = try stored(type, account, id) else { return }
    try db.cachedStatement(sql: "DELETE FROM \(T.table) WHERE row = ?").execute(arguments: [before.row])
    note(type, RowChange(account: account, id: id, before: before, after: nil))
  }

  private func stored<T: SyncedType>(_ type: T.Type, _ account: AccountID, _ id: ObjectID) throws -> StoredRow? {
    let statement = try statements(type).find
    guard let row = try Row.fetchOne(statement, arguments: [account.rawValue, id.rawValue]) else { return nil }
    return StoredRow(row: row[0], object: try T.stored(row[1]), mark: Mark(rawValue: row[2]) ?? .none)
  }

  /// The object as it is shown now; nil when there is no row.
  func shown(_ type: any SyncedType.Type, _ account: AccountID, _ id: ObjectID) throws -> JSONValue? {
    let statement = try db.cachedStatement(sql: "SELECT json FROM \(type.table) WHERE account = ? AND id = ?")
    return try String.fetchOne(statement, arguments: [account.rawValue, id.rawValue]).map { try JSONValue(parsing: $0) }
  }

  /// Several changes of one object in a transaction are one: from what was before the first to what is after the last.
  private func note<T: SyncedType>(_ type: T.Type, _ change: RowChange) {
    let code = Int(T.code)
    let key = ObjectKey(change.account, T.name, change.id)
    if let place = places[key] {
      let first = changes[code][place]
      changes[code][place] = RowChange(
        account: change.account, id: change.id, before: first.before, after: change.after)
    } else {
      places[key] = changes[code].count
      changes[code].append(change)
    }
  }

  private func quarantine(_ type: TypeName, _ account: AccountID, _ json: JSONValue, _ reason: String) throws {
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO quarantine (account, type, id, json, reason) VALUES (?, ?, ?, ?, ?)"
    )
    .execute(arguments: [account.rawValue, type.rawValue, json["id"]?.string ?? "", json.text, reason])
  }

  private func statements<T: SyncedType>(_ type: T.Type) throws -> RowStatements {
    if let known = statements[Int(T.code)] { return known }
    let made = try RowStatements(T.self, db)
    statements[Int(T.code)] = made
    return made
  }
}

/// The statements by which a type's rows are found and written, kept at hand for the length of a transaction.
struct RowStatements {
  let find, insert, replace: Statement

  init<T: SyncedType>(_ type: T.Type, _ db: Database) throws {
    find = try db.cachedStatement(sql: "SELECT row, json, mark FROM \(T.table) WHERE account = ? AND id = ?")
    let columns = T.columns.map { ", " + $0 }.joined()
    let marks = String(repeating: ", ?", count: T.columns.count)
    insert = try db.cachedStatement(
      sql: "INSERT INTO \(T.table) (row, json, mark\(columns), account, id) VALUES (?, ?, ?\(marks), ?, ?)")
    let changes = T.columns.map { ", \($0) = ?" }.joined()
    replace = try db.cachedStatement(sql: "UPDATE \(T.table) SET row = ?, json = ?, mark = ?\(changes) WHERE row = ?")
  }
}

extension SyncedType {
  /// An object of the cache's own table: it was understood when it was written.
  static func stored(_ text: String) throws -> Self { try Self(JSONValue(parsing: text)) }
}
