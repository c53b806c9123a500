import ClientCore
import Foundation
public import Localization
import Text

/// When something takes place, as a person typed it: `28/11 14h30 2h`, `demain 18h-20h`, `lundi 9h30`, `28 novembre, 3 jours`.
struct TypedTime: Equatable {
  /// On the viewer's clock.
  var start: LocalTime
  var duration: EventDuration
  var isAllDay: Bool
}

/// Why a time was not understood; says it to the person.
public enum TypedTimeProblem: Error, Equatable {
  case noDate
  case unknownWord(String)
  case noSuchDay(String)
  case noSuchTime(String)
  case endsBeforeStart
  case isOver(String)

  public func text(_ tr: Catalog) -> String {
    switch self {
    case .noDate: tr("The date is missing: for instance 28 Nov, tomorrow or monday")
    case .unknownWord(let word): tr("“%1” was not understood: write for instance 28 Nov 14:30 2h", word)
    case .noSuchDay(let word): tr("There is no day %1", word)
    case .noSuchTime(let word): tr("There is no time %1: hours go to 23, minutes to 59", word)
    case .endsBeforeStart: tr("The end is before the start")
    case .isOver(let words): tr("“%1” is over already", words)
    }
  }
}

/// Reads dates, times and durations in French and English, in any order; the first hour is the time, the second the duration.
struct WhenParser {
  private let today: Int64

  private var day: Int64?
  private var time: Int?
  private var end: Int?
  private var duration: EventDuration?
  private var isWholeDay = false
  /// Whether the word before announced the end: "14h à 16h".
  private var isEndNext = false

  private init(today: Int64) { self.today = today }

  /// - Parameter today: days since 1970.
  static func parse(_ text: String, today: Int64) throws(TypedTimeProblem) -> TypedTime {
    var parser = WhenParser(today: today)
    return try parser.parse(text)
  }

  private mutating func parse(_ text: String) throws(TypedTimeProblem) -> TypedTime {
    try take(all: Self.words(text))
    guard let day else { throw .noDate }
    return try finished(day)
  }

  private mutating func take(all words: [String]) throws(TypedTimeProblem) {
    var index = 0
    while index < words.count { index += try take(words[index...]) }
  }

  /// Until when, as a person typed it: `18:00` the next time it is that, `tomorrow 9h`, `90 min`, `in 8h`. Up to six hours, `2h` is how
  /// long: nobody means two at night by it.
  static func end(_ text: String, now: LocalTime) throws(TypedTimeProblem) -> LocalTime {
    var words = words(text)
    let isSaid = words.first.map(["dans", "in"].contains) ?? false
    if isSaid { words.removeFirst() }
    let isLength = isSaid || isShort(words)
    let parser = try taken(words, now, isLength: isLength)
    // "6h demain" is an hour: it says which day.
    guard isLength, !isSaid, parser.day != nil else { return try parser.end(now, isLength: isLength) }
    return try taken(words, now, isLength: false).end(now, isLength: false)
  }

  private static func taken(
    _ words: [String], _ now: LocalTime, isLength: Bool
  ) throws(TypedTimeProblem) -> WhenParser {
    var parser = WhenParser(today: now.day)
    if isLength { parser.time = now.secondOfDay }
    try parser.take(all: words)
    return parser
  }

  private static func isShort(_ words: [String]) -> Bool {
    let text = words.joined()
    return text.first.map { ("1"..."6").contains($0) } == true && text.dropFirst().first == "h"
  }

  private func end(_ now: LocalTime, isLength: Bool) throws(TypedTimeProblem) -> LocalTime {
    if day == nil, isLength || time == nil {
      guard let duration else { throw .noDate }
      return LocalTime(seconds: now.seconds + Int64(duration.days) * 86_400 + Int64(duration.seconds))
    }
    guard let time else { return LocalTime(day: day ?? today).endOfDay }
    let moment = LocalTime(seconds: (day ?? today) * 86_400 + Int64(time))
    return day == nil && moment <= now ? LocalTime(seconds: moment.seconds + 86_400) : moment
  }

  private static func words(_ text: String) -> [String] {
    let spaced = text.lowercased().replacing("–", with: "-").replacing("→", with: "-").replacing("(", with: " ")
      .replacing(")", with: " ").replacing("toute la journée", with: "journée").replacing("all day", with: "journée")
    return spaced.split { $0 == " " || $0 == "," || $0 == "\u{A0}" || $0 == "\u{202F}" }.map(String.init)
  }

  private func finished(_ day: Int64) throws(TypedTimeProblem) -> TypedTime {
    guard let time, !isWholeDay else {
      let days = EventDuration(days: max(1, duration?.days ?? 1))
      return TypedTime(start: LocalTime(day: day), duration: days, isAllDay: true)
    }
    let start = LocalTime(seconds: day * 86_400 + Int64(time))
    if let end {
      let length = end - time
      guard length != 0 else { throw .endsBeforeStart }
      return TypedTime(
        start: start, duration: EventDuration(seconds: length > 0 ? length : length + 86_400), isAllDay: false)
    }
    return TypedTime(start: start, duration: duration ?? EventDuration(seconds: 3_600), isAllDay: false)
  }

  // MARK: Words

  /// Takes one word, or several that belong together; returns how many.
  private mutating func take(_ words: ArraySlice<String>) throws(TypedTimeProblem) -> Int {
    let word = words[words.startIndex]
    let next = words.dropFirst().first
    if Self.fillers.contains(word) {
      isEndNext = time != nil && Self.untilWords.contains(word)
      return 1
    }
    if Self.wholeDay.contains(word) {
      isWholeDay = true
      return 1
    }
    if let near = Self.nearDays[word] {
      day = today + near
      return 1
    }
    if takeWeekday(word) { return 1 }
    if let taken = try takeDate(word, words) { return taken }
    if let next, try takeNumber(word, unit: next) { return 2 }
    if try takeHours(word) { return 1 }
    throw .unknownWord(word)
  }

  private static let fillers: Set<String> = [
    "le", "la", "à", "a", "de", "du", "au", "the", "on", "at", "from", "to", "pendant", "for", "dès", "-", ":", "until",
    "jusqu'à", "jusqu’à",
  ]
  private static let untilWords: Set<String> = ["à", "a", "au", "-", "to", "until", "jusqu'à", "jusqu’à"]
  private static let wholeDay: Set<String> = ["journée", "allday", "jour"]
  private static let nearDays: [String: Int64] = [
    "aujourd'hui": 0, "aujourd’hui": 0, "today": 0, "demain": 1, "tomorrow": 1, "après-demain": 2, "hier": -1,
    "yesterday": -1,
  ]
  static let weekdays = [
    ["lundi", "lun", "monday", "mon"], ["mardi", "mar", "tuesday", "tue"], ["mercredi", "mer", "wednesday", "wed"],
    ["jeudi", "jeu", "thursday", "thu"], ["vendredi", "ven", "friday", "fri"], ["samedi", "sam", "saturday", "sat"],
    ["dimanche", "dim", "sunday", "sun"],
  ]
  private static let months = [
    ["janvier", "january", "jan"], ["février", "fevrier", "february", "feb", "fév"], ["mars", "march", "mar"],
    ["avril", "april", "apr", "avr"], ["mai", "may"], ["juin", "june", "jun"], ["juillet", "july", "jul", "juil"],
    ["août", "aout", "august", "aug"], ["septembre", "september", "sept", "sep"], ["octobre", "october", "oct"],
    ["novembre", "november", "nov"], ["décembre", "decembre", "december", "dec", "déc"],
  ]

  /// From 1, of a month's name; nil: it is none.
  static func month(_ name: String) -> Int? {
    let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
    return months.firstIndex { $0.contains(bare) }.map { $0 + 1 }
  }

  /// A weekday is the next such day; beside a date it is only decoration.
  private mutating func takeWeekday(_ word: String) -> Bool {
    let bare = word.last == "." ? String(word.dropLast()) : word
    guard let weekday = Self.weekdays.firstIndex(where: { $0.contains(bare) }) else { return false }
    if day == nil {
      let ahead = (weekday - LocalTime(day: today).weekday + 7) % 7
      day = today + Int64(ahead == 0 ? 7 : ahead)
    }
    return true
  }

  // MARK: Dates

  private mutating func takeDate(_ word: String, _ words: ArraySlice<String>) throws(TypedTimeProblem) -> Int? {
    let dashed = word.split(separator: "-").map { Int($0) }
    if dashed.count == 3, let year = dashed[0], let month = dashed[1], let number = dashed[2], year > 1_900 {
      day = try Self.day(year, month, number, word)
      return 1
    }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    if parts.count == 2 || parts.count == 3, let number = parts[0], let month = parts[1] {
      day = try date(number, month, year: parts.count == 3 ? parts[2] : nil, word)
      return 1
    }
    return try takeNamedMonth(word, words)
  }

  /// "28 novembre", "28 Nov. 2026", "November 28th"
  private mutating func takeNamedMonth(
    _ word: String, _ words: ArraySlice<String>
  ) throws(TypedTimeProblem) -> Int? {
    let following = words.dropFirst()
    guard let next = following.first else { return nil }
    let pair = Self.number(word).flatMap { number in Self.month(next).map { (number, $0) } }
    guard let (number, month) = pair ?? Self.number(next).flatMap({ number in Self.month(word).map { (number, $0) } })
    else { return nil }
    let year = following.dropFirst().first.flatMap { $0.count == 4 ? Int($0) : nil }
    day = try date(number, month, year: year, "\(word) \(next)")
    return year == nil ? 2 : 3
  }

  /// "1er", "28th"
  private static func number(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    return ["", "er", "e", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count)) ? Int(digits) : nil
  }

  /// Without a year it is the next such date.
  private func date(_ number: Int, _ month: Int, year: Int?, _ word: String) throws(TypedTimeProblem) -> Int64 {
    if let year { return try Self.day(year < 100 ? year + 2_000 : year, month, number, word) }
    let thisYear = LocalTime(day: today).date.year
    let candidates = (thisYear...(thisYear + 8)).compactMap { try? Self.day($0, month, number, word) }
    guard let next = candidates.first(where: { $0 >= today }) else { throw .noSuchDay(word) }
    return next
  }

  private static func day(_ year: Int, _ month: Int, _ number: Int, _ word: String) throws(TypedTimeProblem) -> Int64 {
    guard (1...9_999).contains(year), (1...12).contains(month), number >= 1 else { throw .noSuchDay(word) }
    let first = LocalTime(year: year, month: month, day: 1)
    guard number <= first.daysInMonth else { throw .noSuchDay(word) }
    return first.day + Int64(number) - 1
  }

  // MARK: Hours

  /// "3 jours", "90 min", "2 heures".
  private mutating func takeNumber(_ word: String, unit: String) throws(TypedTimeProblem) -> Bool {
    guard let number = Int(word), number >= 0, number < 100_000 else { return false }
    switch unit {
    case "jours", "jour", "j", "days", "day", "d": duration = EventDuration(days: number)
    case "min", "minutes", "minute", "mn": duration = EventDuration(seconds: number * 60)
    case "h", "heures", "heure", "hours", "hour": try takeClock(hours: number, minutes: 0, "\(number) \(unit)")
    default: return false
    }
    return true
  }

  private mutating func takeHours(_ word: String) throws(TypedTimeProblem) -> Bool {
    let ends = word.split(separator: "-").map(String.init)
    if ends.count == 2, let first = Self.clock(ends[0]), let second = Self.clock(ends[1]) {
      time = try Self.seconds(first, ends[0])
      end = try Self.seconds(second, ends[1])
      return true
    }
    let (stem, suffix) = (word.prefix { $0.isNumber }, word.drop { $0.isNumber })
    if !suffix.isEmpty, let number = Int(stem), suffix != "h", suffix != "pm", suffix != "am" {
      if suffix.allSatisfy(\.isLetter) { return try takeNumber(String(number), unit: String(suffix)) }
    }
    guard let clock = Self.clock(word) else { return false }
    try takeClock(hours: clock.hours, minutes: clock.minutes, word)
    return true
  }

  /// The first is the time of day, the second how long it lasts.
  private mutating func takeClock(hours: Int, minutes: Int, _ word: String) throws(TypedTimeProblem) {
    guard time != nil else {
      time = try Self.seconds((hours, minutes), word)
      return
    }
    guard !isEndNext else {
      end = try Self.seconds((hours, minutes), word)
      return
    }
    guard minutes < 60, hours < 10_000 else { throw .noSuchTime(word) }
    duration = EventDuration(seconds: hours * 3_600 + minutes * 60)
  }

  private static func seconds(_ clock: (hours: Int, minutes: Int), _ word: String) throws(TypedTimeProblem) -> Int {
    guard (0...23).contains(clock.hours), (0...59).contains(clock.minutes) else { throw .noSuchTime(word) }
    return clock.hours * 3_600 + clock.minutes * 60
  }

  /// "14h30", "14h", "14:30", "2pm"; nil for what is no clock time at all.
  private static func clock(_ word: String) -> (hours: Int, minutes: Int)? {
    if word.hasSuffix("pm") || word.hasSuffix("am"), let hour = Int(word.dropLast(2)), (1...12).contains(hour) {
      return (hour % 12 + (word.hasSuffix("pm") ? 12 : 0), 0)
    }
    let parts = word.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "h" || $0 == ":" }
    guard parts.count == 2, let hours = Int(parts[0]), parts[0].count <= 5 else { return nil }
    if parts[1].isEmpty { return (hours, 0) }
    return Int(parts[1]).map { (hours, $0) }
  }
}
