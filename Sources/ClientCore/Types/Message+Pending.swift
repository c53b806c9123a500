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
}
