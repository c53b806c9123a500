import ClientCore
import Foundation
import Glibc
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Vault

/// Programs are killed at random moments. What was acknowledged (a command that ended with 0, or with 75 for "queued"; an answer of
/// the server that it was created) is there once; nothing is there twice; no file is damaged.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(60))) struct KillTests {
  @Test func theClientIsKilledWhileItWritesAndSyncs() async throws {
    let kills = Torture.isFull ? 1_000 : 30
    let place = try await KillPlace()
    var random = SeededGenerator(seed: Torture.seed)
    var killed = 0
    var round = 0
    while killed < kills, round < kills * 4 {
      round += 1
      if try place.run(round, &random) { killed += 1 }
      if round % 100 == 0 { try place.checkCache() }
      if round % 10 == 0 { try await place.speakUp(round) }
    }
    try await place.checkAll()
    #expect(killed >= kills / 2 && !place.acknowledged.isEmpty, "too little happened to say anything")
    print(
      "kill: client killed \(killed) times in \(round) commands, \(place.acknowledged.count) acknowledged, seed \(Torture.seed)"
    )
  }

  @Test func theServerIsKilledUnderLoad() async throws {
    let kills = Torture.isFull ? 200 : 10
    let server = try TortureServer()
    let curl = CurlEngine()
    let anna = try await Caller(server, "anna", curl)
    let room = try await anna.create("Channel", ["kind": "chat", "name": "Salon"])
    let shift = Shift()
    let writers = try await withThrowingTaskGroup(of: LoadWriter.self) { group in
      for name in ["anna", "bert", "carl"] {
        let writer = try await LoadWriter(server, name, room, curl)
        group.addTask {
          while !shift.isOver { try await writer.write() }
          return writer
        }
      }
      var random = SeededGenerator(seed: Torture.seed)
      for _ in 0..<kills {
        try await Task.sleep(for: .milliseconds(Int.random(in: 5...150, using: &random)))
        try server.killAndStart()
      }
      shift.end()
      return try await group.reduce(into: []) { $0.append($1) }
    }
    var acknowledged = 0
    for writer in writers {
      try await writer.check()
      acknowledged += writer.count
    }
    #expect(try server.integrity() == ["ok"])
    #expect(acknowledged > 0, "too little happened to say anything")
    print("kill: server killed \(kills) times, \(acknowledged) written and acknowledged, seed \(Torture.seed)")
  }
}

/// Until when there is load.
private final class Shift: Sendable {
  private let over = Mutex(false)
  var isOver: Bool { over.withLock { $0 } }
  func end() { over.withLock { $0 = true } }
}

// MARK: - The client

/// A person's home, and a server; each command may be killed.
private final class KillPlace {
  private let server: TortureServer
  private let curl = CurlEngine()
  private let bert, anna: Caller
  private let board: String
  private let room: String
  private(set) var acknowledged: Set<String> = []
  private var given: Set<String> = []
  /// In microseconds: within it, a command may end by itself as well.
  private var longest: UInt32 = 0

  init() async throws {
    server = try TortureServer()
    anna = try await Caller(server, "anna", curl)
    bert = try await Caller(server, "bert", curl)
    board = try await anna.create("Channel", ["kind": "forum", "name": "Bureau"])
    room = try await anna.create("Channel", ["kind": "chat", "name": "salon"])
    _ = try await anna.create("Calendar", ["name": "Agenda"])
    _ = try await anna.create("FileNode", ["clientId": "docs", "name": "Docs"])
    let added = try command([
      "account", "add", server.url, "--user", "bert", "--name", "ul", "--no-fetch", "--password-file",
      server.passwordFile,
    ])
    try #require(added.wait() == 0)
    let clock = ContinuousClock()
    let begun = clock.now
    try #require(try command(["sync"]).wait() == 0)
    longest = UInt32((clock.now - begun) / .microseconds(1)) * 2
  }

  private var home: String { server.folder.file("home") }
  private var cacheFile: String { home + "/state/ter1.sqlite" }

  private func command(_ arguments: [String], input: String? = nil) throws -> ChildProcess {
    let environment = ["TER1_HOME": home, "HOME": home, "LANG": "en_GB.UTF-8", "PATH": "/usr/bin:/bin"]
    return try ChildProcess(
      [Torture.client] + arguments, environment: environment, output: server.folder.file("client-output"), input: input)
  }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = server.folder.file(name)
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  /// One command, which is killed after a while if it has not ended.
  /// - Returns: whether it was killed.
  func run(_ round: Int, _ random: inout SeededGenerator) throws -> Bool {
    let mark = "§\(round)§"
    let process = try start(mark, &random)
    usleep(UInt32.random(in: 0...longest, using: &random))
    let status = process.end(SIGKILL)
    if status == 0 || status == 75 { acknowledged.insert(mark) }
    return status == 128 + SIGKILL
  }

  private func start(_ mark: String, _ random: inout SeededGenerator) throws -> ChildProcess {
    given.insert(mark)
    switch Int.random(in: 0..<7, using: &random) {
    case 0, 1: return try command(["post", "chat", "salon"], input: try file("text", "dit " + mark))
    case 2:
      return try command(["post", "forum", "Bureau", "--subject", "sujet"], input: try file("text", "écrit " + mark))
    case 3: return try command(["event", "add", "réunion " + mark, "--start", "2031-05-01T14:00"])
    case 4: return try command(["file", "put", try file("f\(mark)", "contenu " + mark), "--in", "Docs"])
    default:
      given.remove(mark)
      return try command(["sync"])
    }
  }

  /// Something to fetch.
  func speakUp(_ round: Int) async throws {
    _ = try await anna.create(
      "Message", ["clientId": .string("a\(round)"), "channelId": .string(room), "body": .string("d’anna \(round)")])
  }

  func checkCache() throws {
    #expect(try CacheInspection(path: cacheFile, key: key()).findings().filter(\.isDamage) == [])
  }

  private func key() throws -> DatabaseKey { try homeKey(home) }

  func checkAll() async throws {
    #expect(try command(["sync"]).wait() == 0)
    try checkCache()
    #expect(try Cache.isEncrypted(cacheFile))
    let cache = try Cache(path: cacheFile, key: key())
    #expect(try cache.reader.outbox().map(\.entry) == [])
    let account = try #require(try cache.reader.accounts().first?.id)
    #expect(try await differences(cache, account, bert).prefix(3) == [])
    var seen: [String: Int] = [:]
    for (type, name) in [(Message.name, "body"), (CalendarEvent.name, "title"), (FileNode.name, "name")] {
      for object in try await bert.objects(type).values {
        guard let text = object[name]?.string, let start = text.firstIndex(of: "§") else { continue }
        seen[String(text[start...]), default: 0] += 1
      }
    }
    #expect(acknowledged.filter { given.contains($0) && seen[$0] == nil }.sorted() == [], "acknowledged and lost")
    #expect(seen.filter { $0.value > 1 }.keys.sorted() == [], "done twice")
    #expect(try server.integrity() == ["ok"])
  }
}

// MARK: - The server's load

/// A member who writes as fast as he can, and remembers what the server took.
private final class LoadWriter: Sendable {
  private let cache: Cache
  private let engine: SyncEngine
  private let name: String
  private let room: String
  private let member: Caller
  private let made = Mutex(0)
  var count: Int { made.withLock { $0 } }

  init(_ server: TortureServer, _ name: String, _ room: String, _ curl: CurlEngine) async throws {
    (self.name, self.room) = (name, room)
    member = try await Caller(server, name, curl)
    cache = try Cache(path: server.folder.file("cache-\(name).sqlite"))
    let login = LoginConfiguration(
      name: name, sessionURL: try ServerURL(server.url + "/.well-known/jmap"), credential: try await member.token())
    engine = SyncEngine(login: login, cache: cache, transport: CurlTransport(curl)) { _ in }
    _ = try await engine.syncOnce()
  }

  func write() async throws {
    let account = try #require(try cache.accounts(login: name).first?.id)
    let number = made.withLock { made in
      made += 1
      return made
    }
    let channel = ObjectKey(account, Channel.name, ObjectID(room))
    try cache.enqueue([
      Message.post(MessageDraft(body: "\(name) \(number)"), in: channel, clientID: "\(name)-\(number)", sentAt: 1)
    ])
    // That the server is away is what is tried.
    do { _ = try await engine.syncOnce() } catch { try await Task.sleep(for: .milliseconds(2)) }
  }

  func check() async throws {
    for _ in 0..<3 { _ = try await engine.syncOnce() }
    #expect(try cache.reader.outbox().map(\.entry) == [])
    let account = try #require(try cache.accounts(login: name).first?.id)
    #expect(try await differences(cache, account, member).prefix(3) == [])
    let own = try await member.objects(Message.name).values.compactMap { $0["clientId"]?.string }
    #expect(own.count == count && Set(own).count == count, "\(name): \(count) written, \(own.count) there")
    #expect(try CacheInspection(path: cache.path).findings() == [])
  }
}
