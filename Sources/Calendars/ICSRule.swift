import JSON

/// RRULE as JSCalendar's RecurrenceRule.
enum ICSRule {
  private static let frequencies: Set<String> = [
    "yearly", "monthly", "weekly", "daily", "hourly", "minutely", "secondly",
  ]
  private static let numbers = [
    "BYMONTHDAY": "byMonthDay", "BYYEARDAY": "byYearDay", "BYWEEKNO": "byWeekNo", "BYHOUR": "byHour",
    "BYMINUTE": "byMinute", "BYSECOND": "bySecond", "BYSETPOS": "bySetPosition",
  ]
  private static let days: Set<String> = ["mo", "tu", "we", "th", "fr", "sa", "su"]

  /// - Parameter until: turns the value of UNTIL into a local time of the event's zone.
  /// - Returns: nil when the rule makes no sense.
  static func rule(_ text: String, until: (Substring) -> WallTime?) -> JSONValue? {
    var rule: JSONObject = ["@type": "RecurrenceRule"]
    for part in text.split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      guard read(pair[0].uppercased(), pair[1], until, into: &rule) else { return nil }
    }
    return rule["frequency"] == nil ? nil : .object(rule)
  }

  private static func read(
    _ name: String, _ value: Substring, _ until: (Substring) -> WallTime?, into rule: inout JSONObject
  ) -> Bool {
    let lower = value.lowercased()
    switch name {
    case "FREQ": rule["frequency"] = frequencies.contains(lower) ? .string(lower) : nil
    case "INTERVAL", "COUNT":
      guard let number = Int64(value), number > 0 else { return false }
      if name == "COUNT" || number > 1 { rule[name.lowercased()] = .int(number) }
    case "UNTIL":
      guard let time = until(value) else { return false }
      rule["until"] = .string(time.text)
    case "WKST": rule["firstDayOfWeek"] = days.contains(lower) ? .string(lower) : nil
    case "BYDAY": rule["byDay"] = .array(value.split(separator: ",").compactMap(day))
    case "BYMONTH": rule["byMonth"] = .array(value.split(separator: ",").map { .string(String($0)) })
    case "RSCALE", "SKIP": rule[name.lowercased()] = .string(lower)
    default:
      guard let key = numbers[name] else { return true }
      rule[key] = .array(value.split(separator: ",").compactMap { Int64($0).map(JSONValue.int) })
    }
    return true
  }

  /// `MO`, `-1FR`
  private static func day(_ text: Substring) -> JSONValue? {
    let day = text.suffix(2).lowercased()
    guard days.contains(day) else { return nil }
    var result: JSONObject = ["@type": "NDay", "day": .string(day)]
    if let number = Int64(text.dropLast(2)), number != 0 { result["nthOfPeriod"] = .int(number) }
    return .object(result)
  }
}
