import ClientCore
import Foundation
import Localization
import TER1TUI
import TestSupport
import Testing

@Suite struct EventsTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, now: Double = UnionWorld.autumn,
    isReadOnly: Bool = false
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "events", now: now) {
      try await UnionWorld.fill($0, isReadOnly: isReadOnly)
    }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func agendaMonthAndEvent(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("agenda-" + suffix)
    scenario.type("m")
    scenario.check("month-" + suffix)
    scenario.type("M")
    scenario.check("week-" + suffix)
    scenario.type("m m j j <Enter>")
    scenario.check("event-" + suffix)
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func demonstrationSheet(columns: Int, rows: Int) async throws {
    let scenario = try await scenario(columns, rows)
    scenario.type("d \"24/10\" <Enter> j <Enter>")
    scenario.check("event-demonstration-\(columns)x\(rows)")
    #expect(scenario.text.contains("Manifestation pour l’hôpital"))
    scenario.type("G")
    #expect(scenario.text.contains("modifié hier, 10:00"))
  }

  /// The hour between two and three comes twice in that night: nine hours after 22:00 it is 6:00.
  @Test func agendaCrossesTheChangeOfClocks() async throws {
    let scenario = try await scenario()
    #expect(scenario.text.contains("22:00→"))
    #expect(scenario.text.contains("→06:00"))
    scenario.type("d \"24/10\" <Enter> j j <Enter>")
    #expect(scenario.text.contains("22:00"))
    #expect(scenario.text.contains("(9\u{A0}h)"))
  }

  @Test func agendaCrossesTheYear() async throws {
    let scenario = try await scenario()
    scenario.type("d \"31/12\" <Enter>")
    #expect(scenario.text.contains("jeu. 31 déc."))
    #expect(scenario.text.contains("sam. 2 janv. 2027"))
    scenario.check("agenda-year-end")
  }

  /// By what is in sight: weeks in the agenda and in the week, months in the month; N and P by months everywhere.
  @Test func plusAndMinusGoByWhatIsInSight() async throws {
    let scenario = try await scenario()
    scenario.type("d \"3/11\" <Enter> +")
    #expect(scenario.text.contains("mar. 17 nov.\n▌"), "the 10th is left out")
    scenario.type("-")
    #expect(scenario.text.contains("mar. 3 nov.\n▌"))
    scenario.type("M +")
    #expect(scenario.text.contains("Semaine 46") && scenario.text.contains("▌mardi 10"), "\(scenario.text)")
    scenario.type("- -")
    #expect(scenario.text.contains("Semaine 44") && scenario.text.contains("▌mardi 27"))
    scenario.type("N")
    #expect(scenario.text.contains("Semaine 48") && scenario.text.contains("▌vendredi 27"))
    scenario.type("P m +")
    #expect(scenario.text.contains("novembre 2026") && scenario.text.contains("▌27"))
    #expect(scenario.text.contains("+ mois suivant   - mois précédent"))
    scenario.type("-")
    #expect(scenario.text.contains("octobre 2026") && scenario.text.contains("▌27"))
    scenario.type("m")
    #expect(scenario.text.contains("mar. 27 oct.\n▌"))
  }

  /// In a low week the rows that are left show what is on the cursor's day.
  @Test func aLowWeekShowsTheDayOneIsOn() async throws {
    let scenario = try await scenario(40, 12)
    scenario.type("d \"24/10\" <Enter> M")
    #expect(scenario.text.contains("▌samedi 24  +1") && scenario.text.contains("Manifestation"), "\(scenario.text)")
    #expect(scenario.text.contains("mardi 20  +1"))
  }

  /// What is understood of a form is said in words before it is sent.
  @Test(arguments: [
    (Language.english, 80, "27 Oct 18:00 2h", "every second Tuesday", "every 2 weeks on Tuesdays"),
    (.english, 80, "27 Oct 18:00 2h", "the last Tuesday of the month", "every month, the last Tuesday"),
    (.french, 80, "27/10 18h 2h", "un mardi sur deux", "toutes les 2 semaines, les mardis"),
    (.french, 40, "27/10 18h 2h", "le dernier mardi du mois", "tous les mois, le dernier mardi"),
  ])
  func aFormSaysHowItIsUnderstood(
    language: Language, columns: Int, when: String, rhythm: String, said: String
  ) async throws {
    let scenario = try await scenario(columns, 24, language)
    scenario.type("a \"Collage\" <Tab> <Home> <C-k> \"\(when)\"")
    let date = language == .french ? "→ mardi 27 octobre, 18:00 – 20:00" : "→ Tuesday 27 October, 18:00 – 20:00"
    #expect(scenario.text.contains(date), "\(scenario.text)")
    scenario.type("<Down> \"\(rhythm)\"")
    #expect(scenario.text.contains(said), "\(scenario.text)")
    scenario.check("event-form-understood-\(columns)-\(rhythm.split(separator: " ").joined(separator: "-"))")
    scenario.type("<C-s>")
    #expect(scenario.text.contains("Collage"))
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
  }

  @Test func recurrenceIsSaidWithItsExceptions() async throws {
    let scenario = try await scenario()
    scenario.type("d \"27/10\" <Enter> j")
    #expect(scenario.text.contains("Réunion du bureau élargie"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("tous les mardis, sauf le 10 novembre"))
    scenario.type("<Esc> d \"10/11\" <Enter>")
    #expect(!scenario.text.contains("mardi 10 novembre"))
  }

  @Test func eventOfAnotherZoneShowsBothTimes() async throws {
    let scenario = try await scenario()
    scenario.type("d \"27/10\" <Enter> <Enter>")
    scenario.check("event-other-zone")
    #expect(scenario.text.contains("15:00 – 16:00"))
    #expect(scenario.text.contains("10:00 – 11:00"))
  }

  @Test func answeringOfflineIsQueuedAndARefusalIsTold() async throws {
    let scenario = try await scenario()
    scenario.type("d \"24/10\" <Enter> j ro")
    #expect(scenario.text.contains("✓ Manifestation"))
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
    scenario.check("event-answered")
    let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn, limit: 9)
    let refusal = OutboxEntry.Failure(type: "forbidden", description: "les réponses sont closes")
    scenario.announce(try scenario.cache.settle(entries.map { ($0.id, .refused(refusal)) }))
    #expect(scenario.text.contains("○ Manifestation"))
    scenario.type(": \"pane outbox\" <Enter>")
    #expect(scenario.text.contains("! réponse      Manifestation"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("Vous n’avez pas le droit"))
    #expect(scenario.text.contains("les réponses sont closes"))
  }

  @Test func creatingRefusesABadDateAndLosesNothing() async throws {
    let scenario = try await scenario()
    scenario.type("a")
    scenario.check("event-form")
    scenario.type("\"Assemblée\" <Tab> <C-Home> <C-k> \"31/02 14h30\" <C-s>")
    #expect(scenario.text.contains("31/02 n’existe pas"))
    #expect(scenario.text.contains("Assemblée"))
    scenario.check("event-form-refused")
    scenario.type("<C-Home> <C-k> \"28/11 14h30 2h\" <C-s>")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
    #expect(scenario.text.contains("▌ 14:30   Assemblée"))
    #expect(scenario.text.contains("Assemblée"))
  }

  @Test func aCalendarThatMayOnlyBeReadSaysWhy() async throws {
    let scenario = try await scenario(isReadOnly: true)
    scenario.type("a")
    #expect(scenario.text.contains("Vous ne pouvez pas annoncer"))
    scenario.type("ro")
    #expect(scenario.text.contains("ne prend pas de réponse"))
  }

  @Test func cancellingOneDateLeavesTheOthers() async throws {
    let scenario = try await scenario()
    scenario.type(": \"events.cancel --one\" <Enter>")
    #expect(scenario.text.contains("Seule la personne"))
  }

  @Test func nothingPlannedIsSaidKindly() async throws {
    let scenario = try await Scenario(firstPane: "events") { _ = try UnionWorld.account($0) }
    #expect(scenario.text.contains("Rien n’est prévu"))
  }

  @Test func eventsOfAFileWaitInSightAndComeOnce() async throws {
    let scenario = try await scenario()
    let folder = try TemporaryFolder()
    let text = """
      BEGIN:VCALENDAR
      VERSION:2.0
      BEGIN:VEVENT
      UID:stage-42
      DTSTART:20301212T140000
      SUMMARY:Stage de sérigraphie
      ATTENDEE;CN=Ana:mailto:ana@prive.example
      END:VEVENT
      END:VCALENDAR

      """
    let path = folder.file("stage.ics")
    try Data(text.replacing("\n", with: "\r\n").utf8).write(to: URL(filePath: path))
    scenario.type("i \"\(path)\" <Enter>")
    scenario.settle()
    #expect(scenario.text.contains("1 événement rejoint l’agenda"), "\(scenario.text)")
    let waiting = try scenario.cache.reader.outbox().filter { $0.entry.mutation.type == CalendarEvent.name }
    #expect(waiting.count == 1 && !"\(waiting)".contains("prive.example"))
    scenario.type("d \"2030-12-12\" <Enter>")
    #expect(scenario.text.contains("Stage de sérigraphie"), "\(scenario.text)")
    scenario.type("i \"\(path)\" <Enter>")
    scenario.settle()
    #expect(scenario.text.contains("1 est déjà là"), "\(scenario.text)")
    scenario.type("i \"/nowhere.ics\" <Enter>")
    scenario.settle()
    #expect(scenario.text.contains("Le fichier ne peut"), "\(scenario.text)")
  }
}
