import ClientCore
import Glibc
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Text
import Wire

/// What docs/protocol.md promises a client, tried on every server that can run here.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct ContractTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func theServerBinaryIsThere() { #expect(ServerBinary.path != nil) }

  @Test(arguments: PeerKind.own) func whatOneWritesTheOthersRead(_ kind: PeerKind) async throws {
    let peer = try kind.make()
    let (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
    _ = try await anna.engine.syncOnce()
    let room = try await anna.makeRoom("Salon")
    #expect(try await bert.engine.syncOnce().received > 0)
    #expect(try bert.names(of: "Channel").contains("Salon"))
    for number in 0..<20 { try bert.say("bonjour \(number)", in: room) }
    #expect(try await bert.engine.syncOnce().delivered == 20)
    _ = try await anna.engine.syncOnce()
    #expect(try anna.bodies() == (0..<20).map { "bonjour \($0)" })
    #expect(try bert.bodies() == anna.bodies())
  }

  @Test(arguments: PeerKind.own) func aFileGoesUpAndComesDown(_ kind: PeerKind) async throws {
    let peer = try kind.make()
    let anna = try Client(peer, "anna", folder)
    _ = try await anna.engine.syncOnce()
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 37 >> 2) }
    let source = folder.file("tract \(kind).pdf")
    try #require(write(bytes, to: source))
    let node = try await anna.upload(source, as: "tract.pdf")
    #expect(node["size"]?.int == bytes.count)
    let blob = ObjectID(try #require(node["blobId"]?.string))
    let target = folder.file("reçu \(kind).pdf")
    // What an earlier try left: the first half.
    try #require(write(Array(bytes[..<300_000]), to: target + ".part"))
    var wanted = Download(
      id: "d", account: try anna.account, blobID: blob, path: target, size: bytes.count, received: 300_000,
      state: .waiting, updatedAt: 0)
    (wanted.sha256, wanted.part) = (node["sha256"]?.string.map { UntrustedText($0) }, target + ".part")
    try anna.cache.recordDownload(wanted)
    #expect(try await anna.engine.download(wanted) == target)
    #expect(read(target) == bytes)
  }

  @Test(arguments: PeerKind.own) func aDownloadThatWasCutGoesOnByItself(_ kind: PeerKind) async throws {
    let peer = try kind.make()
    let anna = try Client(peer, "anna", folder)
    _ = try await anna.engine.syncOnce()
    let bytes = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 41 >> 2) }
    let source = folder.file("affiche \(kind).pdf")
    try #require(write(bytes, to: source))
    let node = try await anna.upload(source, as: "affiche.pdf")
    let target = folder.file("affiche reçue \(kind).pdf")
    try #require(write(Array(bytes[..<100_000]), to: target + ".part"))
    var cut = Download(
      id: "cut", account: try anna.account, blobID: ObjectID(try #require(node["blobId"]?.string)), path: target,
      size: bytes.count, received: 100_000, state: .running, updatedAt: 0)
    cut.part = target + ".part"
    try anna.cache.recordDownload(cut)
    let running = Task { await anna.engine.run() }
    try await anna.wait { _ in try anna.cache.reader.downloads().first?.state == .done }
    #expect(read(target) == bytes)
    running.cancel()
    await running.value
  }

  @Test(.enabled(if: ServerBinary.isThere)) func pushTellsOfNews() async throws {
    let peer = try PeerKind.binary.make()
    let (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
    _ = try await anna.engine.syncOnce()
    let room = try await anna.makeRoom("Salon")
    let running = Task { await bert.engine.run() }
    try await bert.wait { if case .status(let status) = $0 { status.link == .live(.push) } else { false } }
    try anna.say("nouvelle", in: room)
    _ = try await anna.engine.syncOnce()
    try await bert.wait { _ in (try? bert.bodies()) == ["nouvelle"] }
    try bert.say("réponse", in: room)
    await bert.engine.nudge()
    try await bert.wait { _ in (try? bert.cache.reader.outbox().isEmpty) == true }
    await bert.engine.stop()
    await running.value
    _ = try await anna.engine.syncOnce()
    #expect(try anna.bodies() == ["nouvelle", "réponse"])
  }

  @Test(.enabled(if: ServerBinary.isThere)) func discoveryGivesAToken() async throws {
    let server = try ServerBinary(binary: try #require(ServerBinary.path))
    let transport = CurlTransport(BinaryPeer.engine)
    let address = try ServerAddress(server.url)
    let found = try await discover(
      address, credential: .basic(name: "bert", password: "camarade ensemble"), device: "ter1 on test", over: transport)
    guard case .bearer = found.credential else {
      Issue.record("no token")
      return
    }
    #expect(found.session.username == "bert")
    let login = LoginConfiguration(
      name: "token", sessionURL: found.sessionURL, domain: found.domain, credential: found.credential)
    let cache = try Cache(path: folder.file("token.sqlite"))
    let engine = SyncEngine(login: login, cache: cache, transport: transport) { _ in }
    #expect(try await engine.syncOnce().received > 0)
    await #expect(throws: SyncError.needsLogin) {
      try await discover(
        address, credential: .basic(name: "bert", password: "faux"), device: "ter1", over: transport)
    }
    server.stop()
    do {
      _ = try await engine.syncOnce()
      Issue.record("the server is gone")
    } catch .offline(.unreachable(.refused)) {
    } catch { Issue.record(error) }
  }
}
