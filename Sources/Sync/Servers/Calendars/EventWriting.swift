import JSON

/// An event of dialect C, or a change of one, as dialect A or B has it.
///
/// What a person wrote is sent whole or not at all: a property that the server would refuse, or lose, makes the write `Unsayable`.
struct EventWriting {
  let dialect: CalendarDialect
  private let owner: CalendarOwner?
  private var unsayable: Set<String> = []

  private init(_ dialect: CalendarDialect, _ owner: CalendarOwner?) { (self.dialect, self.owner) = (dialect, owner) }

  static func create(
    _ event: JSONObject, _ dialect: CalendarDialect, owner: CalendarOwner? = nil
  ) throws(Unsayable) -> JSONObject {
    guard dialect != .c else { return event }
    var writing = EventWriting(dialect, owner)
    var result = writing.properties(event.filter { !$0.value.isNull })
    result["@type"] = dialect.eventType
    return try writing.checked(writing.completed(result))
  }

  /// - Parameter patch: a PatchObject.
  static func update(
    _ patch: JSONObject, _ dialect: CalendarDialect, owner: CalendarOwner? = nil
  ) throws(Unsayable) -> JSONObject {
    guard dialect != .c else { return patch }
    var writing = EventWriting(dialect, owner)
    let result = writing.properties(patch)
    return try writing.checked(writing.completed(result))
  }

  private func checked(_ result: JSONObject) throws(Unsayable) -> JSONObject {
    guard unsayable.isEmpty else { throw Unsayable(properties: unsayable.sorted()) }
    return result
  }

  private mutating func properties(_ members: JSONObject) -> JSONObject {
    var result: JSONObject = [:]
    for (path, value) in members {
      guard let (parts, value) = property(PatchPath.parts(path), value) else { continue }
      result[PatchPath.joined(parts)] = value
    }
    return result
  }

  /// What Cyrus 3.6 wants beside what was written.
  private func completed(_ result: JSONObject) -> JSONObject {
    guard dialect == .a else { return result }
    var result = result
    // It takes an event for one of whole days only when it floats, as all of whole days do.
    if result["showWithoutTime"] == true { result["timeZone"] = .null }
    // Without one it refuses all participants.
    if result["replyTo"] == nil, let host = host(result["participants"]?.object) { result["replyTo"] = host }
    return result
  }

  /// Who organises the event of these participants, if nobody else is named.
  private func host(_ participants: JSONObject?) -> JSONValue? {
    let people = participants?.sorted { $0.key < $1.key }.map(\.value) ?? []
    if let owner = people.first(where: { $0["roles"]?["owner"] == true }) { return owner["sendTo"] }
    return people.first?["sendTo"].map { owner?.host($0) ?? $0 }
  }

  // MARK: Properties

  /// nil: not to be sent.
  private mutating func property(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue)? {
    switch parts[0] {
    case "@type": return nil
    case "calendarIds": return calendar(parts, value)
    case "organizerCalendarAddress": return (["replyTo"], SchedulingMethods.methods(of: value))
    case "participants": return participants(parts, value)
    case "recurrenceRule", "recurrenceRules", "excludedRecurrenceRules": return rules(parts, value)
    case "recurrenceOverrides": return overrides(parts, value)
    case let name where EventProperties.wordless.contains(name): return nil
    default: return plain(parts, value)
    }
  }

  private mutating func plain(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue)? {
    let name = parts[0]
    let isEntry = parts.count == 2 && EventProperties.maps.contains(name)
    // Cyrus 3.10 keeps the last keyword only.
    let isLost = isEntry || dialect == .b && name == "keywords" && value.object?.count ?? 0 > 1
    guard EventProperties.kept(dialect).contains(name), !isLost else { return refuse(parts) }
    return EventProperties.defaults[name] == value && dialect == .b ? nil : (parts, value)
  }

  private mutating func refuse(_ parts: [String]) -> ([String], JSONValue)? {
    unsayable.insert(PatchPath.joined(parts))
    return nil
  }

  /// There is exactly one; moving it is adding one and taking one away.
  private func calendar(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue)? {
    guard dialect == .a else { return (parts, value) }
    if parts.count > 1 { return value == true ? (["calendarId"], .string(parts[1])) : nil }
    return value.object?.keys.min().map { (["calendarId"], .string($0)) }
  }

  // MARK: Participants

  private mutating func participants(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue)? {
    switch parts.count {
    case 1:
      guard let people = value.object else { return (parts, value) }
      var result: JSONObject = [:]
      for (key, person) in people { result[key] = participant(person, parts + [key]) }
      return (parts, .object(result))
    case 2: return (parts, participant(value, parts))
    default:
      guard parts[2] == "calendarAddress" else { return (parts, value) }
      return (Array(parts[..<2]) + ["sendTo"], SchedulingMethods.methods(of: value))
    }
  }

  /// Cyrus takes nobody without an address.
  private mutating func participant(_ participant: JSONValue, _ parts: [String]) -> JSONValue {
    guard var members = participant.object else { return participant }
    guard let address = members.removeValue(forKey: "calendarAddress"), address.string != nil else {
      _ = refuse(parts + ["calendarAddress"])
      return participant
    }
    members["sendTo"] = SchedulingMethods.methods(of: address)
    return .object(members)
  }

  // MARK: Recurrence

  private mutating func rules(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue)? {
    switch (parts[0], dialect) {
    case ("recurrenceRule", .a): return (parts, value)
    // A patch cannot name an element of a list.
    case ("recurrenceRule", _):
      return parts.count > 1 ? refuse(parts) : (["recurrenceRules"], value.isNull ? .null : [value])
    case ("recurrenceRules", .a):
      guard let rule = value.array?.first, value.array?.count == 1 else { return refuse(parts) }
      return (["recurrenceRule"], rule)
    case (_, .a): return refuse(parts)
    default: return (parts, value)
    }
  }

  private mutating func overrides(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue)? {
    switch parts.count {
    case 1:
      guard let overrides = value.object else { return (parts, value) }
      var result: JSONObject = [:]
      for (id, patch) in overrides { result[id] = overriding(patch) }
      return (parts, .object(result))
    case 2: return (parts, overriding(value))
    default:
      let within = property(PatchPath.parts(parts[2]) + parts[3...], value)
      return within.map { (Array(parts[..<2]) + [PatchPath.joined($0.0)], $0.1) }
    }
  }

  private mutating func overriding(_ patch: JSONValue) -> JSONValue {
    guard let patch = patch.object else { return patch }
    return .object(patch["excluded"] == true ? ["excluded": true] : properties(patch))
  }
}
