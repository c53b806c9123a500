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
