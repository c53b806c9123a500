import ClientCore
import JSON
import Localization
import Text

/// How an event repeats, in words: "tous les mardis, sauf le 24 décembre".
struct RecurrenceWords {
  /// The first date.
  private let start: LocalTime
  private let words: DateWords

  init(start: LocalTime, _ words: DateWords) { (self.start, self.words) = (start, words) }

  /// nil for an event that happens once.
  static func text(of event: CalendarEvent, _ words: DateWords) -> String? {
    guard let recurrence = event.recurrence else { return nil }
    let all = RecurrenceWords(start: event.start, words)
    let rules = recurrence.rules.map(all.text)
    let start = rules.isEmpty ? words.tr("on several dates") : rules.joined(separator: words.tr(" and "))
    return start + all.exceptions(event)
  }

  func text(_ rule: RecurrenceRule) -> String { pattern(rule) + end(rule) }

  /// Without its end.
  func pattern(_ rule: RecurrenceRule) -> String {
    let tr = words.tr
    switch rule.frequency {
    case .weekly: return weekly(rule)
    case .daily: return rule.interval == 1 ? tr("every day") : tr("every %1 days", rule.interval)
    case .monthly: return every(rule, tr("every month"), tr("every %1 months", rule.interval)) + monthDays(rule)
    case .yearly: return every(rule, tr("every year"), tr("every %1 years", rule.interval)) + yearDays(rule)
    case .hourly: return every(rule, tr("every hour"), tr("every %1 hours", rule.interval))
    case .minutely, .secondly: return tr("many times a day")
    }
  }

  private func every(_ rule: RecurrenceRule, _ one: String, _ many: String) -> String {
    rule.interval == 1 ? one : many
  }

  private func weekly(_ rule: RecurrenceRule) -> String {
    let tr = words.tr
    let days = rule.byDay.isEmpty ? [start.weekday] : rule.byDay.map(\.weekday).sorted()
    if rule.interval == 1 && days == [0, 1, 2, 3, 4] { return tr("every weekday") }
    let names = list(days.map { tr(Self.plurals[$0]) })
    return rule.interval == 1
      ? tr("every week on %1", names) : tr("every %1 weeks on %2", rule.interval, names)
  }

  private func monthDays(_ rule: RecurrenceRule) -> String {
    let tr = words.tr
    if !rule.byMonthDay.isEmpty {
      return ", " + list(rule.byMonthDay.map { $0 < 0 ? lastDay($0) : tr("on day %1", $0) })
    }
    let days = rule.byDay.map { nth($0.nth ?? rule.bySetPosition.first, $0.weekday) }
    return days.isEmpty ? ", " + tr("on day %1", start.date.day) : ", " + list(days)
  }

  private func lastDay(_ number: Int) -> String {
    number == -1 ? words.tr("on the last day") : words.tr("%1 days before its end", -number - 1)
  }

  private func yearDays(_ rule: RecurrenceRule) -> String {
    let months = rule.byMonth.map { words.month($0) }
    if let day = rule.byDay.first, let nth = day.nth ?? rule.bySetPosition.first {
      let month = months.isEmpty ? "" : " " + words.tr("of %1", list(months))
      return ", " + self.nth(nth, day.weekday) + month
    }
    let date = start.date
    return ", "
      + words.tr(
        "on %1",
        words.tr("%1 %2", date.day == 1 ? words.tr("1") : String(date.day), months.first ?? words.month(date.month)))
  }

  private func nth(_ number: Int?, _ weekday: Int) -> String {
    let name = words.weekday(weekday)
    switch number {
    case nil: return words.tr(Self.plurals[weekday])
    case 1: return words.tr("the first %1", name)
    case -1: return words.tr("the last %1", name)
    case 2: return words.tr("the second %1", name)
    case 3: return words.tr("the third %1", name)
    case 4: return words.tr("the fourth %1", name)
    case let number?: return words.tr("the %1 number %2", name, number)
    }
  }

  private func end(_ rule: RecurrenceRule) -> String {
    if let until = rule.until { return words.tr(", until %1", words.date(until.day)) }
    if let count = rule.count { return words.tr(count, ", once", ", %1 times") }
    return ""
  }

  private func exceptions(_ event: CalendarEvent) -> String {
    let overrides = event.json["recurrenceOverrides"]?.object ?? [:]
    let days = overrides.filter { $0.value["excluded"]?.bool == true }.keys.compactMap { LocalTime($0)?.day }.sorted()
    guard !days.isEmpty else { return "" }
    let shown = days.suffix(4).map { words.date($0) }
    return days.count > shown.count
      ? words.tr(days.count, ", except one date", ", except %1 dates") : words.tr(", except on %1", list(shown))
  }

  private func list(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + words.tr(" and ") + last
  }

  private static let plurals = [
    msgid("Mondays"), msgid("Tuesdays"), msgid("Wednesdays"), msgid("Thursdays"), msgid("Fridays"),
    msgid("Saturdays"), msgid("Sundays"),
  ]
}
