import JSON
import Testing
import Text

@testable import ClientCore

struct TakeBackTests {
  private func village() async throws -> Village {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name, [message("t", subject: "Sujet", at: 0), message("a", root: "t", replyTo: "t", at: 1)])
    return village
  }

  private func ask(_ mutation: Mutation, of village: Village) throws -> Undoing {
    let undoing = try village.reader.undoing(mutation)
    try village.cache.enqueue([mutation])
    return undoing
  }

  /// As if the server took all that waits.
  private func deliver(_ village: Village, now: Double = 0) throws {
    let entries = try village.cache.takeReady([village.account], now: now, limit: 9)
    _ = try village.cache.settle(entries.map { ($0.id, .delivered(serverID: ObjectID("s\($0.id)"), properties: [:])) })
  }

  @Test func aHeldTextWaitsAndIsTakenBackWithoutATrace() async throws {
    let village = try await village()
    var post = Message.post(
      MessageDraft(subject: "S", body: "B"), in: village.key(Channel.name, "b"), clientID: "x", sentAt: 0)
    post.notBefore = 100
    let undoing = try ask(post, of: village)
    #expect(try village.cache.takeReady([village.account], now: 99, limit: 9).isEmpty)
    #expect(try village.cache.nextAttempt([village.account]) == 100)
    try village.cache.requeueSending()
    try village.reopen()
    #expect(try village.cache.takeReady([village.account], now: 99, limit: 9).isEmpty)
    #expect(try village.cache.takeBack([undoing]).lost == 0)
    #expect(try village.reader.outbox().isEmpty)
    #expect(try village.reader.message(village.key(Message.name, ".x")) == nil)
  }

  @Test func whatIsBlurredWaitsAlsoAfterARestartAndLeavesAtOnceWhenAPersonSaysSo() async throws {
    let village = try await village()
    let login = try #require(try village.reader.accounts().first).login
    let blur = SendingBlur([login: 600], random: { 0.5 })
    let post = Message.post(
      MessageDraft(subject: "S", body: "B"), in: village.key(Channel.name, "b"), clientID: "x", sentAt: 1_777_639_000)
    let held = try blur.blurred([post], now: 1_777_639_000, village.reader)
    #expect(held.first?.notBefore == 1_777_639_300)
    guard case .create(let properties)? = held.first?.action else { throw Missing() }
    // Told no finer than by the span: 12:36:40.
    #expect(properties["sentAt"]?.string == "2026-05-01T12:30:00Z")
    _ = try village.cache.enqueue(held)
    try village.cache.requeueSending()
    try village.reopen()
    #expect(try village.cache.takeReady([village.account], now: 1_777_639_299, limit: 9).isEmpty)
    let entry = try #require(try village.reader.outbox().first?.entry)
    #expect(entry.isHeld(at: 1_777_639_299) && !entry.isHeld(at: 1_777_639_300))
    #expect(try village.reader.outboxSummary().heldUntil == 1_777_639_300)
    _ = try village.cache.replace(entry.id, with: entry.mutation)
    #expect(try village.cache.nextAttempt([village.account]) == 1_777_639_300)
    _ = try village.cache.retry(entry.id)
    #expect(try village.cache.takeReady([village.account], now: 1_777_639_001, limit: 9).count == 1)
    #expect(try SendingBlur(["another": 600]).blurred([post], now: 0, village.reader).first?.notBefore == nil)
  }
  private struct Missing: Error {}

  @Test func whatHasLeftIsTooLateUnlessItHasAnInverse() async throws {
    let village = try await village()
    let post = Message.post(MessageDraft(body: "B"), in: village.key(Channel.name, "r"), clientID: "x", sentAt: 0)
    let posting = try ask(post, of: village)
    let pinning = try ask(Message.pin(village.key(Message.name, "t")), of: village)
    try deliver(village)
    #expect(try village.cache.takeBack([posting]).lost == 1)
    #expect(try village.cache.takeBack([pinning]).lost == 0)
    #expect(try village.reader.outbox().map(\.entry.mutation.action) == [.update(["pinned": false])])
  }

  @Test func aTextWaitingForItsFileTakesTheFileAlong() async throws {
    let village = try await village()
    let blob = Mutation(
      account: village.account, type: Blob.name, id: ObjectID(clientID: "f"),
      action: .upload(spool: "none", type: "text/plain", size: 1, sha256: ""))
    var draft = MessageDraft(body: "B")
    draft.attachments = [
      Message.Attachment(
        blobID: blob.id, name: UntrustedText("a"), type: UntrustedText("text/plain"), size: 1)
    ]
    let post = Message.post(draft, in: village.key(Channel.name, "r"), clientID: "x", sentAt: 0)
    let undoing = try village.reader.undoing(post)
    try village.cache.enqueue([blob, post])
    #expect(try village.cache.takeBack([undoing]).lost == 0)
    #expect(try village.reader.outbox().isEmpty)
  }

  @Test func twoChangesOfOneObjectAreTakenBackOneByOne() async throws {
    let village = try await village()
    let key = village.key(Message.name, "t")
    let pinning = try ask(Message.pin(key), of: village)
    let unpinning = try ask(Message.pin(key, false), of: village)
    _ = try village.cache.takeBack([unpinning])
    #expect(try village.reader.message(key)?.message.isPinned == true)
    _ = try village.cache.takeBack([pinning])
    #expect(try village.reader.message(key)?.message.isPinned == false)
  }

  @Test func aPositionComesBackWithWhatWasMuted() async throws {
    let village = try await village()
    try await village.receive(
      ReadPosition.name, [["id": "t", "readUpTo": .string(date(0)), "isMuted": true]])
    let key = village.key(Message.name, "t")
    let reading = try ask(ReadPosition.read(key, upTo: seconds(1)), of: village)
    try deliver(village)
    #expect(try village.reader.topic(key)?.unread == 0)
    #expect(try village.cache.takeBack([reading]).lost == 0)
    #expect(try village.reader.topic(key)?.unread == 1)
    #expect(try village.reader.topic(key)?.isMuted == true)
    #expect(try village.reader.outbox().map(\.entry.mutation.action).first == .destroy)
  }

  @Test func reactionsAndTextsComeBack() async throws {
    let village = try await village()
    let key = village.key(Message.name, "a")
    let reacting = try ask(Message.react(key, emoji: "✊", principal: "moi"), of: village)
    let editing = try ask(Message.edit(key, body: "autre"), of: village)
    try deliver(village)
    try deliver(village)
    _ = try village.cache.takeBack([editing])
    _ = try village.cache.takeBack([reacting])
    let message = try #require(try village.reader.message(key)?.message)
    #expect(message.body.raw == "texte" && message.reactions.isEmpty)
  }

  @Test func whatWasDeletedBeforeItLeftIsThereAgain() async throws {
    let village = try await village()
    let post = Message.post(MessageDraft(body: "B"), in: village.key(Channel.name, "r"), clientID: "x", sentAt: 0)
    try village.cache.enqueue([post])
    let deleting = try ask(Message.delete(village.key(Message.name, ".x"), at: 0), of: village)
    #expect(try village.reader.outbox().isEmpty)
    #expect(try village.cache.takeBack([deleting]).lost == 0)
    #expect(try village.reader.message(village.key(Message.name, ".x"))?.message.body.raw == "B")
  }

  @Test func aFolderThatWasMadeGoesAgain() async throws {
    let village = try await village()
    let making = try ask(
      FileNode.createFolder(village.account, named: "Tracts", in: nil, clientID: "d"), of: village)
    let entries = try village.cache.takeReady([village.account], now: 0, limit: 9)
    let changes = try village.cache.settle(entries.map { ($0.id, .delivered(serverID: "F1", properties: [:])) })
    _ = try village.cache.takeBack([making.following(changes)])
    let left = try village.reader.outbox().map(\.entry.mutation)
    #expect(left.map(\.action) == [.destroy] && left.map(\.id) == ["F1"])
  }
}

struct ChangedEventTests {
  private func event(_ id: String, by member: String, start: String, updated: Int) -> JSONValue {
    [
      "id": .string(id), "uid": .string(id), "title": .string("E\(id)"), "start": .string(start),
      "calendarIds": ["k": true], "createdBy": "marie", "updatedBy": .string(member),
      "updated": .string(date(updated)),
    ]
  }

  @Test func whatOthersChangedIsToldOnceInItsOrder() async throws {
    let village = try Village()
    try await village.settle()
    var seen = EventsSeen(nil)
    seen.begin([village.account], now: seconds(5))
    try await village.receive(
      CalendarEvent.name,
      [
        event("old", by: "marie", start: "2026-03-01T18:00:00", updated: 4),
        event("own", by: "moi", start: "2026-03-01T18:00:00", updated: 6),
        event("past", by: "jean", start: "2025-03-01T18:00:00", updated: 7),
        event("b", by: "jean", start: "2026-03-02T18:00:00", updated: 9),
        event("c", by: "jean", start: "2026-03-02T18:00:00", updated: 9),
        event("a", by: "jean", start: "2026-03-02T18:00:00", updated: 8),
      ])
    var told: [String] = []
    for _ in 0..<4 {
      let next = try village.reader.nextChangedEvent([village.account], after: seen, now: seconds(10))
      seen = EventsSeen(next.seen.json)
      if let place = next.place { told.append(place.title.raw) }
    }
    #expect(told == ["Ea", "Eb", "Ec"])
  }
}
