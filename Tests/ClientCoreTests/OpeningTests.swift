import Foundation
import GRDB
import Glibc
import JSON
import Testing
import Text

@testable import ClientCore

struct OpeningTests {
  @Test func theFileIsForItsOwnerOnly() throws {
    let village = try Village()
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
      let path = village.folder.appending(path: name).path
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
    let mode = try FileManager.default.attributesOfItem(atPath: village.folder.path)[.posixPermissions] as? Int
    #expect(mode == 0o700)
    #expect(village.cache.opening == Cache.Opening())
  }

  @Test func aNewerFileIsLeftAsItIs() throws {
    let village = try Village()
    try Self.execute(village, "INSERT INTO grdb_migrations (identifier) VALUES ('of tomorrow')")
    #expect(throws: CacheError.newerSchema(path: village.path)) { _ = try Cache(path: village.path) }
    #expect(!FileManager.default.fileExists(atPath: village.path + "-is-damaged"))
    #expect(try village.reader.accounts().count == 1)
  }

  private static func execute(_ village: Village, _ sql: String) throws {
    try village.cache.pool.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  @Test func whatIsNoDatabaseIsSetAside() throws {
    let village = try Village()
    let other = village.folder.appending(path: "other.sqlite").path
    try "pas une base de données, mais assez long pour un en-tête".write(
      toFile: other, atomically: true, encoding: .utf8)
    let cache = try Cache(path: other)
    let aside = try #require(cache.opening.setAside)
    #expect(aside.hasPrefix(other + ".damaged-") && FileManager.default.fileExists(atPath: aside))
    #expect(try cache.reader.accounts().isEmpty)
  }

  @Test func outboxAndDraftsOfADamagedFileAreSaved() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, (0..<3_000).map { message("m\($0)", in: "r", at: $0) })
    let line = Message.post(
      MessageDraft(body: "à garder"), in: village.key(Channel.name, "r"), clientID: "c", sentAt: seconds(1))
    try village.cache.enqueue([line])
    let draft = Draft(id: "d", target: village.key(Channel.name, "r"), content: ["body": "brouillon"], savedAt: 1)
    try village.cache.saveDraft(draft)
    try Self.ruin(village)
    await #expect(throws: CacheError.corrupt(path: village.path, page: nil)) {
      try await village.receive(Message.name, (0..<3_000).map { message("m\($0)", in: "r", "autre", at: $0) })
    }
    try village.reopen()
    #expect(village.cache.opening.setAside != nil)
    #expect(village.cache.opening.savedEntries == 1 && village.cache.opening.savedDrafts == 1)
    #expect(try village.reader.message(village.key(Message.name, ".c"))?.message.body.raw == "à garder")
    #expect(try village.reader.outbox().map(\.entry.mutation) == [line])
    #expect(try village.reader.drafts() == [draft])
    #expect(try village.cache.state(village.account, Message.name) == nil)
    try village.reopen()
    #expect(village.cache.opening.setAside == nil)
  }

  /// Overwrites pages of the table of messages, as a bad disk would.
  private static func ruin(_ village: Village) throws {
    try execute(village, "PRAGMA wal_checkpoint(TRUNCATE)")
    let pages = try village.cache.pool.read { db in
      try Int.fetchAll(db, sql: "SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'leaf' LIMIT 50")
    }
    let file = try #require(FileHandle(forUpdatingAtPath: village.path))
    for page in pages {
      try file.seek(toOffset: UInt64(page - 1) * 4_096)
      try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    }
    try file.close()
    try village.reopen()
  }

  @Test func aFullDiskTakesNothingAndBreaksNothing() async throws {
    let village = try Village()
    try await village.settle()
    try Self.execute(village, "PRAGMA max_page_count = \(try Self.pageCount(village) + 2)")
    let long = String(repeating: "plein ", count: 4_000)
    await #expect(throws: CacheError.full(path: village.path)) {
      try await village.receive(Message.name, [message("m", in: "r", long, at: 1)], state: "s")
    }
    let line = Message.post(
      MessageDraft(body: long), in: village.key(Channel.name, "r"), clientID: "c", sentAt: seconds(1))
    #expect(throws: CacheError.full(path: village.path)) { try village.cache.enqueue([line]) }
    #expect(try village.cache.state(village.account, Message.name) == nil)
    try Self.execute(village, "PRAGMA max_page_count = 1000000")
    try village.cache.enqueue([line])
    #expect(try village.reader.outbox().count == 1)
  }

  private static func pageCount(_ village: Village) throws -> Int {
    try village.cache.pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
  }

  @Test func aFolderThatCannotBeWrittenIsTold() throws {
    #expect(throws: CacheError.notWritable(path: "/proc/ter1")) { _ = try Cache(path: "/proc/ter1/cache.sqlite") }
    let village = try Village()
    let link = village.folder.appending(path: "folder").path
    try FileManager.default.createDirectory(atPath: link, withIntermediateDirectories: true)
    #expect(throws: CacheError.self) { _ = try Cache(path: link) }
  }

  @Test func twoProcessesShareTheFile() async throws {
    let village = try Village()
    let other = try Cache(path: village.path)
    let before = try village.cache.changeCounter()
    try other.setNote("lieu", ["pane": "forums"])
    #expect(try village.cache.changeCounter() != before)
    #expect(try village.reader.note("lieu") == ["pane": "forums"])
    let after = try village.cache.changeCounter()
    try village.cache.setNote("lieu", nil)
    #expect(try village.cache.changeCounter() == after)
    #expect(try other.reader.note("lieu") == nil)
  }
}
