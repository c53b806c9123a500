internal import Foundation
internal import GRDB
internal import JSON

/// What the cache works out from its rows: extracted columns, counts, dates, the full-text index. All of it can be made anew.
struct DerivedTables {
  private let db: Database
  private let now = Date().timeIntervalSince1970
  /// Rows whose changes are kept in memory at once.
  private static let chunk = 500

  init(_ db: Database) { self.db = db }

  /// Makes everything anew. A row that cannot be read is taken away, and its type is compared with the server's at the next sync.
  func rebuild() throws {
    for type in TypeRegistry.types { try rebuildRows(type) }
    try rebuildConversations()
    try rebuildOccurrences()
    try db.execute(sql: "INSERT INTO search (search) VALUES ('delete-all')")
    try fillIndex("search")
  }

  /// To be called in a transaction that is taken back afterwards.
  func findings() throws -> [CacheFinding] {
    let occurrences = try wrongOccurrences()
    try db.execute(
      sql: """
        CREATE TEMP TABLE wasConversation AS SELECT * FROM conversation;
        CREATE TEMP TABLE wasChannelCounts AS SELECT * FROM channelCounts;
        """)
    var findings: [CacheFinding] = []
    for type in TypeRegistry.types {
      let count = try wrongRows(type)
      if count > 0 { findings.append(CacheFinding(.rows, type: type.name, count: count)) }
    }
    try rebuildConversations()
    let conversations =
      try Self.differing("conversation", "temp.wasConversation", "account, id", db)
      + Self.differing("channelCounts", "temp.wasChannelCounts", "account, channelId, isChat", db)
    findings.append(CacheFinding(.conversations, count: conversations))
    findings.append(CacheFinding(.occurrences, count: occurrences))
    findings.append(CacheFinding(.search, count: try wrongWords()))
    return findings.filter { $0.count > 0 }
  }

  private static func differing(_ one: String, _ other: String, _ key: String, _ db: Database) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM (
          SELECT \(key) FROM (SELECT * FROM \(one) EXCEPT SELECT * FROM \(other))
          UNION SELECT \(key) FROM (SELECT * FROM \(other) EXCEPT SELECT * FROM \(one)))
        """) ?? 0
  }
}

// MARK: - Rows

extension DerivedTables {
  /// Calls `body` for each row of the type, a chunk after another, each with a transaction of its own.
  private func eachRow(
    _ type: any SyncedType.Type, _ body: (_ row: Row, _ transaction: Transaction) throws -> Void
  ) throws {
    var last = Int64.min
    while true {
      let rows = try Row.fetchAll(
        db, sql: "SELECT row, account, id, json, mark FROM \(type.table) WHERE row > ? ORDER BY row LIMIT ?",
        arguments: [last, Self.chunk])
      guard let end = rows.last else { return }
      last = end[0]
      let transaction = Transaction(db, now: now)
      for row in rows { try body(row, transaction) }
    }
  }

  private func rebuildRows(_ type: any SyncedType.Type) throws {
    try eachRow(type) { row, transaction in
      let account = AccountID(rawValue: row[1])
      guard let json = try? JSONValue(parsing: row[3] as String), (try? type.init(json))?.id.rawValue == row[2] else {
        try db.execute(sql: "DELETE FROM \(type.table) WHERE row = ?", arguments: [row[0] as Int64])
        return try db.execute(
          sql: "DELETE FROM syncState WHERE account = ? AND type = ?",
          arguments: [account.rawValue, type.name.rawValue])
      }
      try transaction.put(type, account, json, mark: Mark(rawValue: row[4]) ?? .none)
    }
  }

  /// How many rows would be written otherwise, or not be there.
  private func wrongRows(_ type: any SyncedType.Type) throws -> Int {
    // What an event is expanded to depends on the day; its dates are compared by themselves.
    let columns = (["row", "account", "id"] + type.columns.filter { $0 != "expandedTo" }).joined(separator: ", ")
    try db.execute(sql: "CREATE TEMP TABLE wasRow AS SELECT \(columns) FROM \(type.table)")
    defer { try? db.execute(sql: "DROP TABLE temp.wasRow") }
    try rebuildRows(type)
    return try Self.differing("(SELECT \(columns) FROM \(type.table))", "temp.wasRow", "account, id", db)
  }

  private func rebuildConversations() throws {
    try db.execute(sql: "DELETE FROM conversation; DELETE FROM channelCounts")
    let conversations = Conversations(db)
    for row in try Row.fetchAll(db, sql: "SELECT DISTINCT account, conversation FROM message") {
      conversations.recountLater(ConversationKey(account: AccountID(rawValue: row[0]), id: ObjectID(row[1])))
    }
    try conversations.finish()
  }
}

// MARK: - Dates

extension DerivedTables {
  private func rebuildOccurrences() throws {
    try db.execute(sql: "DELETE FROM occurrence")
    try db.execute(sql: "DELETE FROM eventPlace")
    let (occurrences, places) = (Occurrences(db, now: now), EventPlaces(db))
    try eachRow(CalendarEvent.self) { row, _ in
      let event = try CalendarEvent.stored(row[3])
      try occurrences.insert(event, AccountID(rawValue: row[1]))
      try places.insert(event, AccountID(rawValue: row[1]))
    }
  }

  /// How many events take place at other times than the table says, up to where it goes.
  private func wrongOccurrences() throws -> Int {
    var count =
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(DISTINCT event) FROM occurrence AS o WHERE NOT EXISTS
            (SELECT 1 FROM calendarEvent AS e WHERE e.account = o.account AND e.id = o.event)
          """) ?? 0
    try eachRow(CalendarEvent.self) { row, _ in
      guard let event = try? CalendarEvent.stored(row[3]) else { return }
      let stored = try Row.fetchAll(
        db, sql: "SELECT recurrenceId, isFloating, start, end FROM occurrence WHERE account = ? AND event = ?",
        arguments: [row[1] as Int64, event.id.rawValue])
      let horizon =
        try Int64.fetchOne(
          db, sql: "SELECT expandedTo FROM calendarEvent WHERE row = ?", arguments: [row[0] as Int64]) ?? 0
      let expected = event.occurrences(before: horizon > 0 ? horizon : Int64(now) + 1_000 * 366 * 86_400)
      let names = expected.map { "\($0.recurrenceID?.string ?? "") \($0.isFloating) \($0.start) \($0.end)" }
      if Set(names) != Set(stored.map { "\($0[0] as String) \($0[1] as Bool) \($0[2] as Int64) \($0[3] as Int64)" }) {
        count += 1
      }
    }
    return count
  }
}

// MARK: - Full-text index

extension DerivedTables {
  private func fillIndex(_ table: String) throws {
    for type in TypeRegistry.types {
      var index = SearchIndex(db, table: table)
      try eachRow(type) { row, _ in
        let object = try type.stored(row[3])
        index.add(
          RowChange(
            account: AccountID(rawValue: row[1]), id: ObjectID(row[2]), before: nil,
            after: StoredRow(row: row[0], object: object)))
      }
      try index.finish()
    }
  }

  /// How many words are found in other rows than they should be.
  private func wrongWords() throws -> Int {
    try db.execute(
      sql: """
        CREATE VIRTUAL TABLE temp.expected USING fts5(\(Schema.searchColumns));
        CREATE VIRTUAL TABLE temp.expectedWords USING fts5vocab(temp, expected, row);
        CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, row);
        """)
    try fillIndex("temp.expected")
    let words = try Self.differing("temp.words", "temp.expectedWords", "term", db)
    return words
  }
}
