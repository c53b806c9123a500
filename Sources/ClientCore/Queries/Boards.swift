internal import GRDB
internal import Text

/// A forum's board, as a list shows it.
public struct BoardRow: Sendable, Hashable {
  public let key: ObjectKey
  public let channel: Channel
  /// How many boards stand above it.
  public let depth: Int
  public let topics: Int
  /// How many topics have something new (muted ones aside).
  public let unreadTopics: Int
  /// Unread messages that mention the member or answer him.
  public let addressed: Int
  /// Seconds since 1970; nil on an empty board.
  public let lastActivity: Double?
  public let mark: Mark
}
