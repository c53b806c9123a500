import Foundation
import GRDB
import JSON
import Testing
import Text

@testable import ClientCore

struct AgendaTests {
  private let paris = TimeZone(identifier: "Europe/Paris") ?? .gmt

  private func event(_ id: String, _ start: String, zone: String? = "Europe/Paris", _ more: JSONObject = [:])
    -> JSONValue
  {
    var object: JSONObject = [
      "@type": "Event", "id": .string(id), "uid": .string(id), "title": .string(id), "start": .string(start),
      "calendarIds": ["k": true], "duration": "PT1H",
    ]
    if let zone { object["timeZone"] = .string(zone) }
    return .object(object.merging(more) { _, new in new })
  }

  private func instant(_ text: String) throws -> Double { try #require(LocalTime(text)).instant(in: paris) }

  private func agenda(_ village: Village, from text: String, _ direction: AgendaDirection = .forward) throws -> [String]
  {
    try village.reader.agenda(from: instant(text), direction, zone: paris, limit: 100)
      .map { "\($0.key.id) \(LocalTime(at: $0.start, in: paris).string)" }
  }

  /// One event that fires each second does not hide the others.
  @Test(arguments: ["secondly", "minutely"]) func whatRepeatsWithoutEndLeavesRoom(frequency: String) async throws {
    let village = try Village()
    let rule: JSONValue = [["@type": "RecurrenceRule", "frequency": .string(frequency)]]
    try await village.receive(
      CalendarEvent.name,
      [
        event("alarm", "2026-03-01T10:00:00", ["recurrenceRules": rule]), event("assembly", "2026-03-01T18:00:00"),
      ])
    let rows = try agenda(village, from: "2026-03-01T00:00:00")
    #expect(rows.prefix(24).allSatisfy { $0.hasPrefix("alarm 2026-03-01T10:") })
    #expect(rows.dropFirst(24).first == "assembly 2026-03-01T18:00:00")
  }

  @Test func allIsSortedAcrossZonesAndDays() async throws {
    let village = try Village()
    try await village.receive(
      CalendarEvent.name,
      [
        event("tokyo", "2026-03-02T01:00:00", zone: "Asia/Tokyo"), event("paris", "2026-03-01T18:00:00"),
        event("floating", "2026-03-01T17:30:00", zone: nil),
        event("day", "2026-03-02T00:00:00", ["showWithoutTime": true, "duration": "P1D"]),
        event("camp", "2026-02-20T00:00:00", ["duration": "P20D"]), event("past", "2026-02-28T10:00:00"),
      ])
    #expect(
      try agenda(village, from: "2026-03-01T00:00:00") == [
        "camp 2026-02-20T00:00:00", "tokyo 2026-03-01T17:00:00", "floating 2026-03-01T17:30:00",
        "paris 2026-03-01T18:00:00", "day 2026-03-02T00:00:00",
      ])
    #expect(
      try agenda(village, from: "2026-03-01T00:00:00", .backward) == [
        "past 2026-02-28T10:00:00", "camp 2026-02-20T00:00:00",
      ])
    let month = try village.reader.agenda(
      between: instant("2026-03-02T00:00:00"), and: instant("2026-03-03T00:00:00"), zone: paris, limit: 50)
    #expect(month.map(\.key.id) == ["camp", "day"])
    let none = try village.reader.agenda(
      from: 0, zone: paris, limit: 9, in: [village.key(EventCalendar.name, "other")])
    #expect(none.isEmpty)
  }

  @Test func seriesKeepTheirClockThroughSummerTime() async throws {
    let village = try Village()
    let rule: JSONObject = ["recurrenceRule": ["frequency": "weekly", "count": 3]]
    try await village.receive(CalendarEvent.name, [event("w", "2026-03-22T18:00:00", rule)])
    #expect(
      try agenda(village, from: "2026-03-01T00:00:00") == [
        "w 2026-03-22T18:00:00", "w 2026-03-29T18:00:00", "w 2026-04-05T18:00:00",
      ])
    let starts = try village.reader.agenda(from: 0, zone: .gmt, limit: 9).map(\.start)
    #expect(starts[1] - starts[0] == 7 * 86_400 - 3_600)
  }

  @Test func hoursThatDoNotExistOrExistTwice() throws {
    #expect(try instant("2026-03-29T02:30:00") == (try instant("2026-03-29T01:30:00")) + 3_600)
    #expect(LocalTime(at: try instant("2026-03-29T02:30:00"), in: paris).string == "2026-03-29T03:30:00")
    #expect(try instant("2026-10-25T03:00:00") - instant("2026-10-25T02:30:00") == 5_400)
  }

  @Test func overridesMoveExcludeAndAdd() async throws {
    let village = try Village()
    let more: JSONObject = [
      "recurrenceRule": ["frequency": "daily", "count": 4],
      "recurrenceOverrides": [
        "2026-05-02T10:00:00": ["excluded": true],
        "2026-05-03T10:00:00": ["start": "2026-05-03T20:00:00", "title": "déplacé"],
        "2026-05-04T10:00:00": ["title": "renommé"], "2026-05-09T09:00:00": [:],
      ],
    ]
    try await village.receive(CalendarEvent.name, [event("s", "2026-05-01T10:00:00", more)])
    let rows = try village.reader.agenda(from: 0, zone: paris, limit: 9)
    #expect(
      rows.map { LocalTime(at: $0.start, in: paris).string } == [
        "2026-05-01T10:00:00", "2026-05-03T20:00:00", "2026-05-04T10:00:00", "2026-05-09T09:00:00",
      ])
    #expect(rows.map(\.event.title.raw) == ["s", "déplacé", "renommé", "s"])
    let moved = try #require(LocalTime("2026-05-03T10:00:00"))
    let detail = try #require(
      try village.reader.event(village.key(CalendarEvent.name, "s"), recurrenceID: moved, zone: paris))
    #expect(detail.occurrence.event.title.raw == "déplacé" && detail.series.title.raw == "s" && detail.next.count == 2)
  }

  @Test func endlessSeriesAreKeptAheadOfNow() async throws {
    let village = try Village()
    let rule: JSONObject = ["recurrenceRule": ["frequency": "daily"]]
    try await village.receive(CalendarEvent.name, [event("d", "2015-01-01T08:00:00", rule)])
    let now = Date().timeIntervalSince1970
    let next = try village.reader.agenda(from: now, zone: paris, limit: 50)
    #expect(next.count == 50 && next[0].end > now && next[0].start < now + 86_400)
    try Self.shorten(village)
    #expect(try village.reader.agenda(from: now, zone: paris, limit: 50).isEmpty)
    try village.reopen()
    #expect(try village.reader.agenda(from: now + 700 * 86_400, zone: paris, limit: 50).count == 50)
  }

  /// As if the file had been filled years ago.
  private static func shorten(_ village: Village) throws {
    try village.cache.pool.write { db in
      try db.execute(sql: "UPDATE calendarEvent SET expandedTo = 1700000000")
      try db.execute(sql: "DELETE FROM occurrence WHERE start > 1700000000")
    }
  }

  @Test func anAnswerWaitsAndACancelledEventStays() async throws {
    let village = try Village()
    try await village.settle()
    let rights: JSONValue = ["mayReadItems": true, "mayRSVP": true]
    try await village.receive(EventCalendar.name, [["id": "k", "name": "Luttes", "myRights": rights]])
    try await village.receive(CalendarEvent.name, [event("e", "2026-05-01T10:00:00")])
    let key = village.key(CalendarEvent.name, "e")
    let detail = try #require(try village.reader.event(key, zone: paris))
    #expect(detail.abilities == .init(mayChange: false, mayDelete: false, mayRSVP: true))
    let me = try #require(try village.reader.person(village.key(Principal.name, "moi"))).principal
    try village.cache.enqueue([detail.series.rsvp(.accepted, as: Attendee(me), account: village.account)])
    let row = try #require(try village.reader.event(key, zone: paris)).occurrence
    #expect(
      row.participation == .accepted && row.mark == .pending && row.event.participants[0].name.raw == "Camille Moi")
    try village.cache.enqueue([CalendarEvent.cancel(key)])
    #expect(try village.reader.event(key, zone: paris)?.series.status == .cancelled)
    var draft = EventDraft(
      title: "Manif", start: try #require(LocalTime("2026-05-01T14:00:00")), timeZone: "Europe/Paris",
      duration: EventDuration(seconds: 7_200))
    draft.place = "Place de la République"
    try village.cache.enqueue([CalendarEvent.create(draft, in: village.key(EventCalendar.name, "k"), uid: "u")])
    let created = try #require(try village.reader.event(village.key(CalendarEvent.name, ".u"), zone: paris))
    #expect(created.series.places.map(\.name.raw) == ["Place de la République"])
    let back: JSONObject = ["uid": "u", "title": "Manif !"]
    let set = try await village.receive(CalendarEvent.name, [event("S", "2026-05-01T14:00:00", back)])
    #expect(set.renamed == [village.key(CalendarEvent.name, ".u"): "S"])
    #expect(try village.reader.event(village.key(CalendarEvent.name, "S"), zone: paris)?.series.title.raw == "Manif !")
  }
}
