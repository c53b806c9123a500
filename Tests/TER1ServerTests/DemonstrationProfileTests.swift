import JSON
import TER1Server
import Testing
import Wire

/// docs/protocol.md, section 27.
struct DemonstrationProfileTests {
  private func event(_ village: Village, _ more: JSONObject = [:], as who: String = "bert") throws -> String {
    let calendar = try village.create("Calendar", ["name": "Agenda"], as: "anna")
    let event: JSONObject = [
      "@type": "Event", "calendarIds": [calendar: true], "uid": "u1", "title": "Marche",
      "start": "2026-12-01T18:00:00", "timeZone": "Europe/Paris", "duration": "PT2H",
    ]
    return try village.create("CalendarEvent", event.merging(more) { $1 }, as: who)
  }

  private let ride: JSONValue = ["kind": "offer", "seats": 3, "from": "Rezé"]
  private let line: JSONValue = ["type": "LineString", "coordinates": [[-1.5621, 47.2132], [-1.56, 47.21]]]

  @Test func aSheetIsKeptAsItCame() throws {
    let village = try Village()
    let sheet: JSONValue = ["legal": "01 02", "route": line, "later": 7]
    let id = try event(village, ["ter1:sheet": sheet])
    #expect(try village.get("CalendarEvent", id, as: "carl")?["ter1:sheet"] == sheet)
    #expect(refusal { try village.update("CalendarEvent", id, ["ter1:sheet": .null], as: "carl") } == "forbidden")
    try village.update("CalendarEvent", id, ["ter1:sheet/route": .null])
  }

  @Test(arguments: [
    (#""text""#, "invalidProperties"), (#"{"legal":7}"#, "invalidProperties"), (#"{"route":7}"#, "invalidProperties"),
    (#"{"medics":"\#(String(repeating: "x", count: 2_049))"}"#, "tooLarge"),
    (#"{"route":{"type":"Point","coordinates":[2,47]}}"#, "invalidProperties"),
    (#"{"route":{"type":"LineString","coordinates":[[2,47]]}}"#, "invalidProperties"),
    (#"{"route":{"type":"LineString","coordinates":[[2,47],[2,"47"]]}}"#, "invalidProperties"),
    (#"{"route":{"type":"LineString","coordinates":[[2,147],[2,48]]}}"#, "invalidProperties"),
    (#"{"route":{"type":"LineString","coordinates":[[47,145],[47,148]]}}"#, "invalidProperties"),
    (#"{"route":{"type":"LineString","coordinates":[[2,47],[9,47]]}}"#, "invalidProperties"),
    (#"{"bring":"\u001b[2J"}"#, "invalidProperties"),
  ])
  func illFormedSheets(_ text: String, _ error: String) throws {
    let village = try Village()
    let sheet = try JSONValue(parsing: text)
    #expect(refusal { _ = try event(village, ["ter1:sheet": sheet]) } == error)
  }

  @Test func aRouteIsAtMostAThousandPositions() throws {
    let village = try Village()
    func route(_ count: Int) -> JSONValue {
      [
        "route": [
          "type": "LineString",
          "coordinates": .array((0..<count).map { [.double(2 + Double($0) / 100_000), 47] }),
        ]
      ]
    }
    let id = try event(village, ["ter1:sheet": route(1_000)])
    #expect(
      refusal { try village.update("CalendarEvent", id, ["ter1:sheet": route(1_001)]) } == "invalidProperties")
  }

  @Test func ridesAreOnesOwn() throws {
    let village = try Village()
    let id = try event(village, as: "anna")
    let (bert, carl) = (try village.principal("bert"), try village.principal("carl"))
    let joined: JSONValue = [
      "@type": "Participant", "roles": ["attendee": true], "participationStatus": "accepted", "ter1:ride": ride,
    ]
    try village.update("CalendarEvent", id, ["participants/\(bert)": joined])
    try village.update("CalendarEvent", id, ["participants/\(bert)/ter1:ride/seats": 2])
    #expect(
      refusal { try village.update("CalendarEvent", id, ["participants/\(bert)/ter1:ride": .null], as: "carl") }
        == "forbidden")
    #expect(refusal { try village.update("CalendarEvent", id, ["participants/\(carl)": joined]) } == "forbidden")
    let seen = try #require(try village.get("CalendarEvent", id, as: "carl"))
    #expect(seen["participants"]?[bert]?["ter1:ride"]?["seats"] == 2)
    #expect(seen["updatedBy"] == nil, "who goes by car changes no event")
    try village.update("CalendarEvent", id, ["participants/\(bert)/ter1:ride": .null])
  }

  @Test(arguments: [
    #""car""#, "{}", #"{"kind":"lift","seats":1,"from":"a"}"#, #"{"kind":"offer","seats":0,"from":"a"}"#,
    #"{"kind":"offer","seats":61,"from":"a"}"#, #"{"kind":"offer","seats":"2","from":"a"}"#,
    #"{"kind":"offer","seats":1.5,"from":"a"}"#, #"{"kind":"offer","seats":1}"#,
    #"{"kind":"need","seats":1,"from":""}"#,
    #"{"kind":"need","seats":1,"from":"a","note":7}"#,
  ])
  func illFormedRides(_ text: String) throws {
    let village = try Village()
    let id = try event(village, as: "anna")
    let joined: JSONValue = [
      "@type": "Participant", "roles": ["attendee": true], "participationStatus": "accepted",
      "ter1:ride": try JSONValue(parsing: text),
    ]
    let path = "participants/\(try village.principal("bert"))"
    #expect(refusal { try village.update("CalendarEvent", id, [path: joined]) } == "invalidProperties")
  }
}
