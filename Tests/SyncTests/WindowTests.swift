import ClientCore
import Foundation
import Glibc
import JSON
import Synchronization
import TER1Server
import TestSupport
import Testing
import Wire

@testable import Sync

/// A cache that holds a window: whatever happens on the way, in the end everything in the window is there, and all that is there
/// is as the server has it.
@Suite(.timeLimit(.minutes(10))) struct WindowTests {
  @Test(arguments: Self.seeds) func holdsTheWindowAfterRandomEditsOverABadLink(_ seed: UInt64) async throws {
    var run = try WindowRun(seed: seed)
    try await run.go()
  }

  /// `TER1_CONVERGENCE_RUNS` asks for more, `TER1_SEED` for one.
  static let seeds: [UInt64] = {
    func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
    if let seed = number("TER1_SEED") { return [seed] }
    return Array(0..<(number("TER1_CONVERGENCE_RUNS") ?? 40))
  }()

  @Test("one question brings boards, titles, events and files, and no text")
  func firstContact() async throws {
    let world = try World()
    let old = try OldMessages(world)
    try old.fill(now: Date.now.timeIntervalSince1970, topics: 8, lines: 30)
    let device = try Device(world, "bert", try world.transport("bert"), history: .days(30))
    try await device.engine.connect()
    try await device.engine.meetStrangers()
    let report = await device.engine.report
    #expect(report.roundTrips == 2)
    let messages = try device.objects("Message").values
    #expect(messages.allSatisfy { $0["body"] == nil })
    let board = ObjectKey(try device.account, Channel.name, world.board)
    #expect(try device.cache.reader.topics(board, limit: 20).rows.allSatisfy { $0.subject != nil })
    #expect(try device.cache.reader.topics(board, limit: 20).total == 8)
    #expect(try !device.objects("FileNode").isEmpty && !device.objects("Channel").isEmpty)
    #expect(try device.cache.reader.history(of: board).hasEarlier)
  }

  @Test("where the window holds little, joining brings all of it; where it holds much, what one looks at first")
  func joining() async throws {
    func lines(_ handle: String, of count: Int) async throws -> [JSONValue] {
      let world = try World()
      try OldMessages(world).fill(now: Date.now.timeIntervalSince1970, topics: 2, lines: count)
      let device = try Device(world, handle, try world.transport(handle), history: .days(30))
      _ = try await device.engine.meet()
      return try device.objects("Message").values.filter { $0["channelId"]?.string == world.room.rawValue }
    }
    let few = try await lines("bert", of: 80)
    #expect(few.count >= 18 && few.allSatisfy { $0["body"] != nil })
    let newest = try await lines("bert", of: 400)
    #expect(newest.count == 1 && newest.allSatisfy { $0["body"] == nil })
  }

  @Test(
    "a topic's texts and older replies come when it is opened, a room's as one scrolls, and are not asked for twice")
  func onDemand() async throws {
    let world = try World()
    let old = try OldMessages(world)
    let now = Date.now.timeIntervalSince1970
    try old.fill(now: now - 60 * 86_400, topics: 3, lines: 130)
    let device = try Device(world, "bert", try world.transport("bert"), history: .days(30))
    _ = try await device.engine.syncOnce()
    let account = try device.account
    let (board, room) = (ObjectKey(account, Channel.name, world.board), ObjectKey(account, Channel.name, world.room))
    let topic = try #require(try device.cache.reader.topics(board, limit: 5).rows.first).key
    #expect(try device.cache.reader.history(of: topic).titles > 0)
    #expect(try await device.engine.fetch(.conversation(topic)).received > 0)
    #expect(try device.cache.reader.history(of: topic).isComplete)
    #expect(try device.objects("Message")[topic.id]?["body"]?.string?.isEmpty == false)
    #expect(try await device.engine.fetch(.conversation(topic)).received == 0)
    var pages = 0
    while try device.cache.reader.history(of: room).hasEarlier {
      _ = try await device.engine.fetch(.conversation(room))
      pages += 1
      try #require(pages < 10)
    }
    #expect(pages >= 3)
    #expect(try device.cache.reader.timeline(room, limit: 1)?.messages.total == 130)
    #expect(try await device.engine.fetch(.search(account, "rarissime")).received == 1)
  }

  @Test(
    "a cache with titles alone is sound, stays as it is when it is rebuilt, and knows no past when all is forgotten")
  func repair() async throws {
    let world = try World()
    let now = Date.now.timeIntervalSince1970
    try OldMessages(world).fill(now: now - 60 * 86_400, topics: 8, lines: 130)
    let device = try Device(world, "bert", try world.transport("bert"), history: .days(30))
    _ = try await device.engine.syncOnce()
    let room = ObjectKey(try device.account, Channel.name, world.room)
    _ = try await device.engine.fetch(.conversation(room))
    let messages = try device.objects("Message")
    let history = try device.cache.reader.history(of: room)
    #expect(messages.values.contains { $0["body"] == nil } && history.hasEarlier)
    #expect(try CacheInspection(path: device.cache.path).findings() == [])
    try device.cache.rebuild()
    #expect(try device.objects("Message") == messages)
    #expect(try device.cache.reader.history(of: room) == history)
    try device.cache.forgetServers()
    #expect(try CacheInspection(path: device.cache.path).findings() == [])
    _ = try await device.engine.syncOnce()
    #expect(try CacheInspection(path: device.cache.path).findings() == [])
    while try device.cache.reader.history(of: room).hasEarlier {
      try #require(try await device.engine.fetch(.conversation(room)).received > 0)
    }
    #expect(try device.cache.reader.timeline(room, limit: 1)?.messages.total == 130)
  }
}

extension WindowTests {
  @Test("a cache of which all was forgotten knows that it holds a window again")
  func forgotten() async throws {
    let world = try World()
    try OldMessages(world).fill(now: Date.now.timeIntervalSince1970 - 60 * 86_400, topics: 3, lines: 130)
    let first = try Device(world, "bert", try world.transport("bert"), history: .days(30))
    _ = try await first.engine.syncOnce()
    let room = ObjectKey(try first.account, Channel.name, world.room)
    while try first.cache.reader.history(of: room).hasEarlier { _ = try await first.engine.fetch(.conversation(room)) }
    try first.cache.forgetServers()
    let again = try Device(world, "bert", try world.transport("bert"), cache: first.cache, history: .days(30))
    _ = try await again.engine.syncOnce()
    #expect(try again.cache.reader.history(of: room).hasEarlier)
    for _ in 0..<10 where try again.cache.reader.history(of: room).hasEarlier {
      _ = try await again.engine.fetch(.conversation(room))
    }
    #expect(try again.cache.reader.timeline(room, limit: 1)?.messages.total == 130)
  }
}

/// A past, with answers to old topics, several in the same millisecond.
struct OldMessages {
  let world: World
  init(_ world: World) throws { self.world = world }

  /// - Parameter now: when the newest was received; the oldest 120 days before.
  func fill(now: Double, topics: Int, lines: Int) throws {
    try world.cooperative.importBatch { batch in
      func insert(_ age: Double, _ more: JSONObject) throws -> String {
        let date = JSONValue.string(UTCDate.string(from: (now - age * 86_400).rounded()))
        let object: JSONObject = [
          "threadRootId": .null, "replyTo": .null, "subject": .null, "bodyType": "text/plain", "sentAt": date,
          "receivedAt": date, "author": ["name": "Rosa", "address": ""],
        ]
        return try batch.insert(type: "Message", object.merging(more) { _, new in new })
      }
      let board = JSONValue.string(world.board.rawValue)
      for topic in 0..<topics {
        let age = 120.0 * Double(topic + 1) / Double(topics)
        let root = try insert(
          age, ["channelId": board, "subject": .string("Sujet \(topic)"), "body": .string("Le sujet \(topic)")])
        for reply in 0..<(topic % 4) {
          _ = try insert(
            age * Double(reply) / 4,
            ["channelId": board, "threadRootId": .string(root), "replyTo": .string(root), "body": "Réponse"])
        }
      }
      for line in 0..<lines {
        _ = try insert(
          120 * Double(line / 3 * 3) / Double(lines),
          [
            "channelId": .string(world.room.rawValue),
            "body": .string(line == lines - 1 ? "rarissime" : "ligne \(line)"),
          ])
      }
    }
  }
}

private struct WindowRun {
  let seed: UInt64
  let world: World
  let link: FaultyTransport
  let device: Device
  let window: HistoryWindow
  let time = Mutexed(Date.now.timeIntervalSince1970)
  var random: SeededGenerator

  init(seed: UInt64) throws {
    (self.seed, random) = (seed, SeededGenerator(seed: seed))
    world = try World()
    try OldMessages(world).fill(now: Date.now.timeIntervalSince1970 - 10, topics: 12, lines: 40)
    let choices: [HistoryWindow] = [.days(5), .days(30), .days(90), .everything]
    window = choices[Int(seed) % 4]
    let pageSize = [1, 2, 5, nil][Int(seed / 4) % 4]
    link = FaultyTransport(try world.transport("bert"), seed: seed &* 11 &+ 3, probability: 0, pageSize: pageSize)
    let time = time
    let clock = SyncClock(now: { time.value }, sleep: { time.add($0) }, random: { 0.5 })
    device = try Device(world, "bert", link, clock: clock, history: window)
  }

  mutating func go() async throws {
    link.worsen(to: 0.3)
    for step in 0..<16 {
      if random.chance(0.5) { try editOnServer(step) }
      if random.chance(0.3), account != nil { try say(step) }
      if random.chance(0.4) { await scroll() }
      if random.chance(0.6) { await sync() }
    }
    link.heal()
    for _ in 0..<6 { await sync() }
    try check()
  }

  private var account: AccountID? { (try? device.cache.accounts(login: "bert"))?.first?.id }

  private func sync() async {
    time.add(60)
    do { _ = try await device.engine.syncOnce() } catch {
      if getenv("TER1_SEED") != nil { print("\(error)") }
      if case .cache(let error) = error { Issue.record("seed \(seed): \(error)") }
    }
  }

  private mutating func scroll() async {
    guard let account else { return }
    let topics = (try? device.objects("Message").filter { $0.value["subject"]?.string != nil }.keys.sorted()) ?? []
    let requests: [HistoryRequest] = [
      .conversation(ObjectKey(account, Channel.name, world.room)),
      .board(ObjectKey(account, Channel.name, world.board)),
      .search(account, "ligne"), .folder(account, nil),
      .conversation(ObjectKey(account, Message.name, topics.randomElement(using: &random) ?? "x")),
    ]
    guard let request = requests.randomElement(using: &random) else { return }
    do { _ = try await device.engine.fetch(request) } catch {
      if case .cache(let error) = error { Issue.record("seed \(seed): \(error)") }
    }
  }

  private mutating func say(_ step: Int) throws {
    try device.say("dit \(step)", in: world.room, clientID: "bert-\(step)")
  }

  /// Old things are changed and destroyed, others are made.
  private mutating func editOnServer(_ step: Int) throws {
    let messages = try world.objects("Message", as: "anna").keys.sorted()
    guard random.chance(0.6), let target = messages.randomElement(using: &random) else {
      try world.post("anna \(step)")
      return
    }
    if random.chance(0.3) {
      _ = try world.call("Message/set", ["destroy": [.string(target.rawValue)]], as: "anna")
    } else {
      _ = try world.call(
        "Message/set", ["update": [target.rawValue: ["pinned": .bool(random.chance(0.5))]]], as: "anna")
    }
  }

  private func check() throws {
    for type in Cache.syncedTypes {
      let (ours, theirs) = (try device.objects(type.name), try world.objects(type.name, as: "bert"))
      for (id, object) in ours {
        let same = theirs[id].map { Self.isPart(object, of: $0) } ?? false
        #expect(same, "seed \(seed), \(type.name): ours \(object.text), theirs \(theirs[id]?.text ?? "nothing")")
      }
      for (id, object) in theirs where isInWindow(object) {
        #expect(ours[id] == object, "seed \(seed), \(type.name): missing or not whole: \(object.text)")
      }
    }
    #expect(try device.cache.reader.outbox().filter { $0.entry.state != .failed }.isEmpty, "seed \(seed)")
    #expect(try CacheInspection(path: device.cache.path).findings() == [], "seed \(seed)")
  }

  private func isInWindow(_ object: JSONValue) -> Bool {
    guard let received = object["receivedAt"]?.string.flatMap(UTCDate.seconds) else { return true }
    return received * 1_000 >= Double(window.start(now: time.value))
  }

  /// A title has some of the properties.
  private static func isPart(_ object: JSONValue, of whole: JSONValue) -> Bool {
    (object.object ?? [:]).allSatisfy { whole[$0.key] == $0.value }
      && (object["body"] != nil || object["channelId"] == nil || whole["channelId"] != nil)
  }
}

private final class Mutexed: Sendable {
  private let content: Mutex<Double>
  init(_ value: Double) { content = Mutex(value) }
  var value: Double { content.withLock { $0 } }
  func add(_ seconds: Double) { content.withLock { $0 += seconds } }
}
