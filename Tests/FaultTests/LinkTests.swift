import ClientCore
import Foundation
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Text

/// A link that hardly works, between the real server and an engine that goes on by itself.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct LinkTests {
  /// An engine that runs, and what it told.
  final class Client: Sendable {
    let cache: Cache
    let engine: SyncEngine
    private let links: Mutex<[SyncStatus.Link]>
    private let folder: TemporaryFolder

    /// - Parameter clock: nil: one whose waits are short, where what is waited for is what the engine does, not how long it waits.
    init(
      _ port: Int, stall: Double = 20, network: CurlEngine = CurlEngine(), clock: SyncClock? = nil,
      knowing cache: Cache? = nil
    ) throws {
      folder = try TemporaryFolder()
      self.cache = try cache ?? Cache(path: folder.file("cache.sqlite"))
      let told = Told()
      let login = LoginConfiguration(
        name: "ul", sessionURL: try ServerURL("http://127.0.0.1:\(port)/.well-known/jmap"),
        credential: .basic(name: "anna", password: RealServer.password), stallSeconds: stall)
      let quick = SyncClock(
        now: SyncClock.system.now, sleep: { seconds in await SyncClock.system.sleep(min(seconds, 0.2)) },
        random: { 0.5 })
      engine = SyncEngine(login: login, cache: self.cache, transport: CurlTransport(network), clock: clock ?? quick) {
        event in
        switch event {
        case .status(let status): told.links.withLock { $0.append(status.link) }
        case .notice(let notice): told.notices.withLock { $0.append(notice) }
        case .changed: break
        }
      }
      links = Mutex([])
      self.told = told
    }

    private let told: Told
    private final class Told: Sendable {
      let links = Mutex<[SyncStatus.Link]>([])
      let notices = Mutex<[SyncNotice]>([])
    }

    var notices: [SyncNotice] { told.notices.withLock { $0 } }
    var history: [SyncStatus.Link] { told.links.withLock { $0 } }

    func wait(seconds: Double = 60, _ condition: (SyncStatus.Link) -> Bool) async throws {
      for _ in 0..<Int(seconds * 50) {
        if history.contains(where: condition) { return }
        try await Task.sleep(for: .milliseconds(20))
      }
      Issue.record("in vain: \(history.prefix(5)) … \(history.suffix(3))")
    }
  }

  static func isLive(_ link: SyncStatus.Link) -> Bool { if case .live = link { true } else { false } }

  static func error(_ link: SyncStatus.Link) -> SyncError? {
    if case .offline(_, let error, _) = link { error } else { nil }
  }

  /// Runs an engine over a relay until it is live.
  private func survive(
    _ faults: [String], stall: Double = 20, _ expected: (SyncError) -> Bool, location: SourceLocation = #_sourceLocation
  ) async throws {
    let server = try RealServer()
    let relay = try BadLink(["relay", "127.0.0.1:\(server.port)"] + faults)
    let client = try Client(relay.port, stall: stall)
    let run = Task { await client.engine.run() }
    try await client.wait { Self.error($0).map(expected) ?? false }
    try await client.wait { Self.isLive($0) }
    let account = try #require(try client.cache.accounts(login: "ul").first).id
    #expect(try client.cache.ids(account, "Principal").count == 1, sourceLocation: location)
    await client.engine.stop()
    await run.value
  }

  @Test func silenceIsNoticedAndTriedAgain() async throws {
    try await survive(["--stall-after", "300", "--connections", "1"], stall: 1) {
      $0 == .offline(.timedOut(seconds: 1, .waiting))
    }
  }

  @Test func aConnectionThatBreaksIsMadeAgain() async throws {
    try await survive(["--cut-after", "250", "--connections", "2"]) {
      if case .offline(.interrupted) = $0 { true } else { false }
    }
  }

  @Test func aServerThatIsDownIsWaitedFor() async throws {
    let server = try RealServer()
    server.kill()
    let client = try Client(server.port)
    let run = Task { await client.engine.run() }
    try await client.wait { Self.error($0) == .offline(.unreachable(.refused)) }
    try server.start()
    try await client.wait { Self.isLive($0) }
    await client.engine.stop()
    await run.value
  }

  @Test func whatTricklesIsNotCut() async throws {
    let server = try RealServer()
    // A session of some thousand bytes takes several times the limit on silence.
    let relay = try BadLink(["relay", "127.0.0.1:\(server.port)", "--rate", "250"])
    let client = try Client(relay.port, stall: 2)
    _ = try await client.engine.syncOnce()
    let account = try #require(try client.cache.accounts(login: "ul").first).id
    #expect(try client.cache.ids(account, "Principal").count == 1)
  }

  /// Silence that would be a stall on a quick link is none on one whose answers always take long.
  @Test func whatIsSilentFollowsFromWhatTheLinkIsLike() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let before = try Client(way.port)
    try way.become("--delay", "0.5")
    _ = try await before.engine.syncOnce()
    try way.become("--delay", "2")
    _ = try await Client(way.port, stall: 1, knowing: before.cache).engine.syncOnce()
    let stranger = try Client(way.port, stall: 1)
    await #expect(throws: SyncError.offline(.timedOut(seconds: 1, .waiting))) {
      _ = try await stranger.engine.syncOnce()
    }
  }

  /// The machine slept, or is in another network: the engine's connections are dead, and it must not wait for them.
  @Test func connectionsOfBeforeAreLeftAndWhatWaitedIsTriedAnew() async throws {
    let server = try RealServer()
    let network = CurlEngine()
    let relay = try BadLink(["relay", "127.0.0.1:\(server.port)"])
    let client = try Client(relay.port, network: network)
    _ = try await client.engine.syncOnce()
    let before = try relay.told(atLeast: 1).count
    network.leaveConnections()
    _ = try await client.engine.syncOnce()
    #expect(try relay.told().count > before)
  }
}
