import ClientCore
import Foundation
import Sync
import TestSupport
import Testing

/// Files on their way to a server that takes them in one request.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct CyrusUploadTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: CyrusServer.Version.present)
  func oneThatIsStoppedStopsAndBeginsAgain(_ version: CyrusServer.Version) async throws {
    let cooperative = try CyrusServer.shared(version).newCooperative()
    let way = try Way(try ServerURL(cooperative.server.url).port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let login = LoginConfiguration(
      name: "coop", sessionURL: try ServerURL("http://127.0.0.1:\(way.port)/jmap/"),
      credential: .basic(name: cooperative.name("anna"), password: cooperative.password("anna")), pingSeconds: nil)
    let engine = SyncEngine(login: login, cache: cache, transport: CurlTransport(CurlEngine())) { _ in }
    _ = try await engine.syncOnce()
    // More than the systems on the way take in advance.
    let size = 16_000_000
    let entries = [try enqueue(size, "tract", cache, cooperative), try enqueue(size, "affiche", cache, cooperative)]
    try way.become("--rate-up", "100000", "--count")
    let round = Task { try await engine.syncOnce() }
    for entry in entries {
      while try cache.reader.outboxEntry(entry)?.entry.state != .sending {
        try await Task.sleep(for: .milliseconds(10))
      }
    }
    try await way.wait(connections: 1)
    for entry in entries { _ = try cache.pause(upload: entry) }
    await engine.nudge()
    _ = try await round.value
    #expect(try way.sent() < size / 2, "it was broken off, and the other not begun")
    _ = try await engine.syncOnce()
    for entry in entries {
      #expect(try cache.reader.outboxEntry(entry)?.entry.state == .queued)
      #expect(try cache.reader.isPaused(upload: entry), "it stays stopped")
    }
    try way.become()
    for entry in entries { _ = try cache.retry(entry) }
    _ = try await engine.syncOnce()
    #expect(try cache.reader.outbox().isEmpty, "both began again and came whole")
    await engine.stop()
  }

  private func enqueue(
    _ size: Int, _ name: String, _ cache: Cache, _ cooperative: CyrusServer.Cooperative
  ) throws -> Int64 {
    let account = try #require(try cache.accounts(login: "coop").first { $0.jmapID == cooperative.account }).id
    let file = folder.file(name)
    let block = content(1_000, seed: UInt64(name.count))
    try #require(write(Array(repeatElement(block, count: size / block.count).joined()), to: file))
    let spooled = try cache.spool(copying: file, type: "application/pdf")
    let before = try cache.reader.outbox().map(\.entry.id)
    try cache.enqueue([Blob.upload(account, content: spooled, clientID: UUID().uuidString.lowercased())])
    return try #require(try cache.reader.outbox().map(\.entry.id).first { !before.contains($0) })
  }
}
