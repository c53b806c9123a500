internal import GRDB
public import Text

/// A topic, as a board shows it.
public struct TopicRow: Sendable, Hashable {
  public let key: ObjectKey
  public let channelID: ObjectID
  /// nil while the first message has not arrived, or when it is gone.
  public let subject: UntrustedText?
  public let author: Author?
  /// Seconds since 1970.
  public let startedAt: Double?
  public let lastActivity: Double
  public let lastAuthor: Author?
  /// The first message is not counted.
  public let replies: Int
  public let unread: Int
  /// Unread messages that mention the member or answer him.
  public let addressed: Int
  public let isPinned: Bool
  public let isMuted: Bool
  public let isDeleted: Bool
  public let mark: Mark
}

extension CacheReader {
  /// Part of a board: pinned topics first, then by last activity, newest first.
  public func topics(
    _ board: ObjectKey, at anchor: Anchor = .start, limit: Int
  ) throws(CacheError) -> Page<TopicRow> {
    try read { db in
      let arguments: StatementArguments = [board.account.rawValue, board.id.rawValue]
      let total = try ChannelCounts.board(board, db).conversations
      let limit = bounded(limit)
      let offset = try anchor.offset(limit: limit, total: total) { try Self.index(of: $0, on: board, db) }
      let lookup = Lookup(db)
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: Self.topicPage), arguments: arguments + [limit, offset])
      return Page(
        total: total, offset: offset, rows: try rows.map { try Self.topic($0, board.account, lookup) })
    }
  }

  /// One topic; nil when nothing of it is known.
  public func topic(_ key: ObjectKey) throws(CacheError) -> TopicRow? {
    try read { try Self.topic(key, Lookup($0)) }
  }

  static func topic(_ key: ObjectKey, _ lookup: Lookup) throws -> TopicRow? {
    let statement = try lookup.db.cachedStatement(sql: oneTopic)
    return try Row.fetchOne(statement, arguments: [key.account.rawValue, key.id.rawValue])
      .map { try topic($0, key.account, lookup) }
  }

  private static let topicColumns = """
    id, channelId, isPinned, isMuted, total, unread, mentions + replies, lastRow, \(TopicHead.columns)
    """
  static let topicPage = """
    SELECT \(topicColumns) FROM conversation WHERE account = ? AND channelId = ? AND isChat = 0
    ORDER BY isPinned DESC, lastRow DESC LIMIT ? OFFSET ?
    """
  static let oneTopic = "SELECT \(topicColumns) FROM conversation WHERE account = ? AND id = ? AND isChat = 0"
  static let topicsBefore = """
    SELECT count(*) FROM conversation WHERE account = ? AND channelId = ? AND isChat = 0
    AND (isPinned, lastRow) > (SELECT isPinned, lastRow FROM conversation WHERE account = ? AND id = ?)
    """

  private static func index(of topic: ObjectID, on board: ObjectKey, _ db: Database) throws -> Int? {
    try Int.fetchOne(
      db.cachedStatement(sql: topicsBefore),
      arguments: [board.account.rawValue, board.id.rawValue, board.account.rawValue, topic.rawValue])
  }

  private static func topic(_ row: Row, _ account: AccountID, _ lookup: Lookup) throws -> TopicRow {
    let (total, head): (Int, TopicHead) = (row[4], TopicHead(row, from: 8))
    let isKnown = head.row != 0
    return TopicRow(
      key: ObjectKey(account, Message.name, ObjectID(row[0])), channelID: ObjectID(row[1]),
      subject: isKnown || !head.subject.isEmpty ? UntrustedText(head.subject) : nil,
      author: isKnown ? try lookup.author(signed: head.author, account) : nil,
      startedAt: isKnown ? Double(RowNumber.time(of: head.row)) / 1_000 : nil,
      lastActivity: Double(RowNumber.time(of: row[7])) / 1_000,
      lastAuthor: head.lastAuthor.isEmpty ? nil : try lookup.author(signed: head.lastAuthor, account),
      replies: isKnown ? total - 1 : total, unread: row[5], addressed: row[6], isPinned: row[2], isMuted: row[3],
      isDeleted: head.isDeleted, mark: head.mark)
  }
}

extension Lookup {
  func oldest(_ conversation: ObjectID, _ account: AccountID) throws -> Message? {
    let statement = try db.cachedStatement(
      sql: "SELECT min(row) FROM message WHERE account = ? AND conversation = ?")
    return try Int64.fetchOne(statement, arguments: [account.rawValue, conversation.rawValue])
      .flatMap { try message(row: $0) }
  }

  /// The message of a row number.
  func message(row: Int64) throws -> Message? {
    try String.fetchOne(db.cachedStatement(sql: "SELECT json FROM message WHERE row = ?"), arguments: [row])
      .map { try Message.stored($0) }
  }
}
