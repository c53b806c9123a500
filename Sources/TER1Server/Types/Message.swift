import JSON
import Wire

/// docs/protocol.md, section 6.
struct MessageType: ObjectType {
  let name = "Message"
  let letter = "M"
  let capability = Capability.discussion
  let hasQueryChanges = true
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("channelId", .id),
    Property("threadRootId", .id).nullable.immutable,
    Property("replyTo", .id).nullable.immutable,
    Property("subject", .text(bytes: 998)).nullable,
    Property("body", .text(bytes: 262_144), initial: ""),
    Property("bodyType", .oneOf(["text/plain", "text/markdown"]), initial: "text/markdown"),
    Property("attachments", .other, initial: []).immutable,
    Property("mentions", .ids(most: 64), initial: []),
    Property("reactions", .other, initial: [:]),
    Property("pinned", .bool, initial: false),
    .serverSet("senderId", initial: nil),
    .serverSet("author", initial: .null),
    Property("sentAt", .date).immutable.optional,
    .serverSet("receivedAt"),
    .serverSet("editedAt", initial: .null),
    Property("deletedAt", .date).nullable,
    Property("hiddenAt", .date).nullable.leftOut,
  ]

  func searchText(_ json: JSONObject) -> String {
    // What is hidden is found by nobody.
    if json["hiddenAt"]?.string != nil { return "" }
    return [json["subject"], json["body"]].compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  func blobs(_ json: JSONObject) -> [String] {
    (json["attachments"]?.array ?? []).compactMap { $0["blobId"]?.string }
  }

  // MARK: Create

  func create(_ new: inout StoredObject, in change: Change) throws {
    let channel = try openChannel(new.json["channelId"]?.string ?? "", in: change)
    try change.require(.post, in: channel.id)
    for name in ["deletedAt", "hiddenAt"] where new.json[name] ?? .null != .null {
      throw SetError.invalid(name, "is for messages that are there")
    }
    guard new.json["reactions"] == [:] else { throw SetError.invalid("reactions", "come later") }
    if new.json["pinned"] == true { try change.require(.moderate, in: channel.id) }
    try checkThread(new.json, kind: channel.json["kind"]?.string ?? "", channel: channel.id, in: change)
    new.json["attachments"] = .array(try attachments(new.json["attachments"] ?? [], in: change))
    try checkContent(new.json)
    stamp(&new, by: change)
    new.container = channel.id
    new.root = new.json["threadRootId"]?.string ?? ""
  }

  private func openChannel(_ id: String, in change: Change) throws -> StoredObject {
    guard let channel = try change.readable("Channel", id) else { throw SetError.invalid("channelId", "is no channel") }
    guard channel.json["isArchived"] != true else { throw SetError(SetError.forbidden, "the channel is archived") }
    return channel
  }

  private func stamp(_ new: inout StoredObject, by change: Change) {
    let received = change.transaction.nextReceivedAt()
    let sent = new.json["sentAt"]?.string.flatMap(UTCDate.init) ?? received
    new.json["receivedAt"] = .string(received.text)
    new.json["sentAt"] = .string(min(sent, received).text)
    new.json["senderId"] = .string(change.me)
    new.sortKey = received.milliseconds
  }

  /// - Parameter kind: the channel's.
  private func checkThread(_ json: JSONObject, kind: String, channel: String, in change: Change) throws {
    if let root = json["threadRootId"]?.string {
      guard kind == "forum", let topic = try change.readable(name, root), topic.container == channel, topic.root.isEmpty
      else { throw SetError.invalid("threadRootId", "is no topic of this channel") }
    }
    if let target = json["replyTo"]?.string {
      guard let message = try change.readable(name, target), message.container == channel else {
        throw SetError.invalid("replyTo", "is no message of this channel")
      }
    }
    let isTopic = kind == "forum" && json["threadRootId"]?.string == nil
    guard isTopic == (json["subject"]?.string != nil) else {
      throw SetError.invalid("subject", isTopic ? "is required for a topic" : "is for topics only")
    }
  }

  private func attachments(_ value: JSONValue, in change: Change) throws -> [JSONValue] {
    guard let list = value.array, list.count <= 32 else {
      throw SetError.invalid("attachments", "is a list of at most 32")
    }
    return try list.map { attachment in
      guard let id = attachment["blobId"]?.string, let name = attachment["name"]?.string,
        let type = attachment["type"]?.string, name.utf8.count <= 255, type.utf8.count <= 255
      else { throw SetError.invalid("attachments", "hold blobId, name and type each") }
      let blob = try change.blob(id)
      return ["blobId": .string(id), "name": .string(name), "type": .string(type), "size": .int(blob.size)]
    }
  }

  private func checkContent(_ json: JSONObject) throws {
    if json["subject"]?.string == "" { throw SetError.invalid("subject", "is empty") }
    guard json["body"]?.string != "" || json["attachments"]?.array?.isEmpty == false else {
      throw SetError.invalid("body", "is empty")
    }
  }

  // MARK: Query

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("channelId", .string(let id)): SQLCondition("container = ?", [id])
    case ("threadRootId", .null): SQLCondition("root = ''", [])
    case ("threadRootId", .string(let id)): SQLCondition("root = ?", [id])
    case ("text", .string(let text)): .text(text)
    case ("after", .string(let text)): UTCDate(text).map { SQLCondition("sortKey >= ?", [$0.milliseconds]) }
    case ("before", .string(let text)): UTCDate(text).map { SQLCondition("sortKey < ?", [$0.milliseconds]) }
    case ("senderId", .string(let id)): SQLCondition("json ->> 'senderId' = ?", [id])
    case ("pinned", .bool(let pinned)): SQLCondition("json ->> 'pinned' = ?", [pinned])
    case ("hasAttachment", .bool(let has)): SQLCondition("(json -> 'attachments' != '[]' AND name = '') = ?", [has])
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "receivedAt" ? "sortKey" : nil }

  /// The topic, or in chat the channel.
  var threadExpression: String? {
    "CASE WHEN root != '' THEN root WHEN json ->> 'subject' IS NULL THEN container ELSE id END"
  }
}
