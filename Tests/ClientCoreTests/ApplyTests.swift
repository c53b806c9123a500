import Foundation
import GRDB
import JSON
import Testing

@testable import ClientCore

struct ApplyTests {
  @Test func whatCannotBeUnderstoodIsKeptAside() async throws {
    let village = try Village()
    try await village.receive(
      Message.name,
      [["id": "x"], message("m", in: "r", at: 1), ["body": "no id"], "nonsense", message("n", in: "r", at: 2)],
      state: "s1")
    #expect(try village.cache.ids(village.account, Message.name) == ["m", "n", "x"])
    #expect(try village.reader.quarantined() == ["Message": 2])
    #expect(try village.cache.state(village.account, Message.name) == "s1")
    try await village.receive(Message.name, [message("x", in: "r", at: 3)])
    #expect(try village.reader.quarantined() == ["Message": 1])
  }

  @Test func aPageIsTakenWholeOrNotAtAll() async throws {
    let village = try Village()
    let good = Delta(account: village.account, type: Message.name, upserts: [message("m", at: 1)], newState: "s1")
    let bad = Delta(account: village.account, type: "Poll", upserts: [["id": "p"]], newState: "s1")
    await #expect(throws: CacheError.unknownType("Poll")) { try await village.cache.apply([good, bad]) }
    #expect(try village.cache.state(village.account, Message.name) == nil)
    #expect(try village.cache.ids(village.account, Message.name) == [])
    #expect(try village.reader.search("texte", limit: 5).hits.isEmpty)
  }

  /// The file runs out of room at one page after another: each time either nothing of the delta is there, or all of it.
  @Test func aFailureAnywhereLeavesTheOldState() async throws {
    let village = try Village()
    try await village.settle()
    let page = (0..<60).map { message("m\($0)", in: "r", String(repeating: "long ", count: 200), at: $0) }
    var (room, failures) = (0, 0)
    while try village.cache.state(village.account, Message.name) == nil {
      try Self.limit(village, to: room)
      do {
        try await village.receive(Message.name, page, state: "s")
      } catch CacheError.full {
        failures += 1
        #expect(try village.cache.ids(village.account, Message.name).isEmpty)
        #expect(try village.reader.search("long", limit: 5).hits.isEmpty)
        #expect(try village.reader.unreadCounts().chat == 0)
      }
      room += 1
    }
    #expect(failures > 10)
    #expect(try village.cache.ids(village.account, Message.name).count == 60)
    #expect(try village.reader.unreadCounts().chat == 60)
  }

  private static func limit(_ village: Village, to pages: Int) throws {
    try village.cache.pool.writeWithoutTransaction { db in
      let used = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(used + pages)")
    }
  }

  @Test func aChangeSetNamesObjectsAndContainers() async throws {
    let village = try Village()
    let set = try await village.receive(
      Message.name, [message("t", subject: "S", at: 1), message("a", root: "t", at: 2)])
    #expect(set.objects == [village.key(Message.name, "t"), village.key(Message.name, "a")])
    #expect(set.touches(village.key(Channel.name, "b")) && set.touches(village.key(Message.name, "t")))
    #expect(!set.touches(village.key(Channel.name, "r")))
    let many = try await village.receive(Message.name, (0..<2_500).map { message("m\($0)", at: $0) })
    #expect(many.isEverything)
  }

  /// The derived table says after any history what counting again says.
  @Test(arguments: [1, 2, 3])
  func talliesNeverDrift(_ seed: UInt64) async throws {
    let village = try Village()
    try await village.settle()
    var random = Sequence64(state: seed)
    for step in 0..<60 {
      try await Self.randomStep(village, step, &random)
    }
    let before = try Self.tallies(village)
    #expect(before.count > 3)
    try Self.recount(village)
    #expect(try Self.tallies(village) == before, "seed \(seed)")
  }

  private static func randomStep(_ village: Village, _ step: Int, _ random: inout Sequence64) async throws {
    let topic = "t\(random.below(4))"
    let id = random.below(8) == 0 ? topic : "m\(random.below(40))"
    let isTopic = id == topic
    switch random.below(10) {
    case 0: try await village.receive(Message.name, [], destroyed: [ObjectID(id)])
    case 1:
      let position = random.below(2) == 0 ? topic : "r"
      try await village.receive(
        ReadPosition.name, [["id": .string(position), "readUpTo": .string(date(random.below(60)))]])
    case 2: try await village.receive(ReadPosition.name, [], destroyed: [ObjectID(topic)])
    default:
      var more: JSONObject = random.below(4) == 0 ? ["mentions": ["moi"]] : [:]
      if random.below(5) == 0 { more["deletedAt"] = .string(date(step)) }
      if random.below(3) == 0 { more["pinned"] = true }
      let isChat = !isTopic && random.below(3) == 0
      let object = message(
        id, in: isChat ? "r" : "b", root: isTopic || isChat ? nil : topic,
        replyTo: isTopic ? nil : "m\(random.below(40))", subject: isTopic ? "S" : nil,
        from: random.below(4) == 0 ? "moi" : "marie", at: random.below(60), more)
      try await village.receive(Message.name, [object])
    }
  }

  private static func recount(_ village: Village) throws {
    try village.cache.pool.write { db in
      let transaction = Transaction(db, now: 0)
      try transaction.conversations.recountAll(village.account)
      _ = try transaction.finish()
    }
  }

  private static func tallies(_ village: Village) throws -> [String] {
    try village.cache.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM conversation ORDER BY account, id").map(\.description)
    }
  }

  @Test func anotherMemberSeesOtherMessagesAsHisOwn() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("l", in: "r", from: "marie", at: 1)])
    #expect(try village.reader.unreadCounts().chat == 1)
    let marie = AccountDescription(jmapID: "u1", name: "U", capabilities: [], principalID: "marie")
    _ = try village.cache.storeSession([:], login: "essai", accounts: [marie])
    #expect(try village.reader.unreadCounts().chat == 0)
    #expect(try village.reader.message(village.key(Message.name, "l"))?.author.isViewer == true)
  }

  @Test func aLoginIsForgottenWhole() async throws {
    let village = try Village()
    try await village.settle()
    let other = AccountDescription(jmapID: "u2", name: "Autre", capabilities: [], principalID: nil)
    let second = try #require(try village.cache.storeSession([:], login: "autre", accounts: [other]).first)
    _ = try await village.cache.apply([
      Delta(account: second.id, type: Message.name, upserts: [message("m", "grève", at: 1)], newState: nil)
    ])
    try await village.receive(Message.name, [message("m", "grève", at: 1)])
    try village.cache.enqueue([Message.edit(village.key(Message.name, "m"), body: "x")])
    let mine = LoginNote.allCases.map { $0.name("essai") } + ["digest.\(village.account.rawValue)"]
    let others = LoginNote.allCases.map { $0.name("autre") } + ["digest.\(second.id.rawValue)", "place"]
    for note in mine + others { try village.cache.setNote(note, "x") }
    for login in ["essai", "autre"] {
      try await village.cache.pool.writeWithoutTransaction {
        try $0.execute(sql: "INSERT INTO linkUse VALUES ('2026-01-01', ?, 'x', 1, 1, 1)", arguments: [login])
      }
    }
    try village.cache.removeLogin("essai")
    #expect(try mine.allSatisfy { try village.reader.note($0) == nil })
    #expect(try others.allSatisfy { try village.reader.note($0) == "x" })
    #expect(
      try await village.cache.pool.read { try String.fetchAll($0, sql: "SELECT login FROM linkUse") } == ["autre"])
    #expect(try village.reader.accounts().map(\.login) == ["autre"])
    #expect(try village.reader.search("greve", limit: 5).hits.map(\.key.account) == [second.id])
    #expect(try village.reader.outbox().isEmpty && village.reader.boards().isEmpty)
    #expect(try village.cache.session(login: "essai") == nil)
  }
}

/// A small reproducible source of numbers (splitmix64).
struct Sequence64 {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }
}
