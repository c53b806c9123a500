import GRDB
import JSON
import Synchronization
import Testing
import Text

@testable import ClientCore

struct ThreadTests {
  @Test func answersStandBelowWhatTheyAnswer() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name,
      [
        message("t", subject: "Sujet", at: 0), message("a", root: "t", replyTo: "t", at: 1),
        message("b", root: "t", replyTo: "t", at: 2), message("c", root: "t", replyTo: "a", at: 3),
        message("d", root: "t", replyTo: "missing", at: 4), message("e", root: "t", at: 5),
        message("x", root: "t", replyTo: "y", at: 6), message("y", root: "t", replyTo: "x", at: 7),
        message("z", root: "t", replyTo: "z", at: 8),
      ])
    let thread = try #require(try village.reader.thread(village.key(Message.name, "t"), limit: 100))
    #expect(thread.outline.map(\.id) == ["t", "a", "c", "b", "d", "e", "z", "x", "y"])
    #expect(thread.outline.map(\.depth) == [0, 1, 2, 1, 1, 1, 0, 1, 2])
    #expect(thread.messages.rows[2].quoted?.id == "a")
    #expect(thread.firstUnread == 0)
    let part = try #require(try village.reader.thread(village.key(Message.name, "t"), at: .around("b"), limit: 3))
    #expect(part.messages.offset == 2 && part.messages.rows.map(\.key.id) == ["c", "b", "d"])
  }

  /// However long a topic is, opening it asks as much: one question for the order of all, and some for each message of the screen.
  @Test func aTopicOfFiveThousandMessagesIsOpenedLikeOneOfAHundred() async throws {
    let village = try Village()
    try await village.settle()
    for (root, count) in [("short", 100), ("long", 5_000)] {
      let replies = (1..<count).map { message("\(root)\($0)", root: root, replyTo: root, at: $0) }
      try await village.receive(Message.name, [message(root, subject: root, at: 0)] + replies)
    }
    let (asked, reader) = try Self.counting(village)
    _ = try reader.thread(village.key(Message.name, "short"), limit: 56)
    for anchor in [Anchor.start, .around("long2500")] {
      let counts = try ["short", "long"].map { root in
        asked.withLock { $0 = 0 }
        let thread = try #require(try reader.thread(village.key(Message.name, ObjectID(root)), at: anchor, limit: 56))
        #expect(thread.messages.rows.count == 56)
        return asked.withLock { $0 }
      }
      #expect(counts.allSatisfy { (1...4 * 56).contains($0) }, "\(counts)")
    }
    let plan = try await reader.pool.read { db in
      try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + CacheReader.threadNodes, arguments: [1, "long"]).map(
        \.description)
    }
    #expect(plan.count == 1 && plan[0].contains("SEARCH"), "\(plan)")
  }

  /// A reader, and how many statements it has run.
  private static func counting(_ village: Village) throws -> (Asked, CacheReader) {
    let count = Asked()
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      db.trace { if case .statement = $0 { count.withLock { $0 += 1 } } }
    }
    return (count, CacheReader(pool: try DatabasePool(path: village.path, configuration: configuration)))
  }

  @Test func repliesWithoutTheirTopicAreShown() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("a", root: "t", replyTo: "t", at: 1)])
    let topics = try village.reader.topics(village.key(Channel.name, "b"), limit: 5)
    #expect(topics.rows.map(\.subject) == [nil] && topics.rows.map(\.replies) == [1])
    try await village.receive(Message.name, [message("t", subject: "Sujet", at: 0)])
    let row = try #require(try village.reader.topic(village.key(Message.name, "t")))
    #expect(row.subject?.raw == "Sujet" && row.replies == 1 && row.lastActivity == seconds(1))
  }

  @Test func aMovedTopicLeavesItsBoard() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Channel.name, [["id": "b2", "kind": "forum", "name": "Autre"]])
    try await village.receive(
      Message.name, [message("t", subject: "Sujet", at: 0), message("a", root: "t", replyTo: "t", at: 1)])
    try await village.receive(
      Message.name,
      [message("t", in: "b2", subject: "Sujet", at: 0), message("a", in: "b2", root: "t", replyTo: "t", at: 1)])
    #expect(try village.reader.topics(village.key(Channel.name, "b"), limit: 5).total == 0)
    #expect(try village.reader.topics(village.key(Channel.name, "b2"), limit: 5).rows.map(\.replies) == [1])
    try await village.receive(Message.name, [], destroyed: ["t", "a"])
    #expect(try village.reader.topics(village.key(Channel.name, "b2"), limit: 5).total == 0)
  }

  @Test func aChainOfThousandsUsesNoStack() {
    let nodes = (0..<20_000).map { index in
      ThreadNode(
        row: Int64(index), id: ObjectID("m\(index)"), replyTo: ObjectID(index == 0 ? "" : "m\(index - 1)"),
        isUnread: false)
    }
    let ordered = ThreadTree.ordered(nodes, root: "m0")
    #expect(ordered.count == 20_000 && ordered.last?.depth == ThreadTree.deepest)
  }

  @Test func importedAuthorsAreNotVerified() async throws {
    let village = try Village()
    try await village.settle()
    let author: JSONValue = ["name": "", "address": "jean@exemple.org"]
    try await village.receive(Message.name, [message("m", in: "r", from: nil, at: 1, ["author": author])])
    let row = try #require(try village.reader.message(village.key(Message.name, "m")))
    #expect(!row.author.isVerified && row.author.name.raw == "jean@exemple.org")
    #expect(row.abilities.mayReply && !row.abilities.mayEdit && row.abilities.mayDelete)
  }

  @Test func aLongRoomIsPagedFromBothEnds() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, (0..<12_000).map { message("l\($0)", in: "r", at: $0) })
    let room = village.key(Channel.name, "r")
    let end = try #require(try village.reader.timeline(room, limit: 50))
    #expect(end.messages.offset == 11_950 && end.hasEarlier && !end.hasLater && end.firstUnread == "l0")
    let start = try #require(try village.reader.timeline(room, at: .start, limit: 50))
    #expect(start.messages.offset == 0 && start.hasLater && start.messages.rows.first?.key.id == "l0")
    let early = try #require(try village.reader.timeline(room, at: .index(100), limit: 50))
    #expect(early.messages.offset == 100 && early.messages.rows.first?.key.id == "l100")
    let middle = try #require(try village.reader.timeline(room, at: .around("l6000"), limit: 50))
    #expect(middle.messages.rows.contains { $0.key.id == "l6000" } && middle.messages.rows.count == 50)
    #expect(abs(middle.messages.offset - 5_975) < 100)
    let late = try #require(try village.reader.timeline(room, at: .index(11_000), limit: 50))
    #expect(late.messages.rows.first?.key.id == "l11000" && late.messages.offset == 11_000)
  }
}

/// How many statements were run, on any thread.
private final class Asked: Sendable {
  private let count = Mutex(0)
  func withLock<Result>(_ body: (inout Int) -> Result) -> Result { count.withLock { body(&$0) } }
}
