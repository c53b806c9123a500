import Glibc

/// An instant, in milliseconds since 1970; its text is RFC 8620's UTCDate with milliseconds.
package struct UTCDate: Comparable, Sendable {
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: UTCDate, right: UTCDate) -> Bool { left.milliseconds < right.milliseconds }

  package static var now: UTCDate {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UTCDate(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

extension UTCDate {
  package var text: String {
    let (days, rest) = milliseconds.flooredDivision(by: 86_400_000)
    let (year, month, day) = Self.civil(days)
    func padded(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }.joined(separator: ":")
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time).\(padded(rest % 1000, 3))Z"
  }

  /// nil unless `text` is `YYYY-MM-DDTHH:MM:SS[.fraction]Z` of a day that exists.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), Self.hasMarks(bytes) else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      range.reduce(Optional(0)) { sum, index in
        (0x30...0x39).contains(bytes[index]) ? sum.map { $0 * 10 + Int64(bytes[index] - 0x30) } : nil
      }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19),
      let fraction = Self.fraction(bytes[19..<bytes.count - 1]),
      (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.days(year, month, day)
    guard Self.civil(days) == (year, month, day) else { return nil }
    milliseconds = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
  }

  private static func hasMarks(_ bytes: [UInt8]) -> Bool {
    bytes[4] == 0x2D && bytes[7] == 0x2D && bytes[10] == 0x54 && bytes[13] == 0x3A && bytes[16] == 0x3A
  }

  private static func fraction(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let first = bytes.first else { return 0 }
    let digits = bytes.dropFirst()
    guard first == UInt8(ascii: "."), (1...9).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let three = digits.prefix(3) + repeatElement(0x30, count: max(0, 3 - digits.count))
    return three.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  /// Days since 1970 of a day of the Gregorian calendar, and back (H. Hinnant's algorithms).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = year.flooredDivision(by: 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    let (era, day) = (days + 719_468).flooredDivision(by: 146_097)
    let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
