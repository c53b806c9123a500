/// The occurrences a rule gives, in order, on the event's own clock (RFC 5545, section 3.3.10). Endless rules give endless
/// sequences; hostile ones (a rule that nothing matches, one that fires each second) end after `stepLimit` periods.
struct RecurrenceExpansion: Sequence, IteratorProtocol {
  static let stepLimit = 20_000

  private let rule: RecurrenceRule
  private let start: LocalTime
  private var period: RecurrencePeriod
  private var waiting: ArraySlice<LocalTime> = []
  private var steps = 0
  private var given = 0

  init(_ rule: RecurrenceRule, from start: LocalTime) {
    (self.rule, self.start) = (rule, start)
    period = RecurrencePeriod(rule: rule, start: start)
  }

  mutating func next() -> LocalTime? {
    if let count = rule.count, given >= count { return nil }
    while waiting.isEmpty {
      guard steps < Self.stepLimit, !period.isPast(rule.until) else { return nil }
      steps += 1
      waiting = period.occurrences().drop { $0 < start }
      period.advance()
    }
    let next = waiting.removeFirst()
    if let until = rule.until, next > until { return nil }
    given += 1
    return next
  }
}

/// One year, month, week, day, hour, minute or second of a rule.
struct RecurrencePeriod {
  let rule: RecurrenceRule
  let start: LocalTime
  private let times: [Int]
  /// Counted in the rule's own unit from the period that holds the start.
  private var index: Int64 = 0

  init(rule: RecurrenceRule, start: LocalTime) {
    (self.rule, self.start) = (rule, start)
    times = Self.times(rule, start)
  }

  mutating func advance() { index += Int64(rule.interval) }

  func isPast(_ until: LocalTime?) -> Bool {
    let begin = first
    return begin.seconds > 250_000_000_000 || until.map { begin > $0 } ?? false
  }

  /// Sorted.
  func occurrences() -> [LocalTime] {
    let all: [LocalTime] =
      switch rule.frequency {
      case .yearly, .monthly, .weekly, .daily:
        days().flatMap { day in times.map { LocalTime(seconds: day * 86_400 + Int64($0)) } }
      case .hourly, .minutely, .secondly: withinDay()
      }
    return positions(of: all)
  }

  private func positions(of all: [LocalTime]) -> [LocalTime] {
    guard !rule.bySetPosition.isEmpty else { return all }
    let chosen = rule.bySetPosition.map { $0 > 0 ? $0 - 1 : all.count + $0 }
    return Set(chosen).filter(all.indices.contains).sorted().map { all[$0] }
  }

  /// The seconds of a day on which a daily or rarer rule falls.
  private static func times(_ rule: RecurrenceRule, _ start: LocalTime) -> [Int] {
    let second = start.secondOfDay
    let hours = rule.byHour.isEmpty ? [second / 3_600] : rule.byHour
    let minutes = rule.byMinute.isEmpty ? [second / 60 % 60] : rule.byMinute
    let seconds = rule.bySecond.isEmpty ? [second % 60] : rule.bySecond
    return hours.flatMap { hour in minutes.flatMap { minute in seconds.map { hour * 3_600 + minute * 60 + $0 } } }
  }
}

// MARK: - Where a period begins

extension RecurrencePeriod {
  private var first: LocalTime {
    switch rule.frequency {
    case .yearly: LocalTime(year: year, month: 1, day: 1)
    case .monthly: LocalTime(year: month.year, month: month.month, day: 1)
    case .weekly: LocalTime(seconds: week * 86_400)
    case .daily: LocalTime(seconds: (start.day + index) * 86_400)
    case .hourly: LocalTime(seconds: start.seconds + index * 3_600)
    case .minutely: LocalTime(seconds: start.seconds + index * 60)
    case .secondly: LocalTime(seconds: start.seconds + index)
    }
  }

  private var year: Int { start.date.year + Int(index) }

  private var month: (year: Int, month: Int) {
    let months = Int64(start.date.year * 12 + start.date.month - 1) + index
    return (Int(months / 12), Int(months % 12) + 1)
  }

  /// The day on which the week begins.
  private var week: Int64 {
    start.day - Int64((start.weekday - rule.firstDayOfWeek + 7) % 7) + index * 7
  }

  private func days() -> [Int64] {
    switch rule.frequency {
    case .yearly: RecurrenceDays(rule: rule, start: start).ofYear(year)
    case .monthly: RecurrenceDays(rule: rule, start: start).ofMonth(month.month, of: month.year)
    case .weekly: RecurrenceDays(rule: rule, start: start).ofWeek(week)
    default: RecurrenceDays(rule: rule, start: start).limited(start.day + index) ? [start.day + index] : []
    }
  }

  /// For rules that repeat within a day: the period's own times, as far as every BY… part lets them through.
  private func withinDay() -> [LocalTime] {
    guard RecurrenceDays(rule: rule, start: start).limited(first.day) else { return [] }
    let second = first.secondOfDay
    let (hour, minute) = (second / 3_600, second / 60 % 60)
    guard rule.byHour.isEmpty || rule.byHour.contains(hour) else { return [] }
    if rule.frequency != .hourly, !rule.byMinute.isEmpty, !rule.byMinute.contains(minute) { return [] }
    if rule.frequency == .secondly, !rule.bySecond.isEmpty, !rule.bySecond.contains(second % 60) { return [] }
    let minutes = rule.frequency == .hourly && !rule.byMinute.isEmpty ? rule.byMinute : [minute]
    let seconds = rule.frequency != .secondly && !rule.bySecond.isEmpty ? rule.bySecond : [second % 60]
    return minutes.flatMap { minute in
      seconds.map { LocalTime(seconds: first.day * 86_400 + Int64(hour * 3_600 + minute * 60 + $0)) }
    }
  }
}
