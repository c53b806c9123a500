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
