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
    let size = 1_000_000
    let entry = try enqueue(content(size, seed: 23), cache, cooperative)
    try way.become("--rate-up", "100000", "--count")
    let round = Task { try await engine.syncOnce() }
    while try cache.reader.outboxEntry(entry)?.entry.state != .sending { try await Task.sleep(for: .milliseconds(10)) }
    try await Task.sleep(for: .seconds(1))
    _ = try cache.pause(upload: entry)
    await engine.nudge()
    _ = try await round.value
    #expect(try way.sent() < size / 2, "it was broken off")
    #expect(try cache.reader.outboxEntry(entry)?.entry.state == .queued)
    _ = try await engine.syncOnce()
    #expect(try cache.reader.isPaused(upload: entry), "it stays stopped")
    try way.become("--count")
    _ = try cache.retry(entry)
    _ = try await engine.syncOnce()
    #expect(try cache.reader.outbox().isEmpty)
    await engine.stop()
    #expect(try way.sent() > size, "it began again")
  }

  private func enqueue(_ bytes: [UInt8], _ cache: Cache, _ cooperative: CyrusServer.Cooperative) throws -> Int64 {
    let account = try #require(try cache.accounts(login: "coop").first { $0.jmapID == cooperative.account }).id
    let file = folder.file("tract.pdf")
    try #require(write(bytes, to: file))
    let content = try cache.spool(copying: file, type: "application/pdf")
    try cache.enqueue([Blob.upload(account, content: content, clientID: UUID().uuidString.lowercased())])
    return try #require(try cache.reader.outbox().first).entry.id
  }
}
