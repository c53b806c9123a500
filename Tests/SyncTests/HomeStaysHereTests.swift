import Foundation
import Geography
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Vault

@testable import ClientCore

/// Where the member is, and what he has pinned, is on this machine alone: no request tells it, whatever he does meanwhile.
@Suite(.timeLimit(.minutes(5))) struct HomeStaysHereTests {
  /// Writes down all that is sent.
  private final class Tap: Sendable {
    private let texts = Mutex<[String]>([])

    func transport(_ inner: InProcessTransport) -> InProcessTransport {
      InProcessTransport { request in
        self.note(request)
        do throws(TransportError) { return .success(try await inner.send(request)) } catch { return .failure(error) }
      }
    }

    private func note(_ request: HTTPRequest) {
      var text = request.url.text
      for header in request.headers { text += "\n\(header.name): \(header.value)" }
      if case .bytes(let bytes)? = request.body { text += "\n" + String(decoding: bytes, as: UTF8.self) }
      texts.withLock { $0.append(text) }
    }

    var all: String { texts.withLock { $0.joined(separator: "\n") } }
    var count: Int { texts.withLock { $0.count } }
  }

  @Test func noRequestTellsWhereOneIs() async throws {
    let world = try World()
    let event: JSONObject = [
      "@type": "Event", "calendarIds": .object([world.calendar.rawValue: true]), "uid": "marche", "title": "Marche",
      "start": "2037-12-01T18:00:00", "timeZone": "Europe/Paris", "duration": "PT2H",
      "locations": ["1": ["@type": "Location", "name": "Graslin", "coordinates": "geo:47.2132,-1.5621"]],
    ]
    _ = try world.call("CalendarEvent/set", ["create": ["n": .object(event)]], as: "anna")
    let tap = Tap()
    let device = try Device(world, "bert", tap.transport(try world.transport("bert", codes: false)))
    _ = try await device.engine.syncOnce()
    let cache = device.cache
    let home = try #require(France.find("29880 Plouguerneau", limit: 2).same.first)
    try cache.setNote(Home.note, Home(name: home.name, point: home.coordinates).json)
    let here = try #require(try cache.reader.home()).point
    let near = try cache.reader.nearby(here, now: 0, zone: .gmt, limit: 20)
    let row = try #require(near.first?.row)
    var pins = try cache.reader.eventPins()
    _ = pins.toggle(row.event, row.key.account)
    try cache.setNote(Pins.events, pins.json)
    let viewer = try #require(row.viewer)
    _ = try cache.enqueue([row.event.rsvp(.accepted, as: viewer, account: row.key.account)])
    try device.say("Qui vient ?", in: world.room, clientID: "c1")
    let before = tap.count
    _ = try await device.engine.syncOnce()
    #expect(tap.count > before && tap.all.contains("Qui vient ?"), "what is sent is seen here")
    for secret in ["Plouguerneau", "29880", "\(here.latitude)", "\(here.longitude)", "near.home", "pinned"] {
      #expect(!tap.all.contains(secret), "\(secret)")
    }
    #expect(try world.objects("CalendarEvent", as: "anna").values.allSatisfy { !$0.text.contains("Plouguerneau") })
  }

  /// The cache of a home with a key holds no word of it that could be read on the disk.
  @Test func theDiskDoesNotTellIt() throws {
    let folder = try TemporaryFolder(inMemory: true)
    let path = folder.file("cache.sqlite")
    let cache = try Cache(path: path, key: try DatabaseKey())
    try cache.setNote(Home.note, ["name": "Plouguerneau", "latitude": 48.606, "longitude": -4.504])
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
      #expect(bytes.range(of: Data("Plouguerneau".utf8)) == nil, "\(name)")
    }
    #expect(try cache.reader.home()?.name == "Plouguerneau")
  }
}
