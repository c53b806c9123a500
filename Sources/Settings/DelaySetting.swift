/// A length of time up to a day: `"90 s"`, `"10 min"`, `"2 h"`.
enum DelaySetting {
  static let expected = "\"10 min\" | \"2 h\""
  private static let units = [("h", 3_600), ("min", 60), ("s", 1)]

  /// Seconds; nil: it is none.
  static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let number = Int(digits), let factor = units.first(where: { $0.0 == unit })?.1, number <= 86_400,
      (1...86_400).contains(number * factor)
    else { return nil }
    return number * factor
  }

  static func text(_ seconds: Int) -> String {
    let (unit, factor) = units.first { seconds % $0.1 == 0 } ?? ("s", 1)
    return "\(seconds / factor) \(unit)"
  }
}
