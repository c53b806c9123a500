import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// The editor, on the screen: spelling by the real hunspell, preview, files, names and signs completed.
@Suite struct WritingTests {
  private static let hasSpelling = Needed.brought(
    FileManager.default.isExecutableFile(atPath: "/usr/bin/hunspell")
      && FileManager.default.fileExists(atPath: "/usr/share/hunspell/fr_FR.dic"), "hunspell with its French dictionary")

  private func writing(
    _ size: (Int, Int) = (80, 24), _ language: Language = .french, keymap: String = "default", pane: String = "forums",
    canSpell: Bool = true
  ) async throws -> Scenario {
    let scenario = try await Scenario(
      size: size, language: language, keymap: keymap, firstPane: pane, fill: { try await Cooperative.fill($0) },
      adjust: {
        $0.findPrograms()
        if !canSpell { $0.settings.canSpell = false }
      })
    scenario.type(pane == "forums" ? "<Enter> <Enter> r" : "<Enter> i")
    return scenario
  }

  private func text(_ scenario: Scenario) throws -> String? {
    scenario.wait(seconds: 3)
    return try scenario.cache.reader.drafts().first?.content["body"]?.string
  }

  // MARK: Spelling

  @Test(.enabled(if: hasSpelling), arguments: sizes) func wordsInDoubtAreUnderlined(size: (Int, Int)) async throws {
    let scenario = try await writing(size)
    scenario.type("\"Bonjour tout le monde, la réuunion est à dix-huit heures.\" <M-l> f")
    scenario.check("spelling-\(size.0)x\(size.1)")
    let row = try #require((0..<size.1).first { scenario.screen.text(row: $0).contains("réuunion") })
    let underlined = scenario.screen[row].filter { $0.style.emphasis.contains(.underline) }.compactMap(\.character)
    #expect(String(underlined) == "réuunion")
  }

  @Test(.enabled(if: hasSpelling)) func theNextWordInDoubtIsReplacedByWhatIsOffered() async throws {
    let scenario = try await writing()
    scenario.type("\"La réuunion du syndicatt.\" <F7>")
    #expect(scenario.text.contains("«\u{A0}réuunion\u{A0}», 2 douteux\u{A0}:"))
    #expect(scenario.text.contains("1 réunion"))
    scenario.type("1")
    #expect(scenario.text.contains("«\u{A0}syndicatt\u{A0}», 1 douteux"))
    scenario.type("1")
    #expect(scenario.text.contains("Aucun mot douteux (fr)"))
    #expect(try text(scenario) == "La réunion du syndicat.")
    scenario.type("<C-z>")
    #expect(try text(scenario) == "La réunion du syndicatt.")
  }

  /// They are kept in the cache, which is encrypted, and known again after a restart.
  @Test(.enabled(if: hasSpelling)) func onesOwnWordsAreInDoubtNoMore() async throws {
    let scenario = try await writing()
    scenario.type("\"Interluttes en lutte.\" <F7> a")
    #expect(scenario.text.contains("Aucun mot douteux"))
    #expect(try scenario.cache.reader.note("words") == ["Interluttes"])
    scenario.wait(seconds: 3)
    scenario.restart()
    scenario.type("<F7>")
    #expect(scenario.text.contains("Aucun mot douteux"))
  }

  @Test(.enabled(if: hasSpelling)) func aDictionaryThatIsNotThereIsToldWithThoseThatAre() async throws {
    let scenario = try await writing((200, 50))
    scenario.type("\"Hallo\" <M-;> \"spell.language de_DE\" <Enter>")
    #expect(scenario.text.contains("hunspell n’a pas de dictionnaire pour «\u{A0}de_DE\u{A0}», mais"))
    scenario.type("<M-;> \"spell.language -d\" <Enter>")
    #expect(scenario.text.contains("Une langue\u{A0}: fr, en"))
  }

  @Test(arguments: sizes) func withoutHunspellItSaysHowToHaveIt(size: (Int, Int)) async throws {
    let scenario = try await writing(size, canSpell: false)
    scenario.type("\"Bonjuor\" <F7>")
    #expect(size.0 < 120 || scenario.text.contains("apt install hunspell hunspell-fr"))
    #expect(scenario.text.contains("hunspell") || size.0 < 80)
    #expect(scenario.screen.isTyping)
  }

  // MARK: Preview and files

  @Test(arguments: sizes, Language.allCases) func aTextIsSeenAsItWillBe(size: (Int, Int), language: Language)
    async throws
  {
    let scenario = try await writing(size, language)
    scenario.paste("Rendez-vous **à 14 h** :\n\n- @jo, les tracts\n- @inconnue, la sono\n\n> d’accord ?")
    scenario.type("<M-p>")
    scenario.check("preview-\(size.0)x\(size.1)-\(language.rawValue)")
    #expect(!scenario.text.contains("**"))
    scenario.type("q \"!\"")
    #expect(try text(scenario)?.hasSuffix("> d’accord ?!") == true)
    scenario.type("<M-p> <C-s>")
    #expect(try scenario.cache.reader.outbox().contains { $0.entry.mutation.type == Message.name })
  }

  @Test func severalFilesGoWithOneMessage() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ter1-files-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["un.txt", "deux.txt", "trois.txt"] {
      try name.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    let scenario = try await writing()
    scenario.type("\"Voici\"")
    for name in ["un.txt", "deux.txt", "trois.txt"] {
      scenario.type("<M-j> <C-u>")
      scenario.paste(folder + "/" + name)
      scenario.type("<Enter>")
    }
    scenario.type("<M-k> 2")
    scenario.check("files-of-a-text")
    // Also after the program was killed.
    scenario.wait(seconds: 3)
    scenario.restart()
    scenario.type("<C-s>")
    let mutations = try scenario.cache.reader.outbox().map(\.entry.mutation)
    let message = try #require(mutations.first { $0.type == Message.name })
    guard case .create(let properties) = message.action else { return #expect(Bool(false), "no new message") }
    let names = properties["attachments"]?.array?.compactMap { $0["name"]?.string }
    #expect(names == ["un.txt", "trois.txt"])
    #expect(mutations.count { if case .upload = $0.action { true } else { false } } == 2)
  }

  // MARK: Selecting

  @Test(arguments: Keymap.builtIn) func selectedTextIsCutAndPutInElsewhere(keymap: String) async throws {
    let scenario = try await writing(keymap: keymap)
    scenario.type("\"un deux\" <C-Space> <M-b>")
    #expect(scenario.text.contains("4 caractères sélectionnés"))
    let row = try #require((0..<24).first { scenario.screen.text(row: $0).contains("un deux") })
    #expect(scenario.screen[row].count { $0.style.emphasis.contains(.reverse) } == 4)
    scenario.type("<M-x> <C-a> <C-y> <C-e> <C-y>")
    #expect(try text(scenario) == "deuxun deux")
  }

  // MARK: Completing

  @Test func aSignIsCompletedBehindAColon() async throws {
    let scenario = try await writing(pane: "chat")
    scenario.type("\"Vu un :fo\"")
    scenario.check("signs-offered")
    #expect(scenario.text.contains("🦊"))
    scenario.type("\"x\" <Tab> \" !\" <Enter>")
    #expect(scenario.text.contains("Vu un 🦊  !") || scenario.text.contains("Vu un 🦊 !"))
    scenario.type("\"10:30 https://a.example :zzzz\" <Tab>")
    #expect(scenario.text.contains("Aucun nom ni signe"))
  }

  @Test(arguments: ["renard", "fox", "RENARD"]) func signsHaveFrenchAndEnglishNames(name: String) async throws {
    let scenario = try await writing()
    scenario.type("\":\(name)\" <Tab>")
    #expect(try text(scenario) == "🦊 ")
  }

  /// Tab goes on to the next that is offered, and typing on keeps the one that stands there.
  @Test func tabGoesThroughWhatIsOffered() async throws {
    let scenario = try await writing(pane: "chat")
    scenario.type("\":poin\" <Tab> <Tab>")
    let second = try text(scenario)
    scenario.type("<Tab>")
    #expect(try text(scenario) != second)
    scenario.type("\" ok\"")
    #expect(try text(scenario)?.hasSuffix(" ok") == true)
  }
}

@Suite struct ReadingKeysTests {
  private func thread(_ body: String) async throws -> Scenario {
    let scenario = try await Scenario(size: (40, 12), firstPane: "forums") { cache in
      let account = try await Cooperative.fill(cache)
      let answer = Cooperative.post("t1z", body, root: "t1", to: "t1e", by: "camille", ago: 3)
      _ = try await cache.apply([Cooperative.delta(account, Message.name, [answer])])
    }
    scenario.type("<Enter> <Enter>")
    return scenario
  }

  @Test func longQuotationsFoldAndComeBack() async throws {
    let quotation = (1...8).map { "> ligne \($0)  " }.joined(separator: "\n")
    let scenario = try await thread(quotation + "\n\nD’accord.")
    scenario.type("G Z G")
    #expect(scenario.text.contains("6 lignes repliées") && !scenario.text.contains("ligne 7"))
    scenario.type("Z G")
    #expect(scenario.text.contains("ligne 7"))
  }

  @Test func theNextNewMessageIsOneKeyAwayUntilNoneIsLeft() async throws {
    let scenario = try await thread("La dernière.")
    var seen = scenario.text
    scenario.type("gg")
    for _ in 0..<6 where !scenario.text.contains("Plus rien de nouveau") {
      scenario.type("N")
      seen += scenario.text
    }
    #expect(seen.contains("Qui passe la prendre") && seen.contains("La dernière."))
    #expect(scenario.text.contains("Plus rien de nouveau"))
  }
}

@Suite struct QuotingTests {
  private func reading(_ size: (Int, Int), pane: String = "forums") async throws -> Scenario {
    let scenario = try await Scenario(size: size, firstPane: pane) { cache in
      let account = try await Cooperative.fill(cache)
      let long =
        "Premier point, qui est assez long pour tenir sur deux lignes d’un terminal, et même un peu plus.\n\n"
        + "- deuxième point\n- troisième point\n\nFin."
      let answer = Cooperative.post("t1z", long, root: "t1", to: "t1a", by: "jo", ago: 30)
      let line = Cooperative.post("c9", long, in: "salon", by: "jo", ago: 30)
      _ = try await cache.apply([Cooperative.delta(account, Message.name, [answer, line])])
    }
    return scenario
  }

  @Test(arguments: sizes) func theLinesChosenAreQuoted(size: (Int, Int)) async throws {
    let scenario = try await reading(size)
    scenario.type("<Enter> <Enter> gg")
    for _ in 0..<9 where !scenario.screen.text(row: scenario.screen.cursor.row + 1).contains("Premier") {
      scenario.type("n")
    }
    scenario.type("V")
    for _ in 0..<20 where !scenario.screen.text(row: scenario.screen.cursor.row).contains("deuxième") {
      scenario.type("j")
    }
    scenario.type("V j")
    scenario.check("lines-chosen-\(size.0)x\(size.1)")
    scenario.type("R")
    #expect(scenario.text.contains("Jo Martin a écrit\u{A0}:"))
    scenario.type("x")
    scenario.wait(seconds: 3)
    let body = try scenario.cache.reader.drafts().first?.content["body"]?.string
    #expect(body == "x\n\nJo Martin a écrit\u{A0}:\n> • deuxième point\n> • troisième point")
  }

  @Test func aWrappedLineIsOneLineAgain() async throws {
    let scenario = try await reading((40, 12), pane: "chat")
    scenario.type("<Enter> G V gg V j j")
    scenario.type("R x")
    scenario.wait(seconds: 3)
    let body = try scenario.cache.reader.drafts().first?.content["body"]?.string ?? ""
    #expect(body.hasPrefix("> Premier point, qui est assez long pour tenir sur deux lignes d’un terminal"))
    #expect(body.split(separator: "\n").count { $0.hasPrefix(">") } == 1)
  }

  @Test func aWholeLineOfChatIsQuotedAndEscapeChoosesNothing() async throws {
    let scenario = try await reading((80, 24), pane: "chat")
    scenario.type("<Enter> G V <Esc>")
    #expect(scenario.text.contains("troisième point"))
    scenario.type("R x")
    scenario.wait(seconds: 3)
    #expect(try scenario.cache.reader.drafts().first?.content["body"]?.string?.contains("> - deuxième point") == true)
  }
}

/// What the rights of a place allow, and what may be taken back and done again.
@Suite struct ModerationTests {
  private static let mayModerate: JSONValue = [
    "mayRead": true, "mayPost": true, "mayModerate": true, "mayAdmin": true,
  ]

  private func moderating(_ size: (Int, Int) = (80, 24), pane: String = "forums") async throws -> Scenario {
    try await Scenario(size: size, firstPane: pane) { cache in
      let account = try await Cooperative.fill(cache)
      let channels = [
        Cooperative.board("actions", "Actions", order: 1, rights: Self.mayModerate),
        Cooperative.board("vide", "Entraide", order: 4, rights: Self.mayModerate),
        Cooperative.board("salon", "Salon", order: 1, rights: Self.mayModerate, kind: "chat"),
      ]
      _ = try await cache.apply([Cooperative.delta(account, Channel.name, channels)])
    }
  }

  private func queued(_ scenario: Scenario, _ type: TypeName) throws -> [Mutation.Action] {
    try scenario.cache.reader.outbox().map(\.entry.mutation).filter { $0.type == type }.map(\.action)
  }

  @Test func aTopicIsMovedTakenBackAndMovedAgain() async throws {
    let scenario = try await moderating()
    scenario.type("<Enter> gt")
    #expect(scenario.text.contains("Entraide"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("Déplacé dans «\u{A0}Entraide\u{A0}»"))
    #expect(!scenario.text.contains("Manifestation de jeudi"))
    #expect(try queued(scenario, Message.name) == [.update(["channelId": "vide"])])
    scenario.type("U")
    #expect(scenario.text.contains("Manifestation de jeudi"))
    #expect(try queued(scenario, Message.name).isEmpty)
    scenario.type("<C-r>")
    #expect(scenario.text.contains("Refait"))
    #expect(try queued(scenario, Message.name) == [.update(["channelId": "vide"])])
    scenario.type("<C-r>")
    #expect(scenario.text.contains("ne peut être refait"))
  }

  @Test func aBoardIsClosedAfterAQuestionAndOpenedAgain() async throws {
    let scenario = try await moderating()
    scenario.type("<Enter> ga")
    #expect(scenario.text.contains("Fermer «\u{A0}Actions\u{A0}»"))
    scenario.type("o")
    #expect(try queued(scenario, Channel.name) == [.update(["isArchived": true])])
    scenario.type("n")
    #expect(scenario.text.contains("est archivé"))
    scenario.type("ga")
    #expect(scenario.text.contains("rouvert à l’écriture"))
  }

  @Test func whatSomebodyElseSaidIsDeletedAndPinnedByModerators() async throws {
    let scenario = try await moderating(pane: "chat")
    scenario.type("<Enter> G P")
    #expect(scenario.text.contains("Épinglé"))
    scenario.type("P U")
    #expect(scenario.text.contains("épinglé"))
    scenario.type("D o")
    #expect(scenario.text.contains("message supprimé"))
    scenario.type("<Esc> ga o")
    #expect(try queued(scenario, Channel.name) == [.update(["isArchived": true])])
  }

  @Test func aMessageIsPinnedAndAnswersForIt() async throws {
    let scenario = try await moderating()
    scenario.type("<Enter> <Enter> gg n P")
    #expect(try queued(scenario, Message.name) == [.update(["pinned": true])])
    #expect(scenario.text.contains("épinglé"))
    scenario.type("P")
    #expect(scenario.text.contains("N’est plus épinglé"))
  }

  /// Who has no such rights is told so, in the list of commands too, however narrow it is.
  @Test(arguments: sizes) func withoutTheRightItSaysWhy(size: (Int, Int)) async throws {
    let scenario = try await Scenario(size: size, firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("<Enter> gt")
    #expect(scenario.text.contains("Seule la modération peut déplacer un sujet") || size.0 < 80)
    scenario.type("ga")
    #expect(scenario.text.contains("Seule une personne qui administre"))
    scenario.type("? \"fermer le forum\"")
    let shown = scenario.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(
      separator: " ")
    #expect(shown.contains("Seule une personne qui administre «\u{A0}Actions\u{A0}» peut le fermer ou le rouvrir"))
    scenario.check("reason-\(size.0)x\(size.1)")
  }
}
