import CSodium
import Foundation
import JSON
import PlainText

/// One VEVENT as an event of JSCalendar (docs/protocol.md, section 8).
struct ICSEvent {
  let uid: String
  /// When the occurrence that this one replaces would have begun; nil for the event itself.
  let replaces: ICSTime?
  let start: ICSTime
  let sequence: Int
  private(set) var json: JSONObject
  /// What could not be used of it.
  private(set) var remarks: [ICSProblem]

  /// - Throws: `ICSProblem` when nothing of it is usable.
  init(_ component: ICSComponent, zones: inout ICSZones) throws(ICSProblem) {
    remarks = component.refused
    guard let begin = component.first("DTSTART") else { throw .noStart }
    guard let start = ICSTime(begin.value, tzid: begin.parameters["TZID"], zones: &zones) else {
      throw .noDate(begin.value)
    }
    self.start = start
    uid = Self.uid(component)
    replaces = component.first("RECURRENCE-ID").flatMap {
      ICSTime($0.value, tzid: $0.parameters["TZID"], zones: &zones)
    }
    sequence = component.first("SEQUENCE").flatMap { Int($0.value) } ?? 0
    json = ["@type": "Event", "uid": .string(uid), "start": .string(start.local.text)]
    json["timeZone"] = start.zoneName.map(JSONValue.string) ?? .null
    json["showWithoutTime"] = .bool(start.kind == .date)
    readDuration(component, zones: &zones)
    readTexts(component)
    json.merge(ICSPlaces.read(component)) { own, _ in own }
    json.merge(ICSPeople.read(component)) { own, _ in own }
    readRecurrence(component, zones: &zones)
  }

  private static func uid(_ component: ICSComponent) -> String {
    let uid = CleanText.line(component.first("UID")?.text ?? "", bytes: 10_000)
    if !uid.isEmpty && uid.utf8.count <= 255 { return uid }
    let lines = component.properties.map { $0.name + ":" + $0.value } + component.complaints
    let content = uid.isEmpty ? lines.joined(separator: "\n") : uid
    return "imported-" + Self.digest(of: content)
  }

  /// What names an event that has no name of its own: SHA-256, the first 128 bits in hexadecimal.
  private static func digest(of content: String) -> String {
    let bytes = Array(content.utf8)
    var hash = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
    return hash.prefix(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private mutating func readDuration(_ component: ICSComponent, zones: inout ICSZones) {
    var seconds: Int64 = start.kind == .date ? 86_400 : 0
    if let property = component.first("DTEND") {
      let end = ICSTime(property.value, tzid: property.parameters["TZID"], zones: &zones)
      let length = end.map(start.seconds) ?? -1
      if length >= 0 { seconds = length } else { remarks.append(.endsBeforeStart(property.value)) }
    } else if let property = component.first("DURATION") {
      if let length = ICSDuration.seconds(property.value) {
        seconds = length
      } else {
        remarks.append(.noDuration(property.value))
      }
    }
    json["duration"] = .string(ICSDuration.text(seconds: seconds, wholeDays: start.kind == .date))
  }

  private static let statuses = ["CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled"]

  private mutating func readTexts(_ component: ICSComponent) {
    func text(_ name: String) -> String { component.first(name)?.text ?? "" }
    json["title"] = .string(CleanText.line(text("SUMMARY")))
    json["description"] = .string(CleanText.prefix(CleanText.lines(text("DESCRIPTION")), bytes: 262_144))
    json["status"] = .string(Self.statuses[text("STATUS").uppercased()] ?? "confirmed")
    let keywords = (component.all("CATEGORIES") + component.all("KEYWORDS")).flatMap { ICSText.list($0.value) }
      .map { CleanText.line($0, bytes: 255) }.filter { !$0.isEmpty }
    if !keywords.isEmpty { json["keywords"] = .object(Dictionary(keywords.map { ($0, true) }) { first, _ in first }) }
    if let color = component.first("COLOR") { json["color"] = .string(CleanText.line(color.text, bytes: 64)) }
    if let priority = component.first("PRIORITY").flatMap({ Int64($0.value) }), (1...9).contains(priority) {
      json["priority"] = .int(priority)
    }
    if sequence > 0 { json["sequence"] = .int(Int64(sequence)) }
  }

  private mutating func readRecurrence(_ component: ICSComponent, zones: inout ICSZones) {
    let rules = component.all("RRULE")
    if let first = rules.first {
      var known = zones
      let rule = ICSRule.rule(first.value) { value in
        ICSTime(value, tzid: nil, zones: &known)?.local(like: start)
      }
      if let rule { json["recurrenceRule"] = rule } else { remarks.append(.noRule(first.value)) }
    }
    if rules.count > 1 { remarks.append(.severalRules(rules.count)) }
    if component.first("EXRULE") != nil { remarks.append(.exclusionRule) }
    var overrides: JSONObject = [:]
    for (key, patch) in times(of: component.all("RDATE"), zones: &zones) { overrides[key] = patch }
    for (key, _) in times(of: component.all("EXDATE"), zones: &zones) { overrides[key] = ["excluded": true] }
    if !overrides.isEmpty { json["recurrenceOverrides"] = .object(overrides) }
  }

  /// The times of RDATE or EXDATE in the event's zone, with the patch for each.
  private mutating func times(of properties: [ICSComponent.Property], zones: inout ICSZones) -> [(String, JSONValue)] {
    var result: [(String, JSONValue)] = []
    for property in properties {
      for value in property.value.split(separator: ",") {
        let parts = value.split(separator: "/")
        guard let first = parts.first, let time = ICSTime(first, tzid: property.parameters["TZID"], zones: &zones)
        else {
          remarks.append(.noDate(String(value)))
          continue
        }
        var patch: JSONObject = [:]
        if parts.count == 2, let end = length(of: parts[1], from: time, &zones) { patch["duration"] = .string(end) }
        result.append((key(of: time), .object(patch)))
      }
    }
    return result
  }

  /// The length of a PERIOD, by its end or its duration.
  private func length(of text: Substring, from begin: ICSTime, _ zones: inout ICSZones) -> String? {
    let seconds = ICSDuration.seconds(String(text)) ?? ICSTime(text, tzid: nil, zones: &zones).map(begin.seconds)
    return seconds.map { ICSDuration.text(seconds: max(0, $0), wholeDays: false) }
  }

  /// An occurrence's key in `recurrenceOverrides`. A bare date means the occurrence of that day.
  func key(of time: ICSTime) -> String {
    guard time.kind == .date && start.kind != .date else { return time.local(like: start).text }
    return WallTime(seconds: time.local.seconds + (start.local.seconds % 86_400 + 86_400) % 86_400).text
  }
}

// MARK: - Occurrences that differ

extension ICSEvent {
  /// What one occurrence has of its own.
  private static let ofWhole: Set<String> = ["@type", "uid", "recurrenceRule", "recurrenceOverrides", "sequence"]

  /// Takes in a VEVENT of the same UID that replaces an occurrence.
  mutating func add(_ override: ICSEvent) {
    let key = key(of: override.replaces ?? override.start)
    var patch: JSONObject = [:]
    for name in Set(json.keys).union(override.json.keys).subtracting(Self.ofWhole) {
      let theirs = override.json[name] ?? .null
      if theirs != (json[name] ?? .null) { patch[name] = theirs }
    }
    if patch["start"] == .string(key) { patch["start"] = nil }
    if override.json["start"] != .string(key) { patch["start"] = override.json["start"] }
    var overrides = json["recurrenceOverrides"]?.object ?? [:]
    overrides[key] = .object(patch)
    json["recurrenceOverrides"] = .object(overrides)
    remarks += override.remarks
  }
}
