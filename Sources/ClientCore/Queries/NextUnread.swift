internal import GRDB

/// Where to go for what is new.
public struct UnreadPlace: Sendable, Hashable {
  public enum Reason: Sendable { case mention, reply, topic, room }
  public let reason: Reason
  /// The topic (Message) or the room (Channel).
  public let conversation: ObjectKey
  public let message: ObjectID
}
