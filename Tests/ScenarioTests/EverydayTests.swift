import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// Small things that one meets every day.
@Suite struct EverydayTests {
  private func cooperative(
    _ size: (Int, Int) = (80, 24), pane: String = "forums", _ messages: [JSONValue] = []
  ) async throws -> Scenario {
    try await Scenario(size: size, firstPane: pane) { cache in
      let account = try await Cooperative.fill(cache)
      _ = try await cache.apply([Cooperative.delta(account, Message.name, messages)])
    }
  }

  private func events(_ size: (Int, Int) = (80, 24)) async throws -> Scenario {
    try await Scenario(size: size, firstPane: "events", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
  }

  private func foot(_ scenario: Scenario) -> String { scenario.screen.text(row: scenario.screen.size.rows - 1) }

  // MARK: Beside the list

  @Test func whereNothingFitsBesideTheListItSaysSo() async throws {
    let scenario = try await cooperative()
    scenario.type("g v")
    #expect(foot(scenario).contains("il faut 100 colonnes"), "\(scenario.text)")
    scenario.resize(200, 50)
    #expect(!scenario.text.contains("│"), "nothing was chosen behind one’s back")
    scenario.type(": \"pane search\" <Enter> g v")
    #expect(foot(scenario).contains("Rien ne se place à côté"), "\(scenario.text)")
    scenario.type("1 g v")
    #expect(scenario.text.contains("│"), "\(scenario.text)")
  }

  // MARK: Hints

  @Test func theHintSaysHowToFoldAgain() async throws {
    let scenario = try await cooperative()
    scenario.type("<Enter> <Enter>")
    #expect(foot(scenario).contains("t tout déplier"))
    scenario.type("t")
    #expect(foot(scenario).contains("t replier"), "\(foot(scenario))")
    scenario.type("t")
    #expect(foot(scenario).contains("t tout déplier"))
  }

  @Test func ofAnArticleWithoutPicturesNoneIsHintedAt() async throws {
    let scenario = try await Scenario(firstPane: "news") { try await Blogs.fill($0) }
    scenario.type("<Enter>")
    var seen: Set<Bool> = []
    for _ in 0..<4 {
      scenario.type("<Enter>")
      let says = foot(scenario).contains("p image")
      scenario.type("p")
      #expect(says != scenario.text.contains("pas d’image"), "\(scenario.text)")
      seen.insert(says)
      scenario.type("<Esc> <Esc> j")
      if scenario.text.contains("Toutes") { break }
    }
    #expect(seen.count == 2, "one has pictures, one has none")
  }

  @Test func moderatorsAreHintedAtWhatTheRowAllows() async throws {
    let scenario = try await Scenario(firstPane: "moderation") { cache in
      try await Directory.fill(cache)
      let account = try Directory.account(cache)
      let request: JSONValue = [
        "id": "r2", "kind": "join", "state": "open", "name": "Dora", "reach": "06", "text": "",
        "at": Cooperative.ago(20),
      ]
      let pinned: JSONValue = [
        "id": "r3", "kind": "pin", "state": "accepted", "messageId": "m1", "authorId": "jo", "text": "",
        "at": Cooperative.ago(10),
      ]
      let message = Cooperative.post("m1", "Une insulte", subject: "Grille", by: "jo", ago: 90)
      _ = try await cache.apply([
        Cooperative.delta(account, Message.name, [message]),
        Cooperative.delta(account, Report.name, [request, pinned]),
      ])
    }
    #expect(foot(scenario).contains("a accepter") && !foot(scenario).contains("H masquer"), "\(foot(scenario))")
    #expect(!foot(scenario).contains("Entrée ouvrir"))
    scenario.type("G")
    #expect(foot(scenario).contains("H masquer") && !foot(scenario).contains("a accepter"), "\(foot(scenario))")
    #expect(foot(scenario).contains("Entrée ouvrir"))
  }

  @Test func theHelpOfTheOutboxNamesTheBundles() async throws {
    let scenario = try await cooperative(pane: "outbox")
    scenario.type("? \"colis\"")
    #expect(scenario.text.contains("Vers les colis\u{A0}: ce qui"), "\(scenario.text)")
    scenario.type("<Esc> b")
    #expect(scenario.text.contains("Colis]"), "\(scenario.text)")
  }

  /// What it does, then why not now; and what the figures beside it are.
  @Test func whatCannotBeDoneSaysWhatItDoes() async throws {
    let scenario = try await cooperative((120, 24))
    scenario.type("? \"déplacer le sujet\"")
    #expect(scenario.text.contains("× Déplacer le sujet dans un autre forum"), "\(scenario.text)")
    #expect(scenario.text.contains(/≈700.o.: pris sur le réseau/))
  }

  // MARK: Reading

  /// A bare hour is one of today.
  @Test(arguments: [(80, 24), (200, 50)]) func whatIsNotOfTodaySaysItsDay(size: (Int, Int)) async throws {
    let scenario = try await cooperative(size)
    scenario.type("<Enter> <Enter> gg")
    let rows = scenario.text.split(separator: "\n").filter {
      $0.contains("Camille Roux ·") || $0.contains("Jo Martin ·")
    }
    let older = rows.prefix(2)
    #expect(
      older.count == 2 && older.allSatisfy { $0.contains("17/04") || $0.contains("17 avril") }, "\(scenario.text)")
  }

  @Test func onANarrowScreenItIsSeenWhoWroteALongMessage() async throws {
    let long = Cooperative.post(
      "t9", String(repeating: "Un texte bien long. ", count: 40), subject: "Le long texte", by: "noelle", ago: 9_000,
      ["pinned": true])
    let scenario = try await cooperative((40, 12), [long])
    scenario.type("<Enter>")
    while !scenario.screen.text(row: scenario.screen.cursor.row).contains("long") { scenario.type("j") }
    scenario.type("<Enter> gg")
    let head = scenario.screen.text(row: scenario.screen.cursor.row)
    #expect(head.contains("Noëlle Œuvrard") && head.contains("épinglé"), "\(scenario.text)")
    scenario.type("j j")
    #expect(!scenario.text.contains("épinglé") && scenario.text.contains("Noëlle Œuvrard"), "\(scenario.text)")
  }

  @Test func aQuotedLineIsPlainText() async throws {
    let messages = [
      Cooperative.post("q1", "**Qui** a [les clés](https://coop.example) ?", in: "salon", by: "camille", ago: 9),
      Cooperative.post("q2", "Moi.", in: "salon", to: "q1", by: "jo", ago: 8),
    ]
    let scenario = try await cooperative(pane: "chat", messages)
    scenario.type("<Enter> G")
    #expect(scenario.text.contains("> Camille Roux : Qui a les clés"), "\(scenario.text)")
  }

  /// Whoever looks at what waits sees what is of no use soon.
  @Test(arguments: [((80, 24), "sans objet après 10:30"), ((40, 12), "< 10:30")])
  func theOutboxSaysUntilWhenALineIsOfUse(size: (Int, Int), words: String) async throws {
    let scenario = try await cooperative(size, pane: "chat")
    scenario.type("<Enter> i \"Qui passe ?\" <M-e> \"10:30\" <Enter> <Enter> <Esc> : \"pane outbox\" <Enter>")
    let row = scenario.text.split(separator: "\n").first { $0.contains("Qui passe") }
    #expect(row?.contains(words) == true, "\(scenario.text)")
  }

  // MARK: The agenda

  @Test(arguments: sizes) func theMonthTellsDaysFromCountsAndWhatIsOff(size: (Int, Int)) async throws {
    let scenario = try await events(size)
    scenario.type("m d \"26/10\" <Enter>")
    #expect(scenario.text.firstMatch(of: /[0-9]•[0-9]/) == nil, "\(scenario.text)")
    #expect(scenario.text.contains("annulé · Permanence"), "\(scenario.text)")
    #expect(size.0 < 200 || scenario.text.contains("× Permanence"))
    scenario.type("d \"3/11\" <Enter>")
    #expect(scenario.text.contains(/Réuni.* ↻/), "\(scenario.text)")
    scenario.type("d \"26/10\" <Enter> M")
    #expect(size.0 < 80 || scenario.text.contains("annulé ·"), "\(scenario.text)")
    #expect(size.0 < 80 || scenario.text.contains("↻"), "\(scenario.text)")
  }

  // MARK: Room

  @Test func noTitleOfAVoteIsCutBesideBlanks() async throws {
    let scenario = try await Scenario(firstPane: "votes") { try await Polls.fill($0) }
    #expect(scenario.text.contains("Qui porte le dossier"))
    let cut = scenario.text.split(separator: "\n").filter { $0.firstMatch(of: /…   +[^ ]/) != nil }
    #expect(cut.count <= 1, "\(scenario.text)")
  }

  @Test func everyTabThatFitsIsNamed() async throws {
    let scenario = try await cooperative()
    #expect(scenario.screen.text(row: 0).contains("6 Recherche"))
    scenario.type(": \"pane members\" <Enter>")
    #expect(scenario.screen.text(row: 0).contains("[10 Membres]"))
  }

  // MARK: Ways back

  @Test(arguments: sizes) func aBareLinkSaysHowToGetBack(size: (Int, Int)) async throws {
    let scenario = try await cooperative(size)
    scenario.type(": \"link.show https://coop.example/a\" <Enter>")
    #expect(foot(scenario).contains("touche ramène"), "\(scenario.text)")
    scenario.type("x")
    #expect(!scenario.text.contains("https://coop.example/a"))
  }

  @Test func controlCGivesUpWhatIsAsked() async throws {
    let scenario = try await cooperative()
    scenario.type("/ \"sono\" <C-c>")
    #expect(!scenario.screen.isTyping)
    scenario.type("1 <Enter> n \"Bal\" <C-x>")
    #expect(scenario.text.contains("Jeter ce texte"))
    scenario.type("<C-c>")
    #expect(scenario.screen.isTyping && scenario.text.contains("Objet"), "\(scenario.text)")
  }

  @Test func whatLeftIsNamedByItsWords() async throws {
    let scenario = try await cooperative()
    scenario.type("<Enter> <Enter> r \"Bien reçu.\" <C-s>")
    scenario.wait(seconds: 60)
    let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: Scenario.startOfTime + 90, limit: 9)
    #expect(entries.contains { $0.mutation.type == Message.name })
    scenario.type("U")
    #expect(scenario.text.contains("«\u{A0}Bien reçu.\u{A0}» est déjà parti"), "\(scenario.text)")
  }

  /// What others may have seen is not taken away by a key alone.
  @Test func whatHasLeftIsTakenAwayAfterAQuestionOnly() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <C-u> \"29/10/2026 18h\" <C-s>")
    scenario.wait(seconds: 60)
    let ready = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn + 90, limit: 9)
    let entry = try #require(ready.first { $0.mutation.type == CalendarEvent.name })
    scenario.announce(try scenario.cache.settle([(entry.id, .delivered(serverID: "e-neuf", properties: [:]))]))
    let key = ObjectKey(AccountID(rawValue: 1), CalendarEvent.name, "e-neuf")
    scenario.type("U")
    #expect(scenario.text.contains("«\u{A0}Bal\u{A0}» est déjà parti"), "\(scenario.text)")
    scenario.type("n")
    #expect(try scenario.cache.reader.json(key) != nil)
    scenario.type("U o")
    #expect(try scenario.cache.reader.json(key) == nil, "\(scenario.text)")
  }

  private func eventOnItsWay() async throws -> Scenario {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <C-u> \"29/10/2026 18h\" <C-s>")
    scenario.wait(seconds: 60)
    _ = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn + 90, limit: 9)
    return scenario
  }

  /// Nobody knows yet whether it arrived.
  @Test func whatIsOnItsWayIsTakenAwayAfterAQuestionToo() async throws {
    let scenario = try await eventOnItsWay()
    scenario.type("U")
    #expect(scenario.text.contains("«\u{A0}Bal\u{A0}» est déjà parti"), "\(scenario.text)")
  }

  /// The answer is about what was asked, and about nothing else.
  @Test func theAnswerHoldsForWhatWasAsked() async throws {
    let scenario = try await eventOnItsWay()
    scenario.type(": \"undo 7\" <Enter>")
    #expect(scenario.text.contains("est déjà parti"), "\(scenario.text)")
  }

  /// Those who moderate alone may take a vote away; and what it is about does not stand without it.
  @Test func aVoteThatHasLeftStays() async throws {
    let scenario = try await cooperative(pane: "votes")
    scenario.type("n \"Une caisse\" <C-s>")
    scenario.wait(seconds: 60)
    _ = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: Scenario.startOfTime + 90, limit: 9)
    let before = try scenario.cache.reader.outbox().count
    scenario.type("U")
    #expect(scenario.text.contains("Trop tard"), "\(scenario.text)")
    let after = try scenario.cache.reader.outbox().map { "\($0.entry.mutation.type) \($0.entry.mutation.action)" }
    #expect(after.count == before, "\(after)")
  }

  @Test func aNumberIsNoPane() async throws {
    let scenario = try await cooperative()
    scenario.type(": \"5\" <Enter> : \"-9223372036854775808\" <Enter> : \"pane -9223372036854775808\" <Enter>")
    #expect(scenario.text.contains("[1 Forums]"), "\(scenario.text)")
  }

  @Test func aTopicTakenBackComesAgainAsItIsNow() async throws {
    let scenario = try await cooperative()
    scenario.type("<Enter> n \"Un sujet\" <Tab> \"Un mot\" <C-s>")
    #expect(scenario.text.contains("Un mot") && scenario.text.contains("en attente"), "\(scenario.text)")
    scenario.type("U <C-a> <C-k> \"Un autre\" <C-s>")
    #expect(scenario.text.contains("Un autre") && !scenario.text.contains("Un mot"), "\(scenario.text)")
    scenario.type("r \"Une réponse\" <C-s>")
    #expect(scenario.text.contains("Une réponse") && !scenario.screen.isTyping, "\(scenario.text)")
  }

  @Test func whatIsNotTakenStaysToBeMended() async throws {
    let scenario = try await cooperative(pane: "files")
    scenario.type("a \"/tmp/ter1-nowhere\" <Enter>")
    #expect(scenario.screen.isTyping && foot(scenario).contains("ter1-nowhere"), "\(scenario.text)")
    #expect(scenario.text.contains("n’existe pas"), "\(scenario.text)")
    scenario.type("<Left> <Right>")
    #expect(scenario.text.contains("n’existe pas"), "nothing was changed")
    scenario.type("x")
    #expect(foot(scenario).contains("ter1-nowherex"))
    #expect(!scenario.text.contains("n’existe pas"), "that was said of another")
  }

  @Test func aPaneIsCalledByItsNameAndACommandSaysWhatItTakes() async throws {
    let scenario = try await cooperative()
    scenario.type(": \"journal\" <Enter>")
    #expect(scenario.text.contains("[11 Journal]"), "\(scenario.text)")
    scenario.type(": \"link.show\" <Enter>")
    #expect(scenario.text.contains("link.show ADRESSE"), "\(scenario.text)")
    scenario.type("? \"gj\"")
    #expect(scenario.text.contains("journal"), "\(scenario.text)")
  }

  @Test func previewsEndWhereTheyHaveNoRoom() async throws {
    let scenario = try await Scenario(size: (200, 50), firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("gv")
    scenario.resize(80, 24)
    scenario.type("gv")
    #expect(scenario.text.contains("toute la largeur"), "\(scenario.text)")
    scenario.type("gv")
    #expect(scenario.text.contains("100 colonnes"), "\(scenario.text)")
  }
}
