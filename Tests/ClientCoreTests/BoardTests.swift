import JSON
import Testing
import Text

@testable import ClientCore

struct BoardTests {
  @Test func topicsAreSortedByPinThenActivityAndCounted() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name,
      [
        message("t1", subject: "Vieux", at: 1), message("t2", subject: "Épinglé", at: 2, ["pinned": true]),
        message("t3", subject: "Récent", at: 3), message("a", root: "t1", replyTo: "t1", at: 10),
        message("b", root: "t1", replyTo: "a", from: "moi", at: 11),
      ])
    let page = try village.reader.topics(village.key(Channel.name, "b"), limit: 10)
    #expect(page.total == 3)
    #expect(page.rows.map(\.key.id) == ["t2", "t1", "t3"])
    let first = page.rows[1]
    #expect(first.replies == 2 && first.unread == 2)
    #expect(first.lastAuthor?.isViewer == true && first.author?.name.raw == "Marie Lefèvre")
    #expect(first.lastActivity == seconds(11))
    let board = try #require(try village.reader.boards().first)
    #expect(board.topics == 3 && board.unreadTopics == 3 && board.lastActivity == seconds(11))
  }

  @Test func windowsLieWhereTheAnchorSays() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name, (0..<100).map { message("t\($0)", subject: "Sujet \($0)", at: $0) })
    let board = village.key(Channel.name, "b")
    let middle = try village.reader.topics(board, at: .around("t50"), limit: 11)
    #expect(middle.offset == 44 && middle.total == 100 && middle.rows.map(\.key.id)[5] == "t50")
    let end = try village.reader.topics(board, at: .end, limit: 10)
    #expect(end.rows.last?.key.id == "t0" && end.offset == 90)
    #expect(try village.reader.topics(board, at: .index(95), limit: 10).offset == 90)
    #expect(try village.reader.topics(board, at: .around("nowhere"), limit: 10).offset == 0)
  }

  @Test func boardsHangBelowTheirParents() async throws {
    let village = try Village()
    let names = [("a", nil), ("b", "c"), ("c", nil), ("d", "b"), ("e", "gone"), ("f", "g"), ("g", "f")]
    try await village.receive(
      Channel.name,
      names.map { name, parent in
        ["id": .string(name), "kind": "forum", "name": .string(name), "parentId": parent.map { .string($0) } ?? .null]
      })
    let boards = try village.reader.boards()
    #expect(boards.map(\.key.id) == ["a", "c", "b", "d", "e", "f", "g"])
    #expect(boards.map(\.depth) == [0, 0, 1, 2, 0, 0, 1])
  }

  @Test func readingCountsDownAndOwnMessagesAreRead() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name,
      [
        message("t", subject: "Sujet", from: "moi", at: 1), message("a", root: "t", replyTo: "t", at: 2),
        message("b", root: "t", replyTo: "a", at: 3, ["mentions": ["moi"]]),
        message("l1", in: "r", at: 4), message("l2", in: "r", at: 5), message("l3", in: "r", from: "moi", at: 6),
      ])
    #expect(try village.reader.unreadCounts() == .init(topics: 1, chat: 2, mentions: 1, replies: 1))
    #expect(try village.reader.nextUnread()?.message == "b")
    #expect(try village.reader.nextUnread(skipping: village.key(Message.name, "t"))?.message == "l1")
    try village.cache.enqueue([ReadPosition.read(village.key(Channel.name, "r"), upTo: seconds(4))])
    #expect(try village.reader.unreadCounts().chat == 1)
    #expect(try village.reader.timeline(village.key(Channel.name, "r"), limit: 10)?.firstUnread == "l2")
    try await village.receive(ReadPosition.name, [["id": "t", "readUpTo": .string(date(2))]])
    #expect(try village.reader.unreadCounts() == .init(topics: 1, chat: 1, mentions: 1, replies: 0))
    try village.cache.enqueue([ReadPosition.mute(village.key(Message.name, "t"), true)])
    #expect(try village.reader.unreadCounts() == .init(topics: 0, chat: 1, mentions: 0, replies: 0))
    try await village.receive(Message.name, [message("l2", in: "r", "", at: 5, ["deletedAt": .string(date(9))])])
    #expect(try village.reader.unreadCounts().chat == 0)
  }
}
