internal import Geography
public import JSON
internal import Text

/// What a person types, before it is an event. Times are of the event's own clock.
public struct EventDraft: Sendable, Hashable {
  public var title: String
  public var summary = ""
  public var start: LocalTime
  /// A name of the IANA database; nil floats.
  public var timeZone: String?
  public var duration: EventDuration
  public var isAllDay = false
  public var place = ""
  /// A link to a video conference.
  public var link = ""
  /// How it repeats; nil: once.
  public var rule: RecurrenceRule?

  public init(title: String, start: LocalTime, timeZone: String?, duration: EventDuration) {
    (self.title, self.start, self.timeZone, self.duration) = (title, start, timeZone, duration)
  }

  /// The JSCalendar properties, all of which a change may patch.
  public var properties: JSONObject {
    var object: JSONObject = [
      "title": .string(title), "description": .string(summary), "start": .string(start.string),
      "duration": .string(duration.string), "showWithoutTime": .bool(isAllDay),
      "timeZone": timeZone.map { .string($0) } ?? .null, "recurrenceRule": rule?.json ?? .null,
    ]
    if !place.isEmpty { object["locations"] = ["1": .object(CalendarEvent.location(place))] }
    if !link.isEmpty { object["virtualLocations"] = ["1": ["@type": "VirtualLocation", "uri": .string(link)]] }
    return object
  }
}

extension CalendarEvent {
  /// - Parameter uid: unique for ever: a UUID does.
  public static func create(_ draft: EventDraft, in calendar: ObjectKey, uid: String) -> Mutation {
    var object = draft.properties.filter { !$0.value.isNull }
    object["@type"] = "Event"
    object["uid"] = .string(uid)
    object["calendarIds"] = [calendar.id.rawValue: true]
    return Mutation(
      account: calendar.account, type: name, id: ObjectID(clientID: uid), action: .create(object))
  }

  /// An event written elsewhere, under its own uid; nil: it has none. Whom it names, and what they answered, is left out: all who read
  /// the calendar would learn their addresses.
  public static func bring(_ event: JSONObject, into calendar: ObjectKey) -> Mutation? {
    guard let uid = event["uid"]?.string, !uid.isEmpty else { return nil }
    var object = withoutPeople(event).filter { !$0.value.isNull }
    if let overrides = object["recurrenceOverrides"]?.object {
      object["recurrenceOverrides"] = .object(overrides.mapValues { .object(withoutPeople($0.object ?? [:])) })
    }
    object["calendarIds"] = [calendar.id.rawValue: true]
    return Mutation(
      account: calendar.account, type: name, id: ObjectID(clientID: uid), action: .create(object))
  }

  private static func withoutPeople(_ object: JSONObject) -> JSONObject {
    object.filter { !$0.key.hasPrefix("participants") && $0.key != "organizerCalendarAddress" }
  }

  /// - Parameter patch: a PatchObject of JSCalendar properties, for instance those of `EventDraft` that differ.
  public static func change(_ event: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: event.account, type: name, id: event.id, action: .update(patch))
  }

  /// Marks a point that is only the town's.
  static let isTown = "ter1:isTown"

  /// A place in words, and where it lies if that is known: by coordinates among the words, a postcode, or the town they end with.
  static func location(_ text: String) -> JSONObject {
    let found = PlaceFinder(text)
    var location: JSONObject = ["@type": "Location", "name": .string(found.name.isEmpty ? text : found.name)]
    if let point = found.point { location["coordinates"] = .string(point.uri) }
    if found.isTown { location[isTown] = true }
    return location
  }

  /// The patch that puts another place for the first, or sets the only one; empty: there is none. Where the old one lay, and what was said of it, is
  /// forgotten.
  public func naming(place: String) -> JSONObject {
    guard let key = json["locations"]?.object?.keys.min(), !place.isEmpty else {
      return ["locations": place.isEmpty ? .null : ["1": .object(Self.location(place))]]
    }
    let (new, old) = (Self.location(place), json["locations"]?[key])
    var patch: JSONObject = [:]
    let told = new["name"] == old?["name"] ? [] : ["description"]
    for name in ["name", "coordinates", Self.isTown] + told where new[name] != nil || old?[name] != nil {
      patch["locations/\(JSONValue.escaped(key))/\(name)"] = new[name] ?? .null
    }
    return patch
  }

  /// The patch that lets it repeat by one rule, or, with nil, take place once: dates that were added or changed one by one are forgotten then.
  public func repeating(_ rule: RecurrenceRule?) -> JSONObject {
    var patch: JSONObject = ["recurrenceRule": rule?.json ?? .null]
    for name in ["recurrenceRules", "excludedRecurrenceRules"] where json[name] != nil { patch[name] = .null }
    if rule == nil, json["recurrenceOverrides"] != nil { patch["recurrenceOverrides"] = .null }
    return patch
  }

  /// The same for the address of a video conference.
  public func naming(link: String) -> JSONObject { naming("virtualLocations", "VirtualLocation", "uri", link) }

  private func naming(_ map: String, _ type: String, _ property: String, _ text: String) -> JSONObject {
    guard let key = json[map]?.object?.keys.min(), !text.isEmpty else {
      return [map: text.isEmpty ? .null : ["1": ["@type": .string(type), property: .string(text)]]]
    }
    return ["\(map)/\(JSONValue.escaped(key))/\(property)": .string(text)]
  }

  /// The event stays visible as cancelled.
  public static func cancel(_ event: ObjectKey) -> Mutation { change(event, ["status": "cancelled"]) }

  public static func delete(_ event: ObjectKey) -> Mutation {
    Mutation(account: event.account, type: name, id: event.id, action: .destroy)
  }

  /// The member's answer to an invitation; joins when he does not stand among the participants yet.
  public func rsvp(
    _ participation: Participation, comment: String? = nil, as viewer: Attendee, account: AccountID
  ) -> Mutation {
    let own = viewer.own(participants)
    let key = own?.id.rawValue ?? viewer.key(beside: participants)
    let path = "participants/\(JSONValue.escaped(key))"
    var patch: JSONObject = [:]
    if own != nil {
      patch["\(path)/participationStatus"] = .string(participation.rawValue)
      if let comment { patch["\(path)/participationComment"] = .string(comment) }
    } else {
      var participant: JSONObject = [
        "@type": "Participant", "roles": ["attendee": true], "participationStatus": .string(participation.rawValue),
      ]
      if !viewer.name.isEmpty { participant["name"] = .string(viewer.name.raw) }
      participant["calendarAddress"] = viewer.calendarAddress.map { .string($0.raw) }
      participant["participationComment"] = comment.map { .string($0) }
      // By a path even where there are none: somebody else may be answering at the same time.
      patch = [path: .object(participant)]
    }
    return Self.change(ObjectKey(account, Self.name, id), patch)
  }
}
