import CVault
import Foundation
import GRDB
import Testing
import Vault

/// What is promised of the write-ahead log: whatever becomes of its end, what is read is a state that once was, and sound.
struct LogTests {
  private static let frame = Int(TER1_VAULT_PAGE) + 24
  private static let head = 32
  private static let transactions = 12

  /// A database in which each of some transactions, all in the log, has put one row more. One of them writes pages twice.
  private static func make() throws -> (box: Strongbox, pool: DatabasePool) {
    let box = try Strongbox()
    let pool = try box.pool()
    try pool.write { try $0.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)") }
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 5")
      for number in 1...transactions {
        try db.inTransaction {
          // More than the cache holds: pages spill into the log before the end, and are written there again.
          if number == 6 {
            for _ in 0..<2 { try db.execute(sql: "UPDATE row SET text = text || 'y'") }
          }
          try db.execute(
            sql: "INSERT INTO row VALUES (?, ?)",
            arguments: [number, String(repeating: "\(Strongbox.marker) ", count: number == 5 ? 2_000 : 30)])
          return .commit
        }
      }
    }
    return (box, pool)
  }

  /// The rows that a crash leaves: always the first ones, whole.
  private static func rows(_ path: String) throws -> Int {
    let queue = try DatabaseQueue(path: path, configuration: Strongbox.configuration)
    defer { try? queue.close() }
    return try queue.read { db in
      #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
      let ids = try Int.fetchAll(db, sql: "SELECT id FROM row ORDER BY id")
      #expect(ids == Array(1..<(ids.count + 1)))
      return ids.count
    }
  }

  /// A plain file with the same transactions, cut at the same place, is what SQLite itself makes of it.
  @Test func aLogCutAnywhereGivesTheTransactionsBefore() throws {
    let (box, pool) = try Self.make()
    let log = try Data(contentsOf: URL(filePath: box.path + "-wal"))
    let frames = (log.count - Self.head) / Self.frame
    try #require(frames > 20 && log.count == Self.head + frames * Self.frame)
    var last = 0
    for number in 0...frames {
      let start = Self.head + number * Self.frame
      for end in [start, start + 1, start + 24, start + 2_000, start + Self.frame - 1] where end <= log.count {
        _ = try box.copy("cut.sqlite")
        try box.change("cut.sqlite-wal") { $0 = $0.prefix(end) }
        let rows = try Self.rows(box.file("cut.sqlite"))
        #expect(rows >= last && rows <= Self.transactions, "cut at \(end)")
        last = rows
      }
    }
    #expect(last == Self.transactions)
    try pool.close()
  }

  @Test func aChangedFrameEndsTheLog() throws {
    let (box, pool) = try Self.make()
    let whole = try Data(contentsOf: URL(filePath: box.path + "-wal"))
    let frames = (whole.count - Self.head) / Self.frame
    for number in 0..<frames {
      let place = [0, 5, 9, 17, 30, 2_000, Self.frame - 41, Self.frame - 20, Self.frame - 1][number % 9]
      _ = try box.copy("changed.sqlite")
      try box.change("changed.sqlite-wal") { $0[Self.head + number * Self.frame + place] ^= 2 }
      _ = try box.copy("before.sqlite")
      try box.change("before.sqlite-wal") { $0 = $0.prefix(Self.head + number * Self.frame) }
      #expect(try Self.rows(box.file("changed.sqlite")) == Self.rows(box.file("before.sqlite")), "frame \(number)")
    }
    try pool.close()
  }

  /// Somebody who moves frames, or takes one out, gets no state that never was.
  @Test func framesDoNotMove() throws {
    let (box, pool) = try Self.make()
    let frames = (try Data(contentsOf: URL(filePath: box.path + "-wal")).count - Self.head) / Self.frame
    for number in 0..<(frames - 1) {
      _ = try box.copy("moved.sqlite")
      try box.change("moved.sqlite-wal") { log in
        log.removeSubrange(Self.head + number * Self.frame..<Self.head + (number + 1) * Self.frame)
      }
      _ = try box.copy("before.sqlite")
      try box.change("before.sqlite-wal") { $0 = $0.prefix(Self.head + number * Self.frame) }
      #expect(try Self.rows(box.file("moved.sqlite")) == Self.rows(box.file("before.sqlite")), "frame \(number)")
    }
    try pool.close()
  }

  /// A frame that is changed while the log is in use, so that SQLite relies on its index and compares no checksum.
  @Test func aFrameChangedInUseIsAnError() throws {
    let (box, pool) = try Self.make()
    try pool.close()
    let queue = try DatabaseQueue(path: box.path, configuration: Strongbox.configuration)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA cache_size = 1; UPDATE row SET text = 'z' || text")
      let log = try #require(FileHandle(forUpdatingAtPath: box.path + "-wal"))
      let size = Int(try log.seekToEnd())
      for start in stride(from: Self.head, to: size, by: Self.frame) {
        try log.seek(toOffset: UInt64(start + 3_000))
        let byte = try #require(try log.read(upToCount: 1))
        try log.seek(toOffset: UInt64(start + 3_000))
        try log.write(contentsOf: Data([byte[0] ^ 1]))
      }
      // Closing would take SQLite's locks away: it stays open until the end of the test.
      #expect(throws: DatabaseError.self) {
        try db.execute(sql: "PRAGMA shrink_memory; SELECT sum(length(text)) FROM row")
      }
      withExtendedLifetime(log) {}
    }
    #expect(DatabaseKey.damagedPage(box.path) != nil)
  }

  @Test func aCheckpointAndANewRoundOfTheLogWork() throws {
    let (box, pool) = try Self.make()
    for round in 0..<4 {
      try pool.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA wal_checkpoint(RESTART)")
        try db.execute(sql: "UPDATE row SET text = ? || text WHERE id > ?", arguments: ["\(round)", round])
      }
      _ = try box.copy("round.sqlite")
      #expect(try Self.rows(box.file("round.sqlite")) == Self.transactions)
    }
    try pool.close()
    #expect(try Self.rows(box.path) == Self.transactions)
  }

  @Test func vacuumWorksAndLeavesNothingInTheClear() throws {
    let box = try Strongbox()
    try box.fill()
    let before = try Data(contentsOf: URL(filePath: box.path)).count
    let files = ter1_vault_memory_files()
    let pool = try box.pool()
    try pool.vacuum()
    try pool.close()
    try box.readAll(box.path)
    #expect(try Data(contentsOf: URL(filePath: box.path)).count < before)
    #expect(box.names == ["box.sqlite"] && box.bytes.range(of: Data(Strongbox.marker.utf8)) == nil)
    #expect(ter1_vault_memory_files() >= files)
  }

  @Test func aRollbackJournalIsNeitherWrittenNorPlayedBack() throws {
    let box = try Strongbox()
    try box.fill(rows: 20)
    // What SQLite would take for a journal that a crash left behind.
    try Data([0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7] + [UInt8](repeating: 1, count: 8_000))
      .write(to: URL(filePath: box.path + "-journal"))
    try box.readAll(box.path)
    let queue = try DatabaseQueue(path: box.path, configuration: Strongbox.configuration)
    #expect(throws: DatabaseError.self) {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }
    #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
  }

  @Test func aFileWithoutAKeyIsLeftAsSQLiteWritesIt() throws {
    let box = try Strongbox()
    let queue = try DatabaseQueue(path: box.file("plain.sqlite"))
    try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try queue.close()
    #expect(try Data(contentsOf: URL(filePath: box.file("plain.sqlite"))).starts(with: Data("SQLite format 3".utf8)))
    #expect(throws: VaultError.self) {
      try DatabaseQueue(path: box.file("plain.sqlite"), configuration: Strongbox.configuration)
    }
  }

  @Test func severalConnectionsReadAndWriteAtOnce() async throws {
    let box = try Strongbox()
    let pool = try box.pool()
    try await pool.write { try $0.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)") }
    let path = box.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<3 {
        group.addTask {
          let own = try DatabasePool(path: path, configuration: Strongbox.configuration)
          for number in 0..<60 {
            try await own.write {
              try $0.execute(
                sql: "INSERT INTO row VALUES (?, ?)",
                arguments: [writer * 1_000 + number, String(repeating: "w", count: 500)])
            }
            _ = try await own.read { try Int.fetchOne($0, sql: "SELECT sum(length(text)) FROM row") }
          }
          try await own.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)") }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM row") } == 180)
    try pool.close()
    try box.readAll(path)
  }
}
