import GRDB
import JSON
import Wire

/// docs/protocol.md, section 26: what moderators are asked to look at, and what they did. Nothing of it is ever destroyed.
struct ReportType: ObjectType {
  let name = "Report"
  let letter = "J"
  let capability = Capability.members
  let needs: Rights = [.read, .moderate]
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("kind", .oneOf(["report"]), initial: "report").immutable,
    Property("messageId", .id).immutable.optional,
    Property("text", .text(bytes: 4_096), initial: "").immutable,
    Property("state", .oneOf(["open", "accepted", "refused"]), initial: "open"),
    .serverSet("channelId"),
    .serverSet("authorId"),
    .serverSet("at"),
    .serverSet("decidedBy"),
    .serverSet("decidedAt"),
    .serverSet("name"),
    .serverSet("reach"),
    .serverSet("quote"),
  ]

  /// What concerns the whole cooperative: who administers it sees it.
  static let everywhere = "cooperative"
  /// Reports of one member that nobody has decided on yet.
  private static let mostOpen = 20

  func create(_ new: inout StoredObject, in change: Change) throws {
    guard new.json["state"] == "open" else { throw SetError.invalid("state", "is open at first") }
    guard let message = try new.json["messageId"]?.string.flatMap({ try change.readable("Message", $0) }) else {
      throw SetError.invalid("messageId", "is no message")
    }
    let open = try change.db.objects(
      where: "type = 'Report' AND creator = ? AND json ->> 'state' = 'open'", [change.me])
    if let standing = open.first(where: { $0.json["messageId"] == .string(message.id) }) {
      // Not `alreadyExists`: that would say that what was sent is there, and this text is not.
      throw SetError(SetError.alreadyReported, existingId: standing.id)
    }
    guard open.count < Self.mostOpen else {
      throw SetError(SetError.overQuota, "at most \(Self.mostOpen) open reports")
    }
    new.json["channelId"] = .string(message.container)
    new.json["authorId"] = .string(change.me)
    new.json["at"] = .string(change.transaction.now.text)
    new.container = message.container
    guard DirectChannel.isOne(message.container) else { return }
    // Nobody moderates there: who reports shows to those who administer what he was told.
    new.container = ReportType.everywhere
    new.json["quote"] = .string(String((message.json["body"]?.string ?? "").prefix(2_000)))
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    guard ["report", "join"].contains(old.json["kind"]?.string) else {
      throw SetError(SetError.forbidden, "what was done stays as it is")
    }
    let isDecided = new.json["state"] != "open"
    new.json["decidedBy"] = isDecided ? .string(change.me) : nil
    new.json["decidedAt"] = isDecided ? .string(change.transaction.now.text) : nil
  }

  func destroy(_ old: StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    guard ["kind", "state", "channelId"].contains(property), let value = value.string else { return nil }
    return SQLCondition("json ->> '\(property)' = ?", [value])
  }
}

extension SetError {
  static let alreadyReported = "alreadyReported"
}

extension Transaction {
  /// Writes down what a moderator did.
  /// - Parameter act: `hide`, `show`, `delete`, `pin`, `unpin`, `move`, `close` or `reopen`.
  func log(_ act: String, message: String?, in container: String, by member: String) throws {
    var entry = StoredObject(
      type: "Report",
      json: [
        "kind": .string(act), "text": "", "state": "accepted", "channelId": .string(container),
        "authorId": .string(member), "at": .string(now.text),
      ])
    if let message { entry.json["messageId"] = .string(message) }
    entry.container = container
    try insert(&entry, as: Types.report)
  }

  /// Somebody who is no member asks to become one.
  func ask(name: String, reach: String, text: String) throws {
    var request = StoredObject(
      type: "Report",
      json: [
        "kind": "join", "text": .string(text), "state": "open", "name": .string(name), "reach": .string(reach),
        "at": .string(now.text),
      ])
    request.container = ReportType.everywhere
    try insert(&request, as: Types.report)
  }
}
