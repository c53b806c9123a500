import Foundation
import GRDB
import JSON
import Testing
import Text
import Vault

@testable import ClientCore

/// A cache changes its key: from none to one, to another, to none.
struct RecodingTests {
  private let folder: URL
  private let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ter1-recoding-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = folder.appending(path: "cache.sqlite").path
  }

  private static let draft = Draft(
    id: "d", target: ObjectKey(AccountID(rawValue: 1), Channel.name, "r"), content: ["body": "brouillon-secret"],
    savedAt: 1)

  /// A draft, and a file that waits.
  private func fill(_ key: DatabaseKey?) throws -> String {
    let cache = try Cache(path: path, key: key)
    try cache.saveDraft(Self.draft)
    let file = folder.appending(path: "tract").path
    try "contenu-du-tract".write(toFile: file, atomically: true, encoding: .utf8)
    guard case .upload(let name, _, _, _) = try cache.spool(copying: file) else { return "" }
    try FileManager.default.removeItem(atPath: file)
    return name
  }

  private func contains(_ text: String) throws -> Bool {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).contains { name in
      FileManager.default.contents(atPath: folder.appending(path: name).path)?.range(of: Data(text.utf8)) != nil
    }
  }

  private func check(_ key: DatabaseKey?, _ spooled: String, _ moment: String) throws {
    let cache = try Cache(path: path, key: key)
    #expect(cache.opening == Cache.Opening(), "\(moment)")
    #expect(try cache.reader.drafts() == [Self.draft], "\(moment)")
    #expect(Spool(cache: path).size(spooled, key: key) == 16, "\(moment)")
    #expect(try contains("brouillon-secret") == (key == nil), "\(moment)")
    #expect(try contains("contenu-du-tract") == (key == nil), "\(moment)")
    #expect(try CacheInspection(path: path, key: key).findings() == [])
  }

  /// More than SQLite keeps in memory on the way: pages then come to the file in any order.
  @Test func alsoACacheLargerThanMemory() throws {
    let drafts = (0..<800).map { number in
      Draft(
        id: "d\(number)", target: Self.draft.target,
        content: ["body": .string(String(repeating: "\(number) ", count: 8_000))],
        savedAt: Double(number))
    }
    let cache = try Cache(path: path)
    for draft in drafts { try cache.saveDraft(draft) }
    let size = try Data(contentsOf: URL(filePath: path)).count
    #expect(size > 16_000_000, "too small to be tried: \(size)")
    try cache.pool.close()
    let (one, other) = (try DatabaseKey(), try DatabaseKey())
    for step in [(nil, one), (one, other), (other, nil)] as [(DatabaseKey?, DatabaseKey?)] {
      try Cache.encrypt(path, from: step.0, to: step.1)
      let cache = try Cache(path: path, key: step.1)
      #expect(try cache.reader.drafts().first == drafts.last)
      #expect(try CacheInspection(path: path, key: step.1).findings() == [])
      try cache.pool.close()
    }
  }

  @Test func everyWayFromOneKeyToAnother() throws {
    let spooled = try fill(nil)
    let (one, other) = (try DatabaseKey(), try DatabaseKey())
    let steps: [(DatabaseKey?, DatabaseKey?)] = [(nil, one), (one, other), (other, nil), (nil, other)]
    for (number, step) in steps.enumerated() {
      try Cache.encrypt(path, from: step.0, to: step.1)
      try check(step.1, spooled, "step \(number)")
      // Done again, it finds nothing to do.
      try Cache.encrypt(path, from: step.0, to: step.1)
      try check(step.1, spooled, "step \(number), again")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("recoded") } == [])
  }

  /// Cut after any of its steps, it is done again from the beginning.
  @Test func whatACutLeavesIsGoneOnFrom() throws {
    let spooled = try fill(nil)
    let key = try DatabaseKey()
    for junk in ["cache.sqlite.recoded", "cache.sqlite.recoded-wal", "cache.sqlite-spool/\(spooled).recoded"] {
      try Data(repeating: 7, count: 9_000).write(to: folder.appending(path: junk))
    }
    // The spool is done, the cache is not.
    try Spool(cache: path).recode(from: nil, to: key)
    try Cache.encrypt(path, from: nil, to: key)
    try check(key, spooled, "after a cut")
    // The old log beside the new file.
    let plain = try Cache(path: folder.appending(path: "plain.sqlite").path)
    try plain.saveDraft(Self.draft)
    try FileManager.default.copyItem(
      atPath: plain.path + "-wal", toPath: path + "-wal-old")
    try FileManager.default.moveItem(atPath: path + "-wal-old", toPath: path + "-wal")
    let cache = try Cache(path: path, key: key)
    #expect(try cache.reader.drafts() == [Self.draft] && cache.opening == Cache.Opening())
  }

  @Test func whatIsInUseIsLeftAsItIs() throws {
    _ = try fill(nil)
    let cache = try Cache(path: path)
    #expect(throws: CacheError.inUse(path: path)) { try Cache.encrypt(path, from: nil, to: DatabaseKey()) }
    #expect(try cache.reader.drafts() == [Self.draft])
  }

  @Test func aKeyThatIsMissingOrWrongChangesNothing() throws {
    _ = try fill(nil)
    let key = try DatabaseKey()
    #expect(throws: CacheError.isPlain(path: path)) { _ = try Cache(path: path, key: key) }
    DatabaseKey.unprotect(path)
    try Cache.encrypt(path, from: nil, to: key)
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: CacheError.wrongKey(path: path)) { _ = try Cache(path: path, key: DatabaseKey()) }
    DatabaseKey.unprotect(path)
    #expect(throws: CacheError.isEncrypted(path: path)) { _ = try Cache(path: path) }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try Cache(path: path, key: key).reader.drafts() == [Self.draft])
  }

  @Test func aDamagedPageIsNamedAndWhatWasTypedIsSaved() throws {
    let key = try DatabaseKey()
    _ = try fill(key)
    let pages = try Data(contentsOf: URL(filePath: path)).count / 4_096
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    // A page of the schema, of an index: any but the drafts'.
    try handle.seek(toOffset: UInt64((pages - 1) * 4_096 + 100))
    try handle.write(contentsOf: Data([0xA5, 0x5A, 0xA5]))
    let findings = try CacheInspection(path: path, key: key).findings()
    #expect(findings.first?.kind == .structure)
    // Whoever meets the page while reading is told which it is.
    let meeting = try DatabaseQueue(path: path, configuration: CacheFile(path: path, key: key).connection)
    let met = #expect(throws: DatabaseError.self) { try meeting.read { try $0.execute(sql: "PRAGMA integrity_check") } }
    #expect(met.map { CacheError($0, path: path) } == .corrupt(path: path, page: pages))
    try meeting.close()
    let opening = try Cache.replaceDamaged(path, key: key)
    #expect(opening.setAside != nil && opening.savedDrafts == 1)
    #expect(try !contains("brouillon-secret"))
  }
}
