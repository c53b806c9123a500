package import Foundation

/// A time of a wall clock, in seconds since 1970 as if the clock showed UTC.
package struct WallTime: Comparable, Hashable {
  package var seconds: Int64

  package static func < (left: WallTime, right: WallTime) -> Bool { left.seconds < right.seconds }

  /// A LocalDateTime of JSCalendar.
  package var text: String {
    var (moment, fields) = (time_t(seconds), tm())
    gmtime_r(&moment, &fields)
    let date = [fields.tm_mon + 1, fields.tm_mday].map { Self.padded($0, to: 2) }
    let time = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { Self.padded($0, to: 2) }
    return "\(Self.padded(fields.tm_year + 1900, to: 4))-\(date.joined(separator: "-"))T\(time.joined(separator: ":"))"
  }

  private static func padded(_ number: Int32, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// `YYYYMMDD` or `YYYYMMDDTHHMMSS`, with or without `Z`; nil for anything else.
  package init?(basic text: some StringProtocol) {
    let digits = Array(text.utf8.prefix(15))
    func part(_ range: Range<Int>) -> Int32? {
      let part = digits[range]
      return part.allSatisfy { (0x30...0x39).contains($0) } ? Int32(String(decoding: part, as: UTF8.self)) : nil
    }
    guard digits.count == 8 || digits.count == 15 && digits[8] == UInt8(ascii: "T"),
      let year = part(0..<4), let month = part(4..<6), let day = part(6..<8), (1...12).contains(month)
    else { return nil }
    var fields = tm()
    (fields.tm_year, fields.tm_mon, fields.tm_mday) = (year - 1900, month - 1, day)
    if digits.count == 15 {
      guard let hour = part(9..<11), let minute = part(11..<13), let second = part(13..<15), hour < 24, minute < 60,
        second <= 60
      else { return nil }
      // A leap second is the last second of its minute.
      (fields.tm_hour, fields.tm_min, fields.tm_sec) = (hour, minute, min(second, 59))
    }
    seconds = Int64(timegm(&fields))
    // A day that does not exist has become another one.
    guard fields.tm_mday == day else { return nil }
  }

  package init(seconds: Int64) { self.seconds = seconds }

  /// What the clock of `zone` shows at an instant.
  package init(instant: Int64, in zone: TimeZone) {
    seconds = instant + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant))))
  }

  /// The instant, in seconds since 1970, at which the clock of `zone` shows this.
  package func instant(in zone: TimeZone) -> Int64 {
    let guess = seconds - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
    return seconds - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(guess))))
  }
}
