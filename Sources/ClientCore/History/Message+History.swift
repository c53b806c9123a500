internal import JSON

/// Which part of the history a message belongs to.
extension Message {
  static let titleProperties = [
    "channelId", "threadRootId", "subject", "senderId", "author", "receivedAt", "pinned", "deletedAt",
  ]

  static func place(of object: JSONValue) -> HistoryPlace? {
    guard let received = object["receivedAt"]?.string.flatMap({ UTCDate.milliseconds($0) }) else { return nil }
    let topic = object["threadRootId"]?.string ?? object["subject"]?.string.flatMap { _ in object["id"]?.string }
    return HistoryPlace(time: received, scopes: [object["channelId"]?.string, topic].compactMap(\.self))
  }

  static func isWhole(_ object: JSONValue) -> Bool { object["body"] != nil }
}
