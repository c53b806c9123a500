import JSON

/// What the Cyrus versions make of an event's properties, as each was seen to.
enum EventProperties {
  /// Taken and given back.
  static func kept(_ dialect: CalendarDialect) -> Set<String> {
    dialect == .b ? both.union(["mayInviteSelf", "hideAttendees", "sentBy"]) : both
  }

  private static let both: Set<String> = [
    "uid", "relatedTo", "sequence", "created", "updated", "title", "description", "showWithoutTime", "start",
    "timeZone",
    "duration", "locations", "virtualLocations", "links", "locale", "keywords", "color", "priority", "freeBusyStatus",
    "privacy", "useDefaultAlerts", "alerts", "status",
  ]

  /// Refused, and nobody's words: the client's or a server's own, or what follows from other properties.
  static let wordless: Set<String> = [
    "id", "createdBy", "updatedBy", "clientId", "isDraft", "isOrigin", "method", "prodId", "descriptionContentType",
    "mainLocationId",
    "timeZones", "utcStart", "utcEnd", "baseEventId", "excluded",
  ]

  /// Refused to whoever is not the calendar's owner, also when it changes nothing (3.10).
  static let defaults: JSONObject = ["privacy": "public"]

  /// A patch of one entry is lost without a word (3.10), or when it is the first (3.6), or refused when it takes the last away.
  static let maps: Set<String> = ["keywords", "locations", "virtualLocations", "links", "alerts", "relatedTo"]
}
