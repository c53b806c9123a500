internal import GRDB
internal import JSON
internal import Text

/// The table `outbox`, row by row.
enum OutboxTable {
  static let columns =
    "id, account, type, objectId, action, content, expiresAt, state, createdAt, attempts, nextAttemptAt, failure, basis"

  static func entry(_ row: Row) throws -> OutboxEntry {
    let mutation = Mutation(
      account: AccountID(rawValue: row[1]), type: TypeName(row[2]), id: ObjectID(row[3]),
      action: try action(named: row[4], JSONValue(parsing: row[5] as String)), expiresAt: time(row[6]))
    return OutboxEntry(
      id: row[0], mutation: mutation, state: OutboxEntry.State(rawValue: row[7]) ?? .failed, createdAt: row[8],
      attempts: row[9], nextAttemptAt: time(row[10]), failure: try failure(row[11]),
      basis: try basis(row[12]))
  }

  private static func basis(_ text: String) throws -> JSONObject {
    text.isEmpty ? [:] : try JSONValue(parsing: text).object ?? [:]
  }

  static func setBasis(_ db: Database, _ id: Int64, _ basis: JSONObject) throws {
    try db.cachedStatement(sql: "UPDATE outbox SET basis = ? WHERE id = ?")
      .execute(arguments: [basis.isEmpty ? "" : JSONValue.object(basis).text, id])
  }

  private static func time(_ seconds: Double) -> Double? { seconds == 0 ? nil : seconds }

  static func fetch(
    _ db: Database, where condition: String, _ arguments: StatementArguments, limit: Int = -1
  ) throws -> [OutboxEntry] {
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM outbox WHERE \(condition) ORDER BY id LIMIT ?")
    return try Row.fetchAll(statement, arguments: arguments + [limit]).map(entry)
  }

  static func fetch(_ db: Database, _ id: Int64) throws -> OutboxEntry? { try fetch(db, where: "id = ?", [id]).first }

  static func fetch(_ db: Database, of key: ObjectKey) throws -> [OutboxEntry] {
    try fetch(
      db, where: "account = ? AND type = ? AND objectId = ?",
      [key.account.rawValue, key.type.rawValue, key.id.rawValue])
  }

  static func insert(_ db: Database, _ mutation: Mutation, now: Double) throws -> Int64 {
    let (action, content) = text(of: mutation.action)
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO outbox (
          account, type, objectId, action, content, expiresAt, state, createdAt, attempts, nextAttemptAt, failure
        ) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, 0, ?, '')
        """)
    try statement.execute(arguments: [
      mutation.account.rawValue, mutation.type.rawValue, mutation.id.rawValue, action, content,
      mutation.expiresAt ?? 0, now, mutation.notBefore ?? 0,
    ])
    return db.lastInsertedRowID
  }

  static func replace(_ db: Database, _ id: Int64, _ object: ObjectID, _ action: Mutation.Action) throws {
    let (name, content) = text(of: action)
    try db.cachedStatement(sql: "UPDATE outbox SET objectId = ?, action = ?, content = ? WHERE id = ?")
      .execute(arguments: [object.rawValue, name, content, id])
  }

  static func setState(
    _ db: Database, _ id: Int64, _ state: OutboxEntry.State, at next: Double = 0, failure: OutboxEntry.Failure? = nil
  ) throws {
    try db.cachedStatement(sql: "UPDATE outbox SET state = ?, nextAttemptAt = ?, failure = ? WHERE id = ?")
      .execute(arguments: [state.rawValue, next, failure.map(text) ?? "", id])
  }

  /// The server may have a part of it: it counts as tried once.
  static func interrupt(_ db: Database, _ id: Int64, at next: Double) throws {
    try setState(db, id, .queued, at: next)
    try db.cachedStatement(sql: "UPDATE outbox SET attempts = 1 WHERE id = ?").execute(arguments: [id])
  }

  static func setExpiry(_ db: Database, _ id: Int64, _ time: Double?) throws {
    try db.cachedStatement(sql: "UPDATE outbox SET expiresAt = ? WHERE id = ?").execute(arguments: [time ?? 0, id])
  }

  static func delete(_ db: Database, _ id: Int64) throws {
    try db.cachedStatement(sql: "DELETE FROM outbox WHERE id = ?").execute(arguments: [id])
  }
}

// MARK: - Columns

extension OutboxTable {
  private static func text(of action: Mutation.Action) -> (name: String, content: String) {
    switch action {
    case .create(let properties): return ("create", JSONValue.object(properties).text)
    case .update(let patch): return ("update", JSONValue.object(patch).text)
    case .destroy: return ("destroy", "null")
    case .upload(let spool, let type, let size, let sha256):
      let object: JSONValue = [
        "spool": .string(spool), "type": .string(type), "size": .int(Int64(size)), "sha256": .string(sha256),
      ]
      return ("upload", object.text)
    }
  }

  private static func action(named name: String, _ content: JSONValue) throws -> Mutation.Action {
    switch name {
    case "create": return .create(content.object ?? [:])
    case "update": return .update(content.object ?? [:])
    case "upload":
      return .upload(
        spool: content["spool"]?.string ?? "", type: content["type"]?.string ?? "", size: content["size"]?.int ?? 0,
        sha256: content["sha256"]?.string ?? "")
    default: return .destroy
    }
  }

  private static func text(_ failure: OutboxEntry.Failure) -> String {
    let object: JSONValue = [
      "type": .string(failure.type), "description": failure.description.map { .string($0) } ?? .null,
      "properties": .array(failure.properties.map { .string($0) }),
    ]
    return object.text
  }

  private static func failure(_ text: String) throws -> OutboxEntry.Failure? {
    guard !text.isEmpty else { return nil }
    let object = try JSONValue(parsing: text)
    return OutboxEntry.Failure(
      type: object["type"]?.string ?? "", description: object["description"]?.string,
      properties: object["properties"]?.array?.compactMap(\.string) ?? [])
  }
}
