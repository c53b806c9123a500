public import Foundation

extension LocalTime {
  /// What a clock in `zone` shows at an instant (seconds since 1970).
  public init(at instant: Double, in zone: TimeZone) {
    let whole = Int64(instant.rounded(.down))
    self.init(seconds: whole + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(whole)))))
  }

  /// The instant (seconds since 1970) at which a clock in `zone` shows this time. A time that a change of the clocks repeats is
  /// the first of the two; one that it leaves out is read with the offset before the change (RFC 5545, section 3.3.5).
  public func instant(in zone: TimeZone) -> Double {
    func offset(at second: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
    }
    let before = offset(at: seconds - 86_400)
    if offset(at: seconds - before) == before { return Double(seconds - before) }
    let after = offset(at: seconds + 86_400)
    return Double(offset(at: seconds - after) == after ? seconds - after : seconds - before)
  }
}

extension TimeZone {
  /// The zone of a name in the IANA database; nil when there is none, which JSCalendar reads as a floating time.
  static func named(_ name: UntrustedTimeZoneName?) -> TimeZone? {
    guard let name, name.utf8.count <= 64 else { return nil }
    return name == "Etc/UTC" ? .gmt : TimeZone(identifier: name)
  }
}

/// A time zone's name as a server sent it: only ever looked up, never opened as a file.
typealias UntrustedTimeZoneName = String
