internal import GRDB

/// A room and part of its messages, oldest first; what waits to be sent stands behind what was said meanwhile, where it will come to stand.
public struct Timeline: Sendable {
  public let room: RoomRow
  /// In a long room `offset` is an estimate, good for a scroll bar.
  public let messages: Page<MessageRow>
  /// The oldest unread message, wherever it is.
  public let firstUnread: ObjectID?
  public let hasEarlier: Bool
  public let hasLater: Bool
}

extension CacheReader {
  /// Part of a chat room; nil when there is no such channel.
  public func timeline(
    _ room: ObjectKey, at anchor: Anchor = .end, limit: Int
  ) throws(CacheError) -> Timeline? {
    try read { db in
      let lookup = Lookup(db)
      guard let (channel, mark) = try lookup.object(Channel.self, room.account, room.id) else { return nil }
      let strip = try TimelineStrip(db, room)
      let rows = try strip.rows(at: anchor, limit: bounded(limit))
      let before = try strip.count(before: rows.first ?? 0)
      let messages = try MessageRows(lookup, room.account).rows(rows.map { ($0, 0) })
      return Timeline(
        room: try Self.room(room, channel, mark, lookup),
        messages: Page(
          total: strip.total, offset: before,
          rows: messages.filter { !$0.waits } + messages.filter(\.waits)),
        firstUnread: try strip.firstUnread(), hasEarlier: before > 0,
        hasLater: try rows.last.map { try !strip.after($0, limit: 1).isEmpty } ?? false)
    }
  }
}

/// The messages of a room, by row number.
struct TimelineStrip {
  private let db: Database
  private let room: ObjectKey
  let total: Int
  private let readRow: Int64

  /// Where counting gives way to guessing.
  private static let countLimit = 5_000

  static let earlier = """
    SELECT row FROM message WHERE account = ? AND conversation = ? AND row < ? ORDER BY row DESC LIMIT ?
    """
  static let later = """
    SELECT row FROM message WHERE account = ? AND conversation = ? AND row > ? ORDER BY row LIMIT ?
    """
  static let countEarlier = """
    SELECT count(*) FROM (SELECT 1 FROM message WHERE account = ? AND conversation = ? AND row < ? LIMIT \(countLimit))
    """
  static let countLater = """
    SELECT count(*) FROM (SELECT 1 FROM message WHERE account = ? AND conversation = ? AND row >= ? LIMIT \(countLimit))
    """
  static let ends = """
    SELECT (SELECT min(row) FROM message WHERE account = ?1 AND conversation = ?2),
      (SELECT max(row) FROM message WHERE account = ?1 AND conversation = ?2)
    """
  static let unread = """
    SELECT id FROM message WHERE account = ? AND conversation = ? AND row > ? AND flags & 3 = 0 ORDER BY row LIMIT 1
    """

  init(_ db: Database, _ room: ObjectKey) throws {
    (self.db, self.room) = (db, room)
    let tally = try Row.fetchOne(
      db.cachedStatement(sql: CacheReader.roomTally), arguments: [room.account.rawValue, room.id.rawValue])
    (total, readRow) = (tally?[4] ?? 0, tally?[5] ?? 0)
  }

  func rows(at anchor: Anchor, limit: Int) throws -> [Int64] {
    switch anchor {
    case .end: try before(Int64.max, limit: limit)
    case .start: try after(Int64.min, limit: limit)
    case .around(let id): try around(row(of: id), limit: limit)
    case .after(let id): try after(row(of: id) ?? Int64.min, limit: limit)
    case .index(let index): try after(approximately(index), limit: limit)
    }
  }

  private func around(_ row: Int64?, limit: Int) throws -> [Int64] {
    guard let row else { return try before(Int64.max, limit: limit) }
    let later = try after(row - 1, limit: limit)
    let earlier = try before(row, limit: limit)
    let taken = max(limit / 2, limit - later.count)
    let head = Array(earlier.suffix(taken))
    return head + later.prefix(limit - head.count)
  }

  private func fetch(_ sql: String, _ row: Int64, _ limit: Int) throws -> [Int64] {
    try Int64.fetchAll(
      db.cachedStatement(sql: sql), arguments: [room.account.rawValue, room.id.rawValue, row, limit])
  }

  private func before(_ row: Int64, limit: Int) throws -> [Int64] { try fetch(Self.earlier, row, limit).reversed() }

  func after(_ row: Int64, limit: Int) throws -> [Int64] { try fetch(Self.later, row, limit) }

  private func row(of id: ObjectID) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT row FROM message WHERE account = ? AND id = ?"),
      arguments: [room.account.rawValue, id.rawValue])
  }

  func firstUnread() throws -> ObjectID? {
    try String.fetchOne(
      db.cachedStatement(sql: Self.unread), arguments: [room.account.rawValue, room.id.rawValue, readRow]
    ).map { ObjectID($0) }
  }
}

// MARK: - Places in a long room

extension TimelineStrip {
  /// How many messages come before a row: counted near either end, else guessed from its time.
  func count(before row: Int64) throws -> Int {
    let arguments: StatementArguments = [room.account.rawValue, room.id.rawValue, row]
    let earlier = try Int.fetchOne(db.cachedStatement(sql: Self.countEarlier), arguments: arguments) ?? 0
    guard earlier == Self.countLimit else { return earlier }
    let later = try Int.fetchOne(db.cachedStatement(sql: Self.countLater), arguments: arguments) ?? 0
    guard later == Self.countLimit else { return max(0, total - later) }
    let (first, last) = try endRows()
    let part = Double(row - first) / Double(max(1, last - first))
    return min(max(earlier, Int(part * Double(total))), total - later)
  }

  /// The row after which the message of this index comes, about.
  private func approximately(_ index: Int) throws -> Int64 {
    if index <= 0 { return Int64.min }
    if index < Self.countLimit { return try before(nth: index, Self.nthLater, Int64.min) }
    let fromEnd = total - index
    if fromEnd < Self.countLimit { return try before(nth: max(0, fromEnd - 1), Self.nthEarlier, Int64.max) }
    let (first, last) = try endRows()
    return first + Int64(Double(last - first) * Double(index) / Double(max(1, total)))
  }

  static let nthLater = """
    SELECT row FROM message WHERE account = ? AND conversation = ? AND row > ? ORDER BY row LIMIT 1 OFFSET ?
    """
  static let nthEarlier = """
    SELECT row FROM message WHERE account = ? AND conversation = ? AND row < ? ORDER BY row DESC LIMIT 1 OFFSET ?
    """

  private func before(nth: Int, _ sql: String, _ start: Int64) throws -> Int64 {
    try fetch(sql, start, nth).first.map { $0 - 1 } ?? Int64.min
  }

  private func endRows() throws -> (Int64, Int64) {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: Self.ends), arguments: [room.account.rawValue, room.id.rawValue])
    return (row?[0] ?? 0, row?[1] ?? 0)
  }
}
