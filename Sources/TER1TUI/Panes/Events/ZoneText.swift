import ClientCore
import Foundation

/// What the clocks of a zone do, for programs that do not know its name: a VTIMEZONE (RFC 5545, section 3.6.5). Where they follow a rule
/// the rule is told, else ten years of changes.
struct ZoneText {
  private let name: String
  private let zone: TimeZone
  /// Seconds since 1970: the first event.
  private let start: Double
  private let changes: [Change]

  /// The clocks are put forward or back.
  private struct Change {
    let instant: Double
    /// Seconds east of Greenwich.
    let (before, after): (Int, Int)
    let isSummer: Bool
    /// On the clock that is changed.
    var time: LocalTime { LocalTime(seconds: Int64(instant) + Int64(before)) }
  }

  init(name: String, _ zone: TimeZone, from start: Double) {
    (self.name, self.zone, self.start) = (name, zone, start)
    changes = Self.changes(of: zone, after: start - Self.year * 1.1, until: start + Self.year * 10)
  }

  private static let year = 365.25 * 86_400

  private static func changes(of zone: TimeZone, after start: Double, until end: Double) -> [Change] {
    var (changes, last) = ([Change](), Date(timeIntervalSince1970: start))
    while let next = zone.nextDaylightSavingTimeTransition(after: last), next > last, next.timeIntervalSince1970 < end {
      changes.append(
        Change(
          instant: next.timeIntervalSince1970, before: zone.secondsFromGMT(for: next.addingTimeInterval(-1)),
          after: zone.secondsFromGMT(for: next), isSummer: zone.isDaylightSavingTime(for: next)))
      last = next
    }
    return changes
  }

  var lines: [String] {
    ["BEGIN:VTIMEZONE", "TZID:" + name] + before + part(isSummer: false) + part(isSummer: true) + ["END:VTIMEZONE"]
  }

  /// What holds where no change has come yet.
  private var before: [String] {
    let first = changes.first
    if let first, first.instant <= start { return [] }
    let offset = first?.before ?? zone.secondsFromGMT(for: Date(timeIntervalSince1970: start))
    return observance("STANDARD", "19700101T000000", offset, offset, [])
  }

  private func part(isSummer: Bool) -> [String] {
    let kind = isSummer ? "DAYLIGHT" : "STANDARD"
    let own = changes.filter { $0.isSummer == isSummer }
    guard let first = own.first else { return [] }
    guard let rule = rule(own) else { return own.flatMap { observance(kind, $0, []) } }
    return observance(kind, first, [rule])
  }

  private func observance(_ kind: String, _ change: Change, _ more: [String]) -> [String] {
    observance(kind, CalendarText.compact(change.time), change.before, change.after, more)
  }

  private func observance(_ kind: String, _ start: String, _ from: Int, _ to: Int, _ more: [String]) -> [String] {
    ["BEGIN:" + kind, "DTSTART:" + start] + more
      + ["TZOFFSETFROM:" + Self.offset(from), "TZOFFSETTO:" + Self.offset(to), "END:" + kind]
  }

  /// "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"; nil: the changes of these years follow no such rule.
  private func rule(_ own: [Change]) -> String? {
    guard own.count > 8, let first = own.first else { return nil }
    let times = own.map(\.time)
    let isYearly = zip(times, times.dropFirst()).allSatisfy { $1.date.year == $0.date.year + 1 }
    let isSame = own.allSatisfy {
      ($0.before, $0.after) == (first.before, first.after) && $0.time.secondOfDay == first.time.secondOfDay
        && $0.time.weekday == first.time.weekday && $0.time.date.month == first.time.date.month
    }
    let weeks = Set(times.map { ($0.date.day + 6) / 7 })
    let isLast = times.allSatisfy { $0.date.day + 7 > $0.daysInMonth }
    guard isYearly, isSame, isLast || weeks.count == 1, let week = weeks.first else { return nil }
    let day = CalendarText.weekdays[first.time.weekday]
    return "RRULE:FREQ=YEARLY;BYMONTH=\(first.time.date.month);BYDAY=\(isLast ? -1 : week)\(day)"
  }

  /// "+0200"
  private static func offset(_ seconds: Int) -> String {
    let minutes = abs(seconds) / 60
    return (seconds < 0 ? "-" : "+") + two(minutes / 60) + two(minutes % 60)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
