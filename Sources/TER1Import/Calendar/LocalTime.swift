import Foundation
import TER1Server

/// A time of a wall clock, in seconds since 1970 as if the clock showed UTC.
struct LocalTime: Comparable, Hashable {
  var seconds: Int64

  static func < (left: LocalTime, right: LocalTime) -> Bool { left.seconds < right.seconds }

  /// A LocalDateTime of JSCalendar.
  var text: String { String(UTCDate(milliseconds: seconds * 1000).text.prefix(19)) }

  /// `YYYYMMDD` or `YYYYMMDDTHHMMSS`, with or without `Z`; nil for anything else.
  init?(basic text: some StringProtocol) {
    let digits = Array(text.utf8.prefix(15))
    func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    let time: String
    if digits.count == 8 {
      time = "00:00:00"
    } else if digits.count == 15, digits[8] == UInt8(ascii: "T") {
      // A leap second is the last second of its minute.
      time = "\(part(9..<11)):\(part(11..<13)):\(part(13..<15) == "60" ? "59" : part(13..<15))"
    } else {
      return nil
    }
    guard let date = UTCDate("\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(time)Z") else { return nil }
    seconds = date.milliseconds / 1000
  }

  init(seconds: Int64) { self.seconds = seconds }

  /// What the clock of `zone` shows at an instant.
  init(instant: Int64, in zone: TimeZone) {
    seconds = instant + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant))))
  }

  /// The instant, in seconds since 1970, at which the clock of `zone` shows this.
  func instant(in zone: TimeZone) -> Int64 {
    let guess = seconds - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
    return seconds - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(guess))))
  }
}
