import GRDB
import JSON
import Wire

// What the server must know of an imported object without reading its JSON.
extension ImportBatch {
  mutating func place(_ object: inout StoredObject) throws {
    let json = object.json
    switch object.type {
    case "Channel", "Calendar":
      object.name = Folding.key(json["name"]?.string ?? "")
      object.sortKey = Int64(json["sortOrder"]?.int ?? 0)
      object.parent = json["parentId"]?.string ?? ""
    case "Message": try placeMessage(&object)
    case "CalendarEvent": try placeEvent(&object)
    case "FileNode": try placeFile(&object)
    case "Proposal": try place(proposal: &object)
    case "Feed": try place(feed: &object)
    case "Article": try place(article: &object)
    default: throw ImportRefusal("\(object.type) is not imported")
    }
  }

  private mutating func placeMessage(_ message: inout StoredObject) throws {
    let json = message.json
    func date(_ name: String) -> UTCDate? { json[name]?.string.flatMap(UTCDate.init) }
    let received = date("receivedAt") ?? date("sentAt") ?? transaction.now
    message.json["receivedAt"] = .string(received.text)
    message.json["sentAt"] = .string((date("sentAt") ?? received).text)
    message.json["senderId"] = message.json["senderId"] ?? .null
    message.container = message.json["channelId"]?.string ?? ""
    if !channels.contains(message.container) {
      guard try transaction.db.object("Channel", message.container) != nil else {
        throw ImportRefusal("channelId names no channel")
      }
      channels.insert(message.container)
    }
    message.root = message.json["threadRootId"]?.string ?? ""
    message.creator = message.json["senderId"]?.string ?? ""
    message.sortKey = received.milliseconds
    transaction.noteReceived(received)
  }

  private func placeEvent(_ event: inout StoredObject) throws {
    let calendars = event.json["calendarIds"]?.object ?? [:]
    guard calendars.count == 1, let id = calendars.keys.first, try transaction.db.object("Calendar", id) != nil else {
      throw ImportRefusal("calendarIds names no calendar")
    }
    let now = JSONValue.string(transaction.now.text)
    event.json["created"] = event.json["created"] ?? now
    event.json["updated"] = event.json["updated"] ?? now
    event.json["createdBy"] = event.json["createdBy"] ?? .null
    event.json["uid"] = event.json["uid"] ?? .string(Secrets.hexadecimal(Secrets.random(16)))
    event.clientId = event.json["uid"]?.string
    event.container = id
    event.creator = event.json["createdBy"]?.string ?? ""
    event.sortKey = try EventTimes.check(event.json)
  }

  private func placeFile(_ node: inout StoredObject) throws {
    let parent = try node.json["parentId"]?.string.flatMap { try transaction.db.object("FileNode", $0) }
    guard parent != nil || node.json["parentId"]?.isNull != false else {
      throw ImportRefusal("parentId names no folder")
    }
    let name = node.json["name"]?.string ?? ""
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.contains("\n"), !name.contains("\t")
    else {
      throw ImportRefusal("no name for a file")
    }
    node.parent = parent?.id ?? ""
    node.container = parent?.container ?? FileNodeType.top
    node.name = Folding.key(name)
    try fill(&node)
    let taken = try transaction.db.objects(
      where: "type = 'FileNode' AND parent = ? AND name = ?", [node.parent, node.name])
    guard taken.isEmpty else { throw ImportRefusal("the name is taken: \(name)") }
  }

  private func fill(_ node: inout StoredObject) throws {
    let now = JSONValue.string(transaction.now.text)
    node.json["created"] = node.json["created"] ?? now
    node.json["modified"] = node.json["modified"] ?? node.json["created"]
    node.json["createdBy"] = node.json["createdBy"] ?? .null
    node.creator = node.json["createdBy"]?.string ?? ""
    guard let id = node.json["blobId"]?.string else { return }
    guard let blob = try transaction.db.blob(id) else { throw ImportRefusal("blobId names no blob") }
    node.json["size"] = .int(blob.size)
    node.json["sha256"] = .string(blob.sha256)
    if node.json["type"]?.string == nil { node.json["type"] = "application/octet-stream" }
  }
}
