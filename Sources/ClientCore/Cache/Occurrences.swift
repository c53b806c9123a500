internal import GRDB

/// Keeps the table `occurrence`: when each event takes place, up to a horizon some years ahead.
final class Occurrences {
  /// Occurrences are kept up to three years from now, and brought up to date when less than two are left.
  private static let ahead = 3 * 366 * 86_400.0
  private static let least = 2 * 366 * 86_400.0

  private let db: Database
  private let now: Double

  init(_ db: Database, now: Double) { (self.db, self.now) = (db, now) }

  /// How far the event is expanded (seconds since 1970); 0 when that is all there is.
  static func horizon(of event: CalendarEvent, now: Double) -> Int64 {
    let horizon = limit(of: event, now: now)
    return event.recurrence?.reaches(LocalTime(seconds: horizon)) ?? false ? horizon : 0
  }

  private static func limit(of event: CalendarEvent, now: Double) -> Int64 {
    max(Int64(now), event.start.seconds) + Int64(ahead)
  }

  func eventChanged(_ change: RowChange) throws {
    if change.before != nil { try remove(change.account, change.id) }
    if let event = change.after?.object as? CalendarEvent { try insert(event, change.account) }
  }

  /// Expands further what would soon come to its end.
  func extend() throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT account, row, json FROM calendarEvent WHERE expandedTo > 0 AND expandedTo < ?",
      arguments: [Int64(now + Self.least)])
    for row in rows {
      let event = try CalendarEvent.stored(row[2])
      let account = AccountID(rawValue: row[0])
      try remove(account, event.id)
      try insert(event, account)
      try db.execute(
        sql: "UPDATE calendarEvent SET expandedTo = ? WHERE row = ?",
        arguments: [Self.horizon(of: event, now: now), row[1] as Int64])
    }
  }

  private func remove(_ account: AccountID, _ id: ObjectID) throws {
    try db.cachedStatement(sql: "DELETE FROM occurrence WHERE account = ? AND event = ?")
      .execute(arguments: [account.rawValue, id.rawValue])
  }

  func insert(_ event: CalendarEvent, _ account: AccountID) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO occurrence (account, event, recurrenceId, isFloating, start, end)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for occurrence in event.occurrences(before: Self.limit(of: event, now: now)) {
      try statement.execute(arguments: [
        account.rawValue, event.id.rawValue, occurrence.recurrenceID?.string ?? "", occurrence.isFloating,
        occurrence.start, occurrence.end,
      ])
    }
  }
}
