import ClientCore
import Foundation
import Sync
import TestSupport
import Testing
import Text

/// What comes over the link is an answer, and not the one that was hoped for: pauses, login pages, another time.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct AnswerTests {
  typealias Client = LinkTests.Client

  /// Time that goes on only as a test says.
  private final class TestTime: Sendable {
    private let time = Box(SyncClock.system.now())

    func advance(by seconds: Double) { time.value += seconds }

    var clock: SyncClock {
      SyncClock(
        now: { self.time.value },
        sleep: { seconds in
          let end = self.time.value + seconds
          while !Task.isCancelled, self.time.value < end { await SyncClock.system.sleep(0.005) }
        }, random: { 0.5 })
    }
  }

  /// Long enough for a request that must not be made.
  private func aMoment() async throws { try await Task.sleep(for: .milliseconds(300)) }

  private static func isPause(_ error: SyncError?, _ seconds: Double) -> Bool {
    switch error {
    case .throttled(let asked), .serverFailed(503, let asked): asked == seconds
    default: false
    }
  }

  @Test(arguments: [429, 503]) func aPauseIsKeptAndItGoesOnByItself(status: Int) async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    try way.become("--answer", "\(status)", "--header", "Retry-After: 1800", "--connections", "1")
    let time = TestTime()
    let client = try Client(way.port, clock: time.clock)
    let run = Task { await client.engine.run() }
    try await client.wait { Self.isPause(LinkTests.error($0), 1_800) }
    // Typing, and what the outbox wants, do not break it.
    await client.engine.nudge()
    try await aMoment()
    time.advance(by: 1_790)
    await client.engine.nudge()
    try await aMoment()
    #expect(try way.connections() == 1)
    #expect(!client.history.contains(where: LinkTests.isLive))
    time.advance(by: 20)
    try await client.wait(LinkTests.isLive)
    await client.engine.stop()
    await run.value
  }

  @Test func aPersonBreaksAPauseOnceEachTime() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    try way.become("--answer", "429", "--header", "Retry-After: 1800", "--connections", "2")
    let time = TestTime()
    let client = try Client(way.port, clock: time.clock)
    let run = Task { await client.engine.run() }
    try await client.wait { Self.isPause(LinkTests.error($0), 1_800) }
    await client.engine.refresh()
    try await way.wait(connections: 2)
    for _ in 0..<1_000 where client.history.filter({ Self.isPause(LinkTests.error($0), 1_800) }).count < 2 {
      try await Task.sleep(for: .milliseconds(20))
    }
    await client.engine.nudge()
    try await aMoment()
    #expect(try way.connections() == 2)
    await client.engine.refresh()
    try await client.wait(LinkTests.isLive)
    await client.engine.stop()
    await run.value
  }

  @Test(arguments: [
    (["--answer", "200"], SyncError.Portal.Sign.webPage),
    (["--answer", "302", "--header", "Location: http://wifi.example/login"], .redirect),
    (["--answer", "511"], .demandsLogin),
  ])
  func aLoginPageIsNamedAndWhenItIsGoneItGoesOn(faults: [String], sign: SyncError.Portal.Sign) async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let client = try Client(way.port)
    // A server that was reached before: else it might be a web site.
    _ = try await client.engine.syncOnce()
    try way.become(faults)
    let run = Task { await client.engine.run() }
    try await client.wait { if case .portal(let portal) = LinkTests.error($0) { portal.sign == sign } else { false } }
    #expect(!client.history.contains(where: LinkTests.isLive))
    try way.become()
    try await client.wait(LinkTests.isLive)
    await client.engine.stop()
    await run.value
  }

  @Test(arguments: [10_800, -10_800]) func aWrongClockIsMeasuredByTheServersDate(shift: Int) async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    try way.become("--shift-date", "\(shift)")
    let client = try Client(way.port)
    _ = try await client.engine.syncOnce()
    guard case .clock(let off?)? = client.notices.last else {
      Issue.record("\(client.notices)")
      return
    }
    // The server is fast by as much as we are slow, but for what answers take.
    #expect(abs(off + Double(shift)) < 600)
    try way.become()
    _ = try await client.engine.syncOnce()
    #expect(client.notices.last == .clock(off: nil))
  }
}
