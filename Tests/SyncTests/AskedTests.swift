import ClientCore
import Synchronization
import TER1Server
import TestSupport
import Testing

@testable import Sync

/// What a person asks for while the engine does something by itself.
@Suite(.timeLimit(.minutes(10))) struct AskedTests {
  let world: World
  init() throws { world = try World() }

  /// A link to a server that makes no digests, whose question for news is held back, or fails, when told.
  private final class Link: Sendable {
    let isHeld = Mutex(false)
    let fails = Mutex(false)
    let held = Mutex(0)
    let good: InProcessTransport
    let knowsDigest: Bool

    init(_ good: InProcessTransport, knowsDigest: Bool) { (self.good, self.knowsDigest) = (good, knowsDigest) }

    var transport: InProcessTransport { InProcessTransport { await self.answer($0) } }

    private func answer(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
      if fails.withLock({ $0 }) { return .success(HTTPResponse(status: 500)) }
      do throws(TransportError) {
        let response = try await plain(request)
        guard request.url.text.contains("/jmap/sync") else { return .success(response) }
        held.withLock { $0 += 1 }
        while isHeld.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(2)) }
        return .success(response)
      } catch { return .failure(error) }
    }

    private func plain(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      guard !knowsDigest, request.url.text.contains("well-known") else { return try await good.send(request) }
      var request = request
      request.headers.removeAll { $0.name == "Accept-Encoding" }
      var response = try await good.send(request)
      let text = String(decoding: response.body, as: UTF8.self)
      response.body = Array(text.replacing("urn:ter1:digest", with: "urn:example:none").utf8)
      return response
    }

    func untilHeld(_ count: Int) async throws {
      while held.withLock({ $0 }) < count { try await Task.sleep(for: .milliseconds(2)) }
    }
  }

  /// A device that has synced once, and whose link is as asked for.
  private func device(knowsDigest: Bool, isHeld: Bool) async throws -> (Device, Link) {
    let link = Link(try world.transport("bert"), knowsDigest: knowsDigest)
    let first = try Device(world, "bert", link.transport)
    _ = try await first.engine.syncOnce()
    link.held.withLock { $0 = 0 }
    link.isHeld.withLock { $0 = isHeld }
    return (try Device(world, "bert", link.transport, cache: first.cache), link)
  }

  private func running(_ device: Device, _ body: () async throws -> Void) async throws {
    let run = Task { await device.engine.run() }
    try await body()
    await device.engine.stop()
    await run.value
  }

  @Test func isNotEndedWithWhatNobodyAskedFor() async throws {
    let (device, link) = try await device(knowsDigest: true, isHeld: true)
    try await running(device) {
      try await link.untilHeld(1)
      await device.engine.follow(.manual)
      try await device.engine.digest(since: 0)
      link.isHeld.withLock { $0 = false }
    }
    #expect(try device.cache.reader.digest(try device.account)?.source == .server)
  }

  @Test func waitsForTheRoundThatBringsIt() async throws {
    let (device, link) = try await device(knowsDigest: false, isHeld: true)
    try await running(device) {
      try await link.untilHeld(1)
      // The answer under way does not hold it.
      try world.post("plus tard")
      let digest = Task { try await device.engine.digest(since: 0) }
      while await !device.engine.isAwaited { try await Task.sleep(for: .milliseconds(2)) }
      link.isHeld.withLock { $0 = false }
      try await digest.value
    }
    #expect(try device.cache.reader.digest(try device.account)?.entries.map(\.count) == [1])
  }

  @Test func isToldWhyItFailed() async throws {
    let (device, link) = try await device(knowsDigest: false, isHeld: false)
    try await running(device) {
      try await device.untilStatus { if case .live = $0.link { true } else { false } }
      link.fails.withLock { $0 = true }
      await #expect(throws: SyncError.self) { try await device.engine.digest(since: 0) }
    }
  }

  @Test func endsWithTheEngine() async throws {
    let (device, link) = try await device(knowsDigest: false, isHeld: true)
    try await running(device) {
      try await link.untilHeld(1)
      let digest = Task { try await device.engine.digest(since: 0) }
      while await !device.engine.isAwaited { try await Task.sleep(for: .milliseconds(2)) }
      await device.engine.stop()
      link.isHeld.withLock { $0 = false }
      await #expect(throws: SyncError.cancelled) { try await digest.value }
    }
  }
}
