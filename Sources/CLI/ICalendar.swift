internal import ClientCore
internal import JSON
internal import Text

/// Events as iCalendar (RFC 5545), folded at 75 bytes. Zones are named, not described: every reader of today knows the IANA names.
enum ICalendar {
  /// The lines without their ends, which are CR LF.
  static func lines(_ events: [CalendarEvent]) -> [String] {
    let content =
      ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ter1//\(Version.text)//FR"] + events.flatMap(lines) + [
        "END:VCALENDAR"
      ]
    return content.flatMap(folded)
  }

  private static func lines(_ event: CalendarEvent) -> [String] {
    var lines = ["BEGIN:VEVENT", "UID:" + escaped(event.uid), "DTSTAMP:" + stamp(event.updated ?? event.created ?? 0)]
    lines.append("DTSTART" + time(event.start, event))
    lines.append("DURATION:" + event.duration.string)
    lines.append("SUMMARY:" + escaped(event.title))
    if !event.summary.isEmpty { lines.append("DESCRIPTION:" + escaped(event.summary)) }
    if let place = event.places.first { lines += self.lines(place) }
    if let link = event.virtualPlaces.first { lines.append("URL:" + UntrustedText(link.uri.raw).line.string) }
    lines.append("STATUS:" + event.status.rawValue.uppercased())
    if let rule = event.json["recurrenceRule"] { lines.append("RRULE:" + recurrence(rule)) }
    lines += exceptions(event)
    return lines + ["END:VEVENT"]
  }

  private static func lines(_ place: CalendarEvent.Place) -> [String] {
    let text = [place.name.raw, place.summary.raw].filter { !$0.isEmpty }.joined(separator: ", ")
    let geo = place.coordinates.map { ["GEO:\($0.latitude);\($0.longitude)"] } ?? []
    return ["LOCATION:" + escaped(UntrustedText(text))] + geo
  }

  private static func time(_ time: LocalTime, _ event: CalendarEvent) -> String {
    let digits = time.string.filter { $0 != "-" && $0 != ":" }
    if event.isAllDay { return ";VALUE=DATE:" + digits.prefix(8) }
    guard let zone = event.timeZone?.line.string.filter({ !";:,\"".contains($0) }) else { return ":" + digits }
    return zone == "Etc/UTC" || zone == "UTC" ? ":\(digits)Z" : ";TZID=\(zone):\(digits)"
  }

  private static func stamp(_ seconds: Double) -> String {
    LocalTime(seconds: Int64(seconds)).string.filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// JSCalendar's names of RRULE's parts.
  private static func recurrence(_ rule: JSONValue) -> String {
    var parts = ["FREQ=" + word(rule["frequency"]?.string ?? "").uppercased()]
    if let interval = rule["interval"]?.int, interval > 1 { parts.append("INTERVAL=\(interval)") }
    if let count = rule["count"]?.int { parts.append("COUNT=\(count)") }
    if let until = rule["until"]?.string {
      parts.append("UNTIL=" + until.filter { $0.isNumber || $0 == "T" || $0 == "Z" })
    }
    let days = (rule["byDay"]?.array ?? []).map {
      ($0["nthOfPeriod"]?.int.map(String.init) ?? "") + word($0["day"]?.string ?? "").uppercased()
    }
    if !days.isEmpty { parts.append("BYDAY=" + days.joined(separator: ",")) }
    for (name, part) in [
      ("byMonthDay", "BYMONTHDAY"), ("byMonth", "BYMONTH"), ("bySetPosition", "BYSETPOS"), ("byWeekNo", "BYWEEKNO"),
    ] {
      let numbers = (rule[name]?.array ?? []).map { $0.int.map(String.init) ?? word($0.string ?? "") }
      if !numbers.isEmpty { parts.append("\(part)=" + numbers.joined(separator: ",")) }
    }
    return parts.joined(separator: ";")
  }

  /// The occurrences that are left out.
  private static func exceptions(_ event: CalendarEvent) -> [String] {
    (event.json["recurrenceOverrides"]?.object ?? [:]).sorted { $0.key < $1.key }
      .filter { $0.value["excluded"]?.bool == true }.compactMap { LocalTime($0.key) }.map { "EXDATE" + time($0, event) }
  }

  private static func word(_ text: String) -> String {
    text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  private static func escaped(_ text: UntrustedText) -> String {
    text.lines.map(\.string).joined(separator: "\n").replacing("\\", with: "\\\\").replacing(";", with: "\\;")
      .replacing(",", with: "\\,")
      .replacing("\n", with: "\\n")
  }

  /// RFC 5545, section 3.1: no line longer than 75 bytes.
  private static func folded(_ line: String) -> [String] {
    var lines: [String] = []
    var current = ""
    for character in line {
      if current.utf8.count + character.utf8.count > 74 {
        lines.append(current)
        current = " "
      }
      current.append(character)
    }
    return lines + [current]
  }
}
