import Foundation
import JSON
import Testing

@testable import ClientCore

/// The digest that the cache makes where the server makes none, and for the home pane.
struct DigestMakingTests {
  @Test func whatIsOverIsNoNews() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(EventCalendar.name, [["id": "k", "name": "Luttes"]])
    let weekly: JSONValue = ["frequency": "weekly"]
    func event(_ id: String, _ start: String, _ more: JSONObject = [:]) -> JSONValue {
      let event: JSONObject = [
        "id": .string(id), "uid": .string(id), "title": .string(id), "start": .string(start), "duration": "PT1H",
        "timeZone": "Europe/Paris", "calendarIds": ["k": true], "created": "2026-03-10T08:00:00Z",
        "updated": "2026-03-10T08:00:00Z",
      ]
      return .object(event.merging(more) { $1 })
    }
    try await village.receive(
      CalendarEvent.name,
      [
        event("passé", "2026-03-01T18:00:00"), event("à venir", "2026-03-20T18:00:00"),
        event("chaque semaine", "2026-02-01T18:00:00", ["recurrenceRule": weekly]),
        event("du jour", "2026-03-10T00:00:00", ["timeZone": nil, "showWithoutTime": true, "duration": "P1D"]),
      ])
    let now = try #require(UTCDate.seconds("2026-03-10T09:00:00Z"))
    let digest = try village.reader.madeDigest(village.account, since: now - 7_200, now: now)
    let titles = (digest["list"]?.array ?? []).compactMap { $0["title"]?.string }
    #expect(Set(titles) == ["à venir", "chaque semaine", "du jour"])
  }
}
