import Foundation
import JSON
import Localization
import TER1Import
import Testing
import Text

/// Small calendars, checked by hand.
struct CalendarTests {
  private func events(_ lines: String) throws -> ([JSONValue], ImportReport) {
    let cooperative = try ImportedCooperative()
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n\(lines)\nEND:VCALENDAR\n"
    let report = try cooperative.run(
      .ics, cooperative.file("a.ics", text.split(separator: "\n").joined(separator: "\r\n").utf8))
    return (try cooperative.objects("CalendarEvent"), report)
  }

  private func event(_ properties: String) throws -> JSONValue {
    try #require(try events("BEGIN:VEVENT\nUID:u\nDTSTAMP:20240101T000000Z\n\(properties)\nEND:VEVENT").0.first)
  }

  @Test(
    arguments: [
      ("DTSTART:20240105T100000Z\nDTEND:20240105T113000Z", "2024-01-05T10:00:00", "Etc/UTC", "PT1H30M"),
      ("DTSTART;TZID=Europe/Paris:20240105T100000\nDURATION:P1DT2H", "2024-01-05T10:00:00", "Europe/Paris", "P1DT2H"),
      ("DTSTART;TZID=Romance Standard Time:20240105T100000", "2024-01-05T10:00:00", "Europe/Paris", "PT0S"),
      (
        "DTSTART;TZID=/mozilla.org/20070129_1/America/New_York:20240105T100000", "2024-01-05T10:00:00",
        "America/New_York", "PT0S"
      ),
      (
        "DTSTART;TZID=Europe/Paris:20240105T100000\nDTEND;TZID=Europe/London:20240105T100000", "2024-01-05T10:00:00",
        "Europe/Paris", "PT1H"
      ),
      ("DTSTART:20240105T100000", "2024-01-05T10:00:00", nil, "PT0S"),
      ("DTSTART;VALUE=DATE:20240105\nDTEND;VALUE=DATE:20240108", "2024-01-05T00:00:00", nil, "P3D"),
      ("DTSTART;VALUE=DATE:20240105", "2024-01-05T00:00:00", nil, "P1D"),
    ] as [(String, String, String?, String)])
  func times(_ properties: String, _ start: String, _ zone: String?, _ duration: String) throws {
    let event = try event(properties)
    #expect(event["start"] == .string(start))
    #expect(event["timeZone"]?.string == zone)
    #expect(event["duration"] == .string(duration))
    #expect(event["showWithoutTime"] == .bool(properties.contains("VALUE=DATE")))
  }

  @Test func rulesAndExceptions() throws {
    let (events, _) = try events(
      """
      BEGIN:VEVENT
      UID:r
      SUMMARY:Permanence
      DTSTART;TZID=Europe/Paris:20240102T173000
      DTEND;TZID=Europe/Paris:20240102T193000
      RRULE:FREQ=MONTHLY;BYDAY=-1TU,1FR;UNTIL=20240601T000000Z;INTERVAL=2;WKST=SU
      EXDATE;TZID=Europe/Paris:20240130T173000
      EXDATE:20240227T163000Z
      RDATE;TZID=Europe/Paris:20240303T100000
      END:VEVENT
      BEGIN:VEVENT
      UID:r
      RECURRENCE-ID:20240326T163000Z
      SUMMARY:Permanence spéciale
      DTSTART;TZID=Europe/Paris:20240327T173000
      DTEND;TZID=Europe/Paris:20240327T193000
      END:VEVENT
      """)
    #expect(events.count == 1)
    #expect(
      events[0]["recurrenceRule"] == [
        "@type": "RecurrenceRule", "frequency": "monthly", "interval": 2, "until": "2024-06-01T02:00:00",
        "firstDayOfWeek": "su",
        "byDay": [
          ["@type": "NDay", "day": "tu", "nthOfPeriod": -1], ["@type": "NDay", "day": "fr", "nthOfPeriod": 1],
        ],
      ])
    #expect(
      events[0]["recurrenceOverrides"] == [
        "2024-01-30T17:30:00": ["excluded": true], "2024-02-27T17:30:00": ["excluded": true],
        "2024-03-03T10:00:00": [:],
        "2024-03-26T17:30:00": ["title": "Permanence spéciale", "start": "2024-03-27T17:30:00"],
      ])
  }

  @Test func placesPeopleAndTexts() throws {
    let event = try event(
      """
      DTSTART:20240105T100000Z
      SUMMARY:AG\\, ordinaire
      DESCRIPTION:Un\\nDeux\\; trois
      LOCATION:Salle 3
      GEO:47.2132;-1.5621
      STATUS:CANCELLED
      CATEGORIES:vote,union
      URL:https://union.example/ag
      ORGANIZER;CN=Camille:mailto:camille@union.example
      ATTENDEE;CN=Yann;PARTSTAT=ACCEPTED:mailto:yann@union.example
      X-GOOGLE-CONFERENCE:https://visio.example/ag
      """)
    #expect(event["title"] == "AG, ordinaire")
    #expect(event["description"] == "Un\nDeux; trois")
    #expect(event["status"] == "cancelled")
    #expect(event["locations"]?["1"] == ["@type": "Location", "name": "Salle 3", "coordinates": "geo:47.2132,-1.5621"])
    #expect(event["keywords"] == ["vote": true, "union": true])
    #expect(event["links"]?["1"]?["href"] == "https://union.example/ag")
    #expect(event["virtualLocations"]?["1"]?["uri"] == "https://visio.example/ag")
    #expect(event["organizerCalendarAddress"] == "mailto:camille@union.example")
    #expect(event["participants"]?["p1"]?["participationStatus"] == "accepted")
    #expect(event["participants"]?["p2"]?["roles"] == ["owner": true])
  }

  @Test func aZoneOfItsOwnIsTakenByItsOffsets() throws {
    let (events, report) = try events(
      """
      BEGIN:VTIMEZONE
      TZID:Maison
      BEGIN:STANDARD
      DTSTART:19701025T030000
      TZOFFSETFROM:+0200
      TZOFFSETTO:+0100
      END:STANDARD
      BEGIN:DAYLIGHT
      DTSTART:19700329T020000
      TZOFFSETFROM:+0100
      TZOFFSETTO:+0200
      END:DAYLIGHT
      END:VTIMEZONE
      BEGIN:VEVENT
      UID:z
      DTSTART;TZID=Maison:20240105T100000
      END:VEVENT
      """)
    #expect(events.first?["timeZone"] == "Europe/Paris")
    #expect(report.problems.count == 1)
  }

  @Test func whatIsUsableIsUsed() throws {
    let (events, report) = try events(
      "BEGIN:VEVENT\nUID:a\nEND:VEVENT\nBEGIN:VJOURNAL\nUID:t\nEND:VJOURNAL\nBEGIN:VEVENT\nUID:b\nDTSTART:20240105T100000Z\nDTEND:nonsense\nEND:VEVENT"
    )
    #expect(events.map { $0["uid"] } == ["b"])
    #expect(report[.unusable] == 2)
    #expect(report.problems.count == 3)
  }

  @Test func whatIsNotUsedIsSaidInThePersonsLanguage() throws {
    let lines = [
      "BEGIN:VEVENT", "UID:a", "END:VEVENT", "BEGIN:VJOURNAL", "UID:t", "END:VJOURNAL", "BEGIN:VEVENT", "UID:b",
      "DTSTART;TZID=Maison:20240105T100000", "DTEND;TZID=Maison:20240104T100000", "RRULE:FREQ=WEEKLY",
      "RRULE:FREQ=DAILY", "EXRULE:FREQ=YEARLY", "EXDATE:hier", "END:VEVENT",
    ]
    let cooperative = try ImportedCooperative()
    let text = (["BEGIN:VCALENDAR", "VERSION:2.0"] + lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
    let report = try cooperative.run(.ics, cooperative.file("a.ics", text.utf8), in: Catalog(.french))
    let said = report.problems.map { $0.reason.raw }
    for reason in [
      "son début n’est pas dit", "VJOURNAL n’est pas un événement",
      "le fuseau Maison n’est pas connu\u{A0}: ses heures sont prises pour locales",
      "il ne finit pas après son début\u{A0}: 20240104T100000", "seule la première de 2 règles est utilisée",
      "EXRULE, règle des dates laissées de côté, n’est pas utilisée", "ce qui y est dit en EXDATE n’est pas compris",
    ] {
      #expect(said.contains(reason), "\(said)")
    }
    #expect(report.problems.contains { $0.place.raw.hasSuffix("a.ics, partie 1") })
  }
}
