public import JSON

/// How an event repeats: JSCalendar's recurrenceRule(s), recurrenceOverrides and excludedRecurrenceRules.
public struct Recurrence: Sendable, Hashable {
  public let rules: [RecurrenceRule]
  public let excludedRules: [RecurrenceRule]
  /// By the start that the rule gives (the recurrence id): a patch, or an exclusion. What no rule gives is an additional date.
  let overrides: [LocalTime: JSONObject]

  init?(event: JSONValue) {
    rules = Self.rules(event, "recurrenceRule")
    excludedRules = Self.rules(event, "excludedRecurrenceRule")
    var overrides: [LocalTime: JSONObject] = [:]
    for (key, patch) in event["recurrenceOverrides"]?.object ?? [:] {
      if let time = LocalTime(key), let patch = patch.object { overrides[time] = patch }
    }
    self.overrides = overrides
    if rules.isEmpty && overrides.isEmpty { return nil }
  }

  /// One rule of the newer draft, or the list of RFC 8984.
  private static func rules(_ event: JSONValue, _ name: String) -> [RecurrenceRule] {
    let several = event[name + "s"]?.array ?? []
    return (several + [event[name] ?? .null]).compactMap { RecurrenceRule($0) }
  }
}

/// RFC 8984, section 4.3.3; RFC 5545, section 3.3.10.
public struct RecurrenceRule: Sendable, Hashable {
  public enum Frequency: String, Sendable { case yearly, monthly, weekly, daily, hourly, minutely, secondly }

  /// What becomes of a day that a month does not have (RFC 7529).
  public enum Skip: String, Sendable { case omit, backward, forward }

  /// A weekday, and which one of the period: 1 the first, -1 the last, nil every one.
  public struct Day: Sendable, Hashable {
    /// 0 for Monday to 6 for Sunday.
    public let weekday: Int
    public let nth: Int?

    public init(weekday: Int, nth: Int?) { (self.weekday, self.nth) = (weekday, nth) }
  }

  public var frequency: Frequency
  public var interval = 1
  public var skip = Skip.omit
  public var count: Int?
  /// Included.
  public var until: LocalTime?
  /// 0 for Monday.
  public var firstDayOfWeek = 0
  public var byDay: [Day] = []
  public var byMonthDay: [Int] = []
  public var byMonth: [Int] = []
  public var byYearDay: [Int] = []
  public var byWeekNo: [Int] = []
  public var byHour: [Int] = []
  public var byMinute: [Int] = []
  public var bySecond: [Int] = []
  public var bySetPosition: [Int] = []

  public init(frequency: Frequency) { self.frequency = frequency }
}

extension RecurrenceRule {
  static let weekdays = ["mo", "tu", "we", "th", "fr", "sa", "su"]

  /// nil: it is none that is understood.
  public init?(_ object: JSONValue) {
    guard let frequency = object["frequency"]?.string.flatMap({ Frequency(rawValue: $0.lowercased()) }),
      (object["rscale"]?.string ?? "gregorian").lowercased() == "gregorian"
    else { return nil }
    self.init(frequency: frequency)
    interval = max(1, min(object["interval"]?.int ?? 1, 100_000))
    skip = object["skip"]?.string.flatMap { Skip(rawValue: $0.lowercased()) } ?? .omit
    count = object["count"]?.int
    until = object["until"]?.string.flatMap { LocalTime($0) }
    firstDayOfWeek = object["firstDayOfWeek"]?.string.flatMap { Self.weekdays.firstIndex(of: $0.lowercased()) } ?? 0
    byDay = (object["byDay"]?.array ?? []).compactMap { Day($0) }
    byMonth = (object["byMonth"]?.array ?? []).compactMap { $0.int ?? $0.string.flatMap { Int($0) } }
      .filter { (1...12).contains($0) }
    byMonthDay = Self.numbers(object["byMonthDay"], upTo: 31)
    byYearDay = Self.numbers(object["byYearDay"], upTo: 366)
    byWeekNo = Self.numbers(object["byWeekNo"], upTo: 53)
    bySetPosition = Self.numbers(object["bySetPosition"], upTo: 366)
    byHour = Self.clock(object["byHour"], below: 24)
    byMinute = Self.clock(object["byMinute"], below: 60)
    bySecond = Self.clock(object["bySecond"], below: 60)
  }

  /// What a person can type of it; the rest of RFC 8984 is only read.
  public var json: JSONValue {
    var object: JSONObject = ["@type": "RecurrenceRule", "frequency": .string(frequency.rawValue)]
    if interval > 1 { object["interval"] = .int(Int64(interval)) }
    object["count"] = count.map { .int(Int64($0)) }
    object["until"] = until.map { .string($0.string) }
    if !byDay.isEmpty { object["byDay"] = .array(byDay.map(\.json)) }
    if !byMonthDay.isEmpty { object["byMonthDay"] = .array(byMonthDay.map { .int(Int64($0)) }) }
    return .object(object)
  }

  private static func numbers(_ list: JSONValue?, upTo limit: Int) -> [Int] {
    (list?.array ?? []).compactMap(\.int).filter { $0 != 0 && abs($0) <= limit }
  }

  private static func clock(_ list: JSONValue?, below limit: Int) -> [Int] {
    Array(Set((list?.array ?? []).compactMap(\.int).filter { (0..<limit).contains($0) })).sorted()
  }
}

extension RecurrenceRule.Day {
  init?(_ object: JSONValue) {
    guard let weekday = object["day"]?.string.flatMap({ RecurrenceRule.weekdays.firstIndex(of: $0.lowercased()) })
    else { return nil }
    self.weekday = weekday
    nth = object["nthOfPeriod"]?.int.flatMap { $0 == 0 || abs($0) > 366 ? nil : $0 }
  }

  fileprivate var json: JSONValue {
    var object: JSONObject = ["@type": "NDay", "day": .string(RecurrenceRule.weekdays[weekday])]
    object["nthOfPeriod"] = nth.map { .int(Int64($0)) }
    return .object(object)
  }
}
