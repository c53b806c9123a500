public import JSON

/// A text somebody is still writing. It outlives the program, and a cache file that had to be set aside.
public struct Draft: Sendable, Hashable, Identifiable {
  public let id: String
  public var account: AccountID
  /// Where it will go: the topic or message answered, the board, the room, the calendar; or the object being edited.
  public var target: ObjectKey
  /// What the interface wants to find again: subject, body, attachments, place of the cursor.
  public var content: JSONObject
  /// Seconds since 1970.
  public var savedAt: Double

  public init(id: String, target: ObjectKey, content: JSONObject, savedAt: Double) {
    (self.id, self.account, self.target) = (id, target.account, target)
    (self.content, self.savedAt) = (content, savedAt)
  }
}
