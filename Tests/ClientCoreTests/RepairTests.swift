import Foundation
import GRDB
import JSON
import Testing
import Text

@testable import ClientCore

/// Real damage is found, and mended without touching what a person typed.
struct RepairTests {
  let village: Village
  private let draft: Draft

  init() async throws {
    village = try Village()
    try await village.settle()
    try await village.receive(
      Message.name,
      (0..<60).map {
        message(
          "m\($0)", in: "b", root: $0 % 6 == 0 ? nil : "m\($0 / 6 * 6)", subject: $0 % 6 == 0 ? "s" : nil, "mot\($0)",
          at: $0)
      })
    let event: JSONValue = [
      "id": "e", "uid": "e", "calendarIds": ["k": true], "title": "AG", "start": "2026-06-01T18:00:00",
      "duration": "PT2H",
      "recurrenceRule": ["@type": "RecurrenceRule", "frequency": "weekly"],
    ]
    try await village.receive(CalendarEvent.name, [event], state: "s1")
    try village.cache.enqueue([
      Message.post(
        MessageDraft(body: "à garder"), in: village.key(Channel.name, "r"), clientID: "c", sentAt: seconds(90)),
      Message.edit(village.key(Message.name, "m3"), body: "corrigé"),
      ReadPosition.read(village.key(Message.name, "m0"), upTo: seconds(2)),
    ])
    draft = Draft(id: "d", target: village.key(Channel.name, "r"), content: ["body": "brouillon"], savedAt: 1)
    try village.cache.saveDraft(draft)
    try village.cache.setNote("place", "ici")
  }

  private func findings() throws -> [CacheFinding] { try CacheInspection(path: village.path).findings() }
  private var kinds: [CacheFinding.Kind] { get throws { try findings().map(\.kind) } }

  private func execute(_ sql: String) throws {
    try village.cache.pool.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  /// What a person typed, all of it.
  private func checkTyped(notes: Bool = true) throws {
    #expect(try village.reader.outbox().map(\.entry.mutation.type) == [Message.name, Message.name, ReadPosition.name])
    #expect(try village.reader.drafts() == [draft])
    #expect(try village.reader.message(village.key(Message.name, ".c"))?.message.body.raw == "à garder")
    if notes { #expect(try village.reader.note("place") == "ici") }
  }

  @Test func aSoundCacheIsFoundSoundAndLeftAsItIs() throws {
    #expect(try findings() == [])
    try village.cache.rebuild()
    #expect(try findings() == [])
    try checkTyped()
  }

  @Test func whatTopicsAreCalledIsAddedToAnEarlierCache() throws {
    let columns = ["rootRow", "subject", "author", "isDeleted", "mark", "lastAuthor"]
    try execute(
      (["comes", "goes", "moves", "counts"].map { "DROP TRIGGER conversation_\($0);" }
        + columns.map { "ALTER TABLE conversation DROP COLUMN \($0);" }
        + [
          "DROP TABLE channelCounts;",
          "DELETE FROM grdb_migrations WHERE identifier IN ('conversation heads', 'channel counts')",
        ]).joined())
    _ = try Cache(path: village.path)
    #expect(try findings() == [])
    let topics = try village.reader.topics(village.key(Channel.name, "b"), limit: 3)
    #expect(topics.rows.map(\.subject?.raw) == ["s", "s", "s"])
  }

  @Test(arguments: [
    ("UPDATE conversation SET unread = unread + 3 WHERE id = 'm6'", CacheFinding.Kind.conversations),
    ("DELETE FROM conversation WHERE id = 'm12'", .conversations),
    (
      """
      INSERT INTO conversation SELECT account, 'x', channelId, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, '', '', 0, 0, '' FROM conversation
      LIMIT 1
      """,
      .conversations
    ),
    ("UPDATE conversation SET subject = 'autre' WHERE isChat = 0", .conversations),
    ("UPDATE channelCounts SET fresh = fresh + 1", .conversations),
    ("UPDATE message SET senderId = 'jean' WHERE id = 'm7'", .rows),
    ("UPDATE message SET json = 'nothing' WHERE id = 'm7'", .rows),
    ("DELETE FROM occurrence WHERE rowid IS NULL OR start = (SELECT max(start) FROM occurrence)", .occurrences),
    ("INSERT INTO search (rowid, title, body, author, keys) VALUES (77, 'x', 'y', '', 't3 k1')", .search),
    ("INSERT INTO search (search) VALUES ('delete-all')", .search),
    ("DELETE FROM shadow", .pending),
    ("INSERT INTO shadow SELECT account, 'Message', id, json FROM message WHERE id = 'm1'", .pending),
    ("INSERT INTO syncState VALUES (99, 'Message', 's')", .orphans),
  ]) func whatIsWorkedOutIsMadeAnew(_ sql: String, _ kind: CacheFinding.Kind) throws {
    let sql = sql.replacing("rowid IS NULL OR ", with: "")
    try execute(sql)
    #expect(try kinds.contains(kind))
    try village.cache.rebuild()
    #expect(try findings() == [])
    try checkTyped()
  }

  @Test func aRowThatCannotBeReadIsFetchedAnew() async throws {
    try await village.receive(Message.name, [], state: "s9")
    try execute("UPDATE message SET json = '{' WHERE id = 'm7'")
    try village.cache.rebuild()
    #expect(try village.cache.state(village.account, Message.name) == nil, "everything is compared at the next sync")
    #expect(try village.cache.state(village.account, CalendarEvent.name) == "s1")
  }

  @Test func aLostUploadIsToldAndALeftoverIsCleared() throws {
    let file = village.folder.appending(path: "file").path
    try "contenu".write(toFile: file, atomically: true, encoding: .utf8)
    let mutations = FileNode.upload(
      village.account, named: "f", in: nil, content: try village.cache.spool(copying: file), clientID: "f")
    try village.cache.enqueue(mutations)
    guard case .upload(let left, _, _, _) = try village.cache.spool(copying: file),
      case .upload(let young, _, _, _) = try village.cache.spool(copying: file),
      case .upload(let name, _, _, _) = mutations[0].action
    else { return }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -90_000)], ofItemAtPath: village.cache.spoolPath(left))
    try FileManager.default.removeItem(atPath: village.cache.spoolPath(name))
    #expect(try kinds == [.spool, .leftovers])
    try village.cache.rebuild()
    #expect(try village.reader.outbox().first { $0.entry.mutation.type == Blob.name }?.entry.state == .failed)
    // Its entry may be about to be written.
    #expect(try FileManager.default.contentsOfDirectory(atPath: village.path + "-spool") == [young])
  }

  @Test func everythingFromServersCanBeForgotten() throws {
    #expect(try village.cache.refetchCost().objects > 60)
    try village.cache.forgetServers()
    #expect(try findings() == [])
    #expect(try village.cache.state(village.account, CalendarEvent.name) == nil)
    #expect(try village.reader.message(village.key(Message.name, "m8")) == nil)
    try checkTyped()
  }

  @Test func readMarksThatNoServerHoldsStay() async throws {
    let mail = AccountDescription(
      jmapID: "u2", name: "Courrier", capabilities: ["urn:ietf:params:jmap:mail"], principalID: nil)
    let account = try #require(try village.cache.storeSession([:], login: "courrier", accounts: [mail]).first).id
    _ = try await village.cache.apply([
      Delta(
        account: account, type: ReadPosition.name, upserts: [["id": "m", "readUpTo": .string(date(1))]], newState: nil)
    ])
    try await village.receive(ReadPosition.name, [["id": "m6", "readUpTo": .string(date(1))]])
    try village.cache.forgetServers()
    #expect(try village.reader.json(ObjectKey(account, ReadPosition.name, "m")) != nil)
    #expect(try village.reader.json(village.key(ReadPosition.name, "m6")) == nil)
  }

  /// A page of every table and index, one after the other, is overwritten as a bad disk would.
  @Test func flippedBitsInAnyPageAreFound() throws {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let pages = try village.cache.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT name, min(pageno), pagetype FROM dbstat GROUP BY name").map {
        ($0[0] as String, $0[1] as Int)
      }
    }
    let sound = try Data(contentsOf: URL(filePath: village.path))
    for (name, page) in pages {
      var bytes = sound
      for offset in 0..<64 { bytes[(page - 1) * 4_096 + (page == 1 ? 100 : 0) + offset] ^= 0xA5 }
      let path = village.folder.appending(path: "flipped.sqlite").path
      for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
        try FileManager.default.removeItem(atPath: path + suffix)
      }
      try bytes.write(to: URL(filePath: path))
      #expect(try !CacheInspection(path: path).findings().isEmpty, "\(name), page \(page)")
    }
  }

  @Test(arguments: [0.3, 0.6, 0.9]) func aFileCutShortIsReplacedAndWhatWasTypedIsSaved(_ part: Double) throws {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let bytes = try Data(contentsOf: URL(filePath: village.path))
    let path = village.folder.appending(path: "short.sqlite").path
    try bytes.prefix(Int(Double(bytes.count) * part) / 4_096 * 4_096).write(to: URL(filePath: path))
    #expect(try CacheInspection(path: path).findings().first?.kind == .structure)
    let opening = try Cache.replaceDamaged(path)
    #expect(opening.setAside != nil)
    #expect(
      opening.savedEntries == 3 && opening.savedDrafts == 1 || !opening.unreadable.isEmpty, "what was not saved is told"
    )
    #expect(try CacheInspection(path: path).findings() == [])
  }

  @Test func aMissingLogLeavesASoundCacheOfAnEarlierTime() throws {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try execute("UPDATE note SET value = '\"là\"'")
    let path = village.folder.appending(path: "nolog.sqlite").path
    try FileManager.default.copyItem(atPath: village.path, toPath: path)
    #expect(try CacheInspection(path: path).findings() == [])
    #expect(try Cache(path: path).reader.note("place") == "ici")
  }

  @Test func aDamagedFileIsNotPulledAwayFromUnderAnother() throws {
    #expect(throws: CacheError.inUse(path: village.path)) { _ = try Cache.replaceDamaged(village.path) }
    try checkTyped()
  }

  @Test func itIsVerifiedWhileAnotherWrites() throws {
    let other = try Cache(path: village.path)
    #expect(try findings() == [])
    try other.setNote("place", "ici")
    try other.rebuild()
    try checkTyped()
  }
}
