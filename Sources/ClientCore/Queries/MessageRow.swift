internal import GRDB
public import Text

/// A message as a thread or a room shows it.
public struct MessageRow: Sendable, Hashable {
  /// What the member may do with it; the server decides in the end.
  public struct Abilities: Sendable, Hashable {
    public let mayReply, mayEdit, mayDelete, mayReact, mayPin: Bool
  }

  public let key: ObjectKey
  public let message: Message
  public let author: Author
  /// How many messages stand above it in its thread; 0 in chat.
  public let depth: Int
  public let isUnread: Bool
  public let mentionsViewer: Bool
  /// The message answered, where it is known.
  public let quoted: Quoted?
  public let abilities: Abilities
  public let mark: Mark

  public struct Quoted: Sendable, Hashable {
    public let id: ObjectID
    public let author: Author
    /// Its beginning.
    public let text: UntrustedText
  }
}
