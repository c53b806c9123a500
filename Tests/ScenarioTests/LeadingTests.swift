import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// Where keys lead: reading on, back, out of a prompt; and what may follow a command's name.
@Suite struct LeadingTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, pane: String = "forums"
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: pane) { cache in
      let account = try await Cooperative.fill(cache)
      let paragraphs = (1...30).map { "Point \($0) de l’ordre du jour." }.joined(separator: "\n\n")
      _ = try await cache.apply([
        Cooperative.delta(
          account, Message.name,
          [Cooperative.post("long", paragraphs, in: "retraites", subject: "Ordre du jour", ago: 9_000)]),
        Cooperative.delta(account, ReadPosition.name, [["id": "long", "readUpTo": Cooperative.ago(8_000)]]),
      ])
    }
  }

  private func foot(_ scenario: Scenario) -> String { scenario.screen.text(row: scenario.screen.size.rows - 1) }
  private func row(_ scenario: Scenario) -> String { scenario.screen.text(row: scenario.screen.cursor.row) }

  // MARK: Reading on

  @Test(arguments: [(40, 12), (80, 24)])
  func aReadMessageIsPagedThroughBeforeSpaceLeadsElsewhere(columns: Int, rows: Int) async throws {
    let scenario = try await scenario(columns, rows)
    scenario.type("j <Enter> <Enter>")
    #expect(foot(scenario).contains("Espace suite "))
    var pages = 0
    while !scenario.text.contains("Point 30"), pages < 20 {
      scenario.type("<Space>")
      pages += 1
    }
    #expect((1..<20).contains(pages))
    #expect(foot(scenario).contains("Espace suite : Salons".replacing(" :", with: "\u{A0}:")))
    scenario.type("<Space>")
    #expect(scenario.text.contains("tu viens"))
    #expect(foot(scenario).contains("On vous nomme"))
  }

  @Test func whereAllStandWholeATopicIsPagedThroughToItsEnd() async throws {
    let scenario = try await scenario(80, 12)
    scenario.type("<Enter> <Enter> t : \"forums.mark-read\" <Enter> <Home> <Space>")
    #expect(scenario.text.contains("Manifestation de jeudi"))
    for _ in 0..<9 where foot(scenario).contains("Espace suite ") { scenario.type("<Space>") }
    #expect(scenario.text.contains("Le tract est prêt"))
  }

  @Test func whereAllIsReadTheHintSaysSo() async throws {
    let scenario = try await scenario(80, 24, .english)
    for _ in 0..<40 where !foot(scenario).contains("You have read everything") { scenario.type("g n") }
    scenario.type("1 g g <Esc> <Esc> g g <Enter> <Enter>")
    #expect(foot(scenario).contains("Space all is read"))
  }

  // MARK: Back

  @Test(arguments: ["<Esc>", "h", "<BS>"]) func backStaysInAPaneAtItsFirstLevel(key: String) async throws {
    let scenario = try await scenario()
    scenario.type("2 <Enter> \(key) \(key)")
    #expect(scenario.screen.text(row: 0).contains("[2 Salons"))
    #expect(foot(scenario).contains("g- mène au volet précédent"))
    scenario.type("g j \(key)")
    #expect(scenario.screen.text(row: 0).contains("[2 Salons"))
  }

  @Test(arguments: ["<Esc>", "<C-c>"]) func aSearchThatIsGivenUpLeadsBackToWhereOneWas(key: String) async throws {
    let scenario = try await scenario()
    scenario.type("<Enter> <Enter> n")
    let (row, before) = (scenario.screen.cursor.row, scenario.text)
    scenario.type("/ \"sono\" \(key)")
    #expect(scenario.screen.cursor.row == row)
    #expect(scenario.text == before)
    scenario.type("g -")
    #expect(!scenario.screen.text(row: 0).contains("[6"))
  }

  @Test func whatWasFoundStaysWhenOtherWordsAreGivenUp() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"sono\" <Enter>")
    let before = scenario.text
    scenario.type("/ <C-u> \"tract\" <Esc>")
    scenario.settle()
    #expect(scenario.text == before)
  }

  // MARK: What may follow a name

  @Test func whatACommandTakesIsOfferedBehindIt() async throws {
    let scenario = try await scenario()
    scenario.type(": \"keymap \"")
    #expect(foot(scenario).contains("keymap default  keymap vim  keymap emacs"))
    scenario.type("v <Tab>")
    #expect(foot(scenario).contains(":keymap vim"))
  }

  @Test func namesThatTheCacheKnowsAreOfferedBehindACommand() async throws {
    let scenario = try await scenario()
    scenario.type(": \"follow ann\" <Tab>")
    #expect(foot(scenario).contains("follow \"Annonces de l’union\""))
    scenario.type("<Esc> : \"follow #Loyer\" <Enter> : \"follow #\" <Tab>")
    #expect(!foot(scenario).contains("follow #loyer"))
    scenario.type("<Esc> / \"La sono\" <Enter> m <Enter> 1 : \"search.saved la\" <Tab>")
    #expect(foot(scenario).contains("search.saved \"La sono\""))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("La sono · 2 résultats"))
    scenario.type("g q d j g q : \"macro.play \"")
    scenario.type("<Tab>")
    #expect(foot(scenario).contains("macro.play d"))
  }

  @Test func theOfferIsMadeWithoutRunningAnything() async throws {
    let scenario = try await scenario()
    scenario.type("j : \"theme \"")
    scenario.type("<C-u> \"forums.move \" <C-u> \"search.saved \" <Esc>")
    #expect(scenario.screen.text(row: 0).contains("[1 Forums"))
    #expect(row(scenario).contains("Retraites"))
    #expect(try scenario.cache.reader.outbox().isEmpty)
  }
}

/// Small promises of the last line and of titles.
@Suite struct SmallWordsTests {
  @Test func whereNoTopicMayBeBegunNoneIsHintedAt() async throws {
    let scenario = try await Scenario(firstPane: "forums") { try await Cooperative.fill($0) }
    #expect(scenario.screen.text(row: 23).contains("n "))
    scenario.type("G k")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("(archivé)"))
    #expect(!scenario.screen.text(row: 23).contains("nouveau sujet"))
    scenario.type("<Enter>")
    #expect(!scenario.screen.text(row: 23).contains("nouveau sujet"))
  }

  @Test func aVideoLinkIsHintedAt() async throws {
    let scenario = try await Scenario(firstPane: "events", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    scenario.type("d \"27/10\" <Enter> <Enter>")
    #expect(scenario.screen.text(row: 23).contains("o ouvrir le lien"))
    scenario.type("<Esc> d \"24/10\" <Enter> j j <Enter>")
    #expect(!scenario.screen.text(row: 23).contains("o ouvrir le lien"))
  }

  @Test func aDraftOfChatIsCalledByItsRoom() async throws {
    let scenario = try await Scenario(firstPane: "chat") { try await Cooperative.fill($0) }
    scenario.type("<Enter> i")
    #expect(scenario.text.contains(" Salon >"))
    scenario.type("\"Je passe\" <Esc> g d")
    #expect(scenario.text.contains("Salon"))
    #expect(!scenario.text.contains("Salon >"))
  }

  /// What a room is opened at stands at the top, without an empty row above it.
  @Test func aRoomBeginsWithWords() async throws {
    let scenario = try await Scenario(size: (80, 12), firstPane: "chat") { cache in
      let account = try await Cooperative.fill(cache)
      let lines = (0..<40).map { Cooperative.post("n\($0)", "Ligne \($0)", in: "salon", ago: 60 - Double($0)) }
      _ = try await cache.apply([Cooperative.delta(account, Message.name, lines)])
    }
    scenario.type("<Enter>")
    #expect(!scenario.screen.text(row: 2).isEmpty, "\(scenario.text)")
  }

  @Test func whatAFileOfEventsLacksIsSaidInFrench() async throws {
    let scenario = try await Scenario(firstPane: "events", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    let folder = try TemporaryFolder()
    let path = folder.file("a.ics")
    let text =
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:A\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:B\r\n"
      + "DTSTART:20301212T140000\r\nRRULE:FREQ=PARFOIS\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    scenario.type("i \"\(path)\" <Enter>")
    scenario.settle()
    scenario.type("g j")
    #expect(scenario.text.contains("son début n’est pas dit"), "\(scenario.text)")
    #expect(scenario.text.contains("ce qui y est dit en RRULE n’est pas compris"), "\(scenario.text)")
  }
}
