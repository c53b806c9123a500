internal import GRDB
public import Text

/// A chat room, as a list shows it.
public struct RoomRow: Sendable, Hashable {
  public let key: ObjectKey
  public let channel: Channel
  public let unread: Int
  /// Unread messages that mention the member or answer him.
  public let addressed: Int
  public let isMuted: Bool
  public let lastAuthor: Author?
  public let lastLine: UntrustedText?
  /// Seconds since 1970.
  public let lastActivity: Double?
  public let mark: Mark
}
