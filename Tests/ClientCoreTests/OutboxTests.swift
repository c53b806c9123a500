import Foundation
import JSON
import Testing
import Text

@testable import ClientCore

struct OutboxTests {
  /// What waits, as "action id" in order.
  private func waiting(_ village: Village) throws -> [String] {
    try village.reader.outbox().map { row in
      let action =
        switch row.entry.mutation.action {
        case .create: "create"
        case .update: "update"
        case .destroy: "destroy"
        case .upload: "upload"
        }
      return "\(action) \(row.entry.mutation.id) \(row.entry.state)"
    }
  }

  private func shown(_ village: Village, _ id: ObjectID) throws -> MessageRow? {
    try village.reader.message(village.key(Message.name, id))
  }

  private func post(_ village: Village, _ body: String, _ clientID: String, at minute: Int) -> Mutation {
    Message.post(
      MessageDraft(body: body), in: village.key(Channel.name, "r"), clientID: clientID, sentAt: seconds(minute))
  }

  @Test func aLineIsShownAtOnceAndTakesTheServersID() async throws {
    let village = try Village()
    try await village.settle()
    try village.cache.enqueue([post(village, "salut", "c1", at: 1)])
    let before = try #require(try shown(village, ".c1"))
    #expect(before.mark == .pending && before.author.isViewer && !before.isUnread)
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    #expect(taken.map(\.state) == [.sending] && taken.map(\.attempts) == [1])
    #expect(try village.cache.takeReady([village.account], now: seconds(2), limit: 10).isEmpty)
    let changes = try village.cache.settle([
      (taken[0].id, .delivered(serverID: "m1", properties: ["receivedAt": .string(date(3))]))
    ])
    #expect(changes.renamed == [village.key(Message.name, ".c1"): "m1"])
    #expect(try shown(village, ".c1") == nil)
    let after = try #require(try shown(village, "m1"))
    #expect(after.mark == .none && after.message.receivedAt == seconds(3) && after.message.body.raw == "salut")
    #expect(try waiting(village) == [])
    #expect(try village.reader.timeline(village.key(Channel.name, "r"), limit: 9)?.messages.total == 1)
  }

  @Test func aLostAnswerDoesNotDouble() async throws {
    let village = try Village()
    try await village.settle()
    try village.cache.enqueue([post(village, "salut", "c1", at: 1)])
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    let changes = try await village.receive(
      Message.name, [message("m1", in: "r", "salut", from: "moi", at: 3, ["clientId": "c1"])], state: "s1")
    #expect(changes.renamed == [village.key(Message.name, ".c1"): "m1"])
    #expect(try waiting(village) == [])
    #expect(try village.cache.settle([(taken[0].id, .retry(at: seconds(9)))]).isEmpty)
    #expect(
      try village.reader.timeline(village.key(Channel.name, "r"), limit: 9)?.messages.rows.map(\.key.id) == ["m1"])
  }

  @Test func repliesWaitForTheirTopicAndAreRewritten() async throws {
    let village = try Village()
    try await village.settle()
    let topic = Message.post(
      MessageDraft(subject: "Tract", body: "à relire"), in: village.key(Channel.name, "b"), clientID: "t",
      sentAt: seconds(1))
    try village.cache.enqueue([topic])
    let local = try #require(try shown(village, ".t")?.message)
    let reply = Message.reply(
      MessageDraft(body: "oui"), to: local, account: village.account, clientID: "a", sentAt: seconds(2))
    try village.cache.enqueue([
      reply, ReadPosition.read(village.key(Message.name, ".t"), upTo: seconds(1)),
    ])
    try village.cache.saveDraft(
      Draft(id: "d", target: village.key(Message.name, ".t"), content: ["body": "encore"], savedAt: seconds(2)))
    #expect(try village.reader.thread(village.key(Message.name, ".t"), limit: 9)?.messages.rows.count == 2)
    let first = try village.cache.takeReady([village.account], now: seconds(3), limit: 10)
    #expect(first.map(\.mutation.id) == [".t"])
    _ = try village.cache.settle([(first[0].id, .delivered(serverID: "T", properties: [:]))])
    let thread = try #require(try village.reader.thread(village.key(Message.name, "T"), limit: 9))
    #expect(thread.messages.rows.map(\.key.id) == ["T", ".a"] && thread.messages.rows.map(\.depth) == [0, 1])
    #expect(try village.reader.topic(village.key(Message.name, ".t")) == nil)
    #expect(try village.reader.draft(target: village.key(Message.name, "T"))?.content == ["body": "encore"])
    let second = try village.cache.takeReady([village.account], now: seconds(3), limit: 10)
    #expect(second.map(\.mutation.id) == [".a", "T"])
    guard case .create(let object) = try #require(second.first).mutation.action else {
      Issue.record("the reply is no create any more")
      return
    }
    #expect(object["threadRootId"] == "T" && object["replyTo"] == "T")
  }

  @Test func aWaitingEditSurvivesWhatTheServerSends() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m", in: "r", "un", from: "moi", at: 1)])
    try village.cache.enqueue([Message.edit(village.key(Message.name, "m"), body: "deux")])
    try await village.receive(
      Message.name, [message("m", in: "r", "un", from: "moi", at: 1, ["pinned": true])], state: "s")
    let row = try #require(try shown(village, "m"))
    #expect(row.message.body.raw == "deux" && row.message.isPinned && row.mark == .pending)
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    let failure = OutboxEntry.Failure(type: "forbidden", description: "non")
    _ = try village.cache.settle([(taken[0].id, .refused(failure))])
    let restored = try #require(try shown(village, "m"))
    #expect(restored.message.body.raw == "un" && restored.message.isPinned && restored.mark == .failed)
    let entry = try #require(try village.reader.outbox().first?.entry)
    #expect(entry.failure == failure && entry.mutation.action == .update(["body": "deux"]))
    _ = try village.cache.drop(entry.id)
    #expect(try shown(village, "m")?.mark == Mark.none)
    #expect(try waiting(village) == [])
  }

  @Test func editsOfAnUnsentCreateBecomePartOfIt() async throws {
    let village = try Village()
    try await village.settle()
    try village.cache.enqueue([post(village, "un", "c", at: 1)])
    try village.cache.enqueue([Message.edit(village.key(Message.name, ".c"), body: "deux")])
    #expect(try waiting(village) == ["create .c queued"])
    #expect(try shown(village, ".c")?.message.body.raw == "deux")
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    _ = try village.cache.settle([(taken[0].id, .retry(at: seconds(5)))])
    try village.cache.enqueue([Message.edit(village.key(Message.name, ".c"), body: "trois")])
    #expect(try waiting(village) == ["create .c queued", "update .c queued"])
    #expect(try shown(village, ".c")?.message.body.raw == "trois")
    try village.cache.enqueue([post(village, "rien", "x", at: 1)])
    try village.cache.enqueue([Message.delete(village.key(Message.name, ".x"), at: seconds(2))])
    #expect(try shown(village, ".x") == nil)
    #expect(try waiting(village).count == 2)
  }

  @Test func readPositionsAndAnswersCoalesce() async throws {
    let village = try Village()
    try await village.settle()
    let room = village.key(Channel.name, "r")
    try village.cache.enqueue([ReadPosition.read(room, upTo: seconds(5))])
    try village.cache.enqueue([ReadPosition.read(room, upTo: seconds(3)), ReadPosition.mute(room, true)])
    let entries = try village.reader.outbox().map(\.entry.mutation.action)
    #expect(entries == [.update(["readUpTo": .string(date(5)), "isMuted": true])])
  }

  @Test func reactionsReadAsTheProtocolSays() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m", in: "r", at: 1, ["reactions": ["👍": ["marie"]]])])
    let key = village.key(Message.name, "m")
    try village.cache.enqueue([
      Message.react(key, emoji: "👍", principal: "moi"), Message.react(key, emoji: "a/b", principal: "moi"),
    ])
    let reactions = try #require(try shown(village, "m")).message.reactions
    #expect(reactions.map(\.emoji.raw) == ["a/b", "👍"])
    #expect(reactions.map(\.principals) == [["moi"], ["marie", "moi"]])
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    #expect(taken.count == 1)
    #expect(taken[0].mutation.action == .update(["reactions/👍/moi": true]))
    _ = try village.cache.settle([(taken[0].id, .delivered(serverID: nil, properties: [:]))])
    try village.cache.enqueue([Message.react(key, emoji: "a/b", principal: "moi", isOn: false)])
    #expect(try shown(village, "m")?.message.reactions.map(\.principals) == [["marie", "moi"]])
  }

  @Test func nothingOvertakesInARoomAndWhatExpiresIsNotSent() async throws {
    let village = try Village()
    try await village.settle()
    try village.cache.enqueue([post(village, "un", "c1", at: 1)])
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    _ = try village.cache.settle([(taken[0].id, .retry(at: seconds(10)))])
    try village.cache.enqueue([
      post(village, "deux", "c2", at: 2),
      Message.post(
        MessageDraft(body: "trop tard"), in: village.key(Channel.name, "b"), clientID: "c3", sentAt: seconds(2),
        expiresAt: seconds(4)),
    ])
    #expect(try village.cache.expire(village.account, now: seconds(3)).isEmpty)
    #expect(try village.cache.nextAttempt([village.account]) == 0)
    #expect(try village.cache.takeReady([village.account], now: seconds(5), limit: 10).isEmpty)
    #expect(try waiting(village) == ["create .c1 queued", "create .c2 queued", "create .c3 failed"])
    #expect(try village.reader.outbox().last?.entry.failure?.type == "expired")
    #expect(try village.cache.nextAttempt([village.account]) == seconds(10))
    let later = try village.cache.takeReady([village.account], now: seconds(10), limit: 10)
    #expect(later.map(\.mutation.id) == [".c1", ".c2"])
    try village.cache.requeueSending()
    #expect(try village.cache.takeReady([village.account], now: seconds(10), limit: 1).map(\.mutation.id) == [".c1"])
  }

  /// A line, an answer to it and an answer to that: when the first is refused, what comes after all three is not held up.
  @Test func whatWaitsForAnotherThatWaitsInVainHoldsNothingUp() async throws {
    let village = try Village()
    try await village.settle()
    try village.cache.enqueue([post(village, "un", "c1", at: 1)])
    for (parent, id) in [(".c1", "c2"), (".c2", "c3")] {
      let message = try #require(try shown(village, ObjectID(parent))?.message)
      let answer = Message.reply(
        MessageDraft(body: "oui"), to: message, account: village.account, clientID: id, sentAt: seconds(2))
      try village.cache.enqueue([answer])
    }
    try village.cache.enqueue([post(village, "quatre", "c4", at: 3)])
    let taken = try village.cache.takeReady([village.account], now: seconds(4), limit: 10)
    #expect(taken.map(\.mutation.id) == [".c1"])
    _ = try village.cache.settle([(taken[0].id, .refused(.init(type: "forbidden", description: nil)))])
    let next = try village.cache.takeReady([village.account], now: seconds(4), limit: 10)
    #expect(next.map(\.mutation.id) == [".c4"])
  }

  @Test func whatWaitsToBeDestroyedTakesNoUpdate() async throws {
    let village = try Village()
    try await village.receive(FileNode.name, [["id": "f", "name": "a.txt", "blobId": "x"]])
    let key = village.key(FileNode.name, "f")
    try village.cache.enqueue([FileNode.rename(key, to: "b.txt")])
    try village.cache.enqueue([FileNode.delete(key)])
    #expect(try waiting(village) == ["destroy f queued"])
    #expect(try village.reader.file(key) == nil)
    #expect(throws: CacheError.beingDestroyed(key)) { try village.cache.enqueue([FileNode.rename(key, to: "c.txt")]) }
    #expect(try village.cache.ids(village.account, FileNode.name) == ["f"])
    try await village.receive(FileNode.name, [["id": "f", "name": "z.txt", "blobId": "x"]])
    #expect(try village.reader.file(key) == nil)
    _ = try village.cache.drop(try #require(try village.reader.outbox().first).entry.id)
    #expect(try village.reader.file(key)?.file.node.name.raw == "z.txt")
  }

  @Test func aRefusedCreateStaysToBeEditedRetriedOrDropped() async throws {
    let village = try Village()
    try await village.settle()
    try village.cache.enqueue([post(village, "non", "c", at: 1)])
    let taken = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    _ = try village.cache.settle([(taken[0].id, .refused(.init(type: "forbidden", description: nil)))])
    #expect(try shown(village, ".c")?.mark == .failed)
    let edited = post(village, "oui", "c", at: 1)
    _ = try village.cache.replace(taken[0].id, with: edited)
    #expect(try shown(village, ".c")?.message.body.raw == "oui")
    #expect(try shown(village, ".c")?.mark == .pending)
    #expect(try village.cache.takeReady([village.account], now: seconds(2), limit: 10).count == 1)
    _ = try village.cache.settle([(taken[0].id, .refused(.init(type: "forbidden", description: nil)))])
    _ = try village.cache.drop(taken[0].id)
    #expect(try shown(village, ".c") == nil)
  }

  @Test func anUploadsBlobIDFollowsIntoTheFile() async throws {
    let village = try Village()
    let file = village.folder.appending(path: "tract.txt")
    try "Toutes et tous en grève".write(to: file, atomically: true, encoding: .utf8)
    let content = try village.cache.spool(copying: file.path, type: "text/plain")
    guard case .upload(let spool, "text/plain", 24, let digest) = content else {
      Issue.record("\(content)")
      return
    }
    #expect(digest == "ac4347bb11310f76787329a2a1d5cb25a212cd077b13b10e713c5253deea2e47")
    let folder = FileNode.createFolder(village.account, named: "Tracts", in: nil, clientID: "d")
    try village.cache.enqueue(
      [folder] + FileNode.upload(village.account, named: "tract.txt", in: ".d", content: content, clientID: "f"))
    #expect(try village.reader.folder(village.account, ".d", limit: 9)?.rows.rows.map(\.node.size) == [24])
    let first = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    #expect(first.map(\.mutation.id) == [".d", ".f-blob"])
    _ = try village.cache.settle([
      (first[1].id, .delivered(serverID: "B1", properties: [:])),
      (first[0].id, .delivered(serverID: "D1", properties: [:])),
    ])
    let second = try village.cache.takeReady([village.account], now: seconds(2), limit: 10)
    guard case .create(let object) = try #require(second.first).mutation.action else { return }
    #expect(object["blobId"] == "B1" && object["parentId"] == "D1" && object["sha256"] == .string(digest))
    #expect(!FileManager.default.fileExists(atPath: village.cache.spoolPath(spool)))
    let page = try #require(try village.reader.folder(village.account, "D1", limit: 9))
    #expect(page.rows.rows.map(\.key.id) == [".f"] && page.path.map(\.name.raw) == ["Tracts"])
  }

  @Test func droppingACreateFailsWhatCannotDoWithoutIt() async throws {
    let village = try Village()
    try village.cache.enqueue([
      FileNode.createFolder(village.account, named: "A", in: nil, clientID: "a"),
      FileNode.createFolder(village.account, named: "B", in: ".a", clientID: "b"),
    ])
    _ = try village.cache.drop(try #require(try village.reader.outbox().first).entry.id)
    #expect(try waiting(village) == ["create .b failed"])
    #expect(try village.reader.outbox().first?.entry.failure?.type == "dependencyDropped")
  }
}
