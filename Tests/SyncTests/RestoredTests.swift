import ClientCore
import JSON
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Sync

/// docs/protocol.md, section 19.
@Suite(.timeLimit(.minutes(10))) struct RestoredTests {
  let world: World
  let device: Device
  init() async throws {
    world = try World()
    device = try Device(world, "bert", try world.transport("bert"))
    _ = try await device.engine.syncOnce()
  }

  private func key(_ type: TypeName, _ id: ObjectID) throws -> ObjectKey { ObjectKey(try device.account, type, id) }

  /// The backup is put back, and then the server comes further than it had been.
  private func restore() throws {
    try world.restore()
    for number in 0..<20 { try world.post("après \(number)") }
  }

  private func checkEquality() throws {
    for type in Cache.syncedTypes {
      #expect(try device.objects(type.name) == world.objects(type.name, as: "bert"), "\(type.name)")
    }
  }

  @Test func whatOneMadeSinceTheBackupIsMadeAgain() async throws {
    try world.backUp()
    let topic = try post(MessageDraft(subject: "Sujet", body: "corps"), "t")
    _ = try await device.engine.syncOnce()
    let root = try #require(try device.cache.reader.message(try key("Message", serverID("t")))?.message)
    try device.cache.enqueue([
      Message.reply(MessageDraft(body: "réponse"), to: root, account: topic.account, clientID: "r", sentAt: 2),
      FileNode.createFolder(topic.account, named: "Dossier", in: nil, clientID: "f"),
    ])
    _ = try await device.engine.syncOnce()
    let lost = Set(try world.objects("Message", as: "bert").keys)
    // What still waits refers to what is lost.
    try device.cache.enqueue([
      Message.edit(try key("Message", serverID("t")), body: "corps corrigé"),
      FileNode.createFolder(topic.account, named: "Dedans", in: serverID("f", "FileNode"), clientID: "g"),
    ])
    try restore()
    _ = try await device.engine.syncOnce()
    _ = try await device.engine.syncOnce()
    let messages = try world.objects("Message", as: "bert")
    let again = try #require(messages.values.first { $0["clientId"]?.string == "t" })
    #expect(again["body"]?.string == "corps corrigé")
    #expect(messages.values.first { $0["clientId"]?.string == "r" }?["threadRootId"] == again["id"])
    let nodes = try world.objects("FileNode", as: "bert").values
    let folder = nodes.first { $0["clientId"]?.string == "f" }
    #expect(nodes.first { $0["clientId"]?.string == "g" }?["parentId"] == folder?["id"])
    #expect(lost.isDisjoint(with: messages.keys), "no id is given twice")
    #expect(try device.cache.reader.outbox().isEmpty)
    #expect(device.events.withLock { $0.contains { if case .notice(.restored) = $0 { true } else { false } } })
    try checkEquality()
  }

  private func post(_ draft: MessageDraft, _ id: String) throws -> ObjectKey {
    let board = try key("Channel", world.board)
    try device.cache.enqueue([Message.post(draft, in: board, clientID: id, sentAt: 1)])
    return board
  }

  private func serverID(_ clientID: String, _ type: TypeName = "Message") throws -> ObjectID {
    try #require(try device.objects(type).first { $0.value["clientId"]?.string == clientID }?.key)
  }

  @Test func correctionsDeletionsAndReadingAreDoneAgain() async throws {
    for id in ["a", "b"] { _ = try post(MessageDraft(subject: id, body: "avant"), id) }
    _ = try await device.engine.syncOnce()
    try world.backUp()
    try device.cache.enqueue([
      Message.edit(try key("Message", serverID("a")), body: "après"),
      Message.delete(try key("Message", serverID("b")), at: 3),
      ReadPosition.read(try key("Message", serverID("a")), upTo: 1_000),
    ])
    _ = try await device.engine.syncOnce()
    try restore()
    _ = try await device.engine.syncOnce()
    _ = try await device.engine.syncOnce()
    let messages = try world.objects("Message", as: "bert").values
    #expect(messages.first { $0["clientId"]?.string == "a" }?["body"]?.string == "après")
    #expect(messages.first { $0["clientId"]?.string == "b" }?["deletedAt"]?.string != nil)
    #expect(
      try world.objects("ReadPosition", as: "bert").values.first?["readUpTo"]?.string == "1970-01-01T00:16:40.000Z")
    try checkEquality()
  }

  @Test func aChangeWhoseStateWasNeverFetchedIsMissed() async throws {
    try world.backUp()
    _ = try post(MessageDraft(subject: "Sujet", body: "corps"), "t")
    // Sent, and answered; the link ends before anything is fetched.
    try await device.engine.sendOnly()
    try world.restore()
    _ = try await device.engine.syncOnce()
    _ = try await device.engine.syncOnce()
    #expect(try world.objects("Message", as: "bert").values.contains { $0["clientId"]?.string == "t" })
    try checkEquality()
  }

  @Test func whatSomebodyDestroyedIsNotMadeAgain() async throws {
    _ = try post(MessageDraft(subject: "Sujet", body: "corps"), "t")
    try await device.engine.sendOnly()
    _ = try world.call("Message/set", ["destroy": [.string(serverID("t").rawValue)]], as: "anna")
    _ = try await device.engine.syncOnce()
    #expect(try world.objects("Message", as: "anna").isEmpty)
    #expect(try device.cache.reader.outbox().isEmpty, "what it offers again it also sends")
    #expect(try await device.engine.syncOnce().roundTrips == 1, "and nothing more is asked about it")
    try checkEquality()
  }

  @Test func statesOfThisTimeStayGoodAcrossRestartsAndBackups() async throws {
    try world.post("un")
    _ = try await device.engine.syncOnce()
    try world.backUp()
    try world.restore()
    try world.post("deux")
    #expect(try await device.engine.syncOnce().received == 1)
    try checkEquality()
  }
}

extension SyncEngine {
  fileprivate func sendOnly() async throws {
    try await connect()
    _ = try await drainOutbox()
  }
}
