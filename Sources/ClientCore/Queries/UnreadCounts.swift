internal import GRDB

/// What is new, in one account or in all.
public struct UnreadCounts: Sendable, Hashable {
  /// Topics with something new; muted ones are counted nowhere.
  public let topics: Int
  /// Unread lines of chat.
  public let chat: Int
  /// Unread messages that mention the member.
  public let mentions: Int
  /// Unread messages that answer him.
  public let replies: Int
}

extension CacheReader {
  public func unreadCounts(_ account: AccountID? = nil) throws(CacheError) -> UnreadCounts {
    try read { db in
      let row = try Row.fetchOne(db.cachedStatement(sql: ChannelCounts.totals), arguments: [account?.rawValue])
      return UnreadCounts(topics: row?[0] ?? 0, chat: row?[1] ?? 0, mentions: row?[2] ?? 0, replies: row?[3] ?? 0)
    }
  }
}
