import JSON
import Wire

/// docs/protocol.md, section 8: an event, in the words of JSCalendar. What the list does not name is kept as it came.
struct CalendarEventType: ObjectType {
  let name = "CalendarEvent"
  let letter = "E"
  let capability = Capability.calendars
  let isOpen = true
  let hasQueryChanges = true
  let properties: [Property] = [
    .serverSet("id"),
    Property("@type", .oneOf(["Event"]), initial: "Event").immutable,
    Property("calendarIds", .other),
    Property("uid", .text(bytes: 255)).immutable.optional,
    Property("title", .text(bytes: 998), initial: ""),
    Property("description", .text(bytes: 262_144), initial: ""),
    Property("start", .other),
    Property("timeZone", .text(bytes: 64)).nullable,
    Property("duration", .other, initial: "PT0S"),
    Property("showWithoutTime", .bool, initial: false),
    Property("status", .oneOf(["confirmed", "tentative", "cancelled"]), initial: "confirmed"),
    Property("participants", .other).optional,
    .serverSet("created"),
    .serverSet("updated"),
    .serverSet("createdBy"),
    .serverSet("updatedBy"),
    Property("sequence", .unsigned, initial: 0),
  ]

  func searchText(_ json: JSONObject) -> String {
    let places = (json["locations"]?.object ?? [:]).values.flatMap { [$0["name"], $0["description"]] }
    return ([json["title"], json["description"]] + places).compactMap { $0?.string }.filter { !$0.isEmpty }
      .sorted().joined(separator: "\n")
  }

  /// To join an event that nobody joined yet, or to change the first of its dates, is a patch like any other.
  func patched(_ json: JSONObject, with patch: JSONObject, in change: Change) throws -> JSONObject {
    var wide = json
    for map in ["participants", "recurrenceOverrides"]
    where json[map] == nil && patch.keys.contains(where: { $0.hasPrefix(map + "/") }) { wide[map] = [:] }
    return try Draft.apply(patch, to: wide)
  }

  // MARK: Create, update, destroy

  func create(_ new: inout StoredObject, in change: Change) throws {
    try place(&new, in: change)
    try change.require(.post, in: new.container)
    let now = JSONValue.string(change.transaction.now.text)
    new.json["created"] = now
    new.json["updated"] = now
    new.json["createdBy"] = .string(change.me)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let rights = change.access.rights(in: old.container)
    let ownsIt = old.creator == change.me && rights.contains(.post)
    if !ownsIt && !rights.contains(.moderate) {
      guard rights.contains(.respond), isAnswer(new.json, from: old.json, by: change.me) else {
        throw SetError(SetError.forbidden, "you may answer only for yourself")
      }
      try nameAnswerer(&new.json, in: change)
    }
    try place(&new, in: change)
    if new.container != old.container { try change.require(ownsIt ? .post : .moderate, in: new.container) }
    // Who comes is no change of the event: nobody is to look at it again for that.
    guard changedKeys(old.json, new.json) != ["participants"] else { return }
    new.json["updated"] = .string(change.transaction.now.text)
    new.json["updatedBy"] = .string(change.me)
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    let rights = change.access.rights(in: old.container)
    guard rights.contains(.moderate) || (old.creator == change.me && rights.contains(.post)) else {
      throw SetError(SetError.forbidden)
    }
  }

  private func place(_ new: inout StoredObject, in change: Change) throws {
    let calendars = new.json["calendarIds"]?.object ?? [:]
    guard calendars.count == 1, let (id, flag) = calendars.first, flag == true else {
      throw SetError.invalid("calendarIds", "holds exactly one calendar: true")
    }
    guard try change.readable("Calendar", id) != nil else { throw SetError.invalid("calendarIds", "names no calendar") }
    let hostile = new.json.keys.filter { !Property.isNeutral([$0: new.json[$0] ?? .null]) }.sorted()
    guard hostile.isEmpty else {
      throw SetError(SetError.invalidProperties, "a control character", properties: hostile)
    }
    new.container = id
    new.sortKey = try EventTimes.check(new.json)
    try DemonstrationProfile.check(new.json)
  }

  /// Whether the two differ in nothing but how `me` takes part.
  private func isAnswer(_ new: JSONObject, from old: JSONObject, by me: String) -> Bool {
    guard changedKeys(old, new) == ["participants"] else { return false }
    let before = old["participants"]?.object ?? [:]
    let after = new["participants"]?.object ?? [:]
    guard changedKeys(before, after) == [me] else { return false }
    guard let answer = after[me] else { return true }
    if let standing = before[me] {
      let keys = changedKeys(standing.object ?? [:], answer.object ?? [:])
      return Set(keys).isSubset(of: ["participationStatus", "participationComment", DemonstrationProfile.ride])
        || isPlain(answer)
    }
    return isPlain(answer)
  }

  /// Who answers does so under no other name and address than his own, whatever he says.
  private func nameAnswerer(_ json: inout JSONObject, in change: Change) throws {
    guard var answer = json["participants"]?[change.me]?.object else { return }
    let own = try change.db.object("Principal", change.me)?.json ?? [:]
    for name in ["name", "calendarAddress"] where answer[name] != nil { answer[name] = own[name] }
    var participants = json["participants"]?.object ?? [:]
    participants[change.me] = .object(answer)
    json["participants"] = .object(participants)
  }

  /// A member who joins is an attendee, not the owner or the chair.
  private func isPlain(_ participant: JSONValue) -> Bool {
    Set((participant["roles"]?.object ?? [:]).keys).isSubset(of: ["attendee", "optional", "informational"])
  }

  // MARK: Query

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("inCalendar", .string(let id)): SQLCondition("container = ?", [id])
    case ("uid", .string(let uid)): SQLCondition("clientId = ?", [uid])
    case ("text", .string(let text)): .text(text)
    // A zone lies within 14 hours of UTC and an event is stored by its local start: a day each way is room enough, and
    // the client expands.
    case ("after", .string(let text)):
      EventTimes.local(text).map { EventTimes.endsAfter($0 - EventTimes.day) }
    case ("before", .string(let text)):
      EventTimes.local(text).map { SQLCondition("sortKey < ?", [$0 + EventTimes.day]) }
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "start" ? "sortKey" : nil }
}
