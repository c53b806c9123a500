import JSON
import Wire

/// docs/protocol.md, section 11, and RFC 9670. Changed by the command line, and of one's own `profile` by the Profile.
struct PrincipalType: ObjectType {
  let name = "Principal"
  let letter = "P"
  let capability = Capability.principals
  let properties: [Property] = [
    "id", "type", "name", "description", "email", "timeZone", "calendarAddress", "handle", "isAdmin", "isRemoved",
    "profile", "bundleKeys",
  ].map { .serverSet($0) }

  func searchText(_ json: JSONObject) -> String {
    let profile = ProfileType.fields.map { json["profile"]?[$0] }
    return ([json["name"], json["handle"]] + profile).compactMap { $0?.string }.joined(separator: "\n")
  }

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    throw SetError(SetError.forbidden)
  }
  func destroy(_ old: StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("text", .string(let text)): .text(text)
    case ("name", .string(let text)): .text(text)
    case ("type", .string(let type)): SQLCondition("json ->> 'type' = ?", [type])
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "name" ? "name" : nil }
}
