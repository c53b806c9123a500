import ClientCore
import JSON
import TER1Server
import TestSupport
import Testing
import Text

@testable import Sync

/// A digest from a server that makes one, from one that does not, and without any.
@Suite(.timeLimit(.minutes(10))) struct DigestTests {
  let world: World
  init() throws { world = try World() }

  @Test func isFetchedInOneRequestAndKept() async throws {
    for number in 0..<5 { try world.post("ligne \(number)") }
    let device = try Device(world, "bert", try world.transport("bert"))
    _ = try await device.engine.syncOnce()
    let before = device.engine.traffic.requests
    try await device.engine.digest(since: 0)
    #expect(device.engine.traffic.requests == before + 1)
    let digest = try #require(try device.cache.reader.digest(try device.account))
    #expect(digest.source == .server)
    let room = try #require(digest.entries.first)
    #expect(room.key.id == world.room && room.count == 5 && room.authors.map(\.line.string) == ["anna"])
    let place = try device.cache.reader.linkUse(day: LocalDay.system.name(at: SyncClock.system.now()))
    #expect(place.contains { $0.place == .digest && $0.use.down > 0 })
  }

  @Test func isMadeFromTheCacheInTheSameWords() async throws {
    for number in 0..<5 { try world.post("ligne \(number)") }
    let device = try Device(world, "bert", try world.transport("bert"))
    _ = try await device.engine.syncOnce()
    try await device.engine.digest(since: 0)
    let fetched = try #require(try device.cache.reader.digest(try device.account))
    try await device.engine.digestFromCache(since: 0)
    let made = try #require(try device.cache.reader.digest(try device.account))
    #expect(made.source == .cache)
    #expect(made.entries.map(\.key) == fetched.entries.map(\.key))
    #expect(made.entries.map(\.count) == fetched.entries.map(\.count))
    #expect(made.entries.map(\.words) == fetched.entries.map(\.words))
  }

  @Test func aServerWithoutItIsSyncedFirst() async throws {
    let good = try world.transport("bert")
    let plain = InProcessTransport { request in
      do throws(TransportError) {
        var plain = request
        plain.headers.removeAll { $0.name == "Accept-Encoding" }
        var response = try await good.send(plain)
        let text = String(decoding: response.body, as: UTF8.self)
        response.body = Array(text.replacing("urn:ter1:digest", with: "urn:example:none").utf8)
        return .success(response)
      } catch { return .failure(error) }
    }
    let device = try Device(world, "bert", plain)
    try world.post("nouveau")
    try await device.engine.digest(since: 0)
    let digest = try #require(try device.cache.reader.digest(try device.account))
    #expect(digest.source == .cache && digest.entries.map(\.count) == [1])
  }
}
