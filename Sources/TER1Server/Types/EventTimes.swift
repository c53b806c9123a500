import JSON
import Wire

/// When an event is, as far as the server must know: whether its times are well-formed, and by what to sort and filter.
enum EventTimes {
  static let day: Int64 = 86_400_000

  /// Hours below 20 and minutes, as they are written: what ends within a day.
  private static let isShort = ["PT[0-9]H", "PT[01][0-9]H", "PT"].flatMap { hours in
    ["", "[0-9]M", "[0-9][0-9]M"].map { hours + $0 }
  }.map { "json ->> 'duration' GLOB '\($0)'" }.joined(separator: " OR ")

  /// An event that recurs may end at any time; what is short ends within a day; of others only the length of what is written is looked at.
  private static let ends = """
    (sortKey + 86400000 > ? OR json -> 'recurrenceRule' IS NOT NULL OR json -> 'recurrenceRules' IS NOT NULL
      OR json -> 'recurrenceOverrides' IS NOT NULL
      OR (NOT (\(isShort)) AND (length(json ->> 'duration') > 6 OR sortKey + 32 * 86400000 > ?)))
    """

  static func endsAfter(_ time: Int64) -> SQLCondition { SQLCondition(ends, [time, time]) }

  /// - Returns: the local start, as if it were UTC, in milliseconds.
  static func check(_ json: JSONObject) throws(SetError) -> Int64 {
    guard let start = json["start"]?.string.flatMap(local) else {
      throw SetError.invalid("start", "is a LocalDateTime")
    }
    guard let duration = json["duration"]?.string, isDuration(duration) else {
      throw SetError.invalid("duration", "is a Duration")
    }
    return start
  }

  /// A LocalDateTime: `YYYY-MM-DDTHH:MM:SS[.fraction]`.
  static func local(_ text: String) -> Int64? {
    text.hasSuffix("Z") ? nil : UTCDate(text + "Z")?.milliseconds
  }

  /// `PnWnDTnHnMnS`, each part at most once and in this order, at least one.
  static func isDuration(_ text: String) -> Bool {
    var rest = text[...]
    guard rest.popFirst() == "P" else { return false }
    let days = take(&rest, units: "WD")
    guard rest.first == "T" else { return days > 0 && rest.isEmpty }
    rest.removeFirst()
    return take(&rest, units: "HMS") > 0 && rest.isEmpty
  }

  private static func take(_ rest: inout Substring, units: String) -> Int {
    var taken = 0
    for unit in units {
      let number = rest.prefix { $0.isASCII && ($0.isWholeNumber || unit == "S" && $0 == ".") }
      guard !number.isEmpty, rest.dropFirst(number.count).first == unit else { continue }
      rest = rest.dropFirst(number.count + 1)
      taken += 1
    }
    return taken
  }
}
