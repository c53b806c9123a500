internal import GRDB

public struct CalendarRow: Sendable, Hashable {
  public let key: ObjectKey
  public let calendar: EventCalendar
  public let mark: Mark
}
