import GRDB
import JSON
import Wire

/// docs/protocol.md, section 5.
struct ChannelType: ObjectType {
  let name = "Channel"
  let letter = "C"
  let capability = Capability.discussion
  let isContainer = true
  let properties: [Property] = [
    .serverSet("id"),
    .clientId.optional,
    Property("kind", .oneOf(["forum", "chat"])).immutable,
    Property("name", .text(bytes: 255)),
    Property("description", .text(bytes: 4096), initial: ""),
    Property("parentId", .id).nullable,
    Property("sortOrder", .unsigned, initial: 0),
    Property("isArchived", .bool, initial: false),
    Property("members", .ids(most: DirectChannel.mostMembers)).immutable.optional,
    .serverSet("myRights"), .serverSet("isRestricted"),
  ]

  func myRights(_ rights: Rights) -> JSONValue? {
    [
      "mayRead": .bool(rights.contains(.read)), "mayPost": .bool(rights.contains(.post)),
      "mayModerate": .bool(rights.contains(.moderate)), "mayAdmin": .bool(rights.contains(.admin)),
    ]
  }

  func searchText(_ json: JSONObject) -> String {
    [json["name"], json["description"]].compactMap { $0?.string }.joined(separator: "\n")
  }

  func create(_ new: inout StoredObject, in change: Change) throws {
    if new.json["members"] != nil { return try change.beginDirect(&new) }
    guard change.access.isAdmin else { throw SetError(SetError.forbidden, "only administrators make channels") }
    try place(&new, in: change)
  }

  func created(_ new: StoredObject, in change: Change) throws { try change.keepDirect(new) }

  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws {
    guard new.json["isArchived"] != old.json["isArchived"] else { return }
    let act = new.json["isArchived"] == true ? "close" : "reopen"
    try change.transaction.log(act, message: nil, in: new.id, by: change.me)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    try change.require(.admin, in: old.container)
    try place(&new, in: change)
  }

  private func place(_ new: inout StoredObject, in change: Change) throws {
    let name = new.json["name"]?.string ?? ""
    guard !name.isEmpty else { throw SetError.invalid("name", "is empty") }
    if let parent = new.json["parentId"]?.string { try check(parent, isNotBelow: new.id, in: change) }
    new.parent = new.json["parentId"]?.string ?? ""
    new.sortKey = Int64(new.json["sortOrder"]?.int ?? 0)
    new.name = Folding.key(name)
  }

  private func check(_ parent: String, isNotBelow id: String, in change: Change) throws {
    var above: String? = parent
    var seen: Set<String> = []
    while let next = above, !next.isEmpty {
      guard next != id, seen.insert(next).inserted, let channel = try change.readable(name, next) else {
        throw SetError.invalid("parentId", "is no channel above this one")
      }
      above = channel.parent
    }
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.require(.admin, in: old.container)
    try change.destroyAll(Types.message, where: "container = ?", [old.id])
    try change.destroyAll(Types.readPosition, where: "container = ?", [old.id])
    let types: [any ObjectType] = [
      Types.ballot, Types.tally, Types.proposal, Types.courseProgress, Types.lesson, Types.course,
    ]
    for type in types {
      try change.destroyAll(type, where: "container = ?", [old.id])
    }
  }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("kind", .string(let kind)): SQLCondition("json ->> 'kind' = ?", [kind])
    case ("text", .string(let text)): .text(text)
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { ["sortOrder": "sortKey", "name": "name"][property] }
}
