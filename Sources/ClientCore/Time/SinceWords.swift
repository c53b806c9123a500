public import Foundation

/// A moment in the past as a person types it.
public enum SinceWords {
  /// `2h`, `3j` or `3d`, `1s` or `1w` (weeks), `hier` or `yesterday`, `2026-11-24`, `18:30`; nil when it is none of these.
  /// - Parameter now: seconds since 1970.
  public static func moment(_ text: String, now: Double, zone: TimeZone) -> Double? {
    let text = text.lowercased().trimmingCharacters(in: .whitespaces)
    let here = LocalTime(at: now, in: zone)
    func instant(_ local: LocalTime) -> Double { now - Double(here.seconds - local.seconds) }
    if ["hier", "yesterday"].contains(text) { return instant(LocalTime(seconds: (here.day - 1) * 86_400)) }
    if let number = Double(text.dropLast()), number > 0, let unit = text.last.flatMap({ units[$0] }) {
      // Before 1970 there was nothing; "inf" is a number too.
      return number * unit <= now ? now - number * unit : nil
    }
    if let day = LocalTime(text + "T00:00:00") { return instant(day) }
    guard let clock = LocalTime(LocalTime(seconds: here.day * 86_400).string.prefix(11) + text + ":00") else {
      return nil
    }
    return instant(clock.seconds > here.seconds ? LocalTime(seconds: clock.seconds - 86_400) : clock)
  }

  private static let units: [Character: Double] = [
    "h": 3_600, "d": 86_400, "j": 86_400, "w": 604_800, "s": 604_800,
  ]
}
