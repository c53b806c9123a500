import JSON
import TER1Server

/// Calendars and events: JSCalendar, with `calendar`, `organizer`, `rsvp` (`{answer: [handles]}`) and `rides` (`{handle: ride}`) in the place of ids.
extension DemonstrationWriter {
  mutating func addCalendars(_ text: String, _ batch: inout ImportBatch) throws {
    let content = try JSONValue(parsing: clock.filled(text))
    var ids: [String: String] = [:]
    for calendar in content["calendars"]?.array ?? [] {
      ids[calendar["name"]?.string ?? ""] = try batch.insert(type: "Calendar", calendar.object ?? [:])
    }
    for event in content["events"]?.array ?? [] { try addEvent(event.object ?? [:], ids, &batch) }
  }

  private mutating func addEvent(_ written: JSONObject, _ calendars: [String: String], _ batch: inout ImportBatch)
    throws
  {
    var event = written
    guard let calendar = event.removeValue(forKey: "calendar")?.string.flatMap({ calendars[$0] }) else {
      throw ImportRefusal("no calendar for \(event["uid"]?.string ?? "?")")
    }
    event["@type"] = "Event"
    event["calendarIds"] = [calendar: true]
    if event["timeZone"] == nil { event["timeZone"] = "Europe/Paris" }
    let organizer = event.removeValue(forKey: "organizer")?.string
    let answers = event.removeValue(forKey: "rsvp")?.object ?? [:]
    let rides = event.removeValue(forKey: "rides")?.object ?? [:]
    var participants = try guests(answers)
    if let organizer {
      let id = try principal(organizer)
      event["createdBy"] = .string(id)
      event["organizerCalendarAddress"] = .string("urn:ter1:member:\(organizer)")
      participants[id] = participant(organizer, "accepted", roles: ["owner", "attendee"])
    }
    for (handle, ride) in rides {
      let id = try principal(handle)
      var guest = participants[id]?.object ?? participant(handle, "accepted", roles: ["attendee"]).object ?? [:]
      guest["ter1:ride"] = ride
      participants[id] = .object(guest)
    }
    if !participants.isEmpty { event["participants"] = .object(participants) }
    events[event["uid"]?.string ?? ""] = try batch.insert(type: "CalendarEvent", event)
  }

  private func guests(_ answers: JSONObject) throws -> JSONObject {
    var guests: JSONObject = [:]
    for (answer, handles) in answers {
      for handle in handles.array?.compactMap(\.string) ?? [] {
        guests[try principal(handle)] = participant(handle, answer, roles: ["attendee"])
      }
    }
    return guests
  }

  private func participant(_ handle: String, _ answer: String, roles: [String]) -> JSONValue {
    [
      "@type": "Participant", "name": .string(names[handle] ?? handle),
      "calendarAddress": .string("urn:ter1:member:\(handle)"), "participationStatus": .string(answer),
      "roles": .object(Dictionary(roles.map { ($0, true) }) { first, _ in first }),
    ]
  }
}
