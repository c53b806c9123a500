import Calendars
import Foundation
import TER1Server

/// Dates relative to the day of the demonstration, on clocks of Paris.
struct DemonstrationClock {
  /// Milliseconds since 1970.
  let now: Int64
  /// Midnight of today on the wall clock.
  private let today: WallTime
  private let zone: TimeZone

  init(now: Int64) {
    self.now = now
    zone = TimeZone(identifier: "Europe/Paris") ?? .gmt
    let local = WallTime(instant: now / 1000, in: zone)
    today = WallTime(seconds: local.seconds - local.seconds % 86_400)
  }

  // MARK: Moments

  /// - Parameters:
  ///   - text: `-12d18:04` (twelve days ago), `-3h`, `-45m`, or, after what went before, `+20s`, `+5m`, `+2h`, `+1d09:15`.
  ///   - last: what went before.
  /// - Returns: milliseconds since 1970, before now and after `last`.
  func moment(_ text: String, after last: Int64?) -> Int64 {
    let earliest = last.map { $0 + 1 } ?? 0
    return max(min(shifted(text, from: text.hasPrefix("-") ? now : last ?? now), now - 1000), earliest)
  }

  /// What is still to come: `+40h`, `+1d21:00`.
  func coming(_ text: String) -> Int64 { shifted(text, from: now) }

  private func shifted(_ text: String, from origin: Int64) -> Int64 {
    let sign: Int64 = text.hasPrefix("-") ? -1 : 1
    let number = Int64(text.dropFirst().prefix { $0.isNumber }) ?? 0
    let rest = text.dropFirst().drop { $0.isNumber }
    return switch rest.first {
    case "s": origin + sign * number * 1000
    case "m": origin + sign * number * 60_000
    case "h": origin + sign * number * 3_600_000
    default: day(origin, sign * number, String(rest.dropFirst()))
    }
  }

  private func day(_ origin: Int64, _ days: Int64, _ time: String) -> Int64 {
    let local = WallTime(instant: origin / 1000, in: zone)
    let midnight = local.seconds - local.seconds % 86_400
    let clock = time.split(separator: ":").compactMap { Int64($0) }
    let seconds = clock.count == 2 ? clock[0] * 3600 + clock[1] * 60 : local.seconds % 86_400
    return WallTime(seconds: midnight + days * 86_400 + seconds).instant(in: zone) * 1000
  }

  // MARK: Texts

  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let dayNames = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
  private static let monthNames = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
  ]

  /// Fills in `{sat+1}` (« samedi 28 novembre »: the Saturday of next week), `{sat+1:d}` (« 28 novembre »), `{sat+1:-}`
  /// (« 28-novembre ») and `{sat+1:iso}` (« 2026-11-28 »).
  func filled(_ text: String) -> String {
    guard text.contains("{") else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "{") {
      result += rest[..<start]
      rest = rest[start...]
      guard let end = rest.firstIndex(of: "}"), let date = date(rest[rest.index(after: start)..<end]) else {
        result += rest.prefix(1)
        rest = rest.dropFirst()
        continue
      }
      result += date
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private func date(_ pattern: Substring) -> String? {
    let parts = pattern.split(separator: ":")
    guard let first = parts.first, let weekday = Self.weekdays.firstIndex(of: String(first.prefix(3))),
      let weeks = Int64(first.dropFirst(3))
    else { return nil }
    // 1970-01-01 was a Thursday.
    let sinceMonday = (today.seconds / 86_400 + 3) % 7
    let day = WallTime(seconds: today.seconds + (Int64(weekday) - sinceMonday + weeks * 7) * 86_400)
    let iso = day.text.prefix(10)
    let numbers = iso.split(separator: "-").compactMap { Int($0) }
    let number = numbers[2] == 1 ? "1er" : "\(numbers[2])"
    let month = Self.monthNames[numbers[1] - 1]
    switch parts.dropFirst().first {
    case "iso": return String(iso)
    case "-": return "\(number)-\(month)"
    case "d": return "\(number) \(month)"
    default: return "\(Self.dayNames[weekday]) \(number) \(month)"
    }
  }
}
