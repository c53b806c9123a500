/// The days of a period that a rule's BY… parts choose: the table of RFC 5545, section 3.3.10. Days are counted from 1970-01-01.
struct RecurrenceDays {
  let rule: RecurrenceRule
  let start: LocalTime

  func ofYear(_ year: Int) -> [Int64] {
    let begin = LocalTime.days(year: year, month: 1, day: 1)
    let length = LocalTime.isLeap(year) ? 366 : 365
    let candidates: [Int64] =
      if !rule.byWeekNo.isEmpty {
        weeks(of: year)
      } else if !rule.byYearDay.isEmpty {
        rule.byYearDay.map { begin + Int64($0 > 0 ? $0 - 1 : length + $0) }.filter {
          $0 >= begin && $0 < begin + Int64(length)
        }
      } else if !rule.byMonthDay.isEmpty {
        months(of: year).flatMap { monthDays($0, of: year, rule.byMonthDay) }
      } else if !rule.byDay.isEmpty {
        rule.byMonth.isEmpty
          ? weekdays(from: begin, count: length) : months(of: year).flatMap { weekdays(inMonth: $0, of: year) }
      } else {
        (rule.byMonth.isEmpty ? [start.date.month] : months(of: year)).flatMap {
          monthDays($0, of: year, [start.date.day])
        }
      }
    guard !rule.byWeekNo.isEmpty || !rule.byYearDay.isEmpty else {
      return ordered(candidates) { rule.byMonthDay.isEmpty || limitsWeekday($0) }
    }
    return ordered(candidates) { limitsMonth($0) && limitsWeekday($0) && limitsMonthDay($0) }
  }

  func ofMonth(_ month: Int, of year: Int) -> [Int64] {
    guard rule.byMonth.isEmpty || rule.byMonth.contains(month) else { return [] }
    if !rule.byMonthDay.isEmpty { return ordered(monthDays(month, of: year, rule.byMonthDay), where: limitsWeekday) }
    if !rule.byDay.isEmpty { return ordered(weekdays(inMonth: month, of: year)) { _ in true } }
    return monthDays(month, of: year, [start.date.day])
  }

  func ofWeek(_ begin: Int64) -> [Int64] {
    let chosen = rule.byDay.isEmpty ? [start.weekday] : rule.byDay.map(\.weekday)
    return ordered(chosen.map { begin + Int64(($0 - rule.firstDayOfWeek + 7) % 7) }) {
      limitsMonth($0) && limitsMonthDay($0)
    }
  }

  /// Whether a day passes, where all parts only limit.
  func limited(_ day: Int64) -> Bool {
    limitsMonth(day) && limitsMonthDay(day) && limitsWeekday(day) && limitsYearDay(day)
  }
}

// MARK: - Choosing

extension RecurrenceDays {
  private func ordered(_ days: [Int64], where isIncluded: (Int64) -> Bool) -> [Int64] {
    Set(days).filter(isIncluded).sorted()
  }

  private func months(of year: Int) -> [Int] { rule.byMonth.isEmpty ? Array(1...12) : rule.byMonth }

  private func monthDays(_ month: Int, of year: Int, _ numbers: [Int]) -> [Int64] {
    let length = LocalTime.daysIn(month: month, of: year)
    let first = LocalTime.days(year: year, month: month, day: 1)
    return numbers.map { $0 > 0 ? $0 : length + 1 + $0 }.compactMap { day in
      if (1...length).contains(day) { return first + Int64(day - 1) }
      switch rule.skip {
      case .omit: return nil
      case .backward: return day > 0 ? first + Int64(length - 1) : first - 1
      case .forward: return day > 0 ? first + Int64(length) : first
      }
    }
  }

  private func weekdays(inMonth month: Int, of year: Int) -> [Int64] {
    weekdays(
      from: LocalTime.days(year: year, month: month, day: 1), count: LocalTime.daysIn(month: month, of: year))
  }

  private func weekdays(from first: Int64, count: Int) -> [Int64] {
    rule.byDay.flatMap { day -> [Int64] in
      let offset = (day.weekday - LocalTime.weekday(ofDay: first) + 7) % 7
      let all = stride(from: offset, to: count, by: 7).map { first + Int64($0) }
      guard let nth = day.nth else { return all }
      let index = nth > 0 ? nth - 1 : all.count + nth
      return all.indices.contains(index) ? [all[index]] : []
    }
  }

  /// The days of the numbered weeks of a year, a week being the year's own when it has four of its days.
  private func weeks(of year: Int) -> [Int64] {
    let first = firstWeek(of: year)
    let count = Int((firstWeek(of: year + 1) - first) / 7)
    let weekdays = rule.byDay.isEmpty ? [start.weekday] : rule.byDay.map(\.weekday)
    let offsets = weekdays.map { ($0 - rule.firstDayOfWeek + 7) % 7 }
    let weeks: [Int] = rule.byWeekNo.map { $0 > 0 ? $0 - 1 : count + $0 }.filter { (0..<count).contains($0) }
    return weeks.flatMap { week in offsets.map { first + Int64(week * 7 + $0) } }
  }

  private func firstWeek(of year: Int) -> Int64 {
    let fourth = LocalTime.days(year: year, month: 1, day: 4)
    return fourth - Int64((LocalTime.weekday(ofDay: fourth) - rule.firstDayOfWeek + 7) % 7)
  }
}

// MARK: - Limiting

extension RecurrenceDays {
  private func limitsMonth(_ day: Int64) -> Bool {
    rule.byMonth.isEmpty || rule.byMonth.contains(LocalTime.date(ofDay: day).month)
  }

  private func limitsWeekday(_ day: Int64) -> Bool {
    rule.byDay.isEmpty || rule.byDay.contains { $0.weekday == LocalTime.weekday(ofDay: day) }
  }

  private func limitsMonthDay(_ day: Int64) -> Bool {
    guard !rule.byMonthDay.isEmpty else { return true }
    let date = LocalTime.date(ofDay: day)
    let length = LocalTime.daysIn(month: date.month, of: date.year)
    return rule.byMonthDay.contains { $0 == date.day || length + 1 + $0 == date.day }
  }

  private func limitsYearDay(_ day: Int64) -> Bool {
    guard !rule.byYearDay.isEmpty else { return true }
    let year = LocalTime.date(ofDay: day).year
    let number = Int(day - LocalTime.days(year: year, month: 1, day: 1)) + 1
    let length = LocalTime.isLeap(year) ? 366 : 365
    return rule.byYearDay.contains { $0 == number || length + 1 + $0 == number }
  }
}
