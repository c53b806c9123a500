import Foundation
import JSON
import Testing
import Text

@testable import ClientCore

/// Another place or hour of an event that one goes to is kept until one has seen it.
struct ChangedMeetingTests {
  private let before = "2026-01-01T00:00:00Z"
  private let after = "2026-01-02T00:00:00Z"
  /// Far enough ahead for the cache's own clock.
  private let start = "2037-03-01T14:00:00"

  private func event(_ updated: String, by: String? = "marie", _ more: JSONObject = [:]) -> JSONValue {
    let object: JSONObject = [
      "@type": "Event", "id": "e", "uid": "u", "title": "Marche", "start": .string(start), "duration": "PT1H",
      "timeZone": "Europe/Paris", "calendarIds": ["k": true], "createdBy": "marie", "updated": .string(updated),
      "updatedBy": by.map { .string($0) } ?? .null,
      "locations": ["1": ["@type": "Location", "name": "Graslin"]],
      "participants": ["moi": ["@type": "Participant", "participationStatus": "accepted"]],
    ]
    return .object(object.merging(more) { _, new in new })
  }

  private func village(_ more: JSONObject = [:]) async throws -> Village {
    let village = try Village()
    try await village.settle()
    try await village.receive(CalendarEvent.name, [event(before, by: nil, more)])
    return village
  }

  private func changes(_ village: Village) throws -> [String] {
    try village.reader.changedMeetings().map { "\($0.was.start.string) \($0.event.start.string)" }
  }

  private let later: JSONObject = ["start": "2037-03-01T15:00:00"]
  private let elsewhere: JSONObject = ["locations": ["1": ["@type": "Location", "name": "Commerce"]]]

  @Test func hourPlaceAndCancellationAreTold() async throws {
    for change in [later, elsewhere, ["status": "cancelled"]] as [JSONObject] {
      let village = try await village()
      #expect(try changes(village).isEmpty)
      try await village.receive(CalendarEvent.name, [event(after, by: "marie", change)])
      #expect(try changes(village).count == 1)
      try village.cache.forgetAlarm(village.key(CalendarEvent.name, "e"))
      #expect(try changes(village).isEmpty)
    }
  }

  @Test func theFirstKnownIsKeptThroughSeveralChanges() async throws {
    let village = try await village()
    try await village.receive(CalendarEvent.name, [event(after, by: "marie", later)])
    let third = event("2026-01-03T00:00:00Z", by: "marie", ["start": "2037-03-01T16:00:00"])
    try await village.receive(CalendarEvent.name, [third])
    #expect(try changes(village) == ["2037-03-01T14:00:00 2037-03-01T16:00:00"])
    try await village.receive(CalendarEvent.name, [event("2026-01-04T00:00:00Z")])
    #expect(try changes(village).isEmpty, "it is again as it was known")
  }

  @Test func whatIsNoOtherPlaceOrHourIsNotTold() async throws {
    let village = try await village()
    try await village.receive(
      CalendarEvent.name, [event(after, by: "marie", ["title": "Grande marche", "description": "x"])])
    #expect(try changes(village).isEmpty)
  }

  @Test func onesOwnChangeIsNotTold() async throws {
    let village = try await village()
    _ = try village.cache.enqueue([CalendarEvent.change(village.key(CalendarEvent.name, "e"), later)])
    #expect(try changes(village).isEmpty)
    try await village.receive(CalendarEvent.name, [event(after, by: "moi", later)])
    #expect(try changes(village).isEmpty)
  }

  @Test func whereOneDoesNotGoNothingIsToldUnlessItIsPinned() async throws {
    let absent: JSONObject = ["participants": ["moi": ["@type": "Participant", "participationStatus": "declined"]]]
    let village = try await village(absent)
    try await village.receive(CalendarEvent.name, [event(after, by: "marie", absent.merging(later) { $1 })])
    #expect(try changes(village).isEmpty)
    let key = village.key(CalendarEvent.name, "e")
    let series = try #require(try village.reader.event(key, zone: .gmt)).series
    var pins = try village.reader.eventPins()
    let isPinned = pins.toggle(series, village.account)
    #expect(isPinned)
    try village.cache.setNote(Pins.events, pins.json)
    try await village.receive(
      CalendarEvent.name, [event("2026-01-05T00:00:00Z", by: "marie", absent.merging(elsewhere) { $1 })])
    #expect(try changes(village).count == 1)
    #expect(try village.reader.known(key)?.places.first?.name.raw == "Graslin")
  }

  @Test func oneDateOfASeriesCounts() async throws {
    let rule: JSONObject = ["recurrenceRule": ["frequency": "weekly"]]
    let village = try await village(rule)
    let moved: JSONObject = ["recurrenceOverrides": ["2037-03-08T14:00:00": ["start": "2037-03-08T18:00:00"]]]
    try await village.receive(CalendarEvent.name, [event(after, by: "marie", rule.merging(moved) { $1 })])
    #expect(try changes(village).count == 1)
    let named: JSONObject = ["recurrenceOverrides": ["2037-03-08T14:00:00": ["title": "Autre"]]]
    let other = try await self.village(rule)
    try await other.receive(CalendarEvent.name, [event(after, by: "marie", rule.merging(named) { $1 })])
    #expect(try changes(other).isEmpty)
  }

  @Test func whatIsOverIsNotTold() async throws {
    let past: JSONObject = ["start": "2020-01-01T10:00:00"]
    let village = try await village(past)
    try await village.receive(CalendarEvent.name, [event(after, by: "marie", ["start": "2020-01-01T11:00:00"])])
    #expect(try changes(village).isEmpty)
  }

  @Test func whoDestroysAnEventLeavesNoAlarm() async throws {
    let village = try await village()
    try await village.receive(CalendarEvent.name, [event(after, by: "marie", later)])
    try await village.receive(CalendarEvent.name, [], destroyed: ["e"])
    #expect(try changes(village).isEmpty)
    try village.cache.removeLogin("essai")
    #expect(try changes(village).isEmpty)
  }
}
