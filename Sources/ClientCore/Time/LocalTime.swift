/// A date and time on some clock, without its zone: RFC 8984, section 1.4.4, `LocalDateTime`. Counted in seconds as if the clock
/// stood in Greenwich, so that arithmetic on it never meets summer time.
public struct LocalTime: Hashable, Sendable, Comparable {
  /// Seconds since 1970-01-01T00:00:00 on that clock.
  public var seconds: Int64

  public init(seconds: Int64) { self.seconds = seconds }

  public init(year: Int, month: Int, day: Int, secondOfDay: Int = 0) {
    seconds = Self.days(year: year, month: month, day: day) * 86_400 + Int64(secondOfDay)
  }

  /// Parses "2026-05-01T10:00:00", or a date alone.
  public init?(_ text: String) {
    var text = text
    guard let parsed = text.withUTF8({ LocalTime(utf8: $0[...]) }) else { return nil }
    self = parsed
  }

  init?(utf8 bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    guard let numbers = Self.numbers(bytes) else { return nil }
    let (year, month, day) = (numbers[0], numbers[1], numbers[2])
    guard year > 0, (1...12).contains(month), (1...Self.daysIn(month: month, of: year)).contains(day),
      numbers[3] < 24, numbers[4] < 60, numbers[5] <= 60
    else { return nil }
    let second = numbers[3] * 3_600 + numbers[4] * 60 + min(numbers[5], 59)
    self.init(year: year, month: month, day: day, secondOfDay: second)
  }

  /// Year, month, day, hour, minute, second of "YYYY-MM-DD" or "YYYY-MM-DDTHH:MM:SS".
  private static func numbers(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [Int]? {
    guard bytes.count == 10 || bytes.count == 19 else { return nil }
    var numbers = [0]
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
      case 10: guard byte == UInt8(ascii: "T") else { return nil }
      case 13, 16: guard byte == UInt8(ascii: ":") else { return nil }
      default:
        guard (0x30...0x39).contains(byte) else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
        continue
      }
      numbers.append(0)
    }
    return numbers + Array(repeating: 0, count: 6 - numbers.count)
  }

  public static func < (left: LocalTime, right: LocalTime) -> Bool { left.seconds < right.seconds }
}

// MARK: - The civil calendar

extension LocalTime {
  /// Days since 1970-01-01.
  public var day: Int64 { seconds.dividedFlooring(by: 86_400).quotient }
  public var secondOfDay: Int { Int(seconds.dividedFlooring(by: 86_400).remainder) }

  /// The last second of the same day.
  public var endOfDay: LocalTime { LocalTime(seconds: (day + 1) * 86_400 - 1) }

  public var date: (year: Int, month: Int, day: Int) { Self.date(ofDay: day) }

  /// 0 for Monday to 6 for Sunday.
  public var weekday: Int { Self.weekday(ofDay: day) }

  static func weekday(ofDay day: Int64) -> Int { Int((day + 3).dividedFlooring(by: 7).remainder) }

  /// "2026-05-01T10:00:00"
  public var string: String {
    let (date, second) = (date, secondOfDay)
    return "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))T"
      + "\(padded(second / 3_600, to: 2)):\(padded(second / 60 % 60, to: 2)):\(padded(second % 60, to: 2))"
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar; years are counted from March so that a leap day is the last.
  static func days(year: Int, month: Int, day: Int) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  static func date(ofDay days: Int64) -> (year: Int, month: Int, day: Int) {
    let (era, rest) = (days + 719_468).dividedFlooring(by: 146_097)
    let dayOfEra = Int(rest)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
