import ClientCore
import Foundation
import JSON
import Sync
import TestSupport
import Testing

/// What a day of 200 messages costs as a digest, on the wire.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: ServerBinary.isThere))
struct DigestCostTests {
  /// Paragraphs of real French prose.
  private static let paragraphs: [String]? = {
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let top = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? checkout + "/../shared/data"
    let file = top + "/1-fils/prose-fr/debian-faq.fr.txt"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return text.components(separatedBy: "\n\n").map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }.filter { $0.count > 120 && !$0.contains("....") }
  }()

  @Test(.enabled(if: Needed.found(paragraphs != nil, "no corpora to write the messages of a day from")))
  func aDayOfTwoHundredMessages() async throws {
    let texts = try #require(Self.paragraphs)
    try #require(texts.count >= 200)
    let folder = try TemporaryFolder()
    let peer = try PeerKind.binary.make()
    let (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
    _ = try await anna.engine.syncOnce()
    try await fill(anna, texts)
    // The connection and the session are there, as after any other request.
    _ = try await bert.engine.syncOnce()
    let before = bert.engine.traffic
    try await bert.engine.digest(since: Date().timeIntervalSince1970 - 86_400)
    let cost = bert.engine.traffic - before
    #expect(cost.requests == 1)
    #expect(cost.bytesDown <= 4_096, "\(cost)")
    let digest = try #require(try bert.cache.reader.digest(try bert.account))
    #expect(digest.source == .server && digest.omitted == 0)
    #expect(digest.entries.reduce(0) { $0 + $1.count } == 200)
    #expect(digest.entries.allSatisfy { $0.count > 0 && !$0.authors.isEmpty })
    print(
      "the home pane, a day of 200 messages: \(cost.bytesUp) B up, \(cost.bytesDown) B down, \(cost.requests) round trip,"
        + " \(digest.entries.count) entries")
  }

  /// 4 rooms and 3 boards; 26 topics, a third of all messages in rooms, as on an ordinary day.
  private func fill(_ anna: Client, _ texts: [String]) async throws {
    var rooms: [ObjectID] = []
    for name in ["Salon", "Équipe tracts", "Permanence", "Logistique"] { rooms.append(try await anna.makeRoom(name)) }
    for name in ["Actions", "Retraites", "Entraide"] {
      try anna.create("Channel", ["kind": "forum", "name": .string(name)])
    }
    _ = try await anna.engine.syncOnce()
    let boards = try anna.objects("Channel").filter { $0["kind"]?.string == "forum" }.compactMap { $0["id"] }
    for number in 0..<26 {
      let subject = texts[number].split(separator: " ").prefix(7).joined(separator: " ")
      try anna.create(
        "Message",
        [
          "channelId": boards[number % 3], "subject": .string(subject), "body": .string(texts[number]),
          "sentAt": "2026-01-01T00:00:00Z",
        ])
    }
    _ = try await anna.engine.syncOnce()
    let topics = try anna.objects("Message")
    for number in 26..<200 {
      guard number % 3 > 0 else {
        try anna.say(texts[number], in: rooms[number / 3 % 4])
        continue
      }
      let topic = topics[number * number % topics.count]
      try anna.create(
        "Message",
        [
          "channelId": topic["channelId"] ?? .null, "threadRootId": topic["id"] ?? .null,
          "body": .string(texts[number]), "sentAt": "2026-01-01T00:00:00Z",
        ])
    }
    _ = try await anna.engine.syncOnce()
  }
}
