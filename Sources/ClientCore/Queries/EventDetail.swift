public import Foundation
internal import GRDB

/// All about one event, or about one occurrence of it.
public struct EventDetail: Sendable {
  public struct Abilities: Sendable, Hashable {
    public let mayChange, mayDelete, mayRSVP: Bool
    public init(mayChange: Bool, mayDelete: Bool, mayRSVP: Bool) {
      (self.mayChange, self.mayDelete, self.mayRSVP) = (mayChange, mayDelete, mayRSVP)
    }
  }

  public let occurrence: AgendaRow
  /// The event without what is changed for this occurrence.
  public let series: CalendarEvent
  /// The following occurrences, at most ten: seconds since 1970.
  public let next: [Double]
  public let createdBy: Author?
  public let abilities: Abilities
}

extension CacheReader {
  /// - Parameter recurrenceID: which occurrence; nil for the next one of a recurring event, or else its last.
  /// - Returns: nil when there is no such event or occurrence.
  public func event(
    _ key: ObjectKey, recurrenceID: LocalTime? = nil, zone: TimeZone
  ) throws(CacheError) -> EventDetail? {
    try read { db in
      let lookup = Lookup(db)
      guard let (series, _) = try lookup.object(CalendarEvent.self, key.account, key.id) else { return nil }
      let now = Date().timeIntervalSince1970
      let place =
        if let recurrenceID {
          try Self.place(db, Self.occurrenceByID, [key.account.rawValue, key.id.rawValue, recurrenceID.string], zone)
        } else {
          try Self.nearest(key, now, db, zone)
        }
      guard let place, let row = try AgendaLookup(db: db, lookup: lookup, calendars: nil).row(place) else { return nil }
      return EventDetail(
        occurrence: row, series: series, next: try Self.following(key, after: place.rawStart, db, zone),
        createdBy: try series.createdBy.map { try lookup.author(key.account, $0) },
        abilities: try Self.abilities(row, series, lookup))
    }
  }

  private static let occurrenceColumns = AgendaStrip.columns
  static let occurrenceByID = """
    SELECT \(occurrenceColumns) FROM occurrence WHERE account = ? AND event = ? AND recurrenceId = ?
    """
  static let occurrenceNext = """
    SELECT \(occurrenceColumns) FROM occurrence WHERE account = ? AND event = ? AND end > ? ORDER BY start LIMIT 1
    """
  static let occurrenceLast = """
    SELECT \(occurrenceColumns) FROM occurrence WHERE account = ? AND event = ? ORDER BY start DESC LIMIT 1
    """
  static let occurrencesAfter = """
    SELECT \(occurrenceColumns) FROM occurrence WHERE account = ? AND event = ? AND start > ? ORDER BY start LIMIT 10
    """

  private static func place(
    _ db: Database, _ sql: String, _ arguments: StatementArguments, _ zone: TimeZone
  ) throws -> AgendaStrip.Place? {
    try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments).map { AgendaStrip.Place($0, zone) }
  }

  private static func nearest(
    _ key: ObjectKey, _ now: Double, _ db: Database, _ zone: TimeZone
  ) throws -> AgendaStrip.Place? {
    let arguments: StatementArguments = [key.account.rawValue, key.id.rawValue]
    return try place(db, occurrenceNext, arguments + [Int64(now)], zone) ?? place(db, occurrenceLast, arguments, zone)
  }

  private static func following(
    _ key: ObjectKey, after start: Int64, _ db: Database, _ zone: TimeZone
  ) throws -> [Double] {
    try Row.fetchAll(
      db.cachedStatement(sql: occurrencesAfter), arguments: [key.account.rawValue, key.id.rawValue, start]
    ).map { AgendaStrip.Place($0, zone).start }
  }

  private static func abilities(
    _ row: AgendaRow, _ series: CalendarEvent, _ lookup: Lookup
  ) throws -> EventDetail.Abilities {
    let account = try lookup.account(row.key.account)
    guard let account, !account.isReadOnly, let rights = row.calendar?.rights else {
      return EventDetail.Abilities(mayChange: false, mayDelete: false, mayRSVP: false)
    }
    let isOwn = account.principalID != nil && series.createdBy == account.principalID
    let mayChange = rights.mayWriteAll || rights.mayWriteOwn && isOwn
    return EventDetail.Abilities(
      mayChange: mayChange, mayDelete: mayChange || rights.mayDelete,
      mayRSVP: (mayChange || rights.mayRSVP) && row.viewer != nil)
  }
}
