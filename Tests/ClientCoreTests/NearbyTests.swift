import Foundation
import GRDB
import Geography
import JSON
import Testing
import Text

@testable import ClientCore

struct NearbyTests {
  private let paris = TimeZone(identifier: "Europe/Paris") ?? .gmt
  private let now = seconds(0)

  private func event(_ id: String, at point: String?, _ start: String = "2026-03-01T14:00:00", _ more: JSONObject = [:])
    -> JSONValue
  {
    var object: JSONObject = [
      "@type": "Event", "id": .string(id), "uid": .string("uid-" + id), "title": .string(id), "start": .string(start),
      "calendarIds": ["k": true], "duration": "PT1H", "timeZone": "Europe/Paris", "createdBy": "marie",
      "updated": "2026-01-01T00:00:00Z",
    ]
    if let point { object["locations"] = ["1": ["@type": "Location", "name": "Place", "coordinates": .string(point)]] }
    return .object(object.merging(more) { _, new in new })
  }

  private func near(_ village: Village, _ point: String, limit: Int = 20) throws -> [NearbyRow] {
    let here = try #require(Coordinates(typed: point))
    return try village.reader.nearby(here, now: now, zone: paris, limit: limit)
  }

  @Test func theNearestComeFirst() async throws {
    let village = try Village()
    try await village.receive(
      CalendarEvent.name,
      [
        event("lyon", at: "geo:45.76,4.83"), event("nantes", at: "geo:47.2132,-1.5621"),
        event("rezé", at: "geo:47.19,-1.55"), event("nowhere", at: nil), event("wrong", at: "geo:147,2"),
        event("over", at: "geo:47.2132,-1.5621", "2025-03-01T14:00:00"),
        event("nouméa", at: "geo:-22.27,166.44"), event("later", at: "geo:47.2132,-1.5621", "2026-04-01T14:00:00"),
      ])
    let rows = try near(village, "47.21,-1.56")
    #expect(rows.map(\.row.event.title.raw) == ["nantes", "later", "rezé", "lyon", "nouméa"])
    #expect(rows.map(\.distance) == rows.map(\.distance).sorted())
    #expect(rows[0].walk == 7 && CompassPoint(bearing: rows[2].bearing) == .south)
    #expect(try near(village, "47.21,-1.56", limit: 2).map(\.row.event.title.raw) == ["nantes", "later"])
    #expect(try near(village, "-22,179.9").first?.row.event.title.raw == "nouméa")
  }

  /// What is near in a straight search through all of them.
  @Test func noneIsMissed() async throws {
    let village = try Village()
    var generator = SystemRandomNumberGenerator()
    let points = (0..<600).map { _ in
      (Double.random(in: -60...60, using: &generator), Double.random(in: -180...180, using: &generator))
    }
    try await village.receive(
      CalendarEvent.name,
      points.enumerated().map { event("e\($0.offset)", at: "geo:\($0.element.0),\($0.element.1)") })
    for text in ["48.85,2.35", "-20,179.5", "59,-179", "0,0"] {
      let here = try #require(Coordinates(typed: text))
      let expected = points.compactMap { Coordinates(latitude: $0.0, longitude: $0.1)?.distance(to: here) }.sorted()
        .prefix(10)
      #expect(try near(village, text, limit: 10).map(\.distance) == Array(expected))
    }
  }

  @Test func whatIsMovedIsFoundWhereItIsNow() async throws {
    let village = try Village()
    try await village.receive(CalendarEvent.name, [event("a", at: "geo:45.76,4.83")])
    try await village.receive(CalendarEvent.name, [event("a", at: "geo:47.21,-1.56")])
    #expect(try near(village, "47.21,-1.56").first?.distance == 0)
    try await village.receive(CalendarEvent.name, [event("a", at: nil)])
    #expect(try near(village, "47.21,-1.56").isEmpty)
    try await village.receive(CalendarEvent.name, [event("a", at: "geo:47.21,-1.56")])
    try await village.receive(CalendarEvent.name, [], destroyed: ["a"])
    #expect(try near(village, "47.21,-1.56").isEmpty)
  }

  @Test func seriesTellTheirNextDate() async throws {
    let village = try Village()
    let rule: JSONObject = ["recurrenceRule": ["frequency": "weekly"]]
    try await village.receive(CalendarEvent.name, [event("w", at: "geo:47,2", "2025-03-01T14:00:00", rule)])
    let row = try #require(try near(village, "47,2").first)
    #expect(row.row.start > now && row.row.start < now + 8 * 86_400)
  }

  @Test func damagedTablesAreMadeAnew() async throws {
    let village = try Village()
    try await village.receive(CalendarEvent.name, [event("a", at: "geo:47,2")])
    try village.cache.write { try $0.execute(sql: "UPDATE eventPlace SET latitude = 3") }
    #expect(try near(village, "47,2").first?.distance ?? 0 > 1_000)
    try village.cache.rebuild()
    #expect(try near(village, "47,2").first?.distance == 0)
  }

  // MARK: Sheet and rides

  @Test func theSheetOfADemonstration() async throws {
    let village = try Village()
    let sheet: JSONValue = [
      "legal": "01 02", "medics": 3, "bring": "", "later": true,
      "route": ["type": "LineString", "coordinates": [[2, 47], [2.01, 47.01]]],
    ]
    try await village.receive(CalendarEvent.name, [event("a", at: nil, "2026-03-01T14:00:00", ["ter1:sheet": sheet])])
    let series = try #require(try village.reader.event(village.key(CalendarEvent.name, "a"), zone: paris)).series
    #expect(series.sheet?[.legal].raw == "01 02" && series.sheet?[.medics].isEmpty == true)
    #expect(series.way.count == 2 && series.meetingPoint?.latitude == 47)
    #expect(try near(village, "47,2").count == 1, "a route's start is where one meets")
    let patch = series.telling([.legal: "", .contacts: "Marie"])
    #expect(patch["ter1:sheet"]?["legal"] == nil && patch["ter1:sheet"]?["contacts"] == "Marie")
    #expect(patch["ter1:sheet"]?["later"] == true, "what is unknown is kept")
  }

  @Test(arguments: [
    #"{"route":{"type":"LineString","coordinates":[[2,47]]}}"#,
    #"{"route":"x"}"#, #"{"route":{"type":"Point","coordinates":[2,47]}}"#,
    #"{"route":{"type":"LineString","coordinates":[[47,95],[47,96]]}}"#,
  ])
  func aDamagedRouteIsSaid(_ text: String) async throws {
    let village = try Village()
    let sheet = try JSONValue(parsing: text)
    try await village.receive(
      CalendarEvent.name, [event("a", at: "geo:1,1", "2026-03-01T14:00:00", ["ter1:sheet": sheet])])
    let series = try #require(try village.reader.event(village.key(CalendarEvent.name, "a"), zone: paris)).series
    #expect(series.sheet?.routeProblem != nil && series.way.isEmpty)
    #expect(series.json["ter1:sheet"] == sheet, "nothing of it is lost")
  }

  @Test func ridesAreOnesOwn() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      CalendarEvent.name,
      [
        event(
          "a", at: nil, "2026-03-01T14:00:00",
          [
            "participants": [
              "jean": [
                "name": "Jean", "participationStatus": "accepted",
                "ter1:ride": ["kind": "need", "seats": 1, "from": "Clisson"],
              ],
              "marie": [
                "name": "Marie", "participationStatus": "accepted",
                "ter1:ride": ["kind": "offer", "seats": 3, "from": "Rezé", "leaves": "7 h"],
              ],
              "x": ["ter1:ride": ["kind": "offer", "seats": 0]], "y": ["ter1:ride": "car"],
            ]
          ])
      ])
    let detail = try #require(try village.reader.event(village.key(CalendarEvent.name, "a"), zone: paris))
    #expect(detail.series.rides.map { "\($0.who.id) \($0.ride.seats)" } == ["marie 3", "jean 1"])
    let viewer = try #require(detail.occurrence.viewer)
    let mutation = detail.series.riding(Ride(.offer, seats: 2, from: "Vertou"), as: viewer, account: village.account)
    _ = try village.cache.enqueue([mutation])
    let mine = try #require(try village.reader.event(village.key(CalendarEvent.name, "a"), zone: paris)).series
    #expect(mine.rides.map(\.who.id).contains("moi"))
    let none = mine.riding(nil, as: viewer, account: village.account)
    _ = try village.cache.enqueue([none])
    let after = try #require(try village.reader.event(village.key(CalendarEvent.name, "a"), zone: paris)).series
    #expect(!after.rides.map(\.who.id).contains("moi") && after.participants.contains { $0.id == "moi" })
  }

  @Test func aPlaceInWordsHasItsPoint() throws {
    func location(_ text: String) -> JSONObject {
      EventDraft.located(text)["locations"]?["1"]?.object ?? [:]
    }
    #expect(location("Place Graslin geo:47.2132,-1.5621")["coordinates"] == "geo:47.2132,-1.5621")
    #expect(location("Place Graslin geo:47.2132,-1.5621")["name"] == "Place Graslin")
    #expect(location("47.2132,-1.5621")["name"] == "47.2132,-1.5621")
    #expect(location("3 rue de la Paix, 44100 Nantes")["ter1:isTown"] == true)
    #expect(location("Bourse du travail, Lyon")["coordinates"] != nil)
    #expect(location("Salle 12345")["coordinates"] == nil && location("Chez Marie")["coordinates"] == nil)
  }
}

extension EventDraft {
  fileprivate static func located(_ place: String) -> JSONObject {
    var draft = EventDraft(
      title: "t", start: LocalTime(seconds: 0), timeZone: nil, duration: EventDuration(seconds: 60))
    draft.place = place
    return draft.properties
  }
}
