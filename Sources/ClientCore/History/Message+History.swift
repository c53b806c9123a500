internal import JSON

/// Which part of the history a message belongs to.
extension Message {
  static let titleProperties = [
    "channelId", "threadRootId", "subject", "senderId", "author", "receivedAt", "pinned", "deletedAt",
  ]

  static func place(of object: JSONValue) -> HistoryPlace? {
    guard let received = object["receivedAt"]?.string.flatMap({ UTCDate.milliseconds($0) }) else { return nil }
    let topic =
      object["threadRootId"]?.string
      ?? object["subject"]?.string.flatMap { _ in (object["mailKey"] ?? object["id"])?.string }
    return HistoryPlace(time: received, scopes: [object["channelId"]?.string, topic].compactMap(\.self))
  }

  /// By which servers of mail know the topic that a mail belongs to; nil for a mail without Message-ID, and for what is no mail.
  static func rootMessageID(of object: JSONValue) -> String? {
    guard object["threadRootId"]?.string != nil else { return object["messageId"]?.string }
    return object["references"]?[0]?.string ?? object["inReplyTo"]?[0]?.string
  }

  static func isWhole(_ object: JSONValue) -> Bool { object["body"] != nil && object["bodySize"] == nil }
}
