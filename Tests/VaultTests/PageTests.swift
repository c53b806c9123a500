import CVault
import Foundation
import GRDB
import Testing
import Vault

/// What is promised of the database file: docs/vault.md.
struct PageTests {
  private static let page = Int(TER1_VAULT_PAGE)

  private static func outcome(_ body: () throws -> Void) -> ResultCode? {
    do {
      try body()
      return nil
    } catch { return (error as? DatabaseError)?.resultCode ?? .SQLITE_INTERNAL }
  }

  @Test func everyKindOfPageIsWrittenAndReadAgain() throws {
    let box = try Strongbox()
    try box.fill()
    try box.readAll(box.path)
    let pool = try box.pool()
    let kinds = try pool.read {
      try Set(String.fetchAll($0, sql: "SELECT DISTINCT pagetype FROM dbstat"))
    }
    #expect(kinds == ["internal", "leaf", "overflow"])
    #expect(try pool.read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0 } > 0)
    #expect(try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM words WHERE words MATCH 'heures'") } == 400)
    #expect(try pool.read { try String.fetchOne($0, sql: "SELECT body FROM note WHERE id = 40") }?.count == 9_034)
  }

  @Test func nothingIsInTheClear() throws {
    let box = try Strongbox()
    try box.fill()
    let pool = try box.pool()
    try pool.write {
      try $0.execute(sql: "INSERT INTO note VALUES (1000001, ?, ?)", arguments: [Strongbox.marker, "b"])
    }
    // A sort and a join that would want a temporary file.
    _ = try pool.read {
      try Row.fetchAll($0, sql: "SELECT a.body || b.body AS s FROM note a, note b WHERE a.id < 60 ORDER BY s DESC")
    }
    #expect(Set(box.names).isSuperset(of: ["box.sqlite", "box.sqlite-wal", "box.sqlite-shm"]))
    for name in box.names {
      let content = try Data(contentsOf: URL(filePath: box.file(name)))
      for word in [Strongbox.marker, "CREATE TABLE", "SQLite format 3", "titre"] {
        #expect(content.range(of: Data(word.utf8)) == nil, "“\(word)” in \(name)")
      }
    }
    try pool.close()
  }

  /// One bit of each page, in each of its regions in turn: content, nonce, tag.
  @Test func aFlippedBitIsFoundWhereverItIs() throws {
    let box = try Strongbox()
    try box.fill()
    let pages = try Data(contentsOf: URL(filePath: box.path)).count / Self.page
    try #require(pages > 30)
    let places = [0, 17, 2_000, Self.page - 41, Self.page - 40, Self.page - 17, Self.page - 16, Self.page - 1]
    for number in 0..<pages {
      let place = number == 0 ? 20 : places[number % places.count]
      let copy = try box.copy("flipped.sqlite", log: false)
      try box.change("flipped.sqlite") { $0[number * Self.page + place] ^= 1 << UInt8(number % 8) }
      #expect(Self.outcome { try box.readAll(copy) } == .SQLITE_CORRUPT, "page \(number + 1), byte \(place)")
      #expect(DatabaseKey.damagedPage(copy) == number + 1)
    }
  }

  @Test(arguments: 0..<16) func aFlippedBitInTheHeadIsFound(_ byte: Int) throws {
    let box = try Strongbox()
    try box.fill(rows: 3)
    let copy = try box.copy("head.sqlite", log: false)
    try box.change("head.sqlite") { $0[byte] ^= 4 }
    #expect(Self.outcome { try box.readAll(copy) } == (byte < 4 ? .SQLITE_NOTADB : .SQLITE_AUTH))
  }

  @Test func theWrongKeyIsSaidToBeOneAndChangesNothing() throws {
    let box = try Strongbox()
    try box.fill()
    let before = try Data(contentsOf: URL(filePath: box.path))
    try DatabaseKey().protect(box.path)
    #expect(Self.outcome { _ = try box.pool() } == .SQLITE_AUTH)
    #expect(try Data(contentsOf: URL(filePath: box.path)) == before)
    try box.key.protect(box.path)
    try box.readAll(box.path)
  }

  @Test func aTruncatedFileIsFound() throws {
    let box = try Strongbox()
    try box.fill(rows: 60)
    let size = try Data(contentsOf: URL(filePath: box.path)).count
    for end in Array(stride(from: Self.page, to: size, by: Self.page)) + [100, Self.page + 1, size - 1, size - 4_000] {
      let copy = try box.copy("short.sqlite", log: false)
      try box.change("short.sqlite") { $0 = $0.prefix(end) }
      #expect(Self.outcome { try box.readAll(copy) } == .SQLITE_CORRUPT, "\(end) bytes of \(size)")
    }
  }

  @Test func pagesDoNotMove() throws {
    let box = try Strongbox()
    try box.fill(rows: 60)
    let pages = try Data(contentsOf: URL(filePath: box.path)).count / Self.page
    for number in 1..<(pages - 1) {
      let copy = try box.copy("swapped.sqlite", log: false)
      try box.change("swapped.sqlite") { content in
        let (one, other) = (Self.range(number), Self.range(number + 1))
        let kept = content[one]
        content[one] = content[other]
        content[other] = kept
      }
      #expect(Self.outcome { try box.readAll(copy) } == .SQLITE_CORRUPT, "pages \(number + 1) and \(number + 2)")
    }
  }

  /// Two files under the same key, with the same content: only their salts tell them apart.
  @Test func pagesOfAnotherFileAreRefused() throws {
    let box = try Strongbox()
    let other = try Strongbox(key: box.key)
    try box.fill(rows: 60)
    try other.fill(rows: 60)
    let stranger = try Data(contentsOf: URL(filePath: other.path))
    let pages = stranger.count / Self.page
    #expect(try Data(contentsOf: URL(filePath: box.path)).count == stranger.count)
    for number in 1..<pages {
      let copy = try box.copy("mixed.sqlite", log: false)
      try box.change("mixed.sqlite") { $0[Self.range(number)] = stranger[Self.range(number)] }
      #expect(Self.outcome { try box.readAll(copy) } == .SQLITE_CORRUPT, "page \(number + 1)")
    }
  }

  private static func range(_ number: Int) -> Range<Int> { number * page..<(number + 1) * page }

  @Test func theSameContentNeverLooksTheSame() throws {
    let (one, other) = (try Strongbox(), try Strongbox())
    for box in [one, other] { try box.fill(rows: 60) }
    let (a, b) = (try Data(contentsOf: URL(filePath: one.path)), try Data(contentsOf: URL(filePath: other.path)))
    // The magic is all that two files have in common; by chance, a byte in 256.
    let same = zip(a, b).filter { $0 == $1 }.count
    #expect(same < a.count / 128)
  }
}
