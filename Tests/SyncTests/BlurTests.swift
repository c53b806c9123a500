import ClientCore
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// When something was written is not to be seen from when it is sent.
@Suite(.timeLimit(.minutes(10))) struct BlurTests {
  let world: World
  init() throws { world = try World() }

  /// Chance says a half, always; time goes on when it is told to.
  private final class Clock: Sendable {
    let time = Mutex(1_776_585_600.0)
    var clock: SyncClock {
      SyncClock(
        now: { self.time.withLock { $0 } }, sleep: { _ in try? await Task.sleep(for: .seconds(60)) }, random: { 0.5 })
    }
    func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
  }

  private func device(_ clock: Clock, cache: Cache? = nil) throws -> Device {
    try Device(world, "bert", world.transport("bert"), clock: clock.clock, cache: cache, blur: 600)
  }

  private func isLive(_ status: SyncStatus) -> Bool { if case .live = status.link { true } else { false } }

  /// Writes something and waits until the engine has met it.
  private func heldBack(_ device: Device, _ clock: Clock) async throws -> OutboxEntry {
    try device.say("tard", in: world.room, clientID: "late")
    await device.engine.nudge()
    while true {
      let entry = try #require(try device.cache.reader.outbox().first?.entry)
      if entry.isHeld(at: clock.time.withLock { $0 }) { return entry }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  @Test func whatIsWrittenLeavesLaterAlsoAfterARestart() async throws {
    let clock = Clock()
    let first = try device(clock)
    _ = try await first.engine.syncOnce()
    let running = try device(clock, cache: first.cache)
    var run = Task { await running.engine.run() }
    try await running.untilStatus(isLive)
    let entry = try await heldBack(running, clock)
    let half = 1_776_585_900.0
    #expect(entry.nextAttemptAt == half)
    await running.engine.stop()
    await run.value

    clock.pass(299)
    let again = try device(clock, cache: first.cache)
    run = Task { await again.engine.run() }
    try await again.untilStatus(isLive)
    #expect(try again.cache.reader.outbox().first?.entry.nextAttemptAt == entry.nextAttemptAt)
    #expect(try world.objects("Message", as: "carl").isEmpty)
    clock.pass(2)
    await again.engine.nudge()
    while try world.objects("Message", as: "carl").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    // Of when it was written no more is told than the span.
    #expect(
      try world.objects("Message", as: "carl").values.first?["sentAt"]?.string?.hasPrefix("2026-01-01T00:00") == true)
    await again.engine.stop()
    await run.value
  }

  @Test func retryingSendsAtOnce() async throws {
    let clock = Clock()
    let device = try device(clock)
    _ = try await device.engine.syncOnce()
    let running = try self.device(clock, cache: device.cache)
    let run = Task { await running.engine.run() }
    try await running.untilStatus(isLive)
    let entry = try await heldBack(running, clock)
    _ = try running.cache.retry(entry.id)
    await running.engine.nudge()
    while try world.objects("Message", as: "carl").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    await running.engine.stop()
    await run.value
  }

  @Test func whoAsksForARoundSendsAtOnce() async throws {
    let clock = Clock()
    let device = try device(clock)
    _ = try await device.engine.syncOnce()
    try device.say("vite", in: world.room, clientID: "fast")
    _ = try await device.engine.syncOnce()
    #expect(try world.objects("Message", as: "carl").count == 1)
  }

  @Test(arguments: [(0.0, "2026-05-01T12:34:56Z"), (600, "2026-05-01T12:30:00Z"), (7_200, "2026-05-01T12:00:00Z")])
  func theTimeOfWritingIsToldNoFiner(seconds: Double, expected: String) {
    let mutation = Mutation(
      account: AccountID(rawValue: 1), type: "Message", id: "m", action: .create(["sentAt": "2026-05-01T12:34:56Z"]))
    let entry = OutboxEntry(
      id: 1, mutation: mutation, state: .queued, createdAt: 0, attempts: 0, nextAttemptAt: nil, failure: nil)
    #expect(entry.timed(by: seconds).mutation.action == .create(["sentAt": .string(expected)]))
  }
}
