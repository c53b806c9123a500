public import ClientCore
import Foundation
public import Localization

/// Why it was not understood how often something takes place; says it to the person.
public enum TypedRepeatProblem: Error, Equatable {
  case unknownWord(String)
  case noRhythm
  case noSuchNumber(String)
  /// nil: it repeats on a day of another number.
  case notOnFirstDate(LocalTime, RecurrenceRule?)
  case noEnd
  case wrongEnd(TypedTimeProblem)
  case endsBeforeStart
  case twoEnds

  public func text(_ tr: Catalog) -> String {
    switch self {
    case .unknownWord(let word):
      tr("“%1” was not understood: write for instance “every week until 30 June” or “every 2 weeks, 10 times”", word)
    case .noRhythm: tr("How often is missing: every day, every week, every 2 weeks, every month or every year")
    case .noSuchNumber(let word): tr("“%1” is no number of times: 1 to 999", word)
    case .notOnFirstDate(let start, let rule): Self.elsewhere(start, rule, tr)
    case .noEnd: tr("Until when? For instance: until 30 June")
    case .wrongEnd(let problem): problem.text(tr)
    case .endsBeforeStart: tr("The repetition ends before it begins")
    case .twoEnds: tr("Either until a day or a number of times, not both")
    }
  }

  private static func elsewhere(_ start: LocalTime, _ rule: RecurrenceRule?, _ tr: Catalog) -> String {
    let words = DateWords(tr, now: Double(start.day * 86_400), zone: .gmt)
    let date = words.longDate(start.day)
    guard let rule else { return tr("The first date is %1: it cannot repeat on another", date) }
    let rhythm = RecurrenceWords(start: start, words).pattern(rule)
    return tr("The first date is %1, but it repeats %2: change one or the other", date, rhythm)
  }
}

/// Reads how often something takes place, in French and English: `toutes les semaines`, `every 2 weeks until 30/06`, `le premier mardi du
/// mois, 10 fois`.
public struct RepeatParser {
  private let start: LocalTime
  private let isAllDay: Bool
  private var words: ArraySlice<String>

  private var frequency: RecurrenceRule.Frequency?
  private var interval = 1
  private var days: [RecurrenceRule.Day] = []
  private var monthDay: Int?
  /// A day of a month that was named, and the month's name as it was typed.
  private var yearDay: (day: Int, month: Int, name: String)?
  private var count: Int?
  private var until: LocalTime?

  /// - Parameter start: the first date.
  /// - Returns: nil: it takes place once.
  public static func parse(
    _ text: String, start: LocalTime, isAllDay: Bool
  ) throws(TypedRepeatProblem) -> RecurrenceRule? {
    var parser = RepeatParser(text, start: start, isAllDay: isAllDay)
    guard !parser.words.allSatisfy({ none.contains($0) || fillers.contains($0) }) else { return nil }
    do throws(TypedRepeatProblem) {
      while let word = parser.words.popFirst() { try parser.take(word) }
      return try parser.finished()
    } catch {
      guard case .unknownWord(let word) = error else { throw error }
      let typed = text.split { $0.isWhitespace || $0 == "," }.first { Command.folded(String($0)) == word }
      throw .unknownWord(typed.map(String.init) ?? word)
    }
  }

  private init(_ text: String, start: LocalTime, isAllDay: Bool) {
    (self.start, self.isAllDay) = (start, isAllDay)
    let folded = Command.folded(text).replacing("’", with: "'").replacing("du lundi au vendredi", with: "weekday")
    words = folded.split { $0.isWhitespace || $0 == "," }.map(String.init)[...]
  }

  // MARK: Words

  private mutating func take(_ word: String) throws(TypedRepeatProblem) {
    if word == "every" || word == "each" { takeEvery() }
    if Self.fillers.contains(word) { return }
    if Self.untilWords.contains(word) { return try takeEnd() }
    if word == "once" { return Self.rates.contains(words.first ?? "") ? () : try end(after: 1, word) }
    if word.hasPrefix("weekday") { return try takeWeekdays(word) }
    if let rhythm = Self.rhythms[word] {
      (frequency, interval) = rhythm
    } else if word == "sur" {
      interval = try number(words.popFirst() ?? word)
    } else {
      try takeDay(word)
    }
  }

  /// "every second Tuesday" is every two weeks, unless it is one of the month.
  private mutating func takeEvery() {
    guard !isOfMonth, frequency == nil, let nth = words.first.flatMap(Self.ordinal), nth > 1,
      words.dropFirst().first.flatMap(Self.weekday) != nil
    else { return }
    words.removeFirst()
    (frequency, interval) = (.weekly, nth)
  }

  private var isOfMonth: Bool {
    frequency == .monthly || words.contains { (Self.units[$0] ?? Self.rhythms[$0]?.0) == .monthly }
  }

  private mutating func takeDay(_ word: String) throws(TypedRepeatProblem) {
    if let nth = Self.ordinal(word), let next = words.first, Self.numbered(word) == nil || Self.isCounted(next) {
      words.removeFirst()
      return try take(nth, next)
    }
    if let weekday = Self.weekday(word) { return days.append(.init(weekday: weekday, nth: nil)) }
    if let unit = Self.units[word] { return try takeUnit(unit, word) }
    if let month = WhenParser.month(word), let day = words.first.flatMap(Self.number) {
      words.removeFirst()
      yearDay = (day, month, word)
      return
    }
    guard let number = Self.number(word) else { throw .unknownWord(word) }
    try take(number: number, word)
  }

  /// "the first Tuesday", "le dernier jour", "every second week"
  private mutating func take(_ nth: Int, _ word: String) throws(TypedRepeatProblem) {
    if let weekday = Self.weekday(word) {
      days.append(.init(weekday: weekday, nth: nth))
    } else if Self.units[word] == .daily, nth == -1 || isOfMonth {
      monthDay = nth
    } else if let unit = Self.units[word], nth > 0 {
      (frequency, interval) = (unit, nth)
    } else {
      throw .unknownWord(word)
    }
  }

  /// "on day 12" says which day of the month.
  private mutating func takeUnit(_ unit: RecurrenceRule.Frequency, _ word: String) throws(TypedRepeatProblem) {
    if unit == .daily, frequency == .monthly, let number = words.first.flatMap(Self.number) {
      words.removeFirst()
      monthDay = number
    } else {
      guard frequency == nil || frequency == unit else { throw .unknownWord(word) }
      frequency = unit
    }
  }

  private mutating func take(number: Int, _ word: String) throws(TypedRepeatProblem) {
    let next = words.first ?? ""
    if Self.times.contains(next) {
      words.removeFirst()
      guard Self.rates.contains(words.first ?? "") else { return try end(after: number, word) }
      // "once a week"
      guard number == 1 else { throw .unknownWord(next) }
    } else if let unit = Self.units[next] {
      words.removeFirst()
      // Fifteen days, counted as the French do, are two weeks.
      (frequency, interval) = number == 15 && unit == .daily ? (.weekly, 2) : (unit, number)
    } else if let month = WhenParser.month(next), Int(word) != nil || Self.weekday(next) == nil {
      words.removeFirst()
      yearDay = (number, month, next)
    } else if Self.weekday(next) != nil {
      // "un mardi sur deux", "every other Tuesday"
      (frequency, interval) = (.weekly, number)
    } else {
      monthDay = number
    }
  }

  private mutating func takeWeekdays(_ word: String) throws(TypedRepeatProblem) {
    guard frequency != .monthly, frequency != .yearly else { throw .unknownWord(word) }
    frequency = .weekly
    days = (0...4).map { .init(weekday: $0, nth: nil) }
  }

  private func number(_ word: String) throws(TypedRepeatProblem) -> Int {
    guard let number = Self.number(word) else { throw .unknownWord(word) }
    return number
  }

  // MARK: Ends

  private mutating func end(after number: Int, _ word: String) throws(TypedRepeatProblem) {
    guard (1...999).contains(number) else { throw .noSuchNumber(word) }
    count = number
  }

  private mutating func takeEnd() throws(TypedRepeatProblem) {
    guard !words.isEmpty else { throw .noEnd }
    for count in (1...words.count).reversed() {
      guard !Self.endsElsewhere(words.prefix(count)), let day = try? end(words.prefix(count)) else { continue }
      words = words.dropFirst(count)
      until = isAllDay ? LocalTime(day: day.day) : day.endOfDay
      return
    }
    do throws(TypedTimeProblem) { _ = try end(words) } catch { throw .wrongEnd(error) }
  }

  /// Whether a weekday stands behind a date: it is one on which it repeats.
  private static func endsElsewhere(_ words: ArraySlice<String>) -> Bool {
    let said = words.filter { !fillers.contains($0) }
    return said.count > 1 && said.last.flatMap(weekday) != nil
  }

  private func end(_ words: ArraySlice<String>) throws(TypedTimeProblem) -> LocalTime {
    try WhenParser.parse(words.joined(separator: " "), today: start.day).start
  }

  // MARK: The rule

  private func finished() throws(TypedRepeatProblem) -> RecurrenceRule? {
    if frequency == nil, days.isEmpty, monthDay == nil, until == nil, count == 1 { return nil }
    guard let frequency = frequency ?? usualFrequency else { throw .noRhythm }
    guard (1...99).contains(interval) else { throw .noSuchNumber(String(interval)) }
    try checkDays(frequency)
    guard count == nil || until == nil else { throw .twoEnds }
    guard until.map({ $0 >= start }) ?? true else { throw .endsBeforeStart }
    let (rule, isDated) = (rule(frequency), frequency == .yearly && days.isEmpty)
    guard rule.allows(start) else { throw .notOnFirstDate(start, isDated ? nil : rule) }
    return rule.shortened(start)
  }

  private func rule(_ frequency: RecurrenceRule.Frequency) -> RecurrenceRule {
    var rule = RecurrenceRule(frequency: frequency)
    (rule.interval, rule.count, rule.until) = (interval, count, until)
    rule.byDay = days
    rule.byMonthDay = monthDay.map { [$0] } ?? []
    return rule
  }

  /// Whether the days that were named are days of such a rhythm.
  private func checkDays(_ frequency: RecurrenceRule.Frequency) throws(TypedRepeatProblem) {
    if let monthDay {
      guard frequency == .monthly || frequency == .yearly else { throw .unknownWord(String(monthDay)) }
      guard monthDay != 0, (-31...31).contains(monthDay) else { throw .noSuchNumber(String(monthDay)) }
    }
    guard let yearDay else { return }
    guard frequency == .yearly else { throw .unknownWord(yearDay.name) }
    guard (yearDay.day, yearDay.month) == (start.date.day, start.date.month) else {
      throw .notOnFirstDate(start, nil)
    }
  }

  private var usualFrequency: RecurrenceRule.Frequency? {
    days.isEmpty ? nil : days.contains { $0.nth != nil } ? .monthly : .weekly
  }

  // MARK: Vocabulary

  private static let none: Set<String> = ["none", "no", "never", "non", "aucune", "jamais", "pas"]
  private static let fillers: Set<String> = [
    "tous", "toutes", "tout", "les", "le", "la", "chaque", "du", "de", "des", "et", "every", "each", "on", "the", "of",
    "and",
    "in", "en", "par", "a", "per",
  ]
  private static let untilWords: Set<String> = ["until", "till", "jusqu'au", "jusqu'a", "jusqu'en"]
  private static let times: Set<String> = ["fois", "times", "time", "dates", "x"]
  /// What stands between a number of times and a unit of time.
  private static let rates: Set<String> = ["par", "a", "per"]
  private static let rhythms: [String: (RecurrenceRule.Frequency, Int)] = [
    "daily": (.daily, 1), "quotidien": (.daily, 1), "quotidienne": (.daily, 1), "weekly": (.weekly, 1),
    "hebdo": (.weekly, 1), "hebdomadaire": (.weekly, 1), "fortnight": (.weekly, 2), "fortnightly": (.weekly, 2),
    "biweekly": (.weekly, 2),
    "quinzaine": (.weekly, 2), "monthly": (.monthly, 1), "mensuel": (.monthly, 1), "mensuelle": (.monthly, 1),
    "yearly": (.yearly, 1), "annuel": (.yearly, 1), "annuelle": (.yearly, 1),
  ]
  private static let units: [String: RecurrenceRule.Frequency] = [
    "jour": .daily, "jours": .daily, "day": .daily, "days": .daily, "semaine": .weekly, "semaines": .weekly,
    "week": .weekly, "weeks": .weekly, "mois": .monthly, "month": .monthly, "months": .monthly, "an": .yearly,
    "ans": .yearly, "annee": .yearly, "annees": .yearly, "year": .yearly, "years": .yearly,
  ]
  private static let ordinals: [String: Int] = [
    "premier": 1, "premiere": 1, "first": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "third": 3, "quatrieme": 4,
    "fourth": 4, "dernier": -1, "derniere": -1, "last": -1,
  ]
  private static let numbers: [String: Int] = [
    "un": 1, "une": 1, "one": 1, "other": 2, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
    "six": 6, "dix": 10, "ten": 10, "quinze": 15,
  ]

  private static func number(_ word: String) -> Int? { numbers[word] ?? Int(word) ?? numbered(word) }

  /// "1er", "2e", "26th"
  private static func numbered(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    let isOrdinal = ["er", "ere", "e", "eme", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count))
    return isOrdinal ? Int(digits) : nil
  }

  private static func ordinal(_ word: String) -> Int? {
    let single = word.hasSuffix("s") ? String(word.dropLast()) : word
    return ordinals[single] ?? numbered(word)
  }

  /// Whether an ordinal before it says which one of a month it is, or of how many one: else "le 1er" is a number.
  private static func isCounted(_ word: String) -> Bool { weekday(word) != nil || units[word] != nil }

  private static func weekday(_ word: String) -> Int? {
    let single = word.hasSuffix("s") ? String(word.dropLast()) : word
    return WhenParser.weekdays.firstIndex { $0.contains(single) || $0.contains(word) }
  }
}

extension RecurrenceRule {
  /// Whether a first date falls on a day of the rule.
  func allows(_ start: LocalTime) -> Bool {
    let (date, last) = (start.date, start.daysInMonth)
    let onDay =
      byDay.isEmpty
      || byDay.contains { day in
        guard day.weekday == start.weekday, let nth = day.nth else { return day.weekday == start.weekday }
        return nth > 0 ? (date.day + 6) / 7 == nth : (last - date.day) / 7 == -nth - 1
      }
    let onNumber = byMonthDay.isEmpty || byMonthDay.contains { $0 == date.day || last + $0 + 1 == date.day }
    return onDay && onNumber
  }

  /// Without what the first date says already: so it follows a date that is moved.
  func shortened(_ start: LocalTime) -> RecurrenceRule {
    var rule = self
    if frequency == .weekly, byDay == [Day(weekday: start.weekday, nth: nil)] { rule.byDay = [] }
    if frequency == .monthly || frequency == .yearly, byMonthDay == [start.date.day] { rule.byMonthDay = [] }
    return rule
  }
}
