import CIcal
import Foundation
import JSON
import Localization
import Testing

@testable import ClientCore
@testable import TER1TUI

@Suite struct RepeatParserTests {
  /// Thursday, 26 November 2026: the fourth and last of the month, 14:30.
  private static let start = LocalTime(year: 2026, month: 11, day: 26, secondOfDay: 52_200)

  private func rule(_ text: String) throws(TypedRepeatProblem) -> RecurrenceRule? {
    try RepeatParser.parse(text, start: Self.start, isAllDay: false)
  }

  @Test(arguments: [
    ("tous les jours", "daily"), ("every day", "daily"), ("quotidien", "daily"), ("every 3 days", "daily/3"),
    ("toutes les semaines", "weekly"), ("chaque jeudi", "weekly"), ("weekly", "weekly"),
    ("toutes les 2 semaines", "weekly/2"), ("une semaine sur deux", "weekly/2"), ("every other week", "weekly/2"),
    ("tous les quinze jours", "weekly/2"), ("every two weeks on Thursdays", "weekly/2"),
    ("tous les mardis et jeudis", "weekly tu th"), ("every Tuesday and Thursday", "weekly tu th"),
    ("du lundi au vendredi", "weekly mo tu we th fr"), ("every weekday", "weekly mo tu we th fr"),
    ("tous les mois", "monthly"), ("mensuel", "monthly"), ("tous les mois, le 26", "monthly"),
    ("le dernier jeudi du mois", "monthly -1th"), ("the fourth Thursday of the month", "monthly 4th"),
    ("every year, on 26 November", "yearly"), ("tous les ans, 5 fois", "yearly x5"),
    ("toutes les semaines jusqu’au 30/06", "weekly until 2027-06-30"), ("weekly, 10 times", "weekly x10"),
    ("every week until 1 december", "weekly until 2026-12-01"), ("une fois", ""), ("none", ""), ("", ""),
    ("aucune", ""), ("every year, on November 26", "yearly"), ("le 26 novembre chaque année", "yearly"),
    ("tous les ans, le 26", "yearly"), ("un jeudi sur deux", "weekly/2"), ("every other Thursday", "weekly/2"),
    ("un jeudi sur trois jusqu’au 30/06", "weekly/3 until 2027-06-30"), ("une fois par semaine", "weekly"),
    ("once a month", "monthly"), ("until 30/06 every week", "weekly until 2027-06-30"),
    ("jusqu’au 1 décembre, tous les jours", "daily until 2026-12-01"),
    ("jusqu’au 30/06, le mardi et le jeudi", "weekly tu th until 2027-06-30"),
    ("until 30/06 on Tuesday and Thursday", "weekly tu th until 2027-06-30"),
    ("every second Thursday", "weekly/2"), ("each third Thursday until 30/06", "weekly/3 until 2027-06-30"),
    ("every second week on Thursday", "weekly/2"), ("every other week on Thursdays", "weekly/2"),
    ("every fortnight", "weekly/2"), ("every fourth Thursday of the month", "monthly 4th"),
    ("monthly, every fourth Thursday", "monthly 4th"), ("every last Thursday", "monthly -1th"),
    ("the 4th Thursday of every month", "monthly 4th"), ("le 4e jeudi du mois", "monthly 4th"),
    ("tous les quatrièmes jeudis du mois", "monthly 4th"), ("le quatrième jeudi du mois", "monthly 4th"),
    ("the 26th of each month", "monthly"), ("every year, on November 26th", "yearly"),
    ("every 2nd Thursday", "weekly/2"), ("every second month", "monthly/2"),
  ])
  func rhythmsAreUnderstood(text: String, meant: String) throws {
    #expect(try rule(text).map(said) ?? "" == meant)
  }

  private func said(_ rule: RecurrenceRule) -> String {
    let days = rule.byDay.map {
      ($0.nth.map(String.init) ?? "") + ["mo", "tu", "we", "th", "fr", "sa", "su"][$0.weekday]
    }
    let base = rule.frequency.rawValue + (rule.interval > 1 ? "/\(rule.interval)" : "")
    let end = rule.until.map { ["until " + $0.string.prefix(10)] } ?? rule.count.map { ["x\($0)"] } ?? []
    return ([base] + days + end).joined(separator: " ")
  }

  @Test(arguments: [
    ("parfois", TypedRepeatProblem.unknownWord("parfois")), ("chaque jour Férié", .unknownWord("Férié")),
    ("10 fois", .noRhythm),
    ("toutes les semaines jusqu’à", .noEnd), ("every week until 31/02", .wrongEnd(.noSuchDay("31/02"))),
    ("every week until 2020-01-01", .endsBeforeStart),
    ("every week, 3 times until 30/06", .twoEnds), ("every week until 30/06, 3 times", .twoEnds),
    ("tous les ans jusqu’au 1 décembre 2030, 3 fois", .twoEnds),
    ("every month, on 26 November", .unknownWord("November")), ("le 26 novembre", .noRhythm),
    ("every other Thursday of the month", .unknownWord("month")), ("weekly on 26", .unknownWord("26")),
    ("3 fois par semaine", .unknownWord("fois")), ("every month on weekdays", .unknownWord("weekdays")),
    ("every week until 31/02, 3 times", .wrongEnd(.noSuchDay("31/02"))), ("weekly 0 times", .noSuchNumber("0")),
    ("every 400 weeks", .noSuchNumber("400")),
    ("monthly 9223372036854775807", .noSuchNumber("9223372036854775807")), ("monthly 0", .noSuchNumber("0")),
    ("toutes les semaines, pas le 24 décembre", .unknownWord("pas")), ("every day but never on 3", .unknownWord("but")),
  ])
  func problemsAreNamed(text: String, problem: TypedRepeatProblem) {
    #expect(throws: problem) { try rule(text) }
  }

  @Test(arguments: [
    ("chaque mardi", "La première date est le jeudi 26 novembre, mais cela se répète tous les mardis\u{A0}: changez"),
    ("le premier jeudi du mois", "mais cela se répète tous les mois, le premier jeudi\u{A0}:"),
    ("tous les mois, le 12", "mais cela se répète tous les mois, le 12\u{A0}:"),
    ("tous les ans, le 12 novembre", "La première date est le jeudi 26 novembre\u{A0}: cela ne peut pas se répéter"),
    ("every year, on 26 June", "cela ne peut pas se répéter"),
    ("every year, on June 26", "cela ne peut pas se répéter"),
    ("tous les ans, le 12", "cela ne peut pas se répéter"),
    ("un mardi sur deux", "2 semaines"),
    ("every other Tuesday", "2 semaines"),
  ])
  func aFirstDateOnAnotherDayIsNamedWithTheDays(text: String, said: String) {
    #expect { try rule(text) } throws: { error in
      (error as? TypedRepeatProblem)?.text(Catalog(.french)).contains(said) == true
    }
  }

  /// What the program says of a rhythm can be typed again: a form is begun with it.
  @Test(
    arguments: [
      "every 2 days", "weekly 3 times", "every two weeks until 30/06", "tous les mardis et jeudis", "every weekday",
      "monthly", "le dernier jeudi du mois, 4 fois", "every year until 2030-11-26",
    ], [Language.french, .english])
  func whatIsSaidCanBeTypedAgain(text: String, language: Language) throws {
    let rule = try #require(try rule(text))
    let words = DateWords(Catalog(language), now: Self.start.instant(in: .gmt), zone: .gmt)
    #expect(try self.rule(RecurrenceWords(start: Self.start, words).text(rule)) == rule)
  }

  /// libical, which knows no zone by its name here, reads the same hours out of the text as the zones' own rules give.
  @Test(arguments: [
    "Europe/Paris", "America/New_York", "Pacific/Auckland", "Africa/Casablanca", "Asia/Kolkata", "America/Santiago",
    "Asia/Jerusalem", "America/St_Johns",
  ])
  func zonesAreDescribed(name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    let start = LocalTime(year: 2024, month: 2, day: 6, secondOfDay: 64_800)
    let event = try CalendarEvent([
      "id": "e", "uid": "e", "title": "Permanence", "start": .string(start.string), "timeZone": .string(name),
      "duration": "PT2H", "recurrenceRule": try #require(try rule("weekly")).json, "calendarIds": ["k": true],
    ])
    let text = CalendarText.text(of: [event], now: 0)
    let calendar = icalcomponent_new_from_string(text)
    defer { icalcomponent_free(calendar) }
    #expect(icalcomponent_count_errors(calendar) == 0)
    let described = icalcomponent_get_timezone(calendar, name)
    #expect(described != nil)
    for week in 0..<400 {
      let instant = start.instant(in: zone) + Double(week) * 7 * 86_400
      var time = icaltime_from_timet_with_zone(time_t(instant), 0, icaltimezone_get_utc_timezone())
      let offset = icaltimezone_get_utc_offset_of_utc_time(described, &time, nil)
      #expect(Int(offset) == zone.secondsFromGMT(for: Date(timeIntervalSince1970: instant)), "\(name), week \(week)")
    }
  }
}
