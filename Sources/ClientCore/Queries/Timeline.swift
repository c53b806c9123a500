internal import GRDB

/// A room and part of its messages, oldest first.
public struct Timeline: Sendable {
  public let room: RoomRow
  /// In a long room `offset` is an estimate, good for a scroll bar.
  public let messages: Page<MessageRow>
  /// The oldest unread message, wherever it is.
  public let firstUnread: ObjectID?
  public let hasEarlier: Bool
  public let hasLater: Bool
}
