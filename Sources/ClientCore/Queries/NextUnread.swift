internal import GRDB

/// Where to go for what is new.
public struct UnreadPlace: Sendable, Hashable {
  public enum Reason: Sendable { case mention, reply, topic, room }
  public let reason: Reason
  /// The topic (Message) or the room (Channel).
  public let conversation: ObjectKey
  public let message: ObjectID
}

extension CacheReader {
  /// What speaks to the member comes first: mentions, then answers, then topics and rooms; among equals the latest. Muted ones never.
  /// - Parameter skipping: the conversation one is in.
  public func nextUnread(skipping: ObjectKey? = nil) throws(CacheError) -> UnreadPlace? {
    try read { db in
      for (condition, address) in [("mentions > 0", Address.mention), ("replies > 0", .reply), ("1", .none)] {
        let row = try Row.fetchOne(
          db.cachedStatement(sql: Self.unreadConversation(condition)),
          arguments: [skipping?.account.rawValue ?? -1, skipping?.id.rawValue ?? ""])
        if let row, let place = try Self.place(row, address, db) { return place }
      }
      return nil
    }
  }

  static func unreadConversation(_ condition: String) -> String {
    """
    SELECT account, id, isChat, readRow FROM conversation
    WHERE unread > 0 AND isMuted = 0 AND \(condition) AND NOT (account = ? AND id = ?) ORDER BY lastRow DESC LIMIT 1
    """
  }

  static let unreadMessage = """
    SELECT id FROM message WHERE account = ? AND conversation = ? AND row > ? AND flags & 3 = 0 AND address >= ?
    ORDER BY row LIMIT 1
    """

  private static func place(_ row: Row, _ address: Address, _ db: Database) throws -> UnreadPlace? {
    let arguments: StatementArguments = [row[0] as Int64, row[1] as String, row[3] as Int64, address.rawValue]
    guard let id = try String.fetchOne(db.cachedStatement(sql: unreadMessage), arguments: arguments) else { return nil }
    let isChat: Bool = row[2]
    let type = isChat ? Channel.name : Message.name
    let reason: UnreadPlace.Reason =
      switch address {
      case .mention: .mention
      case .reply: .reply
      case .none: isChat ? .room : .topic
      }
    return UnreadPlace(
      reason: reason, conversation: ObjectKey(AccountID(rawValue: row[0]), type, ObjectID(row[1])),
      message: ObjectID(id))
  }
}
