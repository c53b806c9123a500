public import ClientCore
import Foundation
import Geography
import JSON
import Text

/// Events as iCalendar text (RFC 5545), for other programs. Time zones are named as in the IANA database, and described.
public struct CalendarText {
  let event: CalendarEvent
  /// Seconds since 1970: when the text is made.
  let now: Double

  init(event: CalendarEvent, now: Double) { (self.event, self.now) = (event, now) }

  var text: String { Self.text(of: [event], now: now) }

  /// The content of a file with these events, its lines ended by CR LF, without any other control character.
  public static func text(of events: [CalendarEvent], now: Double) -> String {
    let content = events.flatMap {
      ["BEGIN:VEVENT"] + CalendarText(event: $0, now: now).properties + ["END:VEVENT"]
    }
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ter1//ter1//FR"]
    return (head + zones(events) + content + ["END:VCALENDAR"]).map(folded).joined()
  }

  /// The zones that the events are told in.
  private static func zones(_ events: [CalendarEvent]) -> [String] {
    let named = events.filter(\.isRecurring).compactMap { event in
      event.namedZone.map { ($0.name, $0.zone, event.start) }
    }
    return Dictionary(grouping: named, by: \.0).sorted { $0.key < $1.key }.flatMap { name, uses -> [String] in
      let (zone, first) = (uses[0].1, uses.map(\.2).min() ?? uses[0].2)
      return ZoneText(name: plain(name), zone, from: first.instant(in: zone)).lines
    }
  }

  private var properties: [String] {
    var lines = ["UID:" + Self.escaped(event.uid.raw), "DTSTAMP:" + utc(now)]
    lines += times
    lines.append("SUMMARY:" + Self.escaped(event.title.raw))
    if !event.summary.isEmpty { lines.append("DESCRIPTION:" + Self.escaped(event.summary.raw)) }
    if let place = event.places.first(where: { !$0.name.isEmpty }) {
      lines.append("LOCATION:" + Self.escaped(place.name.raw))
    }
    if let point = event.places.lazy.compactMap(\.coordinates).first {
      lines.append("GEO:\(point.latitude);\(point.longitude)")
    }
    if let link = event.mainLink { lines.append("URL:" + Self.plain(link.raw)) }
    lines.append("STATUS:" + event.status.rawValue.uppercased())
    return lines + rules
  }

  private var times: [String] {
    let length = "DURATION:" + event.duration.string
    if event.isAllDay { return ["DTSTART;VALUE=DATE:" + Self.compact(event.start).prefix(8), length] }
    guard let (name, zone) = event.namedZone else { return ["DTSTART:" + Self.compact(event.start), length] }
    // A rule has to be read on the event's own clock, or it would shift with summer time.
    return event.isRecurring
      ? ["DTSTART;TZID=\(Self.plain(name)):" + Self.compact(event.start), length]
      : ["DTSTART:" + utc(event.start.instant(in: zone)), length]
  }

  private var rules: [String] {
    guard let recurrence = event.recurrence else { return [] }
    let overrides = event.json["recurrenceOverrides"]?.object ?? [:]
    let excluded = overrides.filter { $0.value["excluded"]?.bool == true }.keys.compactMap { LocalTime($0) }.sorted()
    let zone = event.namedZone.map { ";TZID=" + Self.plain($0.name) } ?? ""
    return recurrence.rules.map { "RRULE:" + rule($0) }
      + excluded.map(Self.compact).map { event.isAllDay ? "EXDATE;VALUE=DATE:" + $0.prefix(8) : "EXDATE\(zone):" + $0 }
  }

  private func rule(_ rule: RecurrenceRule) -> String {
    var parts = ["FREQ=" + rule.frequency.rawValue.uppercased()]
    if rule.interval > 1 { parts.append("INTERVAL=\(rule.interval)") }
    if let count = rule.count { parts.append("COUNT=\(count)") }
    if let until = rule.until { parts.append("UNTIL=" + self.until(until)) }
    let days: [String] = rule.byDay.map { ($0.nth.map(String.init) ?? "") + Self.weekdays[$0.weekday] }
    if !days.isEmpty { parts.append("BYDAY=" + days.joined(separator: ",")) }
    let numbers: [(String, [Int])] = [
      ("BYMONTHDAY", rule.byMonthDay), ("BYMONTH", rule.byMonth), ("BYYEARDAY", rule.byYearDay),
      ("BYWEEKNO", rule.byWeekNo), ("BYHOUR", rule.byHour), ("BYMINUTE", rule.byMinute),
      ("BYSETPOS", rule.bySetPosition),
    ]
    for (name, list) in numbers where !list.isEmpty {
      parts.append(name + "=" + list.map { String($0) }.joined(separator: ","))
    }
    if rule.firstDayOfWeek != 0 { parts.append("WKST=" + Self.weekdays[rule.firstDayOfWeek]) }
    return parts.joined(separator: ";")
  }

  static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  private func until(_ time: LocalTime) -> String {
    if event.isAllDay { return String(Self.compact(time).prefix(8)) }
    return event.namedZone.map { utc(time.instant(in: $0.zone)) } ?? Self.compact(time)
  }

  // MARK: Notation

  /// "20261126T143000"
  static func compact(_ time: LocalTime) -> String { String(time.string.filter { $0 != "-" && $0 != ":" }) }

  private func utc(_ instant: Double) -> String { Self.compact(LocalTime(at: instant, in: .gmt)) + "Z" }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in UntrustedText(text).quotable.unicodeScalars {
      switch scalar {
      case "\\", ";", ",": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      default: if scalar.properties.generalCategory != .control { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  private static func plain(_ text: String) -> String {
    let scalars = UntrustedText(text).quotable.unicodeScalars
    return String(String.UnicodeScalarView(scalars.filter { $0.properties.generalCategory != .control }))
  }

  /// Lines of at most 75 octets, ended by CR LF.
  private static func folded(_ line: String) -> String {
    var (result, octets) = ("", 0)
    for scalar in line.unicodeScalars {
      let length = UTF8.width(scalar)
      if octets + length > 75 {
        result += "\r\n "
        octets = 1
      }
      result.unicodeScalars.append(scalar)
      octets += length
    }
    return result + "\r\n"
  }
}

extension CalendarEvent {
  /// The zone it is told in; nil: the same clock time wherever one is.
  fileprivate var namedZone: (name: String, zone: TimeZone)? {
    guard !isAllDay, let name = timeZone?.raw else { return nil }
    return TimeZone(identifier: name).map { (name, $0) }
  }
}
