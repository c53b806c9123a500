import GRDB
import JSON
import Wire

/// docs/protocol.md, section 9.
struct FileNodeType: ObjectType {
  let name = "FileNode"
  let letter = "F"
  let capability = Capability.fileNode
  let hasQueryChanges = true
  /// The container of all that lies in no folder with rights of its own.
  static let top = "top"
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("parentId", .id).nullable,
    Property("blobId", .id).nullable,
    Property("name", .text(bytes: 255)),
    Property("type", .text(bytes: 255)).nullable,
    .serverSet("size", initial: .null).statable,
    .serverSet("sha256", initial: .null).statable,
    Property("description", .text(bytes: 4096), initial: ""),
    .serverSet("created"),
    Property("modified", .date).optional,
    Property("eventId", .id).nullable.leftOut,
    Property("campaign", .text(bytes: 255)).nullable.leftOut,
    .serverSet("createdBy"),
    .serverSet("myRights"),
  ]

  func myRights(_ rights: Rights) -> JSONValue? {
    [
      "mayRead": .bool(rights.contains(.read)), "mayWrite": .bool(rights.contains(.post)),
      "mayAdmin": .bool(rights.contains(.admin)),
    ]
  }

  func searchText(_ json: JSONObject) -> String {
    [json["name"], json["description"]].compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  func blobs(_ json: JSONObject) -> [String] { [json["blobId"]?.string].compactMap(\.self) }

  // MARK: Create and update

  func create(_ new: inout StoredObject, in change: Change) throws {
    new.container = try folder(new.json["parentId"]?.string, in: change)?.container ?? Self.top
    try change.require(.post, in: new.container)
    try checkName(&new, in: change)
    let stated = (new.json["size"], new.json["sha256"])
    (new.json["size"], new.json["sha256"]) = (.null, .null)
    try fill(&new, in: change)
    try check(stated.0, "size", of: new)
    try check(stated.1, "sha256", of: new)
    try checkKit(&new, changed: ["eventId", "campaign"], in: change)
    let now = JSONValue.string(change.transaction.now.text)
    new.json["created"] = now
    new.json["modified"] = new.json["modified"] ?? now
    new.json["createdBy"] = .string(change.me)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    try change.require(.post, in: old.container)
    let keys = changedKeys(old.json, new.json)
    if keys.contains("parentId") { try move(&new, from: old, in: change) }
    if keys.contains("parentId") || keys.contains("name") { try checkName(&new, in: change) }
    guard new.json["blobId"]?.isNull == old.json["blobId"]?.isNull else {
      throw SetError.invalid("blobId", "makes no folder of a file, nor a file of a folder")
    }
    if keys.contains("blobId") || keys.contains("type") { try fill(&new, in: change) }
    try checkKit(&new, changed: keys, in: change)
    if keys.contains("blobId") && !keys.contains("modified") {
      new.json["modified"] = .string(change.transaction.now.text)
    }
  }

  private func folder(_ id: String?, in change: Change) throws -> StoredObject? {
    guard let id else { return nil }
    guard let folder = try change.readable(name, id), folder.json["blobId"]?.string == nil else {
      throw SetError.invalid("parentId", "is no folder")
    }
    return folder
  }

  private func checkName(_ new: inout StoredObject, in change: Change) throws {
    let text = new.json["name"]?.string ?? ""
    guard !text.isEmpty, text != ".", text != "..", !text.utf8.contains(where: { $0 == 0x2F || $0 < 0x20 }) else {
      throw SetError.invalid("name", "is no name of a file")
    }
    new.parent = new.json["parentId"]?.string ?? ""
    new.name = Folding.key(text)
    let taken = try change.db.objects(
      where: "type = 'FileNode' AND parent = ? AND name = ? AND seq != ?", [new.parent, new.name, new.sequence])
    if let taken = taken.first {
      guard change.access.mayRead(taken.container) else { throw SetError.invalid("name", "is taken") }
      throw SetError(SetError.alreadyExists, "the name is taken", existingId: taken.id)
    }
  }

  /// What the client believes of the content: it may have uploaded something else.
  private func check(_ stated: JSONValue?, _ property: String, of new: StoredObject) throws {
    guard let stated, !stated.isNull, stated != new.json[property] else { return }
    throw SetError.invalid(property, "is not the content's")
  }

  private func fill(_ new: inout StoredObject, in change: Change) throws {
    guard let id = new.json["blobId"]?.string else {
      guard new.json["type"]?.string == nil else { throw SetError.invalid("type", "is null for a folder") }
      return
    }
    let blob = try change.blob(id)
    new.json["size"] = .int(blob.size)
    new.json["sha256"] = .string(blob.sha256)
    if new.json["type"]?.string == nil { new.json["type"] = "application/octet-stream" }
  }

  /// docs/protocol.md, section 28.
  private func checkKit(_ new: inout StoredObject, changed keys: some Sequence<String>, in change: Change) throws {
    for name in ["eventId", "campaign"] where keys.contains(name) {
      guard let value = new.json[name]?.string else {
        new.json[name] = nil
        continue
      }
      guard new.json["blobId"]?.string == nil else { throw SetError.invalid(name, "is of folders only") }
      let isThere =
        try name == "eventId"
        ? change.readable("CalendarEvent", value) != nil : value.contains { !$0.isWhitespace }
      guard isThere else { throw SetError.invalid(name, name == "eventId" ? "is no event" : "is empty") }
    }
  }

  // MARK: Moves

  private func move(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let target = try folder(new.json["parentId"]?.string, in: change)
    var above = target
    while let next = above {
      guard next.id != new.id else { throw SetError.invalid("parentId", "lies within the folder itself") }
      above = next.parent.isEmpty ? nil : try change.db.object(name, next.parent)
    }
    try change.require(.post, in: target?.container ?? Self.top)
    if old.container != old.id { new.container = target?.container ?? Self.top }
  }

  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws {
    guard new.container != old.container else { return }
    try change.transaction.setContainer(below: new.id, to: new.container)
  }

  // MARK: Destroy

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.require(.post, in: old.container)
    let children = try change.db.objects(where: "type = 'FileNode' AND parent = ?", [old.id])
    guard children.isEmpty || change.arguments["onDestroyRemoveChildren"] == true else {
      throw SetError(SetError.nodeHasChildren)
    }
    for child in children {
      try destroy(child, in: change)
      try change.transaction.destroy(child, as: self)
    }
  }

  // MARK: Query

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("parentId", .null): SQLCondition("parent = ''", [])
    case ("parentId", .string(let id)): SQLCondition("parent = ?", [id])
    case ("text", .string(let text)): .text(text)
    case ("type", .string(let type)): SQLCondition("json ->> 'type' = ?", [type])
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? {
    ["name": "name", "modified": "json ->> 'modified'", "size": "json ->> 'size'"][property]
  }
}

extension Transaction {
  /// Files below a folder follow it under other rights; a folder with rights of its own keeps them.
  func setContainer(below folder: String, to container: String) throws {
    for child in try db.objects(where: "type = 'FileNode' AND parent = ?", [folder]) where child.container != child.id {
      var moved = child
      moved.container = container
      try update(moved, from: child, as: Types.fileNode)
      try setContainer(below: child.id, to: container)
    }
  }
}
