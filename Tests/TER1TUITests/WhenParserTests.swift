import ClientCore
import Testing

@testable import TER1TUI

@Suite struct WhenParserTests {
  /// Thursday, 26 November 2026.
  private static let today = LocalTime(year: 2026, month: 11, day: 26).day

  @Test(arguments: [
    ("28/11 14h30 2h", "2026-11-28T14:30:00", "PT2H"), ("14h30-16h, 28/11", "2026-11-28T14:30:00", "PT1H30M"),
    ("demain 18h à 20h", "2026-11-27T18:00:00", "PT2H"), ("tomorrow 9:15 45 min", "2026-11-27T09:15:00", "PT45M"),
    ("jeudi 9h", "2026-12-03T09:00:00", "PT1H"), ("lundi 28 novembre 2027 22h – 2h", "2027-11-28T22:00:00", "PT4H"),
    ("1er mai 10h", "2027-05-01T10:00:00", "PT1H"), ("29/02 10h", "2028-02-29T10:00:00", "PT1H"),
    ("28 Nov 14:30 2h", "2026-11-28T14:30:00", "PT2H"), ("Nov. 28th 2pm", "2026-11-28T14:00:00", "PT1H"),
    ("3 Mar 2027 9:00 1h", "2027-03-03T09:00:00", "PT1H"), ("May 5 10:00", "2027-05-05T10:00:00", "PT1H"),
    ("2026-12-01 2pm 90min", "2026-12-01T14:00:00", "PT1H30M"), ("28/11/27 8h 1h30", "2027-11-28T08:00:00", "PT1H30M"),
  ])
  func timesAreUnderstood(text: String, start: String, duration: String) throws {
    let time = try WhenParser.parse(text, today: Self.today)
    #expect(time.start.string == start)
    #expect(time.duration.string == duration)
    #expect(!time.isAllDay)
  }

  /// Thursday at 16:30.
  @Test(arguments: [
    ("18:00", "2026-11-26T18:00:00"), ("18h", "2026-11-26T18:00:00"), ("à 9h30", "2026-11-27T09:30:00"),
    ("6h demain", "2026-11-27T06:00:00"), ("2h", "2026-11-26T18:30:00"), ("2 h", "2026-11-26T18:30:00"),
    ("90 min", "2026-11-26T18:00:00"),
    ("dans 8h", "2026-11-27T00:30:00"), ("in 3 days", "2026-11-29T16:30:00"), ("demain 9h", "2026-11-27T09:00:00"),
    ("28/11", "2026-11-28T23:59:59"), ("2pm", "2026-11-27T14:00:00"), ("3h", "2026-11-26T19:30:00"),
  ]) func endsAreUnderstood(text: String, end: String) throws {
    let now = LocalTime(seconds: Self.today * 86_400 + 59_400)
    #expect(try WhenParser.end(text, now: now).string == end)
  }

  @Test(arguments: ["bientôt", "25h", ""]) func whatIsNoEndIsRefused(text: String) {
    #expect(throws: TypedTimeProblem.self) { try WhenParser.end(text, now: LocalTime(day: Self.today)) }
  }

  @Test(arguments: [("28/11", 1), ("28/11 toute la journée", 1), ("28 novembre 3 jours", 3)])
  func wholeDaysAreUnderstood(text: String, days: Int) throws {
    let time = try WhenParser.parse(text, today: Self.today)
    #expect(time.isAllDay)
    #expect(time.duration == EventDuration(days: days))
  }

  @Test(arguments: [
    ("31/02 14h", TypedTimeProblem.noSuchDay("31/02")), ("28/13", .noSuchDay("28/13")),
    ("28/11 25h", .noSuchTime("25h")), ("28/11 14h75", .noSuchTime("14h75")), ("14h30", .noDate), ("", .noDate),
    ("28/11 14h-14h", .endsBeforeStart), ("28/11 bientôt", .unknownWord("bientôt")),
  ])
  func problemsAreNamed(text: String, problem: TypedTimeProblem) {
    #expect(throws: problem) { try WhenParser.parse(text, today: Self.today) }
  }
}
