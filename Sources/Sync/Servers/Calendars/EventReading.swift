import JSON

/// An event of dialect A or B, as dialect C has it.
struct EventReading {
  let dialect: CalendarDialect

  func event(_ event: JSONObject) -> JSONObject {
    guard dialect != .c else { return event }
    var result: JSONObject = [:]
    for (name, value) in event where !value.isNull && !Self.serversOwn.contains(name) && Self.defaults[name] != value {
      let (parts, value) = property([name], value)
      result[PatchPath.joined(parts)] = value
    }
    result["@type"] = "Event"
    // A date alone is a whole day (RFC 5545, section 3.6.1), and no time at all to Cyrus.
    if result["showWithoutTime"] == true, ["PT0S", "P0D"].contains(result["duration"]) { result["duration"] = "P1D" }
    return result
  }

  /// Of no use outside the server.
  private static let serversOwn: Set<String> = [
    "x-href", "blobId", "debugBlobId", "participantId", "isOrigin", "prodId",
  ]

  /// What Cyrus spells out although it is what RFC 8984 means by silence.
  private static let defaults: JSONObject = [
    "priority": 0, "sequence": 0, "freeBusyStatus": "busy", "privacy": "public", "useDefaultAlerts": false,
    "descriptionContentType": "text/plain", "isDraft": false, "excluded": false,
  ]

  /// A property, or a path into one as an override has it.
  private func property(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue) {
    switch parts[0] {
    case "calendarId": (["calendarIds"], value.string.map { [$0: true] } ?? .null)
    case "replyTo": (["organizerCalendarAddress"], parts.count > 1 ? value : SchedulingMethods.address(of: value))
    case "locations" where parts.count == 1: (parts, Self.places(value))
    case "participants": participants(parts, value)
    case "recurrenceRule": (parts, Self.rule(value))
    case "recurrenceRules", "excludedRecurrenceRules": rules(parts, value)
    case "recurrenceOverrides": (parts, mapped(value) { overriding($0) })
    default: (parts, value)
    }
  }

  private func overriding(_ patch: JSONValue) -> JSONValue {
    guard let patch = patch.object else { return patch }
    var result: JSONObject = [:]
    for (path, value) in patch {
      let (parts, value) = property(PatchPath.parts(path), value)
      result[PatchPath.joined(parts)] = value
    }
    return .object(result)
  }

  private func mapped(_ map: JSONValue, _ body: (JSONValue) -> JSONValue) -> JSONValue {
    map.object.map { .object($0.mapValues(body)) } ?? map
  }

  /// iCalendar's GEO is a location of its own to Cyrus: it is where the one that has a name is.
  private static func places(_ locations: JSONValue) -> JSONValue {
    guard var places = locations.object, places.count == 2,
      let (point, found) = places.first(where: { $0.value["name"] == nil }), let coordinates = found["coordinates"],
      let (place, _) = places.first(where: { $0.value["name"] != nil && $0.value["coordinates"] == nil })
    else { return locations }
    places[point] = Optional.none
    places[place]?["coordinates"] = coordinates
    return .object(places)
  }

  // MARK: Participants

  private func participants(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue) {
    switch parts.count {
    case 1: return (parts, mapped(value, Self.participant))
    case 2: return (parts, Self.participant(value))
    default:
      guard parts[2] == "sendTo" else { return (parts, value) }
      let address = parts.count > 3 ? value : SchedulingMethods.address(of: value)
      return ([parts[0], parts[1], "calendarAddress"], address)
    }
  }

  private static func participant(_ participant: JSONValue) -> JSONValue {
    guard var members = participant.object?.filter({ !$0.value.isNull }) else { return participant }
    if let methods = members.removeValue(forKey: "sendTo") {
      members["calendarAddress"] = SchedulingMethods.address(of: methods)
    }
    if members["expectReply"] == false { members["expectReply"] = Optional.none }
    if members["scheduleSequence"] == 0 { members["scheduleSequence"] = Optional.none }
    return .object(members)
  }

  // MARK: Rules

  /// One rule is what dialect C can say; of several, RFC 8984's list is kept.
  private func rules(_ parts: [String], _ value: JSONValue) -> ([String], JSONValue) {
    guard let rules = value.array?.map(Self.rule) else { return (parts, value) }
    return parts[0] == "recurrenceRules" && rules.count == 1 ? (["recurrenceRule"], rules[0]) : (parts, .array(rules))
  }

  private static let ruleDefaults: JSONObject = [
    "interval": 1, "rscale": "gregorian", "skip": "omit", "firstDayOfWeek": "mo",
  ]

  private static func rule(_ rule: JSONValue) -> JSONValue {
    guard var members = rule.object?.filter({ ruleDefaults[$0.key] != $0.value && !$0.value.isNull }) else {
      return rule
    }
    if let days = members["byDay"]?.array {
      members["byDay"] = .array(
        days.map { day in
          var day = day
          day["@type"] = "NDay"
          return day
        })
    }
    return .object(members)
  }
}
