import JSON
import Wire

/// Events, in whichever of the three dialects of JMAP calendars the server speaks.
enum CalendarChecks {
  static let all: [Check] = [
    Check(
      "calendar.rights", "each calendar says what the member may do in it", "docs/protocol.md, 8", levels: [.l1, .l2],
      rights),
    check("event.create", "an event is kept as it was written", create),
    check("event.twice", "the same uid again does not become two events", twice),
    check("event.change", "a change of one property leaves the others", change),
    check("event.cancel", "a cancelled event stays visible", cancel),
    check("event.repeat", "a rule of repetition and its exceptions are kept", repeating),
    check("event.place", "a place with coordinates and an address on the net are kept", place),
    check("event.window", "events are found between two dates", window),
    check("event.destroyed", "what was destroyed is told once, as destroyed", destroyed),
    check("event.answer", "a member who may answer an invitation does", levels: [.l2], answer),
  ]

  private static func check(
    _ name: String, _ promise: String, levels: Set<Level> = [.l1, .l2],
    _ examine: @escaping @Sendable (Agenda) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 8", levels: levels, need: .writing) { examinee async throws(Finding) in
      try await examine(try await Agenda.make(examinee))
    }
  }

  private static func rights(_ examinee: Examinee) async throws(Finding) {
    let calendars = try await ExaminedType.named("Calendar", examinee).get(["ids": nil]).list
    for calendar in calendars {
      let rights = calendar["myRights"]?.object ?? calendar
      try expect(rights["mayReadItems"]?.bool != nil, "mayReadItems", JSONValue.object(calendar).short)
      let writes = ["mayWriteAll", "mayWriteOwn", "mayAddItems"].contains { rights[$0]?.bool != nil }
      try expect(writes, "mayWriteAll and mayWriteOwn, or mayAddItems", JSONValue.object(calendar).short)
    }
  }

  private static func create(_ agenda: Agenda) async throws(Finding) {
    let sent = agenda.event("Assemblée — été", ["description": "Ordre du jour : à venir.", "priority": 5])
    let event = try await agenda.events.object(try await agenda.post(sent))
    for name in ["title", "description", "start", "timeZone", "duration", "uid", "priority"] {
      try expect(event[name] == sent[name], "\(name) \(sent[name]?.short ?? "")", event[name]?.short ?? "absent")
    }
  }

  private static func twice(_ agenda: Agenda) async throws(Finding) {
    let event = agenda.event("Une fois")
    let id = try await agenda.post(event)
    let again = try await agenda.events.set(["create": ["n": .object(event)]])
    if let second = again.created["n"]?["id"]?.string, second != id {
      agenda.events.examinee.trash.add(agenda.events, second)
    }
    let error = try want(again.notCreated["n"], "notCreated", "\(again.created)")
    guard agenda.dialect == .c else { return }
    try expect(
      error.type == SetError.alreadyExists && error.existingId == id, "alreadyExists, existingId \(id)", error.words)
  }

  private static func change(_ agenda: Agenda) async throws(Finding) {
    let id = try await agenda.post(agenda.event("Avant", ["description": "reste"]))
    let before = try await agenda.events.state()
    try await agenda.events.change(id, ["title": "Après", "start": "2026-03-02T19:30:00"])
    let event = try await agenda.events.object(id)
    let seen = JSONValue.object(event).short
    try expect(event["title"] == "Après" && event["start"] == "2026-03-02T19:30:00", "the new title and start", seen)
    try expect(event["description"] == "reste", "the old description", seen)
    let changes = try await agenda.events.changes(since: before)
    try expect(changes.updated == [id] && changes.created.isEmpty, "updated [\(id)]", "\(changes)")
  }

  private static func cancel(_ agenda: Agenda) async throws(Finding) {
    let id = try await agenda.post(agenda.event("Pique-nique"))
    try await agenda.events.change(id, ["status": "cancelled"])
    let event = try await agenda.events.object(id)
    try expect(event["status"] == "cancelled", "status cancelled", event["status"]?.short ?? "absent")
  }

  private static func repeating(_ agenda: Agenda) async throws(Finding) {
    let rule: JSONValue = ["@type": "RecurrenceRule", "frequency": "weekly", "count": 5]
    let exception: JSONValue = [
      "2026-03-08T18:00:00": ["title": "Ailleurs"], "2026-03-15T18:00:00": ["excluded": true],
    ]
    let name = agenda.dialect == .b ? "recurrenceRules" : "recurrenceRule"
    let sent = agenda.event(
      "Chaque semaine", [name: agenda.dialect == .b ? [rule] : rule, "recurrenceOverrides": exception])
    let event = try await agenda.events.object(try await agenda.post(sent))
    let kept = agenda.dialect == .b ? event[name]?[0] : event[name]
    try expect(kept?["frequency"] == "weekly" && kept?["count"] == 5, "the rule", kept?.short ?? "absent")
    let overrides = event["recurrenceOverrides"]
    try expect(overrides?["2026-03-08T18:00:00"]?["title"] == "Ailleurs", "the exception", overrides?.short ?? "absent")
    try expect(
      overrides?["2026-03-15T18:00:00"]?["excluded"] == true, "the date left out", overrides?.short ?? "absent")
  }

  private static func place(_ agenda: Agenda) async throws(Finding) {
    let location: JSONValue = ["@type": "Location", "name": "Bourse du travail", "coordinates": "geo:48.867,2.363"]
    let net: JSONValue = ["@type": "VirtualLocation", "name": "Salon", "uri": "https://salon.invalid/x"]
    let sent = agenda.event("Ici et là", ["locations": ["l": location], "virtualLocations": ["v": net]])
    let event = try await agenda.events.object(try await agenda.post(sent))
    let kept = event["locations"]?.object?.values.first
    try expect(kept?["name"] == "Bourse du travail", "the place", event["locations"]?.short ?? "absent")
    try expect(
      kept?["coordinates"]?.string?.hasPrefix("geo:48.867,2.363") == true, "its coordinates", kept?.short ?? "absent")
    let uri = event["virtualLocations"]?.object?.values.first?["uri"]
    try expect(uri == "https://salon.invalid/x", "the address on the net", event["virtualLocations"]?.short ?? "absent")
  }

  private static func window(_ agenda: Agenda) async throws(Finding) {
    let id = try await agenda.post(agenda.event("En mars"))
    let suffix = agenda.dialect == .a ? "Z" : ""
    let zone: JSONObject = agenda.dialect == .a ? [:] : ["timeZone": "Europe/Paris"]
    for (after, before, isIn) in [
      ("2026-02-28T00:00:00", "2026-03-03T00:00:00", true), ("2026-04-01T00:00:00", "2026-05-01T00:00:00", false),
    ] {
      let filter: JSONValue = ["after": .string(after + suffix), "before": .string(before + suffix)]
      let found = try await agenda.events.query(zone.merging(["filter": filter]) { own, _ in own })
      try expect(
        found.contains(id) == isIn, isIn ? "the event, within its dates" : "nothing outside of its dates", "\(found)")
    }
  }

  private static func destroyed(_ agenda: Agenda) async throws(Finding) {
    let id = try await agenda.post(agenda.event("Court"))
    let before = try await agenda.events.state()
    let result = try await agenda.events.set(["destroy": [.string(id)]])
    try expect(result.destroyed == [id], "destroyed [\(id)]", result.notDestroyed[id]?.words ?? "\(result.destroyed)")
    let changes = try await agenda.events.changes(since: before)
    try expect(changes.destroyed == [id] && changes.created.isEmpty, "destroyed [\(id)]", "\(changes)")
  }

  private static func answer(_ agenda: Agenda) async throws(Finding) {
    let second = try await agenda.events.examinee.second()
    let principal = second.capability(Capability.principals, of: agenda.events.account)?["currentUserPrincipalId"]?
      .string
    guard let principal else { throw .notOffered("the session names no currentUserPrincipalId") }
    let id = try await agenda.post(agenda.event("Qui vient ?"))
    let others = Collection(
      examinee: second, type: "CalendarEvent", account: agenda.events.account, using: agenda.events.using)
    guard
      case .success(let calendar) = try await second.outcome(
        "Calendar/get", ["accountId": .string(agenda.events.account), "ids": [.string(agenda.id)]],
        using: agenda.events.using),
      calendar["list"]?[0]?["myRights"]?["mayRSVP"] == true
    else { throw .notTried("the second member has no mayRSVP here") }
    let participant: JSONValue = [
      "@type": "Participant", "name": "ter1", "roles": ["attendee": true], "participationStatus": "accepted",
    ]
    try await others.change(id, ["participants/\(principal)": participant])
    let status = try await agenda.events.object(id)["participants"]?[principal]?["participationStatus"]
    try expect(status == "accepted", "accepted", status?.short ?? "absent")
    let refused = try await others.update(id, ["title": "À moi"])
    try expect(refused.notUpdated[id] != nil, "nothing else may be changed", "the title was")
  }
}

/// A calendar to write to: one of our own, which goes when the check ends, or one whose events the member may remove.
struct Agenda: Sendable {
  /// Which words the server speaks of events in.
  enum Dialect: Sendable {
    /// Cyrus 3.6: before it was a standard.
    case a
    /// Cyrus 3.8 to 3.12: an early draft.
    case b
    /// draft-ietf-jmap-calendars-27.
    case c
  }

  let id: String
  let events: Collection
  let dialect: Dialect

  static func make(_ examinee: Examinee) async throws(Finding) -> Agenda {
    let events = try ExaminedType.named("CalendarEvent", examinee)
    let calendars = Collection(examinee: examinee, type: "Calendar", account: events.account, using: events.using)
    let dialect: Dialect
    if events.using == [Capability.cyrusCalendars] {
      dialect = .a
    } else {
      dialect = examinee.capabilities[Capability.cyrusCalendars] != nil ? .b : .c
    }
    let result = try await calendars.set(["create": ["n": ["name": .string("ter1 conformance \(Unique.word())")]]])
    if let id = result.created["n"]?["id"]?.string {
      examinee.trash.add(calendars, id, dialect == .a ? [:] : ["onDestroyRemoveEvents": true])
      return Agenda(id: id, events: events, dialect: dialect)
    }
    return Agenda(id: try await writable(calendars), events: events, dialect: dialect)
  }

  /// One that more members than its owner see.
  static func shared(_ examinee: Examinee) async throws(Finding) -> Agenda {
    let own = try await make(examinee)
    guard own.dialect != .c else { return own }
    let calendars = Collection(
      examinee: examinee, type: "Calendar", account: own.events.account, using: own.events.using)
    return Agenda(id: try await writable(calendars), events: own.events, dialect: own.dialect)
  }

  private static func writable(_ calendars: Collection) async throws(Finding) -> String {
    let list = try await calendars.get(["ids": nil]).list
    let calendar = list.first { calendar in
      let rights = calendar["myRights"]?.object ?? calendar
      return rights["mayWriteAll"] == true || rights["mayWriteOwn"] == true
        || (rights["mayAddItems"] == true && rights["mayRemoveItems"] == true)
    }
    guard let id = calendar?["id"]?.string else { throw .notTried("no calendar that the member may write to") }
    return id
  }

  func event(_ title: String, _ more: JSONObject = [:]) -> JSONObject {
    let place: JSONObject = dialect == .a ? ["calendarId": .string(id)] : ["calendarIds": [id: true]]
    let usual: JSONObject = [
      "@type": dialect == .a ? "jsevent" : "Event", "uid": .string(Unique.word() + "@ter1.invalid"),
      "title": .string(title),
      "start": "2026-03-01T18:00:00", "timeZone": "Europe/Paris", "duration": "PT2H",
    ]
    return usual.merging(place) { own, _ in own }.merging(more) { _, more in more }
  }

  func post(_ event: JSONObject) async throws(Finding) -> String {
    let created = try await events.create(event)
    return created["id"]?.string ?? ""
  }
}
