internal import GRDB
internal import Text

/// What a board's list shows of a topic's first message and of who wrote last, kept beside the topic's counts: a page of the list then reads
/// no message, whose texts lie far apart in the file.
struct TopicHead: Equatable {
  /// 0: the first message is not here.
  var row: Int64 = 0
  var subject = ""
  var author = ""
  var isDeleted = false
  var mark = Mark.none
  var lastAuthor = ""

  init() {}

  init(_ root: StoredRow) {
    guard let message = root.object as? Message else { return }
    (row, mark) = (root.row, root.mark)
    (subject, author, isDeleted) = (message.subject?.raw ?? "", message.signature, message.isDeleted)
  }

  static let columns = "rootRow, subject, author, isDeleted, mark, lastAuthor"

  /// From `columns`, of which the first is at `start`.
  init(_ columns: Row, from start: Int) {
    (row, subject, author) = (columns[start], columns[start + 1], columns[start + 2])
    (isDeleted, lastAuthor) = (columns[start + 3], columns[start + 5])
    mark = Mark(rawValue: columns[start + 4]) ?? .none
  }

  var values: [any DatabaseValueConvertible] { [row, subject, author, isDeleted, mark.rawValue, lastAuthor] }
}

extension Message {
  /// Who wrote it, in one word: a member's id behind "@", or behind "=" the name that the message itself gives.
  var signature: String {
    if let senderID { return "@" + senderID.rawValue }
    let signed = importedAuthor.map { $0.name.isEmpty ? $0.address : $0.name }
    return "=" + (signed?.raw ?? "")
  }
}

extension Lookup {
  func author(signed signature: String, _ account: AccountID) throws -> Author {
    let text = String(signature.dropFirst())
    if signature.hasPrefix("@") { return try author(account, ObjectID(text)) }
    return Author(principal: nil, name: UntrustedText(text), isVerified: false, isViewer: false, isRemoved: false)
  }
}

extension TopicHead {
  /// As the rows of the topic give it: of several messages that begin it the oldest. Where none does, as for answers by mail, the oldest
  /// message still says what the topic is called.
  static func read(_ key: ConversationKey, last: Int64, _ db: Database) throws -> TopicHead {
    let arguments: StatementArguments = [key.account.rawValue, key.id.rawValue]
    let root = try Row.fetchOne(db.cachedStatement(sql: root), arguments: arguments).map { row in
      StoredRow(row: row[0], object: try Message.stored(row[1]), mark: Mark(rawValue: row[2]) ?? .none)
    }
    var head = root.map(TopicHead.init) ?? TopicHead()
    let lookup = Lookup(db)
    if root == nil { head.subject = try lookup.oldest(key.id, key.account)?.subject?.raw ?? "" }
    head.lastAuthor = try lookup.message(row: last)?.signature ?? ""
    return head
  }

  private static let root =
    "SELECT row, json, mark FROM message WHERE account = ? AND conversation = ? AND flags & 4 ORDER BY row LIMIT 1"
}

extension TopicHead {
  private static let signature = """
    CASE WHEN m.json ->> '$.senderId' IS NOT NULL THEN '@' || (m.json ->> '$.senderId')
    ELSE '=' || coalesce(nullif(m.json ->> '$.author.name', ''), m.json ->> '$.author.address', '') END
    """

  static let step = SchemaStep(
    name: "conversation heads",
    sql: """
      ALTER TABLE conversation ADD COLUMN rootRow INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE conversation ADD COLUMN subject TEXT NOT NULL DEFAULT '';
      ALTER TABLE conversation ADD COLUMN author TEXT NOT NULL DEFAULT '';
      ALTER TABLE conversation ADD COLUMN isDeleted INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE conversation ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE conversation ADD COLUMN lastAuthor TEXT NOT NULL DEFAULT '';
      UPDATE conversation SET lastAuthor = \(signature) FROM message AS m WHERE m.row = lastRow AND isChat = 0;
      UPDATE conversation SET subject = coalesce(m.json ->> '$.subject', '') FROM message AS m
        WHERE isChat = 0 AND m.row = (SELECT min(row) FROM message AS o
          WHERE o.account = conversation.account AND o.conversation = conversation.id);
      UPDATE conversation SET
        rootRow = m.row, subject = coalesce(m.json ->> '$.subject', ''), author = \(signature),
        isDeleted = m.flags & 2 <> 0, mark = m.mark
        FROM message AS m WHERE isChat = 0 AND m.row = (SELECT min(row) FROM message AS o
          WHERE o.account = conversation.account AND o.conversation = conversation.id AND o.flags & 4);
      -- How many topics a board has, so that nobody counts them.
      CREATE TABLE boardTopics (
        account INTEGER NOT NULL,
        channelId TEXT NOT NULL,
        topics INTEGER NOT NULL,
        PRIMARY KEY (account, channelId)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO boardTopics SELECT account, channelId, count(*) FROM conversation WHERE isChat = 0 GROUP BY account, channelId;
      CREATE TRIGGER conversation_comes AFTER INSERT ON conversation WHEN new.isChat = 0 BEGIN
        INSERT INTO boardTopics VALUES (new.account, new.channelId, 1) ON CONFLICT DO UPDATE SET topics = topics + 1;
      END;
      CREATE TRIGGER conversation_goes AFTER DELETE ON conversation WHEN old.isChat = 0 BEGIN
        UPDATE boardTopics SET topics = topics - 1 WHERE account = old.account AND channelId = old.channelId;
        DELETE FROM boardTopics WHERE account = old.account AND channelId = old.channelId AND topics = 0;
      END;
      CREATE TRIGGER conversation_moves AFTER UPDATE OF channelId, isChat ON conversation
        WHEN old.channelId <> new.channelId OR old.isChat <> new.isChat BEGIN
        UPDATE boardTopics SET topics = topics - 1
          WHERE old.isChat = 0 AND account = old.account AND channelId = old.channelId;
        DELETE FROM boardTopics WHERE account = old.account AND channelId = old.channelId AND topics = 0;
        INSERT INTO boardTopics SELECT new.account, new.channelId, 1 WHERE new.isChat = 0
          ON CONFLICT DO UPDATE SET topics = topics + 1;
      END;
      """)
}
