import ClientCore
import Foundation
import JSON
import TestSupport
import Testing
import Text

@testable import Sync

/// First contact and window on servers that we did not write, with a mailbox and a calendar that nobody wants to fetch whole.
/// `TER1_MAILS` asks for another number of mails.
@Suite(.ownThreads, .timeLimit(.minutes(30))) struct CyrusWindowTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  static let mails = ProcessInfo.processInfo.environment["TER1_MAILS"].flatMap { Int($0) } ?? 600
  static let days = 120.0

  @Test("the first question brings titles and coming events, then the window fills, and no more")
  func window() async throws {
    for version in CyrusServer.Version.present {
      let cooperative = try Self.bigCooperative(version)
      let bert = try CyrusMember(cooperative, "bert", folder, history: .days(30))
      try await bert.engine.connect()
      try await bert.engine.meetStrangers()
      let first = try bert.objects(Message.name)
      #expect(first.count == 60 && first.values.allSatisfy { $0["body"] == nil }, "\(version)")
      let board = try bert.board("Forum").key
      #expect(try bert.topics().allSatisfy { $0.subject?.raw.hasPrefix("Sujet ") ?? false })
      #expect(try bert.cache.reader.history(of: board).hasEarlier)
      let coming = try bert.objects(CalendarEvent.name)
      #expect(coming.count >= 3 && coming.count <= 8, "\(version): \(coming.count)")
      let report = try await bert.sync()
      let whole = try await Self.everything(cooperative, folder)
      try check(bert, against: whole, version)
      #expect(report.traffic.bytesDown < 3_000 * Self.mails, "\(version)")
      #expect(try CacheInspection(path: bert.cache.path).findings() == [])
      #expect(try await bert.sync().received == 0, "\(version)")
      try await scroll(bert, board, whole)
      #expect(try CacheInspection(path: bert.cache.path).findings() == [], "\(version)")
    }
  }

  /// The window is there whole, and of the rest only what the first question brought.
  private func check(_ member: CyrusMember, against whole: CyrusMember, _ version: CyrusServer.Version) throws {
    let (ours, theirs) = (try member.objects(Message.name), try whole.objects(Message.name))
    #expect(theirs.count == Self.mails, "\(version)")
    let start = Date.now.timeIntervalSince1970 - 30 * 86_400
    for (id, mail) in theirs where (mail["receivedAt"]?.string.flatMap(UTCDate.seconds) ?? 0) > start {
      #expect(ours[id] == mail, "\(version): \(mail.text)")
    }
    #expect(ours.count < theirs.count / 2, "\(version): \(ours.count)")
    let (events, all) = (try member.objects(CalendarEvent.name), try whole.objects(CalendarEvent.name))
    let first = LocalTime(seconds: Int64(start) + 86_400).string
    for (id, event) in all where event["start"]?.string ?? "" > first { #expect(events[id] == event, "\(version)") }
    #expect(all.count == 300 && events.count < 200, "\(version): \(events.count) of \(all.count)")
  }

  /// To the oldest topic, and to all that was said in it.
  private func scroll(_ member: CyrusMember, _ board: ObjectKey, _ whole: CyrusMember) async throws {
    for _ in 0..<100 where try member.cache.reader.history(of: board).hasEarlier {
      guard try await member.engine.fetch(.board(board)).received > 0 else { break }
    }
    let total = try whole.cache.reader.topics(try whole.board("Forum").key, limit: 1).total
    #expect(try member.cache.reader.topics(board, limit: 1).total == total)
    for topic in try member.cache.reader.topics(board, at: .end, limit: 5).rows {
      _ = try await member.engine.fetch(.conversation(topic.key))
      #expect(try member.cache.reader.history(of: topic.key).isComplete, "\(topic.subject?.raw ?? "")")
      let key = ObjectKey(try whole.account.id, Message.name, topic.key.id)
      let all = try #require(try whole.cache.reader.thread(key, limit: 200)).messages.rows.map(\.message)
      #expect(try member.cache.reader.thread(topic.key, limit: 200)?.messages.rows.map(\.message) == all)
    }
  }

  @Test("what others mark of old mails is not fetched, and what comes and goes in the window is")
  func changes() async throws {
    for version in CyrusServer.Version.present {
      let cooperative = try Self.bigCooperative(version)
      let bert = try CyrusMember(cooperative, "bert", folder, history: .days(10))
      try await bert.sync()
      let old = Self.mails / 2
      try cooperative.mark("1:\(old)", "Flagged")
      let report = try await bert.sync()
      #expect(report.received < 70, "\(version): \(report.received)")
      #expect(report.traffic.bytesDown < 400 * old, "\(version): \(report.traffic.bytesDown)")
      try cooperative.append("From: z@example.org\nMessage-ID: <new@x>\nSubject: Neuf\n\nBonjour\n", folder)
      try await bert.sync()
      #expect(try bert.messages(of: "Neuf").map(\.message.body.raw) == ["Bonjour"], "\(version)")
      let newest = try #require(try bert.topics().first { $0.subject?.raw == "Neuf" })
      try cooperative.mark("*", "Deleted")
      try await bert.sync()
      #expect(try bert.cache.reader.topic(newest.key) == nil, "\(version)")
    }
  }

  @Test("a mail that is deleted between two pages makes no other one be missed")
  func deletedBetweenPages() async throws {
    for version in CyrusServer.Version.present {
      let cooperative = try CyrusServer.shared(version).newCooperative()
      try cooperative.fill(mails: 20)
      let anna = try CyrusMember(cooperative, "anna", folder, history: .everything)
      try await anna.engine.connect()
      await anna.engine.shrinkPages()
      anna.link.afterNextAnswer(holding: "Email/query") {
        // The first page ends with the seventeenth.
        do { try cooperative.mark("16:18", "Deleted") } catch { Issue.record(error) }
      }
      try await anna.sync()
      let whole = try await Self.everything(cooperative, folder)
      #expect(try whole.objects(Message.name).count == 17)
      #expect(try anna.objects(Message.name) == whole.objects(Message.name), "\(version)")
    }
  }

  @Test("a long mail comes with its beginning, and to its end when it is opened")
  func longText() async throws {
    for version in CyrusServer.Version.present {
      let cooperative = try CyrusServer.shared(version).newCooperative()
      let text = (0..<12_000).map { "ligne \($0)" }.joined(separator: "\n")
      try cooperative.append("From: z@example.org\nMessage-ID: <l@x>\nSubject: Long\n\n\(text)\n", folder)
      let anna = try CyrusMember(cooperative, "anna", folder, history: .days(30))
      try await anna.sync()
      let short = try #require(try anna.messages(of: "Long").first).message
      #expect(!short.isWhole && !short.isCut && short.attachments.isEmpty, "\(version)")
      #expect(short.body.raw.hasPrefix("ligne 0\nligne 1\n") && short.body.raw.utf8.count <= 32_768)
      #expect(try #require(short.bodySize) > text.utf8.count)
      let key = try anna.topic("Long").key
      #expect(try anna.cache.reader.history(of: key).titles == 1)
      _ = try await anna.engine.fetch(.conversation(key))
      let whole = try #require(try anna.messages(of: "Long").first).message
      #expect(whole.isWhole && whole.body.raw == text && whole.attachments.isEmpty, "\(version)")
      // Nothing makes it short again.
      try cooperative.mark("1", "Flagged")
      try await anna.sync()
      #expect(try anna.messages(of: "Long").first?.message.body.raw == text, "\(version)")
    }
  }

  private static func bigCooperative(_ version: CyrusServer.Version) throws -> CyrusServer.Cooperative {
    let cooperative = try CyrusServer.shared(version).newCooperative()
    try cooperative.fill(mails: mails)
    try cooperative.fill(events: 300)
    return cooperative
  }

  private static func everything(
    _ cooperative: CyrusServer.Cooperative, _ folder: TemporaryFolder
  ) async throws -> CyrusMember {
    let member = try CyrusMember(cooperative, "anna", folder, history: .everything)
    try await member.sync()
    return member
  }
}

extension CyrusMember {
  func objects(_ type: TypeName) throws -> [ObjectID: JSONValue] {
    let account = try account.id
    let ids = try cache.ids(account, type)
    let pairs = try ids.map { ($0, try cache.reader.json(ObjectKey(account, type, $0)) ?? .null) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

extension SyncEngine {
  func shrinkPages() { pageSize = PageSize(largest: 4, first: 4) }
}

extension CyrusServer.Cooperative {
  private static let tool =
    String(#filePath.prefix(upTo: #filePath.range(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))
    + "/Tools/fill-mailbox"

  func fill(mails: Int) throws { try run("mails", ["Forum", "\(mails)"]) }

  /// - Parameter numbers: of the mails, the oldest is 1, the newest `*`. `Deleted` ones are removed.
  func mark(_ numbers: String, _ flag: String) throws { try run("mark", ["Forum", numbers, flag]) }

  private func run(_ what: String, _ arguments: [String]) throws {
    let child = try ChildProcess(
      ["/usr/bin/python3", Self.tool, what, "\(server.imapPort)", name("coop"), password("coop")] + arguments)
    try #require(child.wait() == 0)
  }

  /// Half of them past, two days apart.
  func fill(events: Int) throws {
    let api = server.url.replacing(".well-known/jmap", with: "jmap/")
    let fill = try ChildProcess([
      "/usr/bin/python3", Self.tool, "events", api, name("coop"), password("coop"), account, "Agenda", "\(events)",
      "--api-version", server.version.rawValue,
    ])
    try #require(fill.wait() == 0)
  }
}
