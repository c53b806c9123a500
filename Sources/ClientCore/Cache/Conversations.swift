internal import GRDB

/// A topic, or a chat room: what is read as one. Its id is that of its ReadPosition.
struct ConversationKey: Hashable {
  let account: AccountID
  let id: ObjectID
}

/// Keeps the table `conversation`, derived from messages and read positions: how many, how many unread, the last one.
final class Conversations {
  struct Tally {
    var channelID: ObjectID = ""
    var isChat = false
    var isPinned = false
    var isMuted = false
    var total = 0
    var unread = 0
    var mentions = 0
    var replies = 0
    var lastRow: Int64 = 0
    /// Rows up to this one have been read.
    var readRow: Int64 = 0
    var head = TopicHead()
  }

  private let db: Database
  private var tallies: [ConversationKey: Tally] = [:]
  private var recounts: Set<ConversationKey> = []
  private var unreadRecounts: Set<ConversationKey> = []
  private let roots: WantedRoots

  init(_ db: Database) { (self.db, roots) = (db, WantedRoots(db)) }

  func positionChanged(_ key: ConversationKey) throws { unreadRecounts.insert(key) }

  func messageChanged(_ change: RowChange) throws {
    let (before, after) = (change.before.flatMap(Entry.init), change.after.flatMap(Entry.init))
    guard before != after else { return }
    if let after, before == nil { return try insert(after, change.account) }
    for entry in [before, after] {
      if let entry { recounts.insert(ConversationKey(account: change.account, id: entry.conversation)) }
    }
  }

  /// Nothing in the account is known to be right any more: the member has become another.
  func recountAll(_ account: AccountID) throws {
    let ids = try String.fetchAll(
      db, sql: "SELECT id FROM conversation WHERE account = ?", arguments: [account.rawValue])
    recounts.formUnion(ids.map { ConversationKey(account: account, id: ObjectID($0)) })
  }

  func recountLater(_ key: ConversationKey) { recounts.insert(key) }

  func finish() throws {
    for key in recounts { try recount(key) }
    for key in unreadRecounts.subtracting(recounts) { try recountUnread(key) }
    for (key, tally) in tallies { try write(tally, key) }
    try roots.finish()
  }
}

extension Conversations {
  /// What of a message its conversation depends on.
  private struct Entry: Equatable {
    let row: Int64
    let conversation: ObjectID
    let channel: ObjectID
    let isChat, isTopic, isMail, isPinned, isDeleted: Bool
    let author: String
    /// Of a topic.
    let head: TopicHead?

    init?(_ stored: StoredRow) {
      guard let message = stored.object as? Message else { return nil }
      author = message.isChat ? "" : message.signature
      head = message.isTopic ? TopicHead(stored) : nil
      (row, conversation, channel) = (stored.row, message.conversationID, message.channelID)
      (isChat, isTopic, isMail) = (message.isChat, message.isTopic, message.isMail)
      (isPinned, isDeleted) = (message.isPinned, message.isDeleted)
    }
  }

  private func insert(_ entry: Entry, _ account: AccountID) throws {
    let key = ConversationKey(account: account, id: entry.conversation)
    guard !recounts.contains(key) else { return }
    var tally = try tallies[key] ?? load(key) ?? fresh(key)
    // An answer by mail says itself what the topic is called, and no server knows the topic by its key.
    if entry.isTopic {
      try roots.found(key)
    } else if tally.head.row == 0 && entry.isMail {
      recounts.insert(key)
    } else if tally.total == 0 && !entry.isChat {
      roots.note(key)
    }
    tally.total += 1
    tally.isChat = entry.isChat
    begin(entry, in: &tally)
    if entry.row > tally.lastRow {
      (tally.lastRow, tally.channelID, tally.head.lastAuthor) = (entry.row, entry.channel, entry.author)
    }
    if entry.row > tally.readRow { try countUnread(entry.row, in: &tally) }
    tallies[key] = tally
  }

  private func begin(_ entry: Entry, in tally: inout Tally) {
    guard var head = entry.head else { return }
    tally.isPinned = entry.isPinned
    guard tally.head.row == 0 || head.row < tally.head.row else { return }
    head.lastAuthor = tally.head.lastAuthor
    tally.head = head
  }

  private func countUnread(_ row: Int64, in tally: inout Tally) throws {
    let statement = try db.cachedStatement(sql: "SELECT flags, address FROM message WHERE row = ?")
    guard let row = try Row.fetchOne(statement, arguments: [row]),
      MessageFlags(rawValue: row[0]).isDisjoint(with: .readAnyway)
    else { return }
    tally.unread += 1
    let address: Int = row[1]
    if address == Address.mention.rawValue { tally.mentions += 1 }
    if address == Address.reply.rawValue { tally.replies += 1 }
  }

  private func load(_ key: ConversationKey) throws -> Tally? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT channelId, isChat, isPinned, isMuted, total, unread, mentions, replies, lastRow, readRow, \(TopicHead.columns)
        FROM conversation WHERE account = ? AND id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [key.account.rawValue, key.id.rawValue]) else { return nil }
    return Tally(
      channelID: ObjectID(row[0]), isChat: row[1], isPinned: row[2], isMuted: row[3], total: row[4], unread: row[5],
      mentions: row[6], replies: row[7], lastRow: row[8], readRow: row[9], head: TopicHead(row, from: 10))
  }

  private func fresh(_ key: ConversationKey) throws -> Tally {
    var tally = Tally()
    try readPosition(key, into: &tally)
    return tally
  }

  private func readPosition(_ key: ConversationKey, into tally: inout Tally) throws {
    let statement = try db.cachedStatement(
      sql: "SELECT readUpTo, isMuted FROM readPosition WHERE account = ? AND id = ?")
    let row = try Row.fetchOne(statement, arguments: [key.account.rawValue, key.id.rawValue])
    tally.readRow = row.map { RowNumber.highest(at: $0[0]) } ?? 0
    tally.isMuted = row?[1] ?? false
  }

  private func recountUnread(_ key: ConversationKey) throws {
    guard var tally = try tallies[key] ?? load(key) else { return }
    try readPosition(key, into: &tally)
    let statement = try db.cachedStatement(
      sql: """
        SELECT count(*), coalesce(sum(address = 2), 0), coalesce(sum(address = 1), 0) FROM message
        WHERE account = ? AND conversation = ? AND row > ? AND flags & 3 = 0
        """)
    if let row = try Row.fetchOne(statement, arguments: [key.account.rawValue, key.id.rawValue, tally.readRow]) {
      (tally.unread, tally.mentions, tally.replies) = (row[0], row[1], row[2])
    }
    tallies[key] = tally
  }

  private func recount(_ key: ConversationKey) throws {
    let statement = try db.cachedStatement(
      sql: "SELECT count(*), coalesce(max(row), 0) FROM message WHERE account = ? AND conversation = ?")
    let arguments: StatementArguments = [key.account.rawValue, key.id.rawValue]
    guard let row = try Row.fetchOne(statement, arguments: arguments) else { return }
    var tally = Tally()
    (tally.total, tally.lastRow) = (row[0], row[1])
    let last = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT channelId, flags FROM message WHERE row = ?"), arguments: [tally.lastRow])
    tally.channelID = ObjectID(last?[0] ?? "")
    tally.isChat = MessageFlags(rawValue: last?[1] ?? 0).contains(.chat)
    let root = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT flags, channelId FROM message WHERE account = ? AND id = ?"),
      arguments: arguments)
    tally.isPinned = MessageFlags(rawValue: root?[0] ?? 0).isSuperset(of: [.topic, .pinned])
    // Where a topic goes its replies go, which the server tells later.
    if let root { tally.channelID = ObjectID(root[1]) }
    if !tally.isChat && tally.total > 0 { tally.head = try TopicHead.read(key, last: tally.lastRow, db) }
    tallies[key] = tally
    try recountUnread(key)
  }

  private func write(_ tally: Tally, _ key: ConversationKey) throws {
    guard tally.total > 0 else {
      return try db.cachedStatement(sql: "DELETE FROM conversation WHERE account = ? AND id = ?")
        .execute(arguments: [key.account.rawValue, key.id.rawValue])
    }
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO conversation (
          account, id, channelId, isChat, isPinned, isMuted, total, unread, mentions, replies, lastRow, readRow,
          \(TopicHead.columns)
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (account, id) DO UPDATE SET (
          channelId, isChat, isPinned, isMuted, total, unread, mentions, replies, lastRow, readRow, \(TopicHead.columns)
        ) = (
          excluded.channelId, excluded.isChat, excluded.isPinned, excluded.isMuted, excluded.total, excluded.unread,
          excluded.mentions, excluded.replies, excluded.lastRow, excluded.readRow, excluded.rootRow, excluded.subject,
          excluded.author, excluded.isDeleted, excluded.mark, excluded.lastAuthor)
        """)
    let counts: [any DatabaseValueConvertible] = [
      key.account.rawValue, key.id.rawValue, tally.channelID.rawValue, tally.isChat, tally.isPinned, tally.isMuted,
      tally.total, tally.unread, tally.mentions, tally.replies, tally.lastRow, tally.readRow,
    ]
    try statement.execute(arguments: StatementArguments(counts + tally.head.values))
  }
}
