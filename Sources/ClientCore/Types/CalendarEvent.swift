internal import Foundation
internal import GRDB
public import Geography
public import JSON
public import Text

/// An event of JSCalendar (RFC 8984): docs/protocol.md, section 8.
public struct CalendarEvent: Sendable, Hashable {
  public enum Status: String, Sendable { case confirmed, tentative, cancelled }

  public struct Place: Sendable, Hashable {
    public let name: UntrustedText
    public let summary: UntrustedText
    /// Degrees; from a `geo:` URI.
    public let coordinates: Coordinates?
    /// Whether these are only the town's.
    public let isTown: Bool
    /// "start" or "end" of a route.
    public let relativeTo: UntrustedText?
  }

  public typealias Coordinates = Geography.Coordinates

  public struct VirtualPlace: Sendable, Hashable {
    public let name: UntrustedText
    public let summary: UntrustedText
    public let uri: UntrustedText
  }

  public struct Participant: Sendable, Hashable {
    /// The principal's id for a member, anything for others.
    public let id: ObjectID
    public let name: UntrustedText
    public let calendarAddress: UntrustedText?
    public let roles: [UntrustedText]
    public let participation: Participation
    public let comment: UntrustedText
    /// A place in a car that he offers or looks for.
    public let ride: Ride?

    /// What he is called: his name, or else his address.
    public var label: UntrustedText {
      guard name.isEmpty, let address = calendarAddress?.raw else { return name }
      return UntrustedText(address.lowercased().hasPrefix("mailto:") ? String(address.dropFirst(7)) : address)
    }
  }

  public enum Participation: String, Sendable {
    case needsAction = "needs-action"
    case accepted, declined, tentative, delegated
  }

  public let id: ObjectID
  public let calendarID: ObjectID?
  public let uid: UntrustedText
  public let title: UntrustedText
  public let summary: UntrustedText
  /// On the clock of `timeZone`.
  public let start: LocalTime
  /// nil: the same clock time wherever one is.
  public let timeZone: UntrustedText?
  public let duration: EventDuration
  /// Whole days.
  public let isAllDay: Bool
  public let status: Status
  /// Sorted by their keys; so are the others.
  public let places: [Place]
  public let virtualPlaces: [VirtualPlace]
  public let links: [UntrustedText]
  public let keywords: [UntrustedText]
  public let color: UntrustedText?
  public let participants: [Participant]
  public let recurrence: Recurrence?
  public let createdBy: ObjectID?
  /// What those who come have to know; nil: it is no demonstration.
  public let sheet: DemonstrationSheet?
  /// Who changed it last; nil: nobody yet, or the server does not tell.
  public let updatedBy: ObjectID?
  /// Seconds since 1970.
  public let created: Double?
  public let updated: Double?
  /// The whole JSCalendar object.
  public let json: JSONValue

  public var isRecurring: Bool { recurrence != nil }

  /// All participants but who only organises it and has not answered: no answer is asked of him.
  public var invited: [Participant] {
    participants.filter { $0.participation != .needsAction || $0.roles.map(\.raw) != ["owner"] }
  }
}

extension CalendarEvent: SyncedType {
  public static let name: TypeName = "CalendarEvent"
  static let capability = "urn:ietf:params:jmap:calendars"
  static let code: Int64 = 7
  static let table = "calendarEvent"
  static let clientIDProperty = "uid"
  static let columns = ["calendarId", "expandedTo"]
  static let schema = [
    SchemaStep(
      name: "calendarEvent",
      sql: """
        CREATE TABLE calendarEvent (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          calendarId TEXT NOT NULL,
          expandedTo INTEGER NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        CREATE INDEX calendarEvent_expandedTo ON calendarEvent (expandedTo) WHERE expandedTo > 0;
        CREATE TABLE occurrence (
          account INTEGER NOT NULL,
          event TEXT NOT NULL,
          recurrenceId TEXT NOT NULL,
          isFloating INTEGER NOT NULL,
          start INTEGER NOT NULL,
          end INTEGER NOT NULL,
          PRIMARY KEY (account, event, recurrenceId)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX occurrence_start ON occurrence (isFloating, start, end, account, event, recurrenceId);
        CREATE INDEX occurrence_long ON occurrence (isFloating, end, start, account, event, recurrenceId)
          WHERE end - start > 86400;
        """),
    SchemaStep(
      name: "calendarEvent by change",
      sql: "CREATE INDEX calendarEvent_updated ON calendarEvent (account, json_extract(json, '$.updated'), id);"),
    EventPlaces.step,
    EventAlarms.step,
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    calendarID = object["calendarIds"]?.object?.keys.min().map { ObjectID($0) }
    uid = object.text("uid")
    guard let start = LocalTime(try object.required("start")) else { throw DecodingFailure(reason: "start is no date") }
    self.start = start
    title = object.text("title")
    summary = object.text("description")
    timeZone = object["timeZone"]?.string.map { UntrustedText($0) }
    isAllDay = object.flag("showWithoutTime")
    duration = object["duration"]?.string.flatMap { EventDuration($0) } ?? EventDuration()
    status = object["status"]?.string.flatMap { Status(rawValue: $0) } ?? .confirmed
    places = Self.sorted(object["locations"]).map { Place($0.value) }
    virtualPlaces = Self.sorted(object["virtualLocations"]).map { VirtualPlace($0.value) }
    links = Self.sorted(object["links"]).compactMap { $0.value["href"]?.string.map { UntrustedText($0) } }
    keywords = Self.sorted(object["keywords"]).map { UntrustedText($0.key) }
    color = object["color"]?.string.map { UntrustedText($0) }
    participants = Self.sorted(object["participants"]).map { Participant(id: ObjectID($0.key), $0.value) }
    recurrence = Recurrence(event: object)
    sheet = object[DemonstrationSheet.property].flatMap { DemonstrationSheet($0) }
    createdBy = object.reference("createdBy")
    updatedBy = object.reference("updatedBy")
    created = object.instant("created")
    updated = object.instant("updated")
    json = object
  }

  private static func sorted(_ map: JSONValue?) -> [(key: String, value: JSONValue)] {
    guard let map = map?.object, !map.isEmpty else { return [] }
    return map.filter { $0.value.object != nil || $0.value.bool == true }.sorted { $0.key < $1.key }
  }

  /// The zone it is held in; nil when it floats.
  var zone: TimeZone? { isAllDay ? nil : TimeZone.named(timeZone?.raw) }

  var time: Int64 { max(0, start.seconds * 1_000) }
  var containers: [(type: TypeName, id: ObjectID)] { calendarID.map { [(EventCalendar.name, $0)] } ?? [] }
  var searchText: SearchText? {
    let texts =
      [summary.raw] + places.map(\.name.raw) + virtualPlaces.map(\.name.raw) + keywords.map(\.raw)
      + (sheet?.texts.map(\.raw) ?? [])
    return SearchText(
      title: title.raw, body: texts.joined(separator: " "), author: createdBy,
      container: calendarID.map { (EventCalendar.name, $0) })
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [(calendarID?.rawValue ?? "").databaseValue, Occurrences.horizon(of: self, now: viewer.now).databaseValue]
  }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["createdBy"] = viewer.principal.map { .string($0.rawValue) }
    object["created"] = .string(UTCDate.string(from: viewer.now))
    object["updated"] = object["created"]
    return object
  }

  /// No participants and no overrides read as an empty map (docs/protocol.md, section 8).
  static func patched(
    _ object: JSONValue, with patch: JSONObject, for viewer: Viewer
  ) throws(PatchError) -> JSONValue {
    var object = object
    for map in ["participants", "recurrenceOverrides"]
    where object[map]?.object == nil && patch.keys.contains(where: { $0.hasPrefix(map + "/") }) { object[map] = [:] }
    return try object.patched(with: patch)
  }

  /// An answer is one's own, and a cancellation stands whatever else was changed.
  static func guardsProperty(_ path: String) -> Bool {
    !path.contains("/") && !["participants", "status", "recurrenceOverrides"].contains(path)
  }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, viewer.principal != nil, known.reference("createdBy") == viewer.principal,
      known["uid"]?.string != nil
    else { return nil }
    return .create(
      (known.object ?? [:]).filter { !["id", "created", "updated", "createdBy", "updatedBy"].contains($0.key) })
  }

  static func derive(_ changes: [RowChange], _ transaction: Transaction) throws {
    let (places, alarms) = (EventPlaces(transaction.db), EventAlarms(transaction.db))
    for change in changes {
      try transaction.occurrences.eventChanged(change)
      try places.eventChanged(change)
      try alarms.eventChanged(change, transaction.viewer(change.account))
    }
  }
}

extension CalendarEvent.Place {
  init(_ object: JSONValue) {
    (name, summary) = (object.text("name"), object.text("description"))
    coordinates = object["coordinates"]?.string.flatMap { CalendarEvent.Coordinates(uri: $0) }
    isTown = object.flag(CalendarEvent.isTown)
    relativeTo = object["relativeTo"]?.string.map { UntrustedText($0) }
  }
}

extension CalendarEvent.VirtualPlace {
  init(_ object: JSONValue) {
    (name, summary, uri) = (object.text("name"), object.text("description"), object.text("uri"))
  }
}

extension CalendarEvent.Participant {
  init(id: ObjectID, _ object: JSONValue) {
    self.id = id
    (name, comment) = (object.text("name"), object.text("participationComment"))
    calendarAddress = object["calendarAddress"]?.string.map { UntrustedText($0) }
    ride = object[Ride.property].flatMap { Ride($0) }
    roles = (object["roles"]?.object?.keys.sorted() ?? []).map { UntrustedText($0) }
    participation =
      object["participationStatus"]?.string.flatMap { CalendarEvent.Participation(rawValue: $0.lowercased()) }
      ?? .needsAction
  }
}
