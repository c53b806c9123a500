import JSON
import Testing
import Wire

@testable import Sync

/// What each server says and takes, against what it was seen to say and take.
struct DialectTests {
  private static let principals: JSONValue = [
    "currentUserPrincipalId": nil, "urn:ietf:params:jmap:calendars": ["sendTo": ["imip": "mailto:coop@internal"]],
  ]

  @Test func aSessionTellsTheDialect() {
    #expect(CalendarDialect(account: [Capability.mail: [:]]) == nil)
    #expect(CalendarDialect(account: [Capability.cyrusCalendars: [:]]) == .a)
    #expect(
      CalendarDialect(account: [
        Capability.calendars: [:], Capability.cyrusCalendars: [:], Capability.principals: Self.principals,
      ]) == .b)
    #expect(CalendarDialect(account: [Capability.calendars: [:], Capability.cyrusCalendars: [:]]) == .b)
    #expect(CalendarDialect(account: [Capability.calendars: [:]]) == .c)
    let ours: JSONValue = ["currentUserPrincipalId": "P1", "calendarAddress": true]
    #expect(CalendarDialect(account: [Capability.calendars: [:], Capability.principals: ours]) == .c)
    let draft: JSONValue = [Capability.calendars: ["calendarAddress": "mailto:anna@coop.example"]]
    #expect(
      CalendarDialect(account: [
        Capability.calendars: [:], Capability.cyrusCalendars: [:], Capability.principals: .object(draft.object ?? [:]),
      ]) == .c)
  }

  @Test func bothCyrusVersionsReadAlike() throws {
    var expected = try CalendarFixtures.parse(CalendarFixtures.event)
    expected["id"] = "abc-1@ter1.example"
    #expect(EventReading(dialect: .a).event(try CalendarFixtures.parse(CalendarFixtures.eventA)) == expected)
    expected["id"] = "EB-YWJjLTFAdGVyMS5leGFtcGxl"
    #expect(EventReading(dialect: .b).event(try CalendarFixtures.parse(CalendarFixtures.eventB)) == expected)
  }

  @Test func aPointBelongsToThePlace() {
    let locations: JSONValue = ["17a6": ["coordinates": "geo:48.1,2.2"], "8866": ["@type": "Location", "name": "Ici"]]
    #expect(
      EventReading(dialect: .b).event(["locations": locations])["locations"] == [
        "8866": ["@type": "Location", "name": "Ici", "coordinates": "geo:48.1,2.2"]
      ])
  }

  @Test func aDateAloneIsAWholeDay() {
    let day: JSONObject = ["showWithoutTime": true, "duration": "PT0S"]
    #expect(EventReading(dialect: .a).event(day)["duration"] == "P1D")
    #expect(EventReading(dialect: .a).event(["showWithoutTime": false, "duration": "PT0S"])["duration"] == "PT0S")
  }

  @Test func oneRuleIsOneAndSeveralAreKept() throws {
    let rules: JSONValue = [["frequency": "weekly", "count": 5], ["frequency": "monthly", "count": 2]]
    let read = EventReading(dialect: .b).event([
      "recurrenceRules": rules, "excludedRecurrenceRules": [["frequency": "daily"]],
    ])
    #expect(read["recurrenceRules"] == rules)
    #expect(read["excludedRecurrenceRules"] == [["frequency": "daily"]])
    #expect(try EventWriting.create(["recurrenceRules": rules], .b)["recurrenceRules"] == rules)
    #expect(throws: Unsayable(properties: ["recurrenceRules"])) {
      try EventWriting.create(["recurrenceRules": rules], .a)
    }
  }

  @Test func creating() throws {
    let event: JSONObject = [
      "@type": "Event", "uid": "u", "title": "AG", "start": "2026-12-01T19:00:00", "timeZone": "Europe/Paris",
      "calendarIds": ["c1": true], "recurrenceRule": ["frequency": "weekly"], "showWithoutTime": false,
      "participants": ["anna": ["calendarAddress": "mailto:anna@internal"]], "privacy": "public", "createdBy": "P1",
    ]
    let toA = try EventWriting.create(event, .a)
    #expect(
      toA == [
        "@type": "jsevent", "uid": "u", "title": "AG", "start": "2026-12-01T19:00:00", "timeZone": "Europe/Paris",
        "calendarId": "c1", "recurrenceRule": ["frequency": "weekly"], "showWithoutTime": false, "privacy": "public",
        "participants": ["anna": ["sendTo": ["imip": "mailto:anna@internal"]]],
        "replyTo": ["imip": "mailto:anna@internal"],
      ])
    let toB = try EventWriting.create(event, .b)
    #expect(
      toB == [
        "@type": "Event", "uid": "u", "title": "AG", "start": "2026-12-01T19:00:00", "timeZone": "Europe/Paris",
        "calendarIds": ["c1": true], "recurrenceRules": [["frequency": "weekly"]], "showWithoutTime": false,
        "participants": ["anna": ["sendTo": ["imip": "mailto:anna@internal"]]],
      ])
    #expect(try EventWriting.create(event, .c) == event)
  }

  @Test func whoAnswersFirstDoesNotOrganise() throws {
    let anna: JSONValue = ["calendarAddress": "mailto:anna@internal", "roles": ["attendee": true]]
    let owner = CalendarOwner(member: "anna", owner: "coop")
    let patch = try EventWriting.update(["participants": ["anna": anna]], .a, owner: owner)
    #expect(patch["replyTo"] == ["imip": "mailto:coop@internal"])
    // An address that is not made from the login's name tells nothing of the owner's.
    let stranger = try EventWriting.update(["participants": ["x": ["calendarAddress": "mailto:x@y"]]], .a, owner: owner)
    #expect(stranger["replyTo"] == ["imip": "mailto:x@y"])
  }

  @Test func wholeDaysFloat() throws {
    let event: JSONObject = ["start": "2026-12-01T00:00:00", "timeZone": "Europe/Paris", "showWithoutTime": true]
    #expect(try EventWriting.create(event, .a)["timeZone"] == .null)
    #expect(try EventWriting.create(event, .b)["timeZone"] == "Europe/Paris")
  }

  @Test(arguments: [CalendarDialect.a, .b])
  func whatWouldVanishIsRefusedInstead(_ dialect: CalendarDialect) {
    for (path, value) in [
      ("categories", ["http://x.example/c": true]), ("localizations", ["fr": ["title": "x"]]),
      ("union.example:note", "x"),
      ("keywords/vote", true), ("locations/2", ["@type": "Location", "name": "Ici"]), ("links/1", nil),
      ("recurrenceOverrides/2026-12-08T19:00:00/union.example:note", "x"),
    ] as [(String, JSONValue)] {
      let refused = Unsayable(properties: [path.replacing("recurrenceOverrides/2026-12-08T19:00:00/", with: "")])
      #expect(throws: refused) { try EventWriting.update([path: value, "title": "x"], dialect) }
    }
    #expect(throws: Unsayable(properties: ["participants/p1/calendarAddress"])) {
      try EventWriting.create(["participants": ["p1": ["name": "Lou"]]], dialect)
    }
  }

  @Test func oneKeywordOnly() throws {
    let keywords: JSONObject = ["keywords": ["vote": true, "union": true]]
    #expect(try EventWriting.create(keywords, .a)["keywords"] == keywords["keywords"])
    #expect(throws: Unsayable(properties: ["keywords"])) { try EventWriting.create(keywords, .b) }
  }

  @Test func pathsAreTranslatedToo() throws {
    let patch: JSONObject = [
      "title": "Autre", "status": "cancelled", "locations/1/name": "Là",
      "participants/a~1b/calendarAddress": "mailto:x@y",
      "participants/bert/participationStatus": "accepted", "calendarIds/c1": nil, "calendarIds/c2": true,
      "organizerCalendarAddress": "mailto:coop@internal", "recurrenceRule": ["frequency": "weekly"],
      "recurrenceOverrides/2026-12-08T19:00:00": [
        "organizerCalendarAddress": "mailto:x@y", "participants/bert/calendarAddress": "mailto:b@y",
      ],
      "recurrenceOverrides/2026-12-15T19:00:00/participants~1bert~1calendarAddress": "mailto:b@y",
    ]
    let shared: JSONObject = [
      "title": "Autre", "status": "cancelled", "locations/1/name": "Là",
      "participants/a~1b/sendTo": ["imip": "mailto:x@y"],
      "participants/bert/participationStatus": "accepted", "replyTo": ["imip": "mailto:coop@internal"],
      "recurrenceOverrides/2026-12-08T19:00:00": [
        "replyTo": ["imip": "mailto:x@y"], "participants/bert/sendTo": ["imip": "mailto:b@y"],
      ],
      "recurrenceOverrides/2026-12-15T19:00:00/participants~1bert~1sendTo": ["imip": "mailto:b@y"],
    ]
    let onlyA: JSONObject = ["calendarId": "c2", "recurrenceRule": ["frequency": "weekly"]]
    #expect(try EventWriting.update(patch, .a) == shared.merging(onlyA) { $1 })
    let onlyB: JSONObject = [
      "calendarIds/c1": nil, "calendarIds/c2": true, "recurrenceRules": [["frequency": "weekly"]],
    ]
    #expect(try EventWriting.update(patch, .b) == shared.merging(onlyB) { $1 })
    #expect(try EventWriting.update(patch, .c) == patch)
    #expect(throws: Unsayable(properties: ["recurrenceRule/count"])) {
      try EventWriting.update(["recurrenceRule/count": 3], .b)
    }
  }
}

/// Who may do what in a calendar.
struct CalendarRightsTests {
  private func rights(_ calendar: JSONObject) -> [String] {
    (calendar["myRights"]?.object ?? [:]).filter { $0.value == true }.keys.sorted()
  }

  @Test func ofCyrus36() throws {
    var calendar = try CalendarFixtures.parse(CalendarFixtures.calendarA)
    let reading = CalendarReading(dialect: .a, viewerAddress: nil, isPersonal: true)
    let writer = reading.calendar(calendar)
    #expect(
      rights(writer) == [
        "mayRSVP", "mayReadFreeBusy", "mayReadItems", "mayUpdatePrivate", "mayWriteAll", "mayWriteOwn",
      ])
    #expect(writer["viewerAddress"] == "mailto:anna@internal")
    #expect(writer["name"] == "Assemblées" && writer["isPersonal"] == true)
    #expect(writer["mayAddItems"] == nil && writer["x-href"] == nil)
    for name in ["mayAddItems", "mayModifyItems", "mayRemoveItems"] { calendar[name] = false }
    #expect(rights(reading.calendar(calendar)) == ["mayReadFreeBusy", "mayReadItems"])
  }

  @Test func ofCyrus310() throws {
    var calendar = try CalendarFixtures.parse(CalendarFixtures.calendarB)
    let reading = CalendarReading(dialect: .b, viewerAddress: "mailto:anna@internal", isPersonal: false)
    let writer = reading.calendar(calendar)
    #expect(
      rights(writer) == [
        "mayRSVP", "mayReadFreeBusy", "mayReadItems", "mayUpdatePrivate", "mayWriteAll", "mayWriteOwn",
      ])
    #expect(writer["viewerAddress"] == "mailto:anna@internal")
    calendar["myRights"] = ["mayReadItems": true, "mayRSVP": true, "mayWriteOwn": true, "mayUpdatePrivate": true]
    #expect(rights(reading.calendar(calendar)) == ["mayReadItems", "mayUpdatePrivate"])
    calendar["myRights"] = ["mayReadItems": true, "mayWriteOwn": true, "mayUpdatePrivate": true]
    #expect(
      rights(reading.calendar(calendar)) == [
        "mayRSVP", "mayReadItems", "mayUpdatePrivate", "mayWriteAll", "mayWriteOwn",
      ])
  }
}
