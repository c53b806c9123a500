internal import GRDB

/// A row's number in its type's table and in the full-text index: time (milliseconds since 1970) · 16 bits to tell equal times
/// apart · 4 bits for the type, 0 for those that search does not find. So both are sorted by time, and a search hit tells its table.
enum RowNumber {
  private static let timeBits: Int64 = 20
  private static let codeBits: Int64 = 4
  private static let latest: Int64 = 1 << 42

  static func lowest(at time: Int64) -> Int64 { min(max(time, 0), latest) << timeBits }
  /// The last number that something of this time can have.
  static func highest(at time: Int64) -> Int64 { lowest(at: time) | (1 << timeBits - 1) }
  static func time(of row: Int64) -> Int64 { row >> timeBits }
  static func code(of row: Int64) -> Int64 { row & (1 << codeBits - 1) }
  private static func bits(of type: any SyncedType.Type) -> Int64 { type.code >> codeBits == 0 ? type.code : 0 }

  static func isAt(_ row: Int64, _ time: Int64) -> Bool { row >> timeBits == lowest(at: time) >> timeBits }

  /// A free number for an object of this time.
  static func next(for type: any SyncedType.Type, at time: Int64, in db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: "SELECT row FROM \(type.table) WHERE row BETWEEN ? AND ? ORDER BY row DESC LIMIT 1")
    var time = lowest(at: time) >> timeBits
    while true {
      let range = (lowest(at: time), highest(at: time))
      let last = try Int64.fetchOne(statement, arguments: [range.0, range.1])
      let next = last.map { ($0 >> codeBits + 1) << codeBits | bits(of: type) } ?? (range.0 | bits(of: type))
      if next <= range.1 { return next }
      time += 1
    }
  }
}
