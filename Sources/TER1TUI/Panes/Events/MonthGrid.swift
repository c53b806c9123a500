import ClientCore
import Foundation

/// The weeks that a month touches, or one week, what happens in them, and the day the cursor is on.
struct MonthGrid: Sendable {
  /// Days since 1970.
  private(set) var day: Int64 = 0
  var isWeek = false
  private(set) var events: [Int64: [AgendaRow]] = [:]

  var date: (year: Int, month: Int, day: Int) { LocalTime(day: day).date }
  private var firstOfMonth: Int64 { day - Int64(date.day) + 1 }
  /// The Monday on or before the first of the month, or the week's.
  var firstDay: Int64 {
    let first = isWeek ? day : firstOfMonth
    return first - Int64(LocalTime(day: first).weekday)
  }
  var weeks: Int { isWeek ? 1 : (Int(firstOfMonth - firstDay) + LocalTime(day: day).daysInMonth + 6) / 7 }
  var days: Range<Int64> { firstDay..<(firstDay + Int64(weeks * 7)) }

  func isInMonth(_ day: Int64) -> Bool { LocalTime(day: day).date.month == date.month }

  mutating func go(to day: Int64) { self.day = day }

  /// The same day so many months later, or the month's last when it has no such day.
  static func day(_ day: Int64, addingMonths count: Int) -> Int64 {
    let date = LocalTime(day: day).date
    let month = date.year * 12 + date.month - 1 + count
    let first = LocalTime(year: month / 12, month: month % 12 + 1, day: 1)
    return first.day + Int64(min(date.day, first.daysInMonth)) - 1
  }

  mutating func read(_ context: Context, calendars: Set<ObjectKey>?) throws(CacheError) {
    let start = LocalTime(day: days.lowerBound).instant(in: context.zone)
    let end = LocalTime(day: days.upperBound).instant(in: context.zone)
    let rows = try context.cache.agenda(between: start, and: end, zone: context.zone, limit: Self.limit)
    events = [:]
    for row in rows where Self.isShown(row, calendars) {
      for day in row.days(in: context.zone).clamped(to: days.lowerBound...(days.upperBound - 1))
      where row.days(in: context.zone).contains(day) {
        events[day, default: []].append(row)
      }
    }
  }

  private static func isShown(_ row: AgendaRow, _ calendars: Set<ObjectKey>?) -> Bool {
    guard let calendars else { return true }
    return row.event.calendarID.map { calendars.contains(ObjectKey(row.key.account, EventCalendar.name, $0)) } ?? false
  }

  /// More than fit into the cells of any month.
  private static let limit = 500
}
