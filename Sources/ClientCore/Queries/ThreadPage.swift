internal import GRDB
internal import Text

/// A topic and part of its messages, in the order of the tree: each answer below what it answers, by date.
public struct ThreadPage: Sendable {
  public let topic: TopicRow
  public let channel: Channel?
  public let messages: Page<MessageRow>
  /// All messages, in the order of the tree, and how deep each stands: enough to fold and to jump.
  public let outline: [OutlineEntry]
  /// Where in the outline the first unread message stands.
  public let firstUnread: Int?

  public struct OutlineEntry: Sendable, Hashable {
    public let id: ObjectID
    public let depth: Int
    public let isUnread: Bool
  }
}
