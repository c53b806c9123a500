public import Foundation
internal import GRDB
internal import Text

/// One occurrence of an event, as the agenda shows it.
public struct AgendaRow: Sendable, Hashable {
  public let key: ObjectKey
  /// Which occurrence of a recurring event: the start its rule gives, on the event's clock; nil for an event that happens once.
  public let recurrenceID: LocalTime?
  /// The event, with what is changed for this occurrence.
  public let event: CalendarEvent
  /// Seconds since 1970; a floating or whole-day event is read on the viewer's clock.
  public let start: Double
  public let end: Double
  public let calendar: EventCalendar?
  /// Who the member is among the participants; nil where the server does not tell.
  public let viewer: Attendee?
  /// The member's own answer; nil when not invited.
  public let participation: CalendarEvent.Participation?
  public let mark: Mark
}

public enum AgendaDirection: Sendable { case forward, backward }

extension CacheReader {
  /// Occurrences from an instant on (seconds since 1970): forward, those that end after it, soonest first; backward, those that begin before it,
  /// latest first. Recurring events are known about three years ahead.
  /// - Parameters:
  ///   - zone: the viewer's; floating and whole-day events are read on its clock.
  ///   - calendars: nil for all.
  public func agenda(
    from instant: Double, _ direction: AgendaDirection = .forward, zone: TimeZone, limit: Int,
    in calendars: Set<ObjectKey>? = nil
  ) throws(CacheError) -> [AgendaRow] {
    try read { db in
      let strip = AgendaStrip(db: db, zone: zone, calendars: calendars)
      return direction == .forward
        ? try strip.forward(from: instant, until: nil, limit: bounded(limit))
        : try strip.backward(from: instant, limit: bounded(limit))
    }
  }

  /// Occurrences that overlap `start..<end` (seconds since 1970), soonest first: for the grid of a month.
  public func agenda(
    between start: Double, and end: Double, zone: TimeZone, limit: Int
  ) throws(CacheError) -> [AgendaRow] {
    try read { db in
      try AgendaStrip(db: db, zone: zone, calendars: nil).forward(from: start, until: end, limit: bounded(limit))
    }
  }
}

/// The table `occurrence`, read once for zoned events by instant, once for floating ones by the viewer's clock, and merged.
struct AgendaStrip {
  let db: Database
  let zone: TimeZone
  let calendars: Set<ObjectKey>?

  private static let largestBatch = 16_000

  static let columns = "account, event, recurrenceId, isFloating, start, end"
  static let begun = """
    SELECT \(columns) FROM occurrence
    WHERE isFloating = ?1 AND start >= ?2 - 86400 AND start < ?2 AND end > ?2 AND end - start <= 86400
    ORDER BY start LIMIT ?3
    """
  static let begunLong = """
    SELECT \(columns) FROM occurrence INDEXED BY occurrence_long
    WHERE isFloating = ?1 AND end > ?2 AND start < ?2 AND end - start > 86400 ORDER BY end LIMIT ?3
    """
  static let coming = """
    SELECT \(columns) FROM occurrence WHERE isFloating = ?1 AND start >= ?2 AND start < ?4 ORDER BY start LIMIT ?3
    """
  static let past = """
    SELECT \(columns) FROM occurrence WHERE isFloating = ?1 AND start < ?2 ORDER BY start DESC LIMIT ?3
    """

  func forward(from instant: Double, until end: Double?, limit: Int) throws -> [AgendaRow] {
    try collect(limit: limit, ascending: true) { isFloating, batch in
      let (from, until) = (clock(instant, isFloating), end.map { clock($0, isFloating) } ?? Int64.max)
      return try fetch(Self.begunLong, [isFloating, from, batch]) + fetch(Self.begun, [isFloating, from, batch])
        + fetch(Self.coming, [isFloating, from, batch, until])
    }
  }

  func backward(from instant: Double, limit: Int) throws -> [AgendaRow] {
    try collect(limit: limit, ascending: false) { isFloating, batch in
      try fetch(Self.past, [isFloating, clock(instant, isFloating), batch])
    }
  }

  private func clock(_ instant: Double, _ isFloating: Bool) -> Int64 {
    isFloating ? LocalTime(at: instant, in: zone).seconds : Int64(instant.rounded(.down))
  }

  private func fetch(_ sql: String, _ arguments: StatementArguments) throws -> [Place] {
    try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { Place($0, zone) }
  }

  /// Reads both kinds and, where calendars are left out, more and more until there is enough.
  private func collect(
    limit: Int, ascending: Bool, _ read: (_ isFloating: Bool, _ batch: Int) throws -> [Place]
  ) throws -> [AgendaRow] {
    let lookup = AgendaLookup(db: db, lookup: Lookup(db), calendars: calendars)
    var rows: [AgendaRow] = []
    for isFloating in [false, true] {
      var (batch, isDone) = (limit, false)
      while !isDone {
        let places = try read(isFloating, batch)
        let found = try places.compactMap { try lookup.row($0) }
        isDone = found.count >= limit || places.count < batch || batch >= Self.largestBatch
        batch *= 4
        if isDone { rows += found }
      }
    }
    rows.sort { ascending ? Self.isBefore($0, $1) : Self.isBefore($1, $0) }
    return Array(rows.prefix(limit))
  }

  private static func isBefore(_ left: AgendaRow, _ right: AgendaRow) -> Bool {
    (left.start, left.end, left.key.id) < (right.start, right.end, right.key.id)
  }

  /// A row of the table.
  struct Place {
    let event: ObjectKey
    let recurrenceID: LocalTime?
    let rawStart: Int64
    let start: Double
    let end: Double

    init(_ row: Row, _ zone: TimeZone) {
      event = ObjectKey(AccountID(rawValue: row[0]), CalendarEvent.name, ObjectID(row[1]))
      recurrenceID = LocalTime(row[2] as String)
      let (isFloating, start, end): (Bool, Int64, Int64) = (row[3], row[4], row[5])
      rawStart = start
      self.start = isFloating ? LocalTime(seconds: start).instant(in: zone) : Double(start)
      self.end = isFloating ? LocalTime(seconds: end).instant(in: zone) : Double(end)
    }
  }
}

/// What the agenda shows beside the times.
struct AgendaLookup {
  let db: Database
  let lookup: Lookup
  let calendars: Set<ObjectKey>?

  /// nil when its calendar is left out.
  func row(_ place: AgendaStrip.Place) throws -> AgendaRow? {
    let account = place.event.account
    guard let (series, mark) = try lookup.object(CalendarEvent.self, account, place.event.id) else { return nil }
    if let calendars {
      guard let id = series.calendarID, calendars.contains(ObjectKey(account, EventCalendar.name, id)) else {
        return nil
      }
    }
    let event = series.overridden(place.recurrenceID)
    let calendar = try event.calendarID.flatMap { try lookup.object(EventCalendar.self, account, $0)?.object }
    let viewer = try lookup.attendee(account, calendar)
    return AgendaRow(
      key: place.event, recurrenceID: place.recurrenceID, event: event, start: place.start, end: place.end,
      calendar: calendar, viewer: viewer, participation: viewer?.own(event.participants)?.participation, mark: mark)
  }
}
