public import ClientCore
public import Foundation
public import Localization
import Text

/// Dates and times as people say them, seen from a moment and a place.
public struct DateWords: Sendable {
  let tr: Catalog
  let zone: TimeZone
  /// Seconds since 1970.
  let now: Double
  /// Days since 1970, as `LocalTime.day` counts them.
  let today: Int64

  public init(_ tr: Catalog, now: Double, zone: TimeZone) {
    (self.tr, self.now, self.zone) = (tr, now, zone)
    today = LocalTime(at: now, in: zone).day
  }

  private static let weekdays = [
    msgid("Monday"), msgid("Tuesday"), msgid("Wednesday"), msgid("Thursday"), msgid("Friday"), msgid("Saturday"),
    msgid("Sunday"),
  ]
  private static let months = [
    msgid("January"), msgid("February"), msgid("March"), msgid("April"), msgid("May"), msgid("June"), msgid("July"),
    msgid("August"), msgid("September"), msgid("October"), msgid("November"), msgid("December"),
  ]

  private static let shortWeekdays = [
    msgid("Mon"), msgid("Tue"), msgid("Wed"), msgid("Thu"), msgid("Fri"), msgid("Sat"), msgid("Sun"),
  ]
  private static let shortMonths = [
    msgid("Jan"), msgid("Feb"), msgid("Mar"), msgid("Apr"), msgid("May"), msgid("Jun"), msgid("Jul"), msgid("Aug"),
    msgid("Sep"), msgid("Oct"), msgid("Nov"), msgid("Dec"),
  ]

  /// - Parameter index: 0 for Monday.
  func weekday(_ index: Int) -> String { tr(Self.weekdays[index]) }
  /// - Parameter number: 1 for January.
  func month(_ number: Int) -> String { tr(Self.months[number - 1]) }

  /// "26 novembre", with the year when it is another than now.
  func date(_ day: Int64) -> String { date(day, month(LocalTime(day: day).date.month)) }

  private func date(_ day: Int64, _ month: String) -> String {
    let date = LocalTime(day: day).date
    let number = date.day == 1 ? tr("1") : String(date.day)
    return isThisYear(day) ? tr("%1 %2", number, month) : tr("%1 %2 %3", number, month, date.year)
  }

  /// "jeudi 26 novembre"
  func longDate(_ day: Int64) -> String { tr("%1 %2", weekday(LocalTime(day: day).weekday), date(day)) }

  /// "jeu. 26 nov.", above the rows of a day: it comes into sight with each day that begins.
  func heading(_ day: Int64) -> String {
    let time = LocalTime(day: day)
    return tr("%1 %2", tr(Self.shortWeekdays[time.weekday]), date(day, tr(Self.shortMonths[time.date.month - 1])))
  }

  /// "26 Nov", "26/11"; in another year "26 Nov 27", "26/11/27".
  public func shortDate(_ day: Int64) -> String {
    isThisYear(day) ? dayAndMonth(day) : filled(msgid("%1\u{A0}%4\u{A0}%6"), day)
  }

  private func dayAndMonth(_ day: Int64) -> String { filled(msgid("%1\u{A0}%4"), day) }

  private func isThisYear(_ day: Int64) -> Bool { LocalTime(day: day).date.year == LocalTime(day: today).date.year }

  /// As it can be typed again: "26 Nov 2026", "26/11/2026".
  func typed(_ day: Int64) -> String { filled(msgid("%1 %4 %5"), day) }

  /// The same with the hour: "26 Nov 2026 14:30", "26/11/2026 14h30".
  func typed(_ time: LocalTime) -> String {
    typed(time.day) + " " + tr("%1:%2", two(time.secondOfDay / 3_600), two(time.secondOfDay / 60 % 60))
  }

  /// A form of a date: of its parts each language takes which it will, and joins them as it will.
  private func filled(_ form: String, _ day: Int64) -> String {
    let date = LocalTime(day: day).date
    let month = tr(Self.shortMonths[date.month - 1])
    return tr(form, date.day, two(date.day), two(date.month), month, date.year, two(date.year % 100))
  }

  /// "26 Nov 14:30", or "26 Nov" of what lasts all day.
  public func short(_ start: EventStart) -> String {
    let day = shortDate(start.time.day)
    return start.isAllDay ? day : day + " " + clock(start.time)
  }

  /// "yesterday", "today", "tomorrow"; nil for any other day.
  func nearDay(_ day: Int64) -> String? {
    switch day - today {
    case -1: tr("yesterday")
    case 0: tr("today")
    case 1: tr("tomorrow")
    default: nil
    }
  }

  /// "yesterday", or "26 novembre", or shorter "26 Nov".
  func day(_ day: Int64, isShort: Bool) -> String { nearDay(day) ?? (isShort ? shortDate(day) : date(day)) }

  /// "14:30"
  public func clock(_ time: LocalTime) -> String {
    two(time.secondOfDay / 3_600) + ":" + two(time.secondOfDay / 60 % 60)
  }

  func clock(at instant: Double) -> String { clock(LocalTime(at: instant, in: zone)) }

  /// "18:00", or "27 Nov", "27/11" when it is another day.
  func soon(_ instant: Double) -> String {
    let local = LocalTime(at: instant, in: zone)
    return local.day == today ? clock(local) : dayAndMonth(local.day)
  }

  /// How long ago, in one or two words: "3 h", "yesterday", "26 Nov".
  public func age(_ instant: Double) -> String {
    let seconds = now - instant
    let day = LocalTime(at: instant, in: zone).day
    if seconds < 0 && day > today { return shortDate(day) }
    if seconds < 60 { return tr("%1 min", "<1") }
    if seconds < 3_600 { return tr("%1 min", Int(seconds / 60)) }
    if day == today { return tr("%1 h", Int(seconds / 3_600)) }
    return nearDay(day) ?? shortDate(day)
  }

  /// The same in a list, where a day of another year matters no more than its month: "26 Nov", "Nov 2024", "11/2024".
  func ageInList(_ instant: Double) -> String {
    let day = LocalTime(at: instant, in: zone).day
    return today - day > 182 && !isThisYear(day) ? filled(msgid("%4 %5"), day) : age(instant)
  }

  /// Room for any `age`.
  var ageColumns: Int { max(SafeText(tr("yesterday")).width, SafeText(shortDate(today - 366)).width) }

  /// A moment in full: "jeudi 26 novembre, 14:30".
  public func moment(_ instant: Double) -> String {
    let local = LocalTime(at: instant, in: zone)
    return tr("%1, %2", nearDay(local.day) ?? longDate(local.day), clock(local))
  }

  /// "1 h 30", "45 min", "2 jours".
  func duration(_ seconds: Int64) -> String {
    let (days, rest) = (Int(seconds / 86_400), Int(seconds % 86_400))
    let (hours, minutes) = (rest / 3_600, rest / 60 % 60)
    var words: [String] = days > 0 ? [tr(days, "%1 day", "%1 days")] : []
    switch (hours, minutes) {
    case (0, 0): break
    case (0, _): words.append(tr("%1 min", minutes))
    case (_, 0): words.append(tr("%1 h", hours))
    default: words.append(tr("%1 h %2", hours, two(minutes)))
    }
    return words.joined(separator: " ")
  }

  /// How many are new, of a row that names them where it is told.
  func news(_ count: Int, _ columns: Int) -> String {
    columns < Size.told ? String(count) : tr(count, "%1 new thing", "%1 new things")
  }

  func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}

extension LocalTime {
  /// Midnight of a day, counted from 1970.
  init(day: Int64) { self.init(seconds: day * 86_400) }

  /// How many days the month of this date has.
  var daysInMonth: Int {
    let date = date
    let next =
      date.month == 12
      ? LocalTime(year: date.year + 1, month: 1, day: 1) : LocalTime(year: date.year, month: date.month + 1, day: 1)
    return Int(next.day - LocalTime(year: date.year, month: date.month, day: 1).day)
  }

  /// The number of the week after ISO 8601: the week of the year's first Thursday is the first.
  var week: Int {
    let thursday = LocalTime(day: day - Int64(weekday) + 3)
    return Int(thursday.day - LocalTime(year: thursday.date.year, month: 1, day: 1).day) / 7 + 1
  }
}

extension Context {
  var words: DateWords { DateWords(tr, now: now, zone: zone) }
}

extension DrawContext {
  var words: DateWords { DateWords(tr, now: now, zone: zone) }
}
