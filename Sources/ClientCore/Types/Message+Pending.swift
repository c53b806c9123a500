internal import JSON

/// How a message looks while what was typed waits in the outbox.
extension Message {
  static func conversation(begunBy object: JSONValue) -> ObjectID? { object.reference("mailKey") }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["senderId"] = viewer.principal.map { .string($0.rawValue) }
    object["receivedAt"] = properties["sentAt"] ?? .string(UTCDate.string(from: viewer.now))
    return object
  }

  /// In patches `reactions` reads as `{emoji: {principalId: true}}` (docs/protocol.md, section 6).
  static func patched(
    _ object: JSONValue, with patch: JSONObject, for viewer: Viewer
  ) throws(PatchError) -> JSONValue {
    let reactions = patch.filter { $0.key.hasPrefix("reactions/") }
    var result = try object.patched(with: patch.filter { reactions[$0.key] == nil })
    if patch["deletedAt"].map({ !$0.isNull }) ?? false { result = emptied(result) }
    guard !reactions.isEmpty else { return result }
    var map = result["reactions"]?.object ?? [:]
    for (path, value) in reactions { try react(path, isOn: !value.isNull, in: &map) }
    result["reactions"] = .object(map)
    return result
  }

  private static func react(_ path: String, isOn: Bool, in map: inout JSONObject) throws(PatchError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { throw PatchError(path: path) }
    let emoji = parts[1].replacing("~1", with: "/").replacing("~0", with: "~")
    let principal = JSONValue.string(parts[2])
    var principals = map[emoji]?.array ?? []
    principals.removeAll { $0 == principal }
    if isOn { principals.append(principal) }
    map.removeValue(forKey: emoji)
    if !principals.isEmpty { map[emoji] = .array(principals) }
  }

  private static func emptied(_ object: JSONValue) -> JSONValue {
    var object = object
    if object["subject"]?.string != nil { object["subject"] = "" }
    object["body"] = ""
    object["attachments"] = []
    object["mentions"] = []
    object["reactions"] = [:]
    return object
  }

  static func merge(_ patch: JSONObject, into create: JSONObject) -> CreateMerge {
    if patch["deletedAt"].map({ !$0.isNull }) ?? false { return .cancelled }
    let settable: Set<String> = ["subject", "body", "mentions", "attachments", "bodyType"]
    guard settable.isSuperset(of: patch.keys) else { return .separate }
    return .merged(create.merging(patch) { _, new in new })
  }

  static func guardsProperty(_ path: String) -> Bool { path == "subject" || path == "body" }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard known["clientId"]?.string != nil, viewer.principal != nil, known.reference("senderId") == viewer.principal
    else { return nil }
    let isDeleted = known["deletedAt"]?.string != nil
    guard let object else { return isDeleted ? nil : .create(creatable(known)) }
    if isDeleted {
      return object["deletedAt"]?.string == nil ? .update(["deletedAt": known["deletedAt"] ?? .null]) : nil
    }
    guard object["deletedAt"]?.string == nil, known.instant("editedAt") ?? 0 > object.instant("editedAt") ?? 0 else {
      return nil
    }
    let changed = ["subject", "body"].filter { known[$0]?.string != nil && known[$0] != object[$0] }
    return changed.isEmpty ? nil : .update(JSONObject(uniqueKeysWithValues: changed.map { ($0, known[$0] ?? .null) }))
  }

  private static func creatable(_ known: JSONValue) -> JSONObject {
    let names = [
      "clientId", "channelId", "threadRootId", "replyTo", "subject", "body", "bodyType", "mentions", "sentAt",
    ]
    var object = (known.object ?? [:]).filter { names.contains($0.key) && !$0.value.isNull }
    let attachments = (known["attachments"]?.array ?? []).map { attachment in
      JSONValue.object((attachment.object ?? [:]).filter { ["blobId", "name", "type"].contains($0.key) })
    }
    if !attachments.isEmpty { object["attachments"] = .array(attachments) }
    return object
  }
}
