internal import GRDB

public struct CalendarRow: Sendable, Hashable {
  public let key: ObjectKey
  public let calendar: EventCalendar
  public let mark: Mark

  /// Whether the member may announce something in it.
  public var isWritable: Bool { calendar.rights.mayWriteAll || calendar.rights.mayWriteOwn }
}

extension [CalendarRow] {
  /// Where the member announces something, unless he says where: a cooperative's calendar rather than his own.
  public var usual: CalendarRow? {
    first { $0.isWritable && !$0.calendar.isPersonal } ?? first(where: \.isWritable)
  }
}

extension CacheReader {
  public func calendars(_ account: AccountID? = nil) throws(CacheError) -> [CalendarRow] {
    try read { db in
      try Row.fetchAll(db.cachedStatement(sql: Self.allCalendars)).map { row in
        let calendar = try EventCalendar.stored(row[1])
        let key = ObjectKey(AccountID(rawValue: row[0]), EventCalendar.name, calendar.id)
        return CalendarRow(key: key, calendar: calendar, mark: Mark(rawValue: row[2]) ?? .none)
      }.filter { account == nil || $0.key.account == account }
    }
  }

  /// The uids of the events that are here.
  public func eventUIDs(_ account: AccountID) throws(CacheError) -> Set<String> {
    try read { db in
      Set(try String.fetchAll(db.cachedStatement(sql: Self.allUIDs), arguments: [account.rawValue]))
    }
  }

  static let allUIDs = """
    SELECT json_extract(json, '$.uid') FROM calendarEvent WHERE account = ? AND json_extract(json, '$.uid') IS NOT NULL
    LIMIT 100000
    """

  static let allCalendars = "SELECT account, json, mark FROM calendar ORDER BY account, sortOrder, row LIMIT 1000"
}
