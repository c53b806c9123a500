import Foundation
import GRDB
import JSON
import Testing
import Text

@testable import ClientCore

struct SearchTests {
  private func found(_ village: Village, _ words: String) throws -> [ObjectID] {
    try village.reader.search(words, limit: 20, zone: .gmt).hits.map(\.key.id)
  }

  private func village() async throws -> Village {
    let village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name,
      [
        message("m1", in: "r", "La grève du 1er mai à Saint-Étienne", from: "marie", at: 1),
        message("m2", in: "r", "L'Œuvre sociale et la GRÈVE", from: "jean", at: 1_500),
        message(
          "m3", "les grévistes", from: nil, at: 3_000, ["author": ["name": "Noël Importé", "address": "n@x.org"]]),
        message(
          "m4", subject: "Assemblée générale", "ordre du jour", from: "marie", at: 4_500,
          ["attachments": [["blobId": "x", "name": "convocation.pdf", "type": "application/pdf", "size": 3]]]),
      ])
    try await village.receive(
      CalendarEvent.name,
      [["id": "e", "uid": "e", "title": "Assemblée", "start": "2026-03-01T18:00:00", "calendarIds": ["k": true]]])
    try await village.receive(
      FileNode.name, [["id": "f", "name": "grève.pdf", "blobId": "x", "modified": "2025-06-01T00:00:00Z"]])
    return village
  }

  @Test func accentsCaseAndLigaturesDoNotMatter() async throws {
    let village = try await village()
    #expect(try found(village, "greve") == ["m2", "m1", "f"])
    #expect(try found(village, "GRÈVE mai") == ["m1"])
    #expect(try found(village, "oeuvre") == ["m2"])
    #expect(try found(village, "ŒUVRE") == ["m2"])
    #expect(try found(village, "etienne") == ["m1"])
    #expect(try found(village, "assemblee") == ["e", "m4"])
    #expect(try found(village, "\"ordre du jour\"") == ["m4"])
    #expect(try found(village, "\"jour du ordre\"") == [])
  }

  @Test func operatorsNarrow() async throws {
    let village = try await village()
    #expect(try found(village, "greve de:marie") == ["m1"])
    #expect(try found(village, "from:lefevre") == ["m4", "m1"])
    #expect(try found(village, "de:noel") == ["m3"])
    #expect(try found(village, "dans:salon") == ["m2", "m1"])
    #expect(try found(village, "assemblee type:event") == ["e"])
    #expect(try found(village, "type:fichiers greve") == ["f"])
    #expect(try found(village, "pièce:") == ["m4"])
    #expect(try found(village, "has:convocation") == ["m4"])
    #expect(try found(village, "greve avant:2026-01-02") == ["m1", "f"])
    #expect(try found(village, "greve après:02/01/2026") == ["m2"])
    #expect(try found(village, "après:2026-01 avant:2026-01-03") == ["m2", "m1"])
  }

  /// What is said in a room is no post, and the other way round.
  @Test func chatAndForumsAreToldApart() async throws {
    let village = try await village()
    #expect(try found(village, "greve type:chat") == ["m2", "m1"])
    #expect(try found(village, "greve type:forum") == [])
    #expect(try found(village, "assemblee type:forum") == ["m4"])
    #expect(try found(village, "assemblee type:forum type:event") == ["e", "m4"])
  }

  /// 20 November 2026, noon in Paris.
  @Test(arguments: [
    ("01/11", "2026-11-01"), ("28/11", "2026-11-28"), ("01/02", "2026-02-01"), ("hier", "2026-11-19"),
    ("2026-05", "2026-05-01"), ("5.3.2026", "2026-03-05"),
  ]) func datesAreReadAsPeopleWriteThem(typed: String, day: String) throws {
    let zone = try #require(TimeZone(identifier: "Europe/Paris"))
    let query = SearchQuery("après:" + typed, zone: zone, now: 1_795_172_400)
    let after = try #require(query.after)
    #expect(LocalTime(at: Double(after) / 1_000, in: zone).string.prefix(10) == day)
  }

  /// What is no moment that there was is none: "inf" and "nan" are numbers too.
  @Test(arguments: ["infd", "nand", "1e300w", "99999j", "-3j", "0j", "25:00", "d"])
  func noMomentIsTold(typed: String) throws {
    #expect(SearchQuery("après:" + typed, zone: .gmt).problems == [.noDate(UntrustedText(typed))])
  }

  @Test func whatIsNotUnderstoodIsTold() async throws {
    let village = try await village()
    #expect(try village.reader.search("de:personne", limit: 5).problems == [.nobody(named: UntrustedText("personne"))])
    #expect(try village.reader.search("dans:lune", limit: 5).problems == [.noPlace(named: UntrustedText("lune"))])
    #expect(try village.reader.search("avant:tantôt", limit: 5).problems == [.noDate(UntrustedText("tantôt"))])
    #expect(try village.reader.search("type:chose x", limit: 5).problems == [.noType(UntrustedText("chose"))])
    for words in [
      "", "\"", "*", "(", "a OR", "keys:t3", "NEAR(a b)", "-", "'", "x\u{0}y", "de:", "\"\"\"", "^a", "{b}:c", "…",
    ] {
      _ = try village.reader.search(words, limit: 5)
    }
  }

  @Test func editsAndDeletionsLeaveTheIndex() async throws {
    let village = try await village()
    try await village.receive(Message.name, [message("m1", in: "r", "autre chose", at: 1)], destroyed: ["m2"])
    #expect(try found(village, "greve") == ["f"])
    #expect(try found(village, "chose") == ["m1"])
    try village.cache.enqueue([
      Message.post(
        MessageDraft(body: "grève locale"), in: village.key(Channel.name, "r"), clientID: "c", sentAt: seconds(9_000))
    ])
    #expect(try found(village, "locale") == [".c"])
    let taken = try village.cache.takeReady([village.account], now: 9e9, limit: 1)
    _ = try village.cache.settle([(taken[0].id, .delivered(serverID: "S", properties: [:]))])
    #expect(try found(village, "locale de:camille") == ["S"])
    try await village.cache.pool.write { try $0.execute(sql: "INSERT INTO search (search) VALUES ('integrity-check')") }
  }

  @Test func hitsTellWhereAndAroundWhat() async throws {
    let village = try await village()
    let page = try village.reader.search("mai", limit: 5)
    let hit = try #require(page.hits.first)
    #expect(hit.title.raw == "Salon" && hit.container == village.key(Channel.name, "r"))
    #expect(hit.author?.name.raw == "Marie Lefèvre" && hit.date == seconds(1))
    let long =
      Array(repeating: "mot", count: 500).joined(separator: " ") + " aiguille " + String(repeating: "fin ", count: 99)
    #expect(Snippet.of(long, around: ["aiguille"]).raw.hasPrefix("… mot mot mot mot mot mot aiguille fin"))
    var (seen, cursor) = ([ObjectID](), SearchCursor?.none)
    repeat {
      let page = try village.reader.search("greve", after: cursor, limit: 1)
      seen += page.hits.map(\.key.id)
      cursor = page.next
    } while cursor != nil
    #expect(seen == ["m2", "m1", "f"])
  }
}
