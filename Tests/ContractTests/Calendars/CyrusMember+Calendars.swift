import ClientCore
import Foundation
import JSON
import Testing
import Text

extension CyrusMember {
  static let zone = TimeZone(identifier: "Europe/Paris") ?? .gmt

  func calendar(_ name: String) throws -> CalendarRow {
    try #require(try cache.reader.calendars(try account.id).first { $0.calendar.name.raw == name })
  }

  /// Events of the cooperative's calendars.
  var events: [CalendarEvent] {
    get throws {
      let account = try account.id
      return try cache.ids(account, CalendarEvent.name).sorted().compactMap { try detail($0)?.series }
    }
  }

  func detail(_ id: ObjectID) throws -> EventDetail? {
    try cache.reader.event(ObjectKey(try account.id, CalendarEvent.name, id), zone: Self.zone)
  }

  func detail(titled title: String) throws -> EventDetail {
    let found = try #require(try events.first { $0.title.raw == title }, "no event “\(title)”")
    return try #require(try detail(found.id))
  }

  func key(titled title: String) throws -> ObjectKey { try detail(titled: title).occurrence.key }

  func announce(_ draft: EventDraft, in calendar: String, uid: String = UUID().uuidString) throws {
    try cache.enqueue([CalendarEvent.create(draft, in: try self.calendar(calendar).key, uid: uid)])
  }

  func announceWeekly(_ title: String) throws {
    var event = Self.draft(title).properties.filter { !$0.value.isNull }
    event["recurrenceRule"] = ["@type": "RecurrenceRule", "frequency": "weekly", "count": 4]
    let (uid, calendar) = (UUID().uuidString, try self.calendar("Agenda").key)
    (event["@type"], event["uid"], event["calendarIds"]) = ("Event", .string(uid), [calendar.id.rawValue: true])
    try cache.enqueue([
      Mutation(
        account: calendar.account, type: CalendarEvent.name, id: ObjectID(clientID: uid), action: .create(event))
    ])
  }

  /// Cancels one date of a series as the interface does.
  func cancel(_ title: String, _ date: String) throws {
    let patch: JSONObject = ["recurrenceOverrides/\(date)": ["status": "cancelled"]]
    try cache.enqueue([CalendarEvent.change(try key(titled: title), patch)])
  }

  func answer(_ participation: CalendarEvent.Participation, _ title: String, comment: String? = nil) throws {
    let detail = try detail(titled: title)
    let viewer = try #require(detail.occurrence.viewer)
    try cache.enqueue([detail.series.rsvp(participation, comment: comment, as: viewer, account: try account.id)])
  }

  static func draft(_ title: String, _ start: String = "2026-12-01T19:00:00") -> EventDraft {
    var draft = EventDraft(
      title: title, start: LocalTime(start) ?? LocalTime(seconds: 0), timeZone: "Europe/Paris",
      duration: EventDuration(seconds: 7_200))
    (draft.summary, draft.place, draft.link) = ("Ordre du jour", "Bourse du travail", "https://visio.example/ag")
    return draft
  }
}
