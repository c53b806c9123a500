/// A length of time of JSCalendar (RFC 8984, section 1.4.6): days on the calendar, then seconds on the clock.
public struct EventDuration: Hashable, Sendable {
  public var days: Int
  public var seconds: Int

  public init(days: Int = 0, seconds: Int = 0) { (self.days, self.seconds) = (days, seconds) }

  /// Parses "P1DT2H30M", "PT1H", "P2W". Fractions of seconds are dropped.
  public init?(_ text: String) {
    guard text.first == "P", text.utf8.count <= 32 else { return nil }
    var (number, isTime) = ("", false)
    self.init()
    for character in text.dropFirst() {
      if character == "T" {
        isTime = true
      } else if character.isNumber || character == "." {
        number.append(character)
      } else {
        guard let amount = Int(number.prefix { $0 != "." }), amount < 1_000_000, add(amount, character, isTime) else {
          return nil
        }
        number = ""
      }
    }
    guard number.isEmpty else { return nil }
  }

  private mutating func add(_ amount: Int, _ unit: Character, _ isTime: Bool) -> Bool {
    switch (unit, isTime) {
    case ("W", false): days += amount * 7
    case ("D", false): days += amount
    case ("H", true): seconds += amount * 3_600
    case ("M", true): seconds += amount * 60
    case ("S", true): seconds += amount
    default: return false
    }
    return true
  }

  /// "P1DT2H30M"
  public var string: String {
    let parts = [(seconds / 3_600, "H"), (seconds / 60 % 60, "M"), (seconds % 60, "S")]
    let time = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
    if days == 0 && time.isEmpty { return "PT0S" }
    return "P" + (days == 0 ? "" : "\(days)D") + (time.isEmpty ? "" : "T" + time)
  }

  public var total: Int64 { Int64(days) * 86_400 + Int64(seconds) }
}
