import Foundation

/// The names of the time zones of one file.
struct ICSZones {
  private var names: [String: String?] = [:]
  private let definitions: [String: ICSComponent]
  /// Names that had to be guessed.
  private(set) var remarks: [ICSProblem] = []

  /// - Parameter components: the children of a VCALENDAR.
  init(_ components: [ICSComponent]) {
    let zones = components.filter { $0.name == "VTIMEZONE" }
    definitions = Dictionary(zones.map { ($0.first("TZID")?.text ?? "", $0) }) { first, _ in first }
  }

  /// A name of the IANA database; nil when the zone cannot be known, so that the time is taken as local.
  mutating func name(of tzid: String) -> String? {
    if let known = names[tzid] { return known }
    let name = Self.known(tzid) ?? definition(tzid) ?? bySuffix(tzid)
    names[tzid] = name
    if name == nil { remarks.append(.unknownZone(tzid)) }
    return name
  }

  private static func known(_ name: String) -> String? {
    if let zone = WindowsZones.names[name.lowercased()] { return zone }
    guard name.contains("/") || name == "UTC" || name == "GMT", TimeZone(identifier: name) != nil else { return nil }
    return name == "UTC" || name == "GMT" ? "Etc/UTC" : name
  }

  /// `/freeassociation.sourceforge.net/Europe/Berlin`, `US-Eastern`, `Europe_London` and the like.
  private func bySuffix(_ tzid: String) -> String? {
    let parts = tzid.split(separator: "/")
    for start in parts.indices {
      let rest = parts[start...].joined(separator: "/")
      for name in [rest, rest.replacingOccurrences(of: "-", with: "/"), Self.underscored(rest)] {
        if let name = Self.known(name) { return name }
      }
    }
    return nil
  }

  private static func underscored(_ name: String) -> String {
    guard let first = name.firstIndex(of: "_") else { return name }
    return name.replacingCharacters(in: first...first, with: "/")
  }

  private mutating func definition(_ tzid: String) -> String? {
    guard let zone = definitions[tzid] else { return nil }
    if let name = zone.first("X-LIC-LOCATION").flatMap({ Self.known($0.text) }) { return name }
    if let name = bySuffix(tzid) { return name }
    guard let standard = Self.offset(zone, "STANDARD") ?? Self.offset(zone, "DAYLIGHT") else { return nil }
    let daylight = Self.offset(zone, "DAYLIGHT") ?? standard
    guard let name = Self.byOffset(standard, daylight) else { return nil }
    remarks.append(.guessedZone(tzid))
    return name
  }

  /// The offset that was last in force, in minutes.
  private static func offset(_ zone: ICSComponent, _ kind: String) -> Int? {
    let last = zone.children.filter { $0.name == kind }.max {
      ($0.first("DTSTART")?.value ?? "") < ($1.first("DTSTART")?.value ?? "")
    }
    guard let text = last?.first("TZOFFSETTO")?.value, let number = Int(text.prefix(5)) else { return nil }
    return number / 100 * 60 + number % 100
  }

  /// A zone with these offsets, in minutes; the ones of a union's members first.
  private static func byOffset(_ standard: Int, _ daylight: Int) -> String? {
    let candidates = [
      "Europe/Paris", "Europe/London", "Europe/Athens", "America/New_York", "America/Chicago", "America/Denver",
      "America/Los_Angeles", "America/Anchorage", "America/Halifax", "America/St_Johns", "Australia/Sydney",
      "Australia/Adelaide", "Pacific/Auckland", "America/Santiago", "Asia/Kolkata", "Asia/Tehran", "Asia/Kathmandu",
    ]
    if let name = candidates.first(where: { offsets(of: $0) == [standard, daylight] }) { return name }
    guard standard == daylight, standard % 60 == 0, abs(standard) <= 14 * 60 else { return nil }
    // The signs of these names are turned round: Etc/GMT-1 is one hour east.
    return standard == 0 ? "Etc/UTC" : "Etc/GMT\(standard > 0 ? "-" : "+")\(abs(standard) / 60)"
  }

  /// Standard and daylight-saving offsets in 2024, in minutes.
  private static func offsets(of name: String) -> [Int]? {
    TimeZone(identifier: name).map { zone in
      [1_705_320_000.0, 1_721_044_800.0].map { zone.secondsFromGMT(for: Date(timeIntervalSince1970: $0)) / 60 }.sorted()
    }
  }
}
