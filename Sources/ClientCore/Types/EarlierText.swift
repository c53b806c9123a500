internal import GRDB
public import Text

/// What a message said before it was changed, as this cache saw it: nothing is asked of the server for it, and what was
/// changed before the message first came is not known. It goes when the message does.
public struct EarlierText: Sendable, Hashable {
  /// Since when it was said, in seconds since 1970.
  public let since: Double
  public let subject: UntrustedText?
  public let body: UntrustedText
}

extension EarlierText {
  static let step = SchemaStep(
    name: "earlier text",
    sql: """
      CREATE TABLE earlierText (
        account INTEGER NOT NULL,
        id TEXT NOT NULL,
        since REAL NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (account, id, since)
      ) STRICT, WITHOUT ROWID;
      """)

  /// Follows a change of a message. One's own text that the server refused never was said: it leaves nothing.
  static func follow(_ change: RowChange, _ db: Database) throws {
    guard let before = change.before?.object as? Message, !change.id.isLocal else { return }
    guard let after = change.after?.object as? Message, !after.isDeleted, after.hiddenAt == nil else {
      return try forget(change, db)
    }
    guard before.isWhole, after.isWhole, before.body != after.body || before.subject != after.subject,
      try before.editedAt != after.editedAt || !takeBack(after, change, db)
    else { return }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO earlierText VALUES (?, ?, ?, ?, ?)").execute(arguments: [
      change.account.rawValue, change.id.rawValue, before.editedAt ?? before.receivedAt, before.subject?.raw ?? "",
      before.body.raw,
    ])
  }

  /// Whether the text is again what it was before a change of one's own.
  private static func takeBack(_ after: Message, _ change: RowChange, _ db: Database) throws -> Bool {
    try db.cachedStatement(
      sql: "DELETE FROM earlierText WHERE account = ? AND id = ? AND since = ? AND subject = ? AND body = ?"
    ).execute(arguments: [
      change.account.rawValue, change.id.rawValue, after.editedAt ?? after.receivedAt, after.subject?.raw ?? "",
      after.body.raw,
    ])
    return db.changesCount > 0
  }

  private static func forget(_ change: RowChange, _ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM earlierText WHERE account = ? AND id = ?")
      .execute(arguments: [change.account.rawValue, change.id.rawValue])
  }
}

extension CacheReader {
  /// What a message said before, the newest first, at most 50 texts.
  public func earlierTexts(_ message: ObjectKey) throws(CacheError) -> [EarlierText] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT since, subject, body FROM earlierText WHERE account = ? AND id = ? ORDER BY since DESC LIMIT 50")
      return try Row.fetchAll(statement, arguments: [message.account.rawValue, message.id.rawValue]).map { row in
        let subject: String = row[1]
        return EarlierText(
          since: row[0], subject: subject.isEmpty ? nil : UntrustedText(subject), body: UntrustedText(row[2]))
      }
    }
  }
}
