import ClientCore
import Foundation
import JSON
import Sync
import TestSupport
import Testing
import Text

/// Files that come and go over links that break: they go on at the byte, are checked, and survive whoever ends.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct TransferTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func engine(
    _ way: Way, _ cache: Cache, _ notices: Box<[SyncNotice]> = Box([]),
    _ heard: @escaping @Sendable (SyncStatus) -> Void = { _ in }
  ) throws -> SyncEngine {
    let login = LoginConfiguration(
      name: "ul", sessionURL: try ServerURL("http://127.0.0.1:\(way.port)/.well-known/jmap"),
      credential: .basic(name: "anna", password: RealServer.password), stallSeconds: 20)
    return SyncEngine(login: login, cache: cache, transport: CurlTransport(CurlEngine())) {
      if case .notice(let notice) = $0 { notices.value.append(notice) }
      if case .status(let status) = $0 { heard(status) }
    }
  }

  /// The outbox: a file and what it is called there.
  private func enqueue(_ bytes: [UInt8], _ cache: Cache, as name: String) throws {
    let source = folder.file(name)
    try #require(write(bytes, to: source))
    let account = try #require(try cache.accounts(login: "ul").first).id
    let content = try cache.spool(copying: source, type: "application/pdf")
    try cache.enqueue(FileNode.upload(account, named: name, in: nil, content: content, clientID: "c-" + name))
  }

  private func node(_ cache: Cache, _ name: String) throws -> FileNode? {
    let account = try #require(try cache.accounts(login: "ul").first).id
    return try cache.reader.folder(account, nil, limit: 50)?.rows.rows.map(\.node).first {
      $0.name == UntrustedText(name)
    }
  }

  /// What asks for a file that the cache knows of.
  private func wanted(_ cache: Cache, _ name: String, as path: String) throws -> Download {
    let node = try #require(try node(cache, name))
    return Download(
      id: "d", account: try #require(try cache.accounts(login: "ul").first).id, blobID: try #require(node.blobID),
      path: path, size: node.size, sha256: node.sha256, updatedAt: 0)
  }

  /// A person with a home, who has fetched all there is.
  private func person(_ home: String, of server: RealServer, over way: Way) throws {
    try person(
      home, "account", "add", "http://127.0.0.1:\(way.port)", "--user", "anna", "--name", "ul", "--password-file",
      server.folder.file("password"))
    try person(home, "sync")
  }

  /// Tries until it succeeds, over relays that cut, each at another byte; the server is killed now and then.
  private func insist<T>(
    _ server: RealServer, _ way: Way, _ cache: Cache, seed: UInt64, upwards: Bool,
    _ work: (SyncEngine) async throws -> T?
  ) async throws -> T {
    var random = SeededGenerator(seed: seed)
    for attempt in 0..<60 {
      // Within the first piece: what a kept connection loses later is sent again on another, and nobody notices.
      let cut = Int.random(in: 2_000...(upwards ? 60_000 : 250_000), using: &random)
      try way.become(upwards ? "--cut-up-after" : "--cut-after", "\(cut)")
      if attempt % 4 == 3 {
        server.kill()
        try server.start()
      }
      guard let value = try? await work(try engine(way, cache)) else { continue }
      #expect(attempt > 0, "nothing was cut; seed \(seed)")
      try way.become()
      return value
    }
    throw Scripts.Missing(text: "never came to an end; seed \(seed)")
  }

  @Test(arguments: [1, 2, 3]) func whatIsCutAnywhereGoesOnAtTheByte(seed: UInt64) async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    let bytes = content(900_000, seed: seed)
    try enqueue(bytes, cache, as: "tract.pdf")
    let sent = try await insist(server, way, cache, seed: seed, upwards: true) { engine in
      _ = try await engine.syncOnce()
      return try cache.reader.outboxSummary().waiting == 0 ? true : nil
    }
    #expect(sent)
    #expect(try cache.reader.outboxSummary().failed == 0)
    _ = try await engine(way, cache).syncOnce()
    let target = folder.file("reçu.pdf")
    let wanted = try wanted(cache, "tract.pdf", as: target)
    #expect(wanted.size == bytes.count)
    let path = try await insist(server, way, cache, seed: seed + 100, upwards: false) { try await $0.download(wanted) }
    #expect(read(path) == bytes, "seed \(seed)")
    #expect(read(target + ".part") == nil)
  }

  /// What a cut piece brought counts: the client is told of every byte.
  @Test func theServerKeepsEveryByteOfAPieceThatWasCut() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    try enqueue(content(200_000, seed: 7), cache, as: "a.pdf")
    try way.become("--cut-up-after", "50000")
    await #expect(throws: SyncError.self) { _ = try await self.engine(way, cache).syncOnce() }
    try way.become()
    let there = try FileManager.default.contentsOfDirectory(atPath: server.folder.file("data") + "/uploads")
    let sizes = there.compactMap {
      try? FileManager.default.attributesOfItem(atPath: server.folder.file("data") + "/uploads/" + $0)[.size] as? Int
    }
    #expect(sizes.contains { (40_000..<50_000).contains($0) }, "\(there) \(sizes)")
    _ = try await engine(way, cache).syncOnce()
    #expect(try cache.reader.outboxSummary().waiting == 0)
    #expect(try node(cache, "a.pdf")?.size == 200_000)
  }

  /// How long a file still takes is known while it leaves, not after: here at 40 kB a second.
  @Test func theSpeedIsKnownBeforeAFileHasLeft() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    try enqueue(content(300_000, seed: 5), cache, as: "a.pdf")
    try way.become("--rate-up", "40000")
    let speeds = Box<[Double?]>([])
    let notices = Box<[SyncNotice]>([])
    let engine = try engine(way, cache, notices) { speeds.value.append($0.standing.quality.up) }
    _ = try await engine.syncOnce()
    let during = speeds.value.compactMap { $0 }
    #expect(during.count > 1 && during.allSatisfy { (20_000..<80_000).contains($0) }, "\(speeds.value)")
  }

  @Test func theProgramMayBeKilledWhileItFetches() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let bytes = content(600_000, seed: 9)
    let cache = try Cache(path: folder.file("mine.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    try enqueue(bytes, cache, as: "grand.pdf")
    _ = try await engine(way, cache).syncOnce()
    try way.become("--rate", "200000")
    let home = folder.file("home")
    try person(home, of: server, over: way)
    let place = folder.file("place")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let part = place + "/grand.pdf.part"
    let get = [Scripts.ter1, "file", "get", "grand.pdf", "--to", place]
    let first = try ChildProcess(get, environment: environment(home))
    for _ in 0..<1_000 where (read(part)?.count ?? 0) < 50_000 { usleep(10_000) }
    first.end(SIGKILL)
    let kept = try #require(read(part)?.count)
    #expect((50_000..<bytes.count).contains(kept))
    #expect(try ChildProcess(get, environment: environment(home)).wait() == 0)
    #expect(read(place + "/grand.pdf") == bytes)
    #expect(read(part) == nil)
  }

  private func environment(_ home: String) -> [String: String] {
    ["TER1_HOME": home, "HOME": folder.path, "LANG": "en_GB.UTF-8", "TZ": "Europe/Paris", "PATH": "/usr/bin:/bin"]
  }

  private func person(_ home: String, _ words: String...) throws {
    let log = folder.file("log")
    let status = try ChildProcess([Scripts.ter1] + words, environment: environment(home), output: log).wait()
    try #require(status == 0, "\(words): \(Scripts.text(log))")
  }

  @Test func theProgramMayBeKilledWhileItSends() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let bytes = content(1_200_000, seed: 15)
    let home = folder.file("home")
    try person(home, of: server, over: way)
    let source = folder.file("grand.pdf")
    try #require(write(bytes, to: source))
    try way.become("--rate-up", "400000")
    let put = [Scripts.ter1, "file", "put", source, "--in", "/"]
    let first = try ChildProcess(put, environment: environment(home))
    for _ in 0..<2_000 where kept(server) < 262_144 { usleep(5_000) }
    first.end(SIGKILL)
    #expect((262_144..<bytes.count).contains(kept(server)))
    try way.become("--count")
    try person(home, "sync")
    #expect(try way.sent() < bytes.count - 262_144 + 20_000)
    try person(home, "sync")
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    let account = try #require(try cache.accounts(login: "ul").first).id
    let nodes = try cache.reader.folder(account, nil, limit: 50)?.rows.rows.map(\.node) ?? []
    #expect(nodes.map(\.name.raw) == ["grand.pdf"])
    #expect(nodes.map(\.size) == [bytes.count])
    try FileManager.default.createDirectory(atPath: folder.file("back"), withIntermediateDirectories: false)
    try person(home, "file", "get", "grand.pdf", "--to", folder.file("back"))
    #expect(read(folder.file("back/grand.pdf")) == bytes)
  }

  /// What the server has of unfinished uploads, without a piece that is on its way.
  private func kept(_ server: RealServer) -> Int {
    let place = server.folder.file("data") + "/uploads"
    let whole = (try? FileManager.default.contentsOfDirectory(atPath: place))?.filter {
      $0.hasPrefix("part-") && !$0.contains(".")
    }
    return (whole ?? []).compactMap { read(place + "/" + $0)?.count }.reduce(0, +)
  }

  /// A byte changes on the way: the digests tell, and it is sent again.
  @Test func whatArrivesDamagedIsSentAgain() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let notices = Box<[SyncNotice]>([])
    _ = try await engine(way, cache).syncOnce()
    let bytes = content(100_000, seed: 17)
    try enqueue(bytes, cache, as: "a.pdf")
    try way.become("--damage-up", "60000", "--connections", "1")
    _ = try await engine(way, cache, notices).syncOnce()
    let isTold = notices.value.contains { if case .arrivedDamaged = $0 { true } else { false } }
    #expect(isTold)
    #expect(try cache.reader.outboxSummary().waiting > 0)
    _ = try await engine(way, cache).syncOnce()
    #expect(try cache.reader.outboxSummary().waiting == 0)
    let wanted = try wanted(cache, "a.pdf", as: folder.file("b.pdf"))
    #expect(read(try await engine(way, cache).download(wanted)) == bytes)
  }

  @Test func whatArrivesDamagedAgainAndAgainIsNamed() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    try enqueue(content(100_000, seed: 19), cache, as: "a.pdf")
    try way.become("--damage-up", "60000")
    for _ in 0..<6 where try cache.reader.outboxSummary().failed == 0 {
      _ = try await engine(way, cache).syncOnce()
    }
    let failures = try cache.reader.outbox().compactMap(\.entry.failure?.type)
    #expect(failures.contains("arrivedDamaged"), "\(failures)")
    #expect(try node(cache, "a.pdf").map(\.id.isLocal) != false)
  }

  @Test func aStoppedDownloadStopsAndGoesOn() async throws {
    let server = try RealServer()
    let way = try Way(server.port)
    let bytes = content(400_000, seed: 11)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    try enqueue(bytes, cache, as: "a.pdf")
    _ = try await engine(way, cache).syncOnce()
    let target = folder.file("b.pdf")
    let wanted = try wanted(cache, "a.pdf", as: target)
    try way.become("--rate", "100000")
    let slow = try engine(way, cache)
    let fetching = Task { () -> SyncError? in
      do throws(SyncError) {
        _ = try await slow.download(wanted)
        return nil
      } catch { return error }
    }
    for _ in 0..<1_000 where (read(target + ".part")?.count ?? 0) < 30_000 {
      try await Task.sleep(for: .milliseconds(10))
    }
    try await slow.pauseDownload("d")
    #expect(await fetching.value == .cancelled)
    let stopped = try #require(try cache.reader.download("d"))
    #expect(stopped.state == .paused && stopped.received >= 30_000 && stopped.received < bytes.count)
    // A round goes by without taking it up by itself.
    _ = try await engine(way, cache).syncOnce()
    #expect(try cache.reader.download("d")?.state == .paused)
    #expect(try await engine(way, cache).download(stopped) == target)
    #expect(read(target) == bytes)
    try await slow.giveUpDownload("d")
    #expect(try cache.reader.download("d") == nil)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "a small file system cannot be made here"))
  func aFullDiskIsNamedAndWaitedFor()
    async throws
  {
    let server = try RealServer()
    let way = try Way(server.port)
    let bytes = content(600_000, seed: 13)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    _ = try await engine(way, cache).syncOnce()
    try enqueue(bytes, cache, as: "a.pdf")
    _ = try await engine(way, cache).syncOnce()
    let node = try #require(try node(cache, "a.pdf"))
    let account = try #require(try cache.accounts(login: "ul").first).id
    let disk = try SmallDisk(at: folder.file("disk"), kilobytes: 512)
    let target = disk.path + "/a.pdf"
    // Without a size nothing can be said before; then the disk itself says it.
    for size in [node.size, nil] {
      let wanted = Download(
        id: "d\(size ?? 0)", account: account, blobID: try #require(node.blobID), path: target, size: size,
        sha256: node.sha256, updatedAt: 0)
      let engine = try engine(way, cache)
      let failure = await #expect(throws: SyncError.self) { _ = try await engine.download(wanted) }
      guard case .file(.diskFull)? = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(try cache.reader.download(wanted.id)?.state == .waiting)
    }
    // 32 MiB stay free for everything else.
    try disk.grow(kilobytes: 65_536)
    let waiting = try #require(try cache.reader.download("d\(node.size ?? 0)"))
    #expect(try await engine(way, cache).download(waiting) == target)
    #expect(read(target) == bytes)
  }
}

/// A file system with little room, until this goes: a tmpfs, for whoever may mount one.
final class SmallDisk: Sendable {
  static let isPossible = Needed.found(getuid() == 0, "only root can make a small file system")
  let path: String

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try #require(mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0, "\(String(cString: strerror(errno)))")
  }

  func grow(kilobytes: Int) throws {
    try #require(mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(kilobytes)k") == 0)
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }
}
