import Foundation

/// An iCalendar file taken apart as text: one file for each UID, with the time zones, as a CalDAV server takes them.
struct CalendarFile {
  /// In the order of the file.
  private(set) var events: [(uid: String, text: String)] = []

  init(_ text: String) {
    let lines = Self.unfolded(text)
    var zones: [String] = []
    var order: [String] = []
    var components: [String: [String]] = [:]
    for component in Self.components(lines) {
      if component[0].uppercased() == "BEGIN:VTIMEZONE" {
        zones += component
      } else if let uid = component.first(where: { $0.uppercased().hasPrefix("UID:") })?.dropFirst(4), !uid.isEmpty {
        if components[String(uid)] == nil { order.append(String(uid)) }
        components[String(uid), default: []] += component
      }
    }
    events = order.map { uid in
      let lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ter1//tests//"] + zones + (components[uid] ?? [])
      return (uid, (lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n"))
    }
  }

  private static func unfolded(_ text: String) -> [String] {
    let text = text.replacing("\r\n", with: "\n").replacing("\n ", with: "").replacing("\n\t", with: "")
    return text.split(separator: "\n").map(String.init)
  }

  /// The lines of each VTIMEZONE and VEVENT.
  private static func components(_ lines: [String]) -> [[String]] {
    var found: [[String]] = []
    var current: [String] = []
    var name: Substring?
    for line in lines {
      let upper = line.uppercased()
      if name == nil, upper == "BEGIN:VTIMEZONE" || upper == "BEGIN:VEVENT" {
        (name, current) = (upper.dropFirst(6), [])
      }
      if name != nil { current.append(line) }
      if let open = name, upper == "END:" + open {
        found.append(current)
        name = nil
      }
    }
    return found
  }
}
