import Calendars
import Foundation
import JSON
import TestSupport
import Testing

@testable import Sync
@testable import TER1Import

/// Events of real calendars, said in the other dialects and read back.
struct RoundTripTests {
  static let corpora: String? = {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? checkout.path + "/../shared/data"
    guard FileManager.default.fileExists(atPath: path) else {
      print("SKIPPED: no corpora (../shared/data, or the folder that TER1_CORPORA names)")
      return nil
    }
    return path + "/3-calendriers"
  }()

  /// At most `most` of a file.
  private static func events(most: Int = 200) throws -> [JSONObject] {
    let top = try #require(corpora)
    let names = try #require(FileManager.default.enumerator(atPath: top)).compactMap { $0 as? String }
    return try names.filter { $0.hasSuffix(".ics") }.sorted().flatMap { name in
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: top + "/" + name)))
      return ICSFile(bytes, name: name).events.prefix(most).map { event in
        event.merging(["id": "E1", "calendarIds": ["c1": true]]) { $1 }
      }
    }
  }

  /// What the dialects leave out or spell in one way only.
  private static func plain(_ event: JSONObject, _ dialect: CalendarDialect) -> JSONObject {
    var event = event.filter { !$0.value.isNull }
    if event["sequence"] == 0 { event["sequence"] = Optional.none }
    for (name, value) in ["firstDayOfWeek": "mo", "rscale": "gregorian"] as JSONObject
    where event["recurrenceRule"]?[name] == value { event["recurrenceRule"]?[name] = Optional.none }
    // Cyrus 3.6 takes no participants without an organiser.
    if dialect == .a, event["organizerCalendarAddress"] == nil, let people = event["participants"]?.object {
      event["organizerCalendarAddress"] = people.min { $0.key < $1.key }?.value["calendarAddress"]
    }
    return event
  }

  /// A server gives the id and knows every property.
  private static func stored(_ event: JSONObject, _ dialect: CalendarDialect) -> JSONObject {
    var event = event
    for name in ["relatedTo", "keywords", "links", "alerts", "locale"] where event[name] == nil { event[name] = .null }
    return event.merging(["id": "E1", "x-href": "/dav", "priority": event["priority"] ?? 0]) { $1 }
  }

  @Test(.enabled(if: corpora != nil, "no corpora"), arguments: [CalendarDialect.a, .b])
  func whatBothCanSayComesBackEqual(_ dialect: CalendarDialect) throws {
    let events = try Self.events()
    var said = 0
    for event in events {
      do throws(Unsayable) {
        let stored = Self.stored(try EventWriting.create(event, dialect), dialect)
        #expect(EventReading(dialect: dialect).event(stored) == Self.plain(event, dialect))
        said += 1
      } catch {
        #expect(dialect == .b && error.properties == ["keywords"], "\(event)")
      }
    }
    #expect(said > 400 && said > events.count * 9 / 10, "\(said) of \(events.count)")
  }

  /// Changing and then translating is translating and then changing.
  @Test(.enabled(if: corpora != nil, "no corpora"), arguments: [CalendarDialect.a, .b])
  func changesCommuteWithTheDialect(_ dialect: CalendarDialect) throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededGenerator(seed: seed)
    let reading = EventReading(dialect: dialect)
    for event in try Self.events(most: 40) {
      guard let stored = try? Self.stored(EventWriting.create(event, dialect), dialect) else { continue }
      for _ in 0..<4 {
        let patch = RandomChange(event: Self.plain(event, dialect)).next(&random)
        let changed = try JSONValue.object(Self.plain(event, dialect)).patched(with: patch)
        let sent = try EventWriting.update(patch, dialect)
        let there = try JSONValue.object(stored).patched(with: sent)
        let expected = Self.plain(changed.object ?? [:], dialect)
        #expect(reading.event(there.object ?? [:]) == expected, "seed \(seed): \(patch)")
      }
    }
  }
}

/// Changes as the client makes them.
struct RandomChange {
  let event: JSONObject

  func next(_ random: inout SeededGenerator) -> JSONObject {
    let all = [times, texts, status, place, join, answer, override, inOverride, rule, organizer, move].compactMap { $0 }
    return all.randomElement(using: &random) ?? texts
  }

  private var texts: JSONObject { ["title": "Autre titre", "description": nil] }
  private var status: JSONObject { ["status": "cancelled"] }
  private var times: JSONObject? {
    guard event["showWithoutTime"] == false else { return nil }
    return ["start": "2027-02-01T10:30:00", "duration": "PT45M", "timeZone": "Europe/Berlin"]
  }
  private var rule: JSONObject {
    ["recurrenceRule": ["@type": "RecurrenceRule", "frequency": "monthly", "byMonthDay": [1, 15]]]
  }
  private var organizer: JSONObject { ["organizerCalendarAddress": "mailto:coop@union.example"] }
  private var move: JSONObject { ["calendarIds": ["c2": true]] }
  private var place: JSONObject {
    guard let key = event["locations"]?.object?.keys.min() else {
      return ["locations": ["1": ["@type": "Location", "name": "Bourse"]]]
    }
    return ["locations/\(JSONValue.escaped(key))/name": "Bourse du travail"]
  }
  private var join: JSONObject {
    let person: JSONValue = [
      "@type": "Participant", "calendarAddress": "mailto:lou@union.example", "roles": ["attendee": true],
    ]
    guard event["participants"] != nil else {
      return ["participants": ["P9": person], "organizerCalendarAddress": "mailto:lou@union.example"]
    }
    return ["participants/P9": person]
  }
  private var answer: JSONObject? {
    event["participants"]?.object?.keys.min().map {
      ["participants/\($0)/participationStatus": "declined", "participants/\($0)/participationComment": "en grève"]
    }
  }
  private var override: JSONObject {
    let patch: JSONValue = ["title": "Une fois", "organizerCalendarAddress": "mailto:x@union.example"]
    guard event["recurrenceOverrides"] != nil else { return ["recurrenceOverrides": ["2027-01-01T10:00:00": patch]] }
    return ["recurrenceOverrides/2027-01-01T10:00:00": patch]
  }
  private var inOverride: JSONObject? {
    event["recurrenceOverrides"]?.object?.filter { $0.value["excluded"] == nil }.keys.min().map {
      ["recurrenceOverrides/\($0)/participants~1P9~1calendarAddress": "mailto:lou@union.example"]
    }
  }
}
