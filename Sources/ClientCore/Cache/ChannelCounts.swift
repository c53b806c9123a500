internal import GRDB

/// How much there is, and how much is new, in each channel: kept by triggers on `conversation`, so that nobody counts thousands of topics to
/// draw a list of boards.
struct ChannelCounts {
  /// Topics, or the one conversation that a chat room is.
  let conversations: Int
  /// Topics with something new; muted ones are counted here and below as if they had nothing.
  let fresh: Int
  /// Unread messages that mention the member or answer him.
  let addressed: Int

  static func board(_ key: ObjectKey, _ db: Database) throws -> ChannelCounts {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: ofBoard), arguments: [key.account.rawValue, key.id.rawValue])
    return ChannelCounts(conversations: row?[0] ?? 0, fresh: row?[1] ?? 0, addressed: row?[2] ?? 0)
  }

  private static let ofBoard = """
    SELECT conversations, fresh, mentions + replies FROM channelCounts WHERE account = ? AND channelId = ? AND isChat = 0
    """

  /// Topics with something new, unread lines of chat, mentions, replies: in one account, or in all where it is NULL.
  static let totals = """
    SELECT coalesce(sum(iif(isChat, 0, fresh)), 0), coalesce(sum(iif(isChat, unread, 0)), 0), coalesce(sum(mentions), 0),
      coalesce(sum(replies), 0)
    FROM channelCounts WHERE ?1 IS NULL OR account = ?1
    """

  /// The row of the newest message of each account.
  static let newest = """
    SELECT account, max(
        coalesce((SELECT max(lastRow) FROM conversation AS c WHERE c.account = n.account AND c.channelId = n.channelId
          AND c.isChat = n.isChat AND c.isPinned = 0), 0),
        coalesce((SELECT max(lastRow) FROM conversation AS c WHERE c.account = n.account AND c.channelId = n.channelId
          AND c.isChat = n.isChat AND c.isPinned = 1), 0))
    FROM channelCounts AS n
    """
}

extension ChannelCounts {
  private static let columns = ["fresh", "unread", "mentions", "replies"]

  /// What a row of `conversation` adds to those columns.
  private static func share(_ row: String) -> [String] {
    let isHeard = "iif(\(row)isMuted, 0, "
    return [isHeard + "\(row)unread > 0)"] + ["unread", "mentions", "replies"].map { isHeard + "\(row)\($0))" }
  }

  private static func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }

  private static let added = list((["conversations"] + columns).map { "\($0) = \($0) + excluded.\($0)" })

  private static let comes = """
    INSERT INTO channelCounts VALUES (new.account, new.channelId, new.isChat, 1, \(list(share("new."))))
      ON CONFLICT DO UPDATE SET \(added);
    """
  private static let goes = """
    UPDATE channelCounts SET conversations = conversations - 1,
        \(list(zip(columns, share("old.")).map { "\($0) = \($0) - \($1)" }))
      WHERE account = old.account AND channelId = old.channelId AND isChat = old.isChat;
    DELETE FROM channelCounts
      WHERE account = old.account AND channelId = old.channelId AND isChat = old.isChat AND conversations = 0;
    """
  private static let changes = zip(columns, zip(share("new."), share("old."))).map {
    "\($0) = \($0) + \($1.0) - \($1.1)"
  }

  static let step = SchemaStep(
    name: "channel counts",
    sql: """
      DROP TRIGGER conversation_comes;
      DROP TRIGGER conversation_goes;
      DROP TRIGGER conversation_moves;
      DROP TABLE boardTopics;
      DROP INDEX IF EXISTS conversation_unread;
      CREATE TABLE channelCounts (
        account INTEGER NOT NULL,
        channelId TEXT NOT NULL,
        isChat INTEGER NOT NULL,
        conversations INTEGER NOT NULL,
        fresh INTEGER NOT NULL,
        unread INTEGER NOT NULL,
        mentions INTEGER NOT NULL,
        replies INTEGER NOT NULL,
        PRIMARY KEY (account, channelId, isChat)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO channelCounts
        SELECT account, channelId, isChat, count(*), \(list(share("").map { "sum(\($0))" }))
        FROM conversation GROUP BY account, channelId, isChat;
      CREATE TRIGGER conversation_comes AFTER INSERT ON conversation BEGIN
      \(comes)
      END;
      CREATE TRIGGER conversation_goes AFTER DELETE ON conversation BEGIN
      \(goes)
      END;
      CREATE TRIGGER conversation_moves AFTER UPDATE OF channelId, isChat ON conversation
        WHEN old.channelId <> new.channelId OR old.isChat <> new.isChat BEGIN
      \(goes)
      \(comes)
      END;
      CREATE TRIGGER conversation_counts AFTER UPDATE OF isMuted, unread, mentions, replies ON conversation
        WHEN old.channelId = new.channelId AND old.isChat = new.isChat
          AND (old.isMuted, old.unread, old.mentions, old.replies) <> (new.isMuted, new.unread, new.mentions, new.replies) BEGIN
        UPDATE channelCounts SET \(list(changes))
          WHERE account = new.account AND channelId = new.channelId AND isChat = new.isChat;
      END;
      """)
}
