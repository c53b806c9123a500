import ClientCore
import Foundation
import Geography
import JSON
import Vault

// How long it takes to find the nearest 20 of 50,000 events in an encrypted cache, and to draw a map of 80x24 (docs/performance.md).

let count = 50_000
let folder = FileManager.default.temporaryDirectory.appending(path: "ter1-map-bench-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
let cache = try Cache(path: folder.appending(path: "cache.sqlite").path, key: try DatabaseKey())
let description = AccountDescription(
  jmapID: "u1", name: "Union", capabilities: ["urn:ietf:params:jmap:calendars"], principalID: "moi")
let account = try cache.storeSession([:], login: "bench", accounts: [description])[0].id
let clock = ContinuousClock()

/// Where people live: as many events in a town as its share of them, scattered around its hall.
let towns = France.towns(matching: "s", limit: 9_000) + France.towns(matching: "pa", limit: 900)
let people = towns.reduce(0) { $0 + $1.people }
let start = Date.now.timeIntervalSince1970 + 86_400

func event(_ number: Int, at town: Town) -> JSONValue {
  let point = (
    town.coordinates.latitude + Double.random(in: -0.02...0.02),
    town.coordinates.longitude + Double.random(in: -0.02...0.02)
  )
  let day = LocalTime(at: start + Double(number % 300) * 86_400, in: .gmt)
  return [
    "@type": "Event", "id": .string("e\(number)"), "uid": .string("u\(number)"), "title": .string("Marche \(number)"),
    "start": .string(day.string), "timeZone": "Europe/Paris", "duration": "PT2H", "calendarIds": ["c": true],
    "locations": [
      "1": ["@type": "Location", "name": .string(town.name), "coordinates": .string("geo:\(point.0),\(point.1)")]
    ],
  ]
}

var events: [JSONValue] = []
for town in towns {
  for _ in 0..<max(1, count * town.people / people) where events.count < count {
    events.append(event(events.count, at: town))
  }
}
while events.count < count { events.append(event(events.count, at: towns[events.count % towns.count])) }
for part in stride(from: 0, to: count, by: 1_000) {
  _ = try await cache.apply([
    Delta(
      account: account, type: CalendarEvent.name, upserts: Array(events[part..<min(count, part + 1_000)]), newState: nil
    )
  ])
}

func median(_ times: [Duration]) -> String { "\(times.sorted()[times.count / 2]), the slowest \(times.max() ?? .zero)" }

let here = ["Paris", "Nantes", "Marseille", "Aurillac", "Brest", "Saint-Denis 97400", "Bastia"].compactMap { name in
  France.towns(matching: name, limit: 1).first?.coordinates
}
let zone = TimeZone(identifier: "Europe/Paris") ?? .gmt
let now = Date.now.timeIntervalSince1970
var found = 0
let near = try (0..<105).map { index in
  try clock.measure {
    found = try cache.reader.nearby(here[index % here.count], now: now, zone: zone, limit: 20).count
  }
}
print("nearest \(found) of \(count) events, \(here.count) places in turn: \(median(Array(near.dropFirst(here.count))))")

_ = France.borders
let country = MapWindow(showing: France.mainland, columns: 80, rows: 20)
for (name, window) in [
  ("the country", country), ("closer", country.zoomed(by: 4)), ("a town", country.zoomed(by: 200)),
] {
  var cells = 0
  let times = (0..<51).map { _ in
    clock.measure {
      let ground = MapGround(window, columns: 80, rows: 20)
      cells = (0..<1_600).count { ground.cell(column: $0 % 80, row: $0 / 80, isASCII: false) != nil }
    }
  }
  print("map of \(name), 80x20: \(cells) cells, \(median(times))")
}
let names = ["Nantes", "Saint-Denis", "93200", "xyzzy"]
let towned = (0..<40).map { index in clock.measure { _ = France.find(names[index % names.count], limit: 9) } }
print("a town found among 35,000: \(median(towned))")
