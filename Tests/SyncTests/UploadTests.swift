import ClientCore
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// Files on their way to the server, in pieces.
@Suite(.timeLimit(.minutes(10))) struct UploadTests {
  private static let size = 10 * SyncEngine.uploadPiece

  /// What went over the link, and what time it is.
  private final class Way: Sendable {
    let now = Mutex(1_776_585_600.0)
    let ranges = Mutex<[String]>([])
    /// Called with how many pieces were sent.
    let meanwhile = Mutex<(@Sendable (Int) async -> Void)?>(nil)

    /// Each piece takes 0.3 s.
    func note(_ request: HTTPRequest) async {
      guard let range = request.headers.first(where: { $0.name == "Content-Range" })?.value else { return }
      now.withLock { $0 += 0.3 }
      let count = ranges.withLock { ranges in
        ranges.append(range)
        return ranges.count
      }
      await meanwhile.withLock { $0 }?(count)
    }
  }

  private func device(
    _ world: World, _ way: Way, sleep: @escaping @Sendable (Double) async -> Void = { _ in await Task.yield() }
  ) async throws -> Device {
    let server = try world.transport("bert")
    let transport = InProcessTransport { request in
      await way.note(request)
      do throws(TransportError) { return .success(try await server.send(request)) } catch { return .failure(error) }
    }
    let clock = SyncClock(now: { way.now.withLock { $0 } }, sleep: sleep, random: { 0 })
    let device = try Device(world, "bert", transport, clock: clock)
    _ = try await device.engine.syncOnce()
    return device
  }

  private func put(on device: Device, _ folder: TemporaryFolder) throws -> Int64 {
    let path = folder.file("tract.txt")
    try Data(repeating: 65, count: Self.size).write(to: URL(fileURLWithPath: path))
    let content = try device.cache.spool(copying: path, type: "text/plain")
    try device.cache.enqueue(
      FileNode.upload(try device.account, named: "tract.txt", in: nil, content: content, clientID: "f"))
    return try #require(try device.cache.reader.outbox().first { $0.entry.mutation.type == Blob.name }).entry.id
  }

  private func told(_ device: Device) -> [Int] {
    device.events.withLock { $0 }.compactMap { event in
      if case .notice(.upload(_, let sent)) = event { sent } else { nil }
    }
  }

  @Test func progressIsToldOnceASecond() async throws {
    let (world, way, folder) = (try World(), Way(), try TemporaryFolder())
    let device = try await device(world, way)
    _ = try put(on: device, folder)
    _ = try await device.engine.syncOnce()
    #expect(way.ranges.withLock { $0.count } == 10)
    #expect((2...4).contains(told(device).count), "\(told(device))")
    #expect(told(device) == told(device).sorted() && told(device).allSatisfy { 0 < $0 && $0 < Self.size })
    #expect(try device.cache.reader.outbox().isEmpty)
  }

  /// What the server has of words that wait beside the file, by the piece that is being sent.
  @Test func wordsGoBeforeAFile() async throws {
    let (world, way, folder) = (try World(), Way(), try TemporaryFolder())
    let device = try await device(world, way)
    _ = try put(on: device, folder)
    try device.say("Avant le tract", in: world.room, clientID: "avant")
    way.meanwhile.withLock { $0 = { count in if count == 1 { #expect(Self.has("Avant le tract", world)) } } }
    _ = try await device.engine.syncOnce()
    #expect(way.ranges.withLock { $0.count } == 10)
  }

  @Test func wordsOvertakeAFileThatIsOnItsWay() async throws {
    let (world, way, folder) = (try World(), Way(), try TemporaryFolder())
    let device = try await device(world, way, sleep: { try? await Task.sleep(for: .seconds(min($0, 60))) })
    let run = Task { await device.engine.run() }
    try await device.untilStatus { if case .live = $0.link { true } else { false } }
    way.meanwhile.withLock { meanwhile in
      meanwhile = { count in
        if count == 3 {
          try? device.say("Pendant le tract", in: world.room, clientID: "pendant")
          await device.engine.nudge()
        }
        if count == 6 { #expect(Self.has("Pendant le tract", world)) }
      }
    }
    _ = try put(on: device, folder)
    await device.engine.nudge()
    while try !device.cache.reader.outbox().isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    await device.engine.stop()
    await run.value
    let ranges = way.ranges.withLock { $0 }
    #expect(ranges.count >= 11 && ranges.count <= 13, "nothing is sent twice: \(ranges)")
  }

  private static func has(_ text: String, _ world: World) -> Bool {
    (try? world.objects(Message.name, as: "anna").values.contains { $0["body"]?.string == text }) ?? false
  }

  @Test func oneThatIsStoppedGoesOnWhereItWas() async throws {
    let (world, way, folder) = (try World(), Way(), try TemporaryFolder())
    let device = try await device(world, way)
    let entry = try put(on: device, folder)
    let cache = device.cache
    way.meanwhile.withLock { meanwhile in
      meanwhile = { count in if count == 3 { _ = try? cache.pause(upload: entry) } }
    }
    _ = try await device.engine.syncOnce()
    #expect(way.ranges.withLock { $0.count } == 3)
    #expect(try cache.reader.outboxEntry(entry)?.entry.state == .queued)
    _ = try await device.engine.syncOnce()
    #expect(way.ranges.withLock { $0.count } == 3, "it stays stopped")
    way.meanwhile.withLock { $0 = nil }
    _ = try cache.retry(entry)
    _ = try await device.engine.syncOnce()
    #expect(way.ranges.withLock { $0[3] } == "bytes */\(Self.size)")
    #expect(way.ranges.withLock { $0[4] }.hasPrefix("bytes \(3 * SyncEngine.uploadPiece)-"))
    #expect(try cache.reader.outbox().isEmpty)
  }

  @Test func oneThatIsGivenUpOnItsWaySendsNoMore() async throws {
    let (world, way, folder) = (try World(), Way(), try TemporaryFolder())
    let device = try await device(world, way)
    let entry = try put(on: device, folder)
    let cache = device.cache
    let node = try #require(try cache.reader.outbox().first { $0.entry.mutation.type == FileNode.name }).entry.id
    way.meanwhile.withLock { meanwhile in
      meanwhile = { count in
        guard count == 2 else { return }
        _ = try? cache.pause(upload: entry)
        _ = try? cache.drop(node)
      }
    }
    _ = try await device.engine.syncOnce()
    #expect(way.ranges.withLock { $0.count } == 2)
    #expect(try cache.reader.outbox().isEmpty)
  }
}
