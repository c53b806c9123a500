import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing
import Text

/// Finding one's way: the list of commands, what may follow a key, numbers, places, marks, reading on.
@Suite struct FindingTests {
  private func forums(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, keymap: String = "default"
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, keymap: keymap, firstPane: "forums") {
      try await Cooperative.fill($0)
    }
  }

  private func row(_ scenario: Scenario) -> String { scenario.screen.text(row: scenario.screen.cursor.row) }

  // MARK: The list of commands

  @Test(arguments: sizes, Language.allCases) func helpStandsUnderHeadings(size: (Int, Int), language: Language)
    async throws
  {
    let scenario = try await forums(size.0, size.1, language)
    scenario.type("<Enter> <Enter> ?")
    scenario.check("help-thread-\(size.0)x\(size.1)-\(language.rawValue)")
  }

  /// Within one heading a key stands once, and what stands under the first headings is what the keys do here.
  @Test func noHeadingListsAKeyTwice() async throws {
    let scenario = try await forums(80, 60)
    scenario.type("<Enter> <Enter> ?")
    var keys: [String: String] = [:]
    for row in 3..<58 {
      let text = scenario.screen.text(row: row)
      if text.hasPrefix(" ") && !text.hasPrefix("  ") { keys = [:] }
      let key = String(text.dropFirst(2).prefix(10)).trimmingCharacters(in: .whitespaces)
      guard !key.isEmpty, text.hasPrefix("  ") || text.hasPrefix("▌") else { continue }
      #expect(keys[key] == nil, "\(key): \(text), \(keys[key] ?? "")")
      keys[key] = text
    }
  }

  @Test func whatCannotBeDoneSaysWhyInTheList() async throws {
    let scenario = try await forums()
    scenario.type("? \"epingler\"")
    #expect(scenario.text.contains("Ouvrir d’abord un sujet"))
    #expect(scenario.text.contains("forums.pin"))
  }

  // MARK: What may follow

  @Test(arguments: [(40, 12), (80, 24)]) func whatMayFollowShowsAfterAMoment(columns: Int, rows: Int) async throws {
    let scenario = try await forums(columns, rows)
    let changes = scenario.terminal.changes
    scenario.type("g")
    #expect(scenario.terminal.changes == changes)
    scenario.wait(seconds: 0.6)
    scenario.check("prefix-\(columns)x\(rows)")
    scenario.type("<Esc>")
    #expect(!scenario.text.contains("g…"))
  }

  @Test func whoTypesFastSeesNothingOfIt() async throws {
    let scenario = try await forums()
    scenario.type("G")
    let changes = scenario.terminal.changes
    scenario.type("g g")
    #expect(scenario.terminal.changes == changes + 1)
    scenario.wait(seconds: 5)
    #expect(scenario.terminal.changes == changes + 1)
  }

  // MARK: Numbers

  @Test(arguments: [("default", "<M-2> j"), ("vim", "2 j"), ("emacs", "<M-2> <C-n>")])
  func aNumberRepeats(keymap: String, keys: String) async throws {
    let scenario = try await forums(keymap: keymap)
    scenario.type(keys)
    #expect(row(scenario).contains("Annonces de l’union"))
  }

  @Test func aNumberIsForgottenByEscape() async throws {
    let scenario = try await forums(keymap: "vim")
    scenario.type("<Enter> 3 <Esc>")
    #expect(scenario.text.contains("Manifestation de jeudi"))
    scenario.type("<Esc>")
    #expect(scenario.text.contains("Annonces de l’union"))
  }

  @Test func thePromptTakesANumberToo() async throws {
    let scenario = try await forums()
    scenario.type(": \"2 move.down\" <Enter>")
    #expect(row(scenario).contains("Annonces de l’union"))
  }

  /// What Tab put there is marked among what it offers, also far behind.
  @Test(arguments: [(40, 12), (80, 24)]) func whatTabChoseIsMarked(columns: Int, rows: Int) async throws {
    let scenario = try await forums(columns, rows)
    scenario.type(": \"move.\" <Tab>")
    let first = scenario.screen.text(row: rows - 1)
    #expect(first.contains("[move.down]"), "\(first)")
    scenario.type("<Tab> <Tab> <Tab> <Tab> <Tab> <Tab>")
    let last = scenario.screen.text(row: rows - 1)
    #expect(last.contains("[") && !last.contains("[move.down]"), "\(last)")
  }

  // MARK: Places

  @Test(arguments: [("default", "g h", "g l"), ("vim", "<C-o>", "g l"), ("emacs", "<M-Left>", "<M-Right>")])
  func placesAreGoneBackThroughAndForward(keymap: String, back: String, forward: String) async throws {
    let scenario = try await forums(keymap: keymap)
    scenario.type("<Enter> <Enter>")
    scenario.type(": \"pane chat\" <Enter> <Enter>")
    #expect(scenario.text.contains("Qui a les clés du local"))
    scenario.type(back)
    scenario.type(back)
    #expect(scenario.text.contains("La sono, c’est bon"))
    scenario.type(back)
    #expect(scenario.text.contains("Compte rendu du 14"))
    scenario.type("\(forward) \(forward) \(forward)")
    #expect(scenario.text.contains("Qui a les clés du local"))
    scenario.type(forward)
    #expect(scenario.text.contains("pas d’endroit après"))
  }

  @Test func aLetterLeadsBackAndOutlivesTheProgram() async throws {
    let scenario = try await forums(40, 12)
    scenario.type("<Enter> <Enter> n")
    scenario.type(": \"mark.set a\" <Enter> 2 ' a")
    #expect(scenario.text.contains("▌ │ │ Noëlle Œuvrard"))
    scenario.type("'")
    scenario.wait(seconds: 1)
    #expect(scenario.text.contains("a Forums · Manifestation"))
    scenario.type("z")
    #expect(scenario.text.contains("Aucun endroit ne porte"))
    #expect(try scenario.cache.reader.note("marks")?["a"]?["pane"]?.string == "forums")
  }

  // MARK: Reading on

  @Test func readingOnGoesByImportanceAndSaysWhere() async throws {
    let scenario = try await Scenario(
      firstPane: "files",
      fill: { cache in
        let account = try await Cooperative.fill(cache)
        _ = try await cache.apply([
          Cooperative.delta(
            account, EventCalendar.name, [["id": "k", "name": "Luttes"]]),
          Cooperative.delta(
            account, Message.name,
            [
              Cooperative.post("r0", "Qui vient ?", in: "retraites", subject: "Covoiturage", by: "moi", ago: 500),
              Cooperative.post("r1", "Moi.", in: "retraites", root: "r0", by: "jo", ago: 30),
            ]),
        ])
        var seen = EventsSeen(nil)
        seen.begin([account], now: Scenario.startOfTime - 3_600)
        try cache.setNote(EventsSeen.note, seen.json)
        _ = try await cache.apply([
          Cooperative.delta(
            account, CalendarEvent.name,
            [
              [
                "id": "e", "uid": "e", "title": "Assemblée", "start": "2026-05-01T18:00:00", "calendarIds": ["k": true],
                "createdBy": "jo", "updated": Cooperative.ago(10),
              ]
            ])
        ])
      })
    var seen: [String] = []
    for _ in 0..<40 where seen.last != "Tout est lu" {
      scenario.type("g n")
      let foot = scenario.screen.text(row: 23).trimmingCharacters(in: .whitespaces)
      if let words = Self.words.first(where: { foot.contains($0) }), seen.last != words { seen.append(words) }
    }
    #expect(seen.first == "On vous nomme")
    let order = ["On vous nomme", "On vous répond", "Évènement nouveau ou changé", "Du nouveau", "Tout est lu"]
    #expect(seen.map { order.firstIndex(of: $0) ?? -1 } == seen.map { order.firstIndex(of: $0) ?? -1 }.sorted())
    #expect(Set(seen) == Set(order))
  }

  private static let words = [
    "On vous nomme", "On vous répond", "Évènement nouveau ou changé", "Du nouveau", "Tout est lu",
  ]
}

/// Taking back, and doing again.
@Suite struct DoingTests {
  private func forums(
    _ columns: Int = 80, _ rows: Int = 24, pane: String = "forums", keymap: String = "default", hold: Double = 5
  ) async throws -> Scenario {
    try await Scenario(
      size: (columns, rows), keymap: keymap, firstPane: pane, fill: { try await Cooperative.fill($0) },
      adjust: { $0.settings.holdSeconds = hold })
  }

  private func waiting(_ scenario: Scenario, after seconds: Double) throws -> Int {
    let accounts = try scenario.cache.reader.accounts().map(\.id)
    let taken = try scenario.cache.takeReady(accounts, now: Scenario.startOfTime + seconds, limit: 9)
    return taken.count { $0.mutation.type == Message.name }
  }

  // MARK: Sending

  @Test func aTextIsHeldAndComesBackIntoTheEditor() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> r \"Bonjour\" <C-s>")
    #expect(scenario.text.contains("Part après 5 s ; d’ici là U le reprend".replacing(" ;", with: "\u{A0};")))
    #expect(scenario.text.contains("Bonjour"))
    scenario.type("U")
    #expect(scenario.text.contains("Repris"))
    scenario.check("taken-back")
    #expect(try scenario.cache.reader.outbox().allSatisfy { $0.entry.mutation.type != Message.name })
    scenario.type("\" vous\" <C-s>")
    #expect(try waiting(scenario, after: 4) == 0)
    #expect(try waiting(scenario, after: 6) == 1)
    scenario.type("U")
    #expect(scenario.text.contains("Trop tard"))
  }

  @Test func aLineOfChatIsHeldInSilenceAndComesBackIntoItsField() async throws {
    let scenario = try await forums(pane: "chat")
    scenario.type("<Enter> i \"Présent\" <Enter>")
    #expect(!scenario.text.contains("Part après"))
    #expect(try waiting(scenario, after: 4) == 0)
    scenario.type("<C-z>")
    #expect(scenario.text.contains("> Présent"))
    #expect(try scenario.cache.reader.outbox().allSatisfy { $0.entry.mutation.type != Message.name })
  }

  @Test func withoutHoldingItLeavesAtOnce() async throws {
    let scenario = try await forums(hold: 0)
    scenario.type("<Enter> <Enter> r \"Bonjour\" <C-s>")
    #expect(!scenario.text.contains("Part après"))
    #expect(try waiting(scenario, after: 0) == 1)
  }

  @Test func whatWasHeldIsThereInTheOutboxOfTheNextRun() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> r \"Bonjour\" <C-s>")
    try scenario.cache.requeueSending()
    #expect(try waiting(scenario, after: 1) == 0)
    #expect(try waiting(scenario, after: 6) == 1)
  }

  // MARK: What has an inverse

  @Test(arguments: [("default", "U"), ("vim", "u"), ("emacs", "<C-x> u")])
  func marksAndNamesAreTakenBack(keymap: String, undo: String) async throws {
    let scenario = try await forums(keymap: keymap)
    let account = try #require(try scenario.cache.reader.accounts().first).id
    let topic = ObjectKey(account, Message.name, "t1")
    let reader = scenario.cache.reader
    let unread = try #require(try reader.topic(topic)).unread
    scenario.type("<Enter>")
    scenario.type(": \"forums.mark-read\" <Enter> : \"forums.mute\" <Enter>")
    #expect(try reader.topic(topic)?.unread == 0)
    #expect(try reader.topic(topic)?.isMuted == true)
    scenario.type(undo)
    #expect(try reader.topic(topic)?.isMuted == false)
    scenario.type(undo)
    #expect(try reader.topic(topic)?.unread == unread)
    #expect(scenario.text.contains("Repris"))
    scenario.type(undo)
    #expect(scenario.text.contains("rien à reprendre"))
  }

  @Test func aReactionIsTakenBack() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> g g + p")
    #expect(scenario.text.contains("👍 2"))
    scenario.type("U")
    #expect(scenario.text.contains("👍 1"))
  }

  @Test func whatWasDroppedFromTheOutboxIsThereAgain() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> r \"Bonjour\" <C-s>")
    scenario.type(": \"pane outbox\" <Enter> G x o")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 0)
    scenario.type("U")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
  }

  // MARK: Macros

  @Test func whatIsRecordedIsDoneAgainAndOutlivesTheProgram() async throws {
    let scenario = try await forums()
    scenario.type("g q a j j g q")
    #expect(scenario.text.contains("Enregistré sous a"))
    scenario.type("g g g . a")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Annonces de l’union"))
    #expect(try scenario.cache.reader.note("macros")?["a"] == ["move.down", "move.down"])
    scenario.type("g g : \"2 macro.play\" <Enter>")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Entraide"))
  }

  @Test func eachLetterHoldsOneAndANumberRepeatsIt() async throws {
    let scenario = try await forums()
    scenario.type("g q d j g q g q u k g q")
    #expect(try scenario.cache.reader.note("macros") == ["d": ["move.down"], "u": ["move.up"]])
    scenario.type("g g <M-2> g . d g . u")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Retraites"))
    scenario.type("g .")
    scenario.wait(seconds: 0.6)
    #expect(scenario.text.contains("d 1 étape"))
  }

  @Test func aMacroPlaysAnotherAndNeverItself() async throws {
    let scenario = try await forums()
    scenario.type("g q d j g q g g g q u <M-2> g . d g q")
    #expect(try scenario.cache.reader.note("macros")?["u"] == ["2 macro.play d"])
    scenario.type("g g g . u")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Annonces de l’union"))
    // Each of the two plays the other.
    scenario.type("g q d : \"macro.play u\" <Enter> g q")
    #expect(try scenario.cache.reader.note("macros")?["d"] == ["macro.play u"])
    scenario.type("g . d")
    #expect(scenario.text.contains("ne peut pas se rejouer elle-même"), "\(scenario.text)")
  }

  @Test(arguments: [(40, 12), (80, 24)]) func recordingIsSeenUntilItEnds(columns: Int, rows: Int) async throws {
    let scenario = try await forums(columns, rows)
    scenario.type("g q e j")
    #expect(scenario.text.contains("● e"))
    scenario.type("g q j")
    #expect(!scenario.text.contains("● e"))
  }

  @Test func emacsKeysEndARecording() async throws {
    let scenario = try await forums(keymap: "emacs")
    scenario.type("<C-x> ( <C-n> <C-x> )")
    #expect(try scenario.cache.reader.note("macros") == ["a": ["move.down"]])
  }

  @Test func promptsQuestionsAndTextsAreRecordedAsWhatTheyCameTo() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> g q a f \"manif\" <Enter> <Enter> + c r \"Vu, merci\" <C-s> g q")
    let lines = try #require(try scenario.cache.reader.note("macros")?["a"]?.array).compactMap(\.string)
    #expect(
      lines == [
        "forums.filter manif", "open", "forums.react ❤", "forums.reply", "edit.insert \"Vu, merci\"", "composer.send",
      ])
  }

  @Test func aMacroEndsWhereItCannotGoOn() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> g q a r <Esc> n g q <Esc> <Esc> g . a")
    #expect(scenario.text.contains("Arrêt à"))
  }

  @Test func aMacroIsWrittenAsAScript() async throws {
    let scenario = try await forums()
    let path = NSTemporaryDirectory() + "ter1-macro-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    scenario.type("g q a j <Enter> g q : \"macro.export a \(path)\" <Enter>")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == "#!/usr/bin/env -S ter1 run\nmove.down\nopen\n")
    #expect(Script.lines(text).map(\.line) == [CommandLine("move.down"), CommandLine("open")])
  }
}
