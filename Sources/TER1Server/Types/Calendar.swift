import GRDB
import JSON
import Wire

/// docs/protocol.md, section 8: a calendar.
struct CalendarType: ObjectType {
  let name = "Calendar"
  let letter = "K"
  let capability = Capability.calendars
  let isContainer = true
  let properties: [Property] = [
    .serverSet("id"),
    .clientId.optional,
    Property("name", .text(bytes: 255)),
    Property("description", .text(bytes: 4096)).nullable,
    Property("color", .text(bytes: 64)).nullable,
    Property("sortOrder", .unsigned, initial: 0),
    Property("timeZone", .text(bytes: 64)).nullable,
    .serverSet("myRights"), .serverSet("isRestricted"),
  ]

  func myRights(_ rights: Rights) -> JSONValue? {
    let writes = rights.contains(.moderate)
    return [
      "mayReadFreeBusy": .bool(rights.contains(.read)), "mayReadItems": .bool(rights.contains(.read)),
      "mayWriteAll": .bool(writes), "mayWriteOwn": .bool(writes || rights.contains(.post)),
      "mayUpdatePrivate": false, "mayRSVP": .bool(writes || rights.contains(.respond)), "mayDelete": .bool(writes),
      "mayShare": .bool(rights.contains(.admin)),
    ]
  }

  func create(_ new: inout StoredObject, in change: Change) throws {
    guard change.access.isAdmin else { throw SetError(SetError.forbidden, "only administrators make calendars") }
    try place(&new)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    try change.require(.admin, in: old.container)
    try place(&new)
  }

  private func place(_ new: inout StoredObject) throws {
    let name = new.json["name"]?.string ?? ""
    guard !name.isEmpty else { throw SetError.invalid("name", "is empty") }
    new.sortKey = Int64(new.json["sortOrder"]?.int ?? 0)
    new.name = Folding.key(name)
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.require(.admin, in: old.container)
    let events = try change.db.objects(where: "type = 'CalendarEvent' AND container = ?", [old.id])
    guard events.isEmpty || change.arguments["onDestroyRemoveEvents"] == true else {
      throw SetError("calendarHasEvent")
    }
    for event in events { try change.transaction.destroy(event, as: Types.calendarEvent) }
  }

  func sortExpression(_ property: String) -> String? { ["sortOrder": "sortKey", "name": "name"][property] }
}
