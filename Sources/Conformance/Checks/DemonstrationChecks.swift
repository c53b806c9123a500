import JSON
import Wire

/// docs/protocol.md, section 27: what a demonstration tells, and who goes there by car.
enum DemonstrationChecks {
  static let all: [Check] = [
    check("event.sheet", "the sheet of a demonstration is kept, and one that would not do is refused", sheet),
    check("event.sheet-other", "who may only respond does not write the sheet", others),
    check("event.ride", "a member offers places in a car by his own answer, and takes them back", ride),
    check("event.ride-other", "nobody offers places in another's name", foreign),
  ]

  private static func check(
    _ name: String, _ promise: String, _ examine: @escaping @Sendable (Agenda) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 27", levels: [.l2], need: .writing) { examinee async throws(Finding) in
      let agenda = try await Agenda.make(examinee)
      guard agenda.dialect == .c else { throw .notOffered("an older dialect of calendars") }
      try await examine(agenda)
    }
  }

  private static let page: JSONObject = [
    "legal": "01 02 03 04 05", "medics": "En tête", "bring": "De l’eau", "x-later": "kept",
    "route": ["type": "LineString", "coordinates": [[2.3699, 48.8530], [2.3633, 48.8675]]],
  ]

  private static func sheet(_ agenda: Agenda) async throws(Finding) {
    let id = try await agenda.post(agenda.event("Marche", ["ter1:sheet": .object(page)]))
    let kept = try await agenda.events.object(id)["ter1:sheet"]
    try expect(kept?.object == page, "the sheet as it was written", kept?.short ?? "absent")
    let wrong: [(String, JSONValue, String)] = [
      ("legal", 17, SetError.invalidProperties),
      ("legal", .string(String(repeating: "é", count: 1_025)), SetError.tooLarge),
      ("route", ["type": "Point", "coordinates": [2, 48]], SetError.invalidProperties),
      ("route", ["type": "LineString", "coordinates": [[2, 48], [2, 148]]], SetError.invalidProperties),
      ("route", ["type": "LineString", "coordinates": [[2, 48], [2, 49]]], SetError.invalidProperties),
    ]
    for (name, value, type) in wrong {
      let patch: JSONObject = ["ter1:sheet": .object(page.merging([name: value]) { $1 })]
      let result = try await agenda.events.update(id, patch)
      let error = try want(result.notUpdated[id], "\(name) \(value.short) refused", "taken")
      try expect(error.type == type, type, error.words)
    }
  }

  private static func others(_ agenda: Agenda) async throws(Finding) {
    let (others, _) = try await second(agenda)
    let id = try await agenda.post(agenda.event("Marche", ["ter1:sheet": .object(page)]))
    let result = try await others.update(id, ["ter1:sheet": ["legal": "06"]])
    try expect(result.notUpdated[id] != nil, "refused", "the sheet was changed")
  }

  private static let places: JSONValue = ["kind": "offer", "seats": 3, "from": "Vire", "leaves": "6 h 30"]

  private static func ride(_ agenda: Agenda) async throws(Finding) {
    let (others, principal) = try await second(agenda)
    let id = try await agenda.post(agenda.event("Marche"))
    let before = try await agenda.events.object(id)["updated"]
    let path = "participants/\(principal)"
    let participant: JSONValue = [
      "@type": "Participant", "name": "ter1", "roles": ["attendee": true], "participationStatus": "accepted",
      "ter1:ride": places,
    ]
    try await others.change(id, [path: participant])
    let event = try await agenda.events.object(id)
    let seen = event["participants"]?[principal]?["ter1:ride"]
    try expect(seen == places, "the places offered", seen?.short ?? "absent")
    try expect(event["updated"] == before, "updated as it was", event["updated"]?.short ?? "absent")
    for (name, value): (String, JSONValue) in [("seats", 0), ("seats", 61), ("kind", "taxi"), ("from", "")] {
      let wrong = places.object.map { JSONValue.object($0.merging([name: value]) { $1 }) } ?? .null
      let result = try await others.update(id, [path + "/ter1:ride": wrong])
      try expect(result.notUpdated[id]?.type == SetError.invalidProperties, "\(name) \(value.short) refused", "taken")
    }
    try await others.change(id, [path + "/ter1:ride": .null])
    let after = try await agenda.events.object(id)["participants"]?[principal]?["ter1:ride"] ?? .null
    try expect(after == .null, "nothing any more", after.short)
  }

  private static func foreign(_ agenda: Agenda) async throws(Finding) {
    let (others, _) = try await second(agenda)
    let examinee = agenda.events.examinee
    let principal = try principal(examinee, agenda)
    let participant: JSONValue = ["@type": "Participant", "name": "ter1", "roles": ["attendee": true]]
    let id = try await agenda.post(agenda.event("Marche", ["participants": [principal: participant]]))
    let result = try await others.update(id, ["participants/\(principal)/ter1:ride": places])
    try expect(result.notUpdated[id] != nil, "refused", "a ride in another's name")
  }

  private static func principal(_ examinee: Examinee, _ agenda: Agenda) throws(Finding) -> String {
    let principals = examinee.capability(Capability.principals, of: agenda.events.account)
    return try want(principals?["currentUserPrincipalId"]?.string, "currentUserPrincipalId", "none")
  }

  /// The events as the second member sees them, and who he is.
  private static func second(_ agenda: Agenda) async throws(Finding) -> (Collection, principal: String) {
    let second = try await agenda.events.examinee.second()
    let events = Collection(
      examinee: second, type: "CalendarEvent", account: agenda.events.account, using: agenda.events.using)
    return (events, try principal(second, agenda))
  }
}
