/// Durations of JSCalendar (RFC 8984, section 1.4.6).
enum ICSDuration {
  /// - Parameter wholeDays: the duration of an event without time: days only.
  static func text(seconds: Int64, wholeDays: Bool) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400)
    if wholeDays { return "P\(max(1, days))D" }
    guard seconds > 0 else { return "PT0S" }
    let time = [(rest / 3600, "H"), (rest / 60 % 60, "M"), (rest % 60, "S")]
      .filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    return "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T" + time)
  }

  /// A DURATION of iCalendar in seconds; nil when it is none or negative.
  static func seconds(_ text: String) -> Int64? {
    var rest = text.uppercased()[...]
    if rest.first == "+" { rest.removeFirst() }
    guard rest.popFirst() == "P" else { return nil }
    var total: Int64 = 0
    while let first = rest.first {
      if first == "T" {
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix { $0.isASCII && $0.isWholeNumber }
      rest = rest.dropFirst(digits.count)
      guard digits.count < 10, let number = Int64(digits), let unit = rest.popFirst(), let size = units[unit] else {
        return nil
      }
      total += number * size
    }
    return total
  }

  private static let units: [Character: Int64] = ["W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1]
}
