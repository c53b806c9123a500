internal import GRDB
internal import JSON

/// An event that the member goes to, or has pinned, with another place or hour than he knew.
public struct ChangedMeeting: Sendable, Hashable {
  public let key: ObjectKey
  /// As it was known.
  public let was: CalendarEvent
  public let event: CalendarEvent
}

extension CacheReader {
  /// CROSS: in this order, by the few alarms; SQLite would go through all events.
  static let changedMeetings = """
    SELECT a.account, a.event, a.was, e.json FROM eventAlarm AS a
    CROSS JOIN calendarEvent AS e ON e.account = a.account AND e.id = a.event LIMIT 50
    """

  /// What the member has not been shown yet, the soonest first.
  /// - Parameter account: nil for all.
  public func changedMeetings(_ account: AccountID? = nil) throws(CacheError) -> [ChangedMeeting] {
    try read { db in
      try Row.fetchAll(db.cachedStatement(sql: Self.changedMeetings)).compactMap { row in
        let key = ObjectKey(AccountID(rawValue: row[0]), CalendarEvent.name, ObjectID(row[1]))
        guard account.map({ $0 == key.account }) ?? true else { return nil }
        return ChangedMeeting(key: key, was: try .stored(row[2]), event: try .stored(row[3]))
      }.sorted { ($0.event.start.seconds, $0.key.id) < ($1.event.start.seconds, $1.key.id) }
    }
  }

  /// As the member knew the event, where it was changed and he has not been shown that.
  public func known(_ event: ObjectKey) throws(CacheError) -> CalendarEvent? {
    try changedMeetings(event.account).first { $0.key == event }?.was
  }

  public func eventPins() throws(CacheError) -> Pins { Pins(try note(Pins.events)) }
}
