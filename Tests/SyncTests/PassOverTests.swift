import ClientCore
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Wire

/// A link that never brings more than so many bytes of one answer.
private final class NarrowTransport: Transport {
  private let inner: any Transport
  private let most: Mutex<Int>
  private let cuts = Mutex(0)

  init(_ inner: any Transport, most: Int) {
    self.inner = inner
    self.most = Mutex(most)
  }

  func widen() { most.withLock { $0 = .max } }
  var count: Int { cuts.withLock { $0 } }
  var traffic: LinkTraffic { inner.traffic }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    // What is cut is what curl has undone the coding of; so there is none.
    var plain = request
    plain.headers.removeAll { $0.name == "Accept-Encoding" }
    var response = try await inner.send(plain)
    let most = most.withLock { $0 }
    guard response.body.count > most else { return response }
    cuts.withLock { $0 += 1 }
    guard request.acceptsPart else { throw .interrupted(detail: "narrow") }
    response.body.removeLast(response.body.count - most)
    response.cut = .interrupted(detail: "narrow")
    return response
  }

  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }
}

struct PassOverTests {
  let world: World
  init() throws { world = try World() }

  private func post(_ text: String, size: Int) throws {
    let message: JSONValue = [
      "clientId": .string("p-" + text), "channelId": .string(world.room.rawValue),
      "body": .string(text + " " + String(repeating: "é", count: size / 2)), "sentAt": "2026-01-01T00:00:00Z",
    ]
    let result = try SetResult(try world.call("Message/set", ["create": ["n": message]], as: "anna"))
    _ = try #require(result.created["n"])
  }

  /// Rounds until one succeeds.
  private func rounds(_ device: Device, most: Int) async -> Int? {
    for round in 1...most {
      do throws(SyncError) {
        _ = try await device.engine.syncOnce()
        return round
      } catch { continue }
    }
    return nil
  }

  private var bodies: Set<String> {
    get throws { Set(try world.objects("Message", as: "bert").values.compactMap { $0["body"]?.string }) }
  }

  @Test func pagesThatAreCutShrinkUntilTheyComeThrough() async throws {
    for number in 0..<60 { try post("n\(number)", size: 2_000) }
    let link = NarrowTransport(try world.transport("bert"), most: 20_000)
    let device = try Device(world, "bert", link)
    #expect(try #require(await rounds(device, most: 12)) > 1)
    #expect(link.count > 0)
    #expect(try device.objects("Message") == world.objects("Message", as: "bert"))
  }

  @Test func whatCameWholeBeforeACutIsUsed() async throws {
    for number in 0..<40 { try post("n\(number)", size: 2_000) }
    let link = NarrowTransport(try world.transport("bert"), most: 20_000)
    let device = try Device(world, "bert", link)
    _ = try? await device.engine.syncOnce()
    // Channels come before messages in one answer, which was cut amid these.
    #expect(link.count > 0)
    #expect(try device.objects("Channel") == world.objects("Channel", as: "bert"))
  }

  @Test func oneThatNeverArrivesIsNamedAndTheOthersGoOn() async throws {
    for number in 0..<5 { try post("before\(number)", size: 200) }
    try post("giant", size: 100_000)
    for number in 0..<5 { try post("after\(number)", size: 200) }
    let link = NarrowTransport(try world.transport("bert"), most: 20_000)
    let hours = Mutex(0.0)
    let clock = SyncClock(now: { 1_800_000_000 + hours.withLock { $0 } * 3_600 }, sleep: { _ in }, random: { 0.5 })
    let device = try Device(world, "bert", link, clock: clock)
    _ = try #require(await rounds(device, most: 20))
    let all = try world.objects("Message", as: "bert")
    let giant = try #require(all.first { $0.value["body"]?.string?.hasPrefix("giant") == true }).key
    #expect(try device.objects("Message") == all.filter { $0.key != giant })
    let named = device.events.withLock { events in
      events.contains { if case .notice(.passedOver(_, "Message", giant)) = $0 { true } else { false } }
    }
    #expect(named)
    // It stands in nobody's way.
    let cuts = link.count
    _ = try await device.engine.syncOnce()
    #expect(link.count == cuts)
    // On a better link it comes after all.
    link.widen()
    hours.withLock { $0 = 2 }
    _ = try await device.engine.syncOnce()
    #expect(try device.objects("Message") == all)
  }
}
