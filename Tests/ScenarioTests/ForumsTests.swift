import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

let sizes = [(40, 12), (80, 24), (200, 50)]

@Suite struct ForumsTests {
  private func forums(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french,
    fill: @escaping (Cache) async throws -> Void = { try await Cooperative.fill($0) }
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "forums", fill: fill)
  }

  @Test(arguments: sizes, Language.allCases) func levels(size: (Int, Int), language: Language) async throws {
    let scenario = try await forums(size.0, size.1, language)
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("boards-\(name)")
    scenario.type("<Enter>")
    scenario.check("topics-\(name)")
    scenario.type("<Enter>")
    scenario.check("thread-\(name)")
  }

  private func account(_ scenario: Scenario) throws -> AccountID {
    try #require(try scenario.cache.reader.accounts().first).id
  }

  // MARK: Empty places

  @Test(arguments: Language.allCases) func withoutAccountItSaysWhatToDo(language: Language) async throws {
    let scenario = try await forums(40, 12, language) { _ in }
    #expect(scenario.text.contains(":join"))
    scenario.check("forums-no-account-\(language.rawValue)")
  }

  @Test func anEmptyBoardInvitesAndOneThatIsReadOnlySaysWhy() async throws {
    let scenario = try await forums()
    scenario.type("G <Enter>")
    #expect(scenario.text.contains("n ouvre le premier sujet"))
    scenario.type("<Esc> k k <Enter> n")
    #expect(scenario.text.contains("«\u{A0}Annonces de l’union\u{A0}» est en lecture seule"))
    scenario.type("<Esc> j n")
    #expect(scenario.text.contains("est archivé"))
  }

  /// What was read is kept while another pane is shown, and follows what changes meanwhile: coming back is no reading anew.
  @Test func whatChangedMeanwhileIsThereWhenOneComesBack() async throws {
    let scenario = try await forums(fill: { _ = try await Cooperative.fill($0) })
    let account = try account(scenario)
    scenario.type("<Enter> <Enter>")
    let before = scenario.text
    scenario.type("4 1")
    #expect(scenario.text == before)
    scenario.type("4")
    let answer = Cooperative.post("t1f", "Reçu, merci.", root: "t1", to: "t1e", by: "sam", ago: 0)
    try await scenario.receive([Cooperative.delta(account, Message.name, [answer])])
    scenario.type("1 G")
    #expect(scenario.text.contains("Reçu, merci."))
    scenario.resize(200, 50)
    scenario.type("gv 4")
    scenario.resize(180, 48)
    scenario.type("1")
    #expect(scenario.text.contains("Compte rendu du 14") && scenario.text.contains("Reçu, merci."))
  }

  /// Beside a list stands what its cursor is on, if one wants it: it costs with every line.
  @Test(arguments: [Language.french, .english]) func listsHaveTheirLinesAloneUntilPreviewsAreWanted(language: Language)
    async throws
  {
    let scenario = try await forums(200, 50, language)
    scenario.type("<Enter> j")
    #expect(!scenario.text.contains("│"))
    scenario.type("gv k")
    scenario.check("previews-200x50-\(language.rawValue)")
    scenario.type("4")
    #expect(scenario.text.contains("│"))
    scenario.type("gv 1")
    #expect(!scenario.text.contains("│"))
  }

  /// Somebody takes a name that looks like another's: here with a Cyrillic letter.
  @Test func aNameThatLooksLikeAnothersHasItsHandle() async throws {
    let scenario = try await forums(fill: { _ = try await Cooperative.fill($0) })
    let account = try account(scenario)
    scenario.type("<Enter> <Enter>")
    #expect(!scenario.text.contains("@sam"))
    let double = Cooperative.person("samm", "S\u{430}m N’Diaye")
    try await scenario.receive([Cooperative.delta(account, Principal.name, [double])])
    #expect(scenario.text.contains("Sam N’Diaye @sam"), "\(scenario.text)")
    scenario.restart()
    scenario.type("<Enter> <Enter>")
    #expect(scenario.text.contains("Sam N’Diaye @sam"), "also from the start: \(scenario.text)")
  }

  @Test func howAMessageWasChangedIsShownWordByWord() async throws {
    let scenario = try await forums { cache in
      let account = try await Cooperative.fill(cache)
      let edited = Cooperative.post(
        "t1b", "La sono, c’est réglé : https://coop.example/sono?jour=jeudi, à 13 h.", root: "t1", to: "t1a", by: "sam",
        ago: 240, ["editedAt": Cooperative.ago(60)])
      _ = try await cache.apply([Cooperative.delta(account, Message.name, [edited])])
    }
    scenario.type("<Enter> <Enter> v")
    scenario.check("changes-80x24-fr")
    #expect(scenario.text.contains("c’est [-bon-] [+réglé+] :"))
    scenario.type("v")
    #expect(!scenario.text.contains("[-bon-]"))
    scenario.type("p v")
    #expect(scenario.text.contains("Ce message n’a pas été modifié"))
  }

  @Test func severalCooperativesStandUnderTheirNames() async throws {
    let scenario = try await forums { cache in
      try await Cooperative.fill(cache)
      let other = try Cooperative.account(cache, "Syndicat du rail", id: "u2")
      let board = Cooperative.board("x", "Trains de nuit")
      _ = try await cache.apply([Cooperative.delta(other, Channel.name, [board])])
    }
    scenario.check("forums-two-cooperatives")
    scenario.type("G")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Trains de nuit"))
  }

  // MARK: Reading

  @Test func spaceReadsAllThatIsNewAndNothingIsToldToOthers() async throws {
    let scenario = try await forums()
    for _ in 0..<20 where !scenario.text.contains("Tout est lu") { scenario.type("<Space>") }
    #expect(scenario.text.contains("Tout est lu"))
    let counts = try scenario.cache.reader.unreadCounts()
    #expect(counts.topics == 0 && counts.chat == 0)
    #expect(try scenario.cache.reader.outbox().allSatisfy { $0.entry.mutation.type == ReadPosition.name })
    #expect(try scenario.cache.reader.outboxSummary().waiting == 0)
  }

  @Test func whatWasNotOnScreenStaysUnread() async throws {
    let scenario = try await forums(40, 12) { try await Self.fillLongThread($0) }
    scenario.type("<Enter> <Enter>")
    let left = try #require(try scenario.cache.reader.topic(ObjectKey(try account(scenario), Message.name, "l0")))
      .unread
    #expect(left > 180 && left < 200)
  }

  @Test func aLongThreadIsReadFromEndToEnd() async throws {
    let scenario = try await forums { try await Self.fillLongThread($0) }
    scenario.type("<Enter> <Enter> gg")
    #expect(scenario.text.contains("Message 0"))
    scenario.check("long-thread-start")
    for _ in 0..<150 { scenario.type("n") }
    #expect(scenario.text.contains("Message 150"))
    scenario.type("G")
    #expect(scenario.text.contains("Message 199"))
    scenario.check("long-thread-end")
    for _ in 0..<80 { scenario.type("<PageUp>") }
    #expect(scenario.text.contains("Message 0"))
  }

  private static func fillLongThread(_ cache: Cache) async throws {
    let account = try Cooperative.account(cache)
    let first = Cooperative.post("l0", "Message 0", subject: "Un long fil", ago: 5_000)
    let answers = (1..<200).map { index -> JSONValue in
      let parent = index % 7 == 0 ? "l0" : "l\(index - 1)"
      let author = ["jo", "sam", "noelle"][index % 3]
      let minutes = 5_000 - Double(index) * 10
      return Cooperative.post(
        "l\(index)", "Message \(index)\n\nEncore une ligne.", root: "l0", to: parent, by: author, ago: minutes)
    }
    _ = try await cache.apply([
      Cooperative.delta(account, Principal.name, Cooperative.people),
      Cooperative.delta(account, Channel.name, [Cooperative.channels[0]]),
      Cooperative.delta(account, Message.name, [first] + answers),
    ])
  }

  @Test func branchesAndQuotationsFold() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> gg n z")
    #expect(scenario.text.contains("2 réponses repliées"))
    #expect(!scenario.text.contains("La sono, c’est bon"))
    scenario.type("z u")
    #expect(scenario.text.contains("La sono, c’est bon"))
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Camille Roux"))
  }

  @Test func anUnverifiedAuthorIsSaidToBeOne() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> G <Enter>")
    #expect(scenario.text.contains("? Dominique") && scenario.text.contains("?\u{A0}: non vérifié"))
    scenario.check("unverified-author")
  }

  @Test func theFilterLooksAtSubjectsAndAuthorsWithoutAccents() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> f \"oeuvrard\"")
    #expect(scenario.text.contains("Compte rendu") && !scenario.text.contains("Manifestation"))
    scenario.type("<Esc>")
    #expect(scenario.text.contains("Manifestation"))
  }

  // MARK: Writing

  @Test func anAnswerWrittenOfflineWaitsInSight() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> r \"J’y serai.\" <C-s>")
    #expect(scenario.text.contains("J’y serai."))
    #expect(scenario.text.contains("en attente d’envoi"))
    #expect(scenario.text.contains("1 à envoyer"))
    scenario.check("reply-queued")
  }

  @Test func aRefusedAnswerSaysSoWhereItStands() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> r \"J’y serai.\" <C-s>")
    let entries = try scenario.cache.takeReady([try account(scenario)], now: Scenario.startOfTime, limit: 10)
    let entry = try #require(entries.first { $0.mutation.type == Message.name })
    let failure = OutboxEntry.Failure(type: "forbidden", description: "Trop tard")
    scenario.announce(try scenario.cache.settle([(entry.id, .refused(failure))]))
    #expect(scenario.text.contains("refusé par le serveur"))
    scenario.check("reply-refused")
  }

  @Test func quotingPutsTheirWordsBelowYours() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> R")
    #expect(scenario.text.contains("Sam N’Diaye a écrit\u{A0}:"))
    #expect(scenario.text.contains("> La sono"))
    scenario.check("quote")
  }

  @Test func aNewTopicIsShownAtOnce() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> n \"Covoiturage\" <Tab> \"Qui part de Quimper ?\" <C-s>")
    #expect(scenario.text.contains("Covoiturage"))
    #expect(scenario.text.contains("Qui part de Quimper ?"))
    scenario.type("<Esc>")
    #expect(scenario.text.contains("4 sujets"))
  }

  @Test func onesOwnMessageIsEditedReactedToAndDeleted() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> r \"Bonjour\" <C-s> e \" à vous\" <C-s>")
    #expect(scenario.text.contains("Bonjour à vous"))
    scenario.type("gg + s")
    #expect(scenario.text.contains("✊ 2"))
    scenario.type("+ s")
    #expect(scenario.text.contains("✊ 3"))
    scenario.type("e")
    #expect(scenario.text.contains("Seule la personne qui l’a écrit"))
    scenario.type("gg n n n n D")
    #expect(scenario.text.contains("C’est définitif"))
    scenario.type("o")
    #expect(!scenario.text.contains("Bonjour à vous"))
  }

  @Test func aFileGoesWithAnAnswer() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "tract \(UUID().uuidString).txt").path
    try "Tous ensemble".write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let scenario = try await forums()
    scenario.type("<Enter> <Enter> A <C-u>")
    scenario.paste(path)
    scenario.type("<Enter> \"Voici\" <C-s>")
    #expect(scenario.text.contains("Voici"))
    #expect(scenario.text.contains("+ tract "))
    let actions = try scenario.cache.reader.outbox().map(\.entry.mutation)
    #expect(actions.contains { if case .upload = $0.action { true } else { false } })
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
  }

  @Test func mutingATopicTakesItOutOfTheCount() async throws {
    let scenario = try await forums()
    scenario.type("<Enter> gm")
    #expect(scenario.text.contains("en sourdine"))
    #expect(try scenario.cache.reader.unreadCounts().topics == 1)
  }

  // MARK: Hostile text

  @Test func hostileTextDoesNoHarm() async throws {
    let body = [
      "\u{1B}[2J\u{1B}]0;piraté\u{07} &#27;[31m rouge", "\u{202E}abc\u{202C} \u{2066}def",
      "e" + String(repeating: "\u{301}", count: 300),
      String(repeating: "x", count: 10_000), String(repeating: "> ", count: 3_000) + "au fond",
      "<script>alert(1)</script>",
      "[banque](https://banque.example@pirate.example/) fin",
    ].joined(separator: "\n\n")
    let scenario = try await forums { cache in
      let account = try Cooperative.account(cache)
      let post = Cooperative.post("h", body, subject: "\u{1B}[31mSujet\u{202E}", ago: 10)
      _ = try await cache.apply([
        Cooperative.delta(account, Channel.name, [Cooperative.channels[0]]),
        Cooperative.delta(account, Message.name, [post]),
      ])
    }
    scenario.type("<Enter> <Enter> gg")
    for scalar in scenario.text.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format)
    }
    scenario.check("hostile-text")
    scenario.type("G")
    #expect(scenario.text.contains("⟨pirate.example⟩"))
  }
}
