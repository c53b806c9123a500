import GRDB
import JSON

/// What ballots say, in a table of its own, whose rows all have one size and are never moved nor deleted: what is overwritten there is
/// overwritten on its page. Where SQLite splits a page of `object`, whose rows grow and shrink, copies of rows stay in its free part, and no
/// `secure_delete` touches them; of a ballot they hold the number of its row here.
enum BallotContents {
  /// Bytes of JSON; the longest ballot (32 options, ranked) takes 300.
  static let size = 384

  static let schema = """
    CREATE TABLE ballotContent (slot INTEGER PRIMARY KEY, isUsed INTEGER NOT NULL, text BLOB NOT NULL) STRICT;
    CREATE INDEX ballotContentFree ON ballotContent (isUsed) WHERE isUsed = 0;
    """

  /// SQL: the text of a row of `object`, wherever it is kept.
  static let text = """
    CASE type WHEN 'Ballot' THEN coalesce((SELECT rtrim(CAST(text AS TEXT)) FROM ballotContent
      WHERE slot = CAST(substr(json, 2) AS INTEGER)), json) ELSE json END AS json
    """

  /// Ballots of before, as they stand in `object`.
  static func migrate(_ db: Database) throws {
    try db.execute(sql: schema)
    let rows = try Row.fetchAll(db, sql: "SELECT seq, json FROM object WHERE type = 'Ballot' AND isDestroyed = 0")
    for row in rows {
      let name = try db.keepBallot(row["json"])
      try db.execute(sql: "UPDATE object SET json = ? WHERE seq = ?", arguments: [name, row["seq"] as Int64])
    }
  }
}

extension Database {
  /// - Returns: what stands in the object's row: where the text is.
  fileprivate func keepBallot(_ text: String) throws -> String {
    let free = try Int64.fetchOne(cachedStatement(sql: "SELECT slot FROM ballotContent WHERE isUsed = 0 LIMIT 1"))
    if let free {
      try overwrite(free, text)
      return "@\(free)"
    }
    try cachedStatement(sql: "INSERT INTO ballotContent (isUsed, text) VALUES (1, CAST(? AS BLOB))")
      .execute(arguments: [padded(text)])
    return "@\(lastInsertedRowID)"
  }

  /// - Parameter text: nil leaves nothing.
  fileprivate func overwrite(_ slot: Int64, _ text: String?) throws {
    let statement = try cachedStatement(
      sql: "UPDATE ballotContent SET isUsed = ?1, text = coalesce(CAST(?2 AS BLOB), zeroblob(?3)) WHERE slot = ?4")
    let full = try text.map { try padded($0) }
    try statement.execute(arguments: [text != nil, full, BallotContents.size, slot])
  }

  private func padded(_ text: String) throws -> String {
    let missing = BallotContents.size - text.utf8.count
    guard missing >= 0 else { throw CooperativeError.storage("a ballot of \(text.utf8.count) bytes") }
    return text + String(repeating: " ", count: missing)
  }

  fileprivate func slot(ofBallot sequence: Int64) throws -> Int64? {
    let statement = try cachedStatement(
      sql: "SELECT CAST(substr(json, 2) AS INTEGER) FROM object WHERE seq = ? AND type = 'Ballot' AND json <> ''")
    return try Int64.fetchOne(statement, arguments: [sequence])
  }
}

extension Transaction {
  /// What is to stand in the row of an object that is not there yet, or was destroyed.
  func newText(of object: StoredObject) throws -> String {
    let text = JSONValue.object(object.json).text
    return object.type == Types.ballot.name ? try db.keepBallot(text) : text
  }

  /// What is to stand in the object's row from now on.
  func changedText(of object: StoredObject) throws -> String {
    let text = JSONValue.object(object.json).text
    guard object.type == Types.ballot.name, let slot = try db.slot(ofBallot: object.sequence) else { return text }
    try db.overwrite(slot, text)
    return "@\(slot)"
  }

  /// Before its row is emptied.
  func forgetText(of object: StoredObject) throws {
    guard object.type == Types.ballot.name, let slot = try db.slot(ofBallot: object.sequence) else { return }
    try db.overwrite(slot, nil)
  }
}
