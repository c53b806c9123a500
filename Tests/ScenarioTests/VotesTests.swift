import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import Settings
import TER1TUI
import TestSupport
import Testing
import Text

@Suite struct VotesTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, keymap: String = "default"
  ) async throws -> Scenario {
    let scenario = try await Scenario(
      size: (columns, rows), language: language, keymap: keymap, firstPane: "votes"
    ) { try await Polls.fill($0) }
    return scenario
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func listAndProposal(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("votes-" + suffix)
    scenario.type("<Enter>")
    scenario.check("vote-open-" + suffix)
    scenario.type("h G <Enter>")
    scenario.check("vote-over-" + suffix)
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func anAmendmentShowsWhatItWouldChange(columns: Int, rows: Int)
    async throws
  {
    let scenario = try await scenario(columns, rows)
    scenario.type(": \"pane votes\" <Enter> j j j <Enter>")
    scenario.check("vote-amendment-\(columns)x\(rows)")
    if rows == 12 { scenario.type("<PageDown>") }
    #expect(scenario.text.contains("[-") && scenario.text.contains("[+"))
  }

  /// What a hit is, is said whole, however long the word.
  @Test func amongTheHitsItIsCalledAProposal() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"dossier du froid\" <Enter>")
    #expect(scenario.text.contains("proposition Qui porte le dossier du froid"), "\(scenario.text)")
  }

  @Test func theTabSaysWhetherOneMayStillVote() async throws {
    let scenario = try await scenario(200, 50)
    scenario.type(": \"pane forums\" <Enter>")
    #expect(scenario.text.contains("7 Votes*"))
    scenario.type(": \"pane votes\" <Enter> v 2 : \"pane forums\" <Enter>")
    #expect(scenario.text.contains("7 Votes*"))
    scenario.type(": \"pane votes\" <Enter> j v 1 : \"pane forums\" <Enter>")
    #expect(!scenario.text.contains("7 Votes*"), "\(scenario.text)")
  }

  @Test(arguments: ["default", "vim", "emacs"]) func votingOfflineWaitsAndSaysUntilWhenItCounts(keymap: String)
    async throws
  {
    let scenario = try await scenario(keymap: keymap)
    scenario.type("v 2")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
    #expect(scenario.text.contains("Hors ligne : clôture dans"))
    scenario.type("<Enter>")
    if keymap == "default" { scenario.check("vote-cast-offline") }
    #expect(scenario.text.contains("il compte si le serveur l’a avant"))
    scenario.type("x")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 0)
  }

  @Test func aLateBallotIsTold() async throws {
    let scenario = try await scenario()
    scenario.type("v 1")
    let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: Scenario.startOfTime, limit: 9)
    let refusal = OutboxEntry.Failure(type: "proposalClosed", description: "it was closed")
    scenario.announce(try scenario.cache.settle(entries.map { ($0.id, .refused(refusal)) }))
    scenario.type(": \"pane outbox\" <Enter> <Enter>")
    #expect(scenario.text.contains("Une assemblée en deux séances"))
    #expect(scenario.text.contains("arrivé après la clôture"))
  }

  @Test func aRankedBallotIsTypedAndCorrected() async throws {
    let scenario = try await scenario()
    scenario.type("j v")
    scenario.check("vote-ranking-prompt")
    scenario.type("<C-u> \"7 > 1\" <Enter>")
    #expect(scenario.text.contains("n’est pas un bulletin"))
    scenario.type("v <C-u> \"2 > 1 = 3\" <Enter>")
    let rows = try scenario.cache.reader.proposals(now: Scenario.startOfTime)
    let ballot = try #require(rows.first { $0.key.id == "v2" }?.ballot)
    #expect(ballot.choice == [[1], [0, 2]] && ballot.code == "0123456789ABCDEF")
    scenario.type("<Enter>")
    #expect(scenario.text.contains("Salaires > Temps de travail = Santé"))
  }

  @Test func proposingWritesATopicAndAProposal() async throws {
    let scenario = try await scenario()
    scenario.type("n")
    scenario.check("vote-form")
    scenario.type("\"Une caisse commune\" <C-s>")
    #expect(scenario.text.contains("▌"))
    let entries = try scenario.cache.reader.outbox().map(\.entry.mutation)
    #expect(entries.map(\.type) == [Message.name, Proposal.name])
    let created: JSONObject? = if case .create(let object)? = entries.last?.action { object } else { nil }
    let proposal = try #require(created)
    #expect(proposal["topicId"]?.string == entries.first?.id.rawValue && proposal["method"] == "consent")
    // When it opens is the clock's affair: no golden screen.
    #expect(scenario.text.contains("▌ ↑ Une caisse commune"))
  }

  /// The words are shortened before the bar is given up.
  @Test(arguments: [(40, 12), (80, 24)]) func theBarStaysOnceTheQuorumIsReached(columns: Int, rows: Int) async throws {
    let scenario = try await Scenario(size: (columns, rows), language: .french, firstPane: "votes") { cache in
      try await Polls.fill(cache)
      let account = try #require(try cache.reader.accounts().first?.id)
      let tally = Polls.tally("v1", "open", 9, ["counts": [7, 1, 1, 0]])
      _ = try await cache.apply([Cooperative.delta(account, Tally.name, [tally])])
    }
    scenario.type("<Enter>")
    scenario.check("vote-quorum-\(columns)x\(rows)")
    #expect(scenario.text.contains("#|") && scenario.text.contains("9/14"))
  }

  /// One that was made without a topic, as from the shell, gets one.
  @Test func aTopicIsBegunForOnesProposal() async throws {
    let scenario = try await Scenario(language: .french, firstPane: "votes") { cache in
      try await Polls.fill(cache)
      let account = try #require(try cache.reader.accounts().first?.id)
      let own = Polls.proposal("v9", "Une cantine", "yesno", ["createdBy": "moi", "closesAt": Polls.at(hours: 3)])
      _ = try await cache.apply([
        Cooperative.delta(account, Proposal.name, [own]),
        Cooperative.delta(account, Tally.name, [Polls.tally("v9", "open", 0, ["counts": [0, 0, 0]])]),
      ])
    }
    scenario.type("<Enter> d")
    #expect(scenario.text.contains("Une cantine") && scenario.text.contains("Que pensez-vous"))
    scenario.type("<C-s>")
    let entries = try scenario.cache.reader.outbox().map(\.entry.mutation)
    #expect(entries.map(\.type) == [Message.name, Proposal.name] && entries.last?.id == "v9")
    guard case .update(let patch)? = entries.last?.action else { return #expect(entries.isEmpty) }
    #expect(patch == ["topicId": .string(entries[0].id.rawValue)])
  }

  @Test func aFormThatCannotBeTakenSaysWhy() async throws {
    let scenario = try await scenario()
    scenario.type("n \"Budget\" <Tab> <C-Home> <Down> <C-k> \"classement\" <C-s>")
    #expect(scenario.text.contains("Écrivez 2 à 32 options"))
    scenario.type("<C-Home> <Down> <C-k> \"tirage\" <C-s>")
    #expect(scenario.text.contains("Comment vote-t-on"))
  }

  /// The server's clock closes; this machine's may be fast.
  @Test func whatIsClosedByThisMachinesClockAloneCanStillBeVoted() async throws {
    let scenario = try await scenario()
    scenario.wait(seconds: 51 * 3_600)
    scenario.type(": \"pane votes\" <Enter> G k <Enter>")
    #expect(scenario.text.contains("Une assemblée en deux séances"))
    #expect(scenario.text.contains("l’horloge de cette machine"))
    scenario.type("v 1")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
    #expect(scenario.text.contains("celle du serveur décide"))
    scenario.type("x")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 0)
  }

  @Test func anOptionWithASemicolonStaysOneWhileTheFormIsChanged() async throws {
    let scenario = try await scenario()
    try await scenario.receive([
      Cooperative.delta(
        AccountID(rawValue: 1), Proposal.name,
        [
          Polls.proposal(
            "v7", "Lieu", "choice",
            [
              "options": ["Salle ; étage", "Cour\\jardin"], "dots": 0, "createdBy": "moi",
              "opensAt": Polls.at(hours: 24), "closesAt": Polls.at(hours: 48),
            ])
        ]),
      Cooperative.delta(AccountID(rawValue: 1), Tally.name, [Polls.tally("v7", "waiting", 0)]),
    ])
    scenario.type(": \"pane votes\" <Enter>")
    func isAtPlace() -> Bool {
      scenario.text.split(separator: "\n").contains { $0.contains("▌") && $0.contains("Lieu") }
    }
    for _ in 0..<9 where !isAtPlace() { scenario.type("j") }
    scenario.type("e")
    #expect(scenario.text.contains(#"Salle \; étage; Cour\\jardin"#))
    scenario.type("<C-End> \" et plus\" <C-s>")
    guard case .update(let patch)? = try scenario.cache.reader.outbox().first?.entry.mutation.action else {
      Issue.record("nothing is in the outbox")
      return
    }
    #expect(patch.keys.sorted() == ["body"])
  }

  /// A language that came by a file: its words are taken in the form.
  @Test func aThirdLanguagesWordsAreTaken() async throws {
    try Language.learn("xz") {
      """
      msgid ""
      msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"

      msgid "How"
      msgstr "Penaos"

      msgid "approval"
      msgstr "Grataat"

      msgid "at once"
      msgstr "Diouzhtu"
      """
    }
    let scenario = try await scenario()
    scenario.type("n \"Budget\" <Tab> <M-a>")
    scenario.paste("Forum : Actions\nPenaos: grataat\nOptions: a; b\nOuverture : diouzhtu\nClôture : 26/04/2026 10h00")
    scenario.type("<C-s>")
    let last = try scenario.cache.reader.outbox().last?.entry.mutation.action
    let created: JSONObject? = if case .create(let object)? = last { object } else { nil }
    let proposal = try #require(created, "\(scenario.text)")
    #expect(proposal["method"] == "approval" && proposal["options"] == ["a", "b"] && proposal["opensAt"] == nil)
  }

  /// A day without an hour is its end, to the second.
  @Test func aClosingWithoutAnHourIsTheEndOfTheDay() async throws {
    let scenario = try await scenario()
    scenario.type("n \"Budget\" <Tab> <C-Home> <Down> <Down> <Down> <Down> <Down> <Down> <C-k>")
    scenario.type("\"2026-05-01\" <C-s>")
    let last = try scenario.cache.reader.outbox().last?.entry.mutation.action
    let created: JSONObject? = if case .create(let object)? = last { object } else { nil }
    #expect(try #require(created)["closesAt"] == "2026-05-01T21:59:59Z")
  }

  @Test(arguments: [true, false]) func aVoteThatClosesIsRungForOnce(isQuiet: Bool) async throws {
    // From Sunday, 10:00; what closes on Tuesday at 12:00 is told a day before.
    let scenario = try await Scenario(
      firstPane: "files", fill: { try await Polls.fill($0) },
      adjust: {
        $0.settings.newsOccasion = .addressed
        $0.notify.ways = ["osc9"]
        if isQuiet { $0.notify.quiet = QuietHours("11:00-14:00") }
      })
    func told() -> [String] { scenario.terminal.told.map(\.text.string) }
    scenario.wait(seconds: 25 * 3_600)
    #expect(told().isEmpty)
    scenario.wait(seconds: 2 * 3_600)
    #expect(told().isEmpty == isQuiet)
    scenario.wait(seconds: 2 * 3_600)
    #expect(told() == ["ter1: un vote vous attend et se clôt bientôt"])
    scenario.wait(seconds: 3_600)
    #expect(told().count == 1)
  }

  @Test func whoHasVotedIsNotRungFor() async throws {
    let scenario = try await Scenario(
      firstPane: "votes", fill: { try await Polls.fill($0) },
      adjust: {
        ($0.settings.newsOccasion, $0.settings.newsTellsText) = (.addressed, true)
        $0.notify.ways = ["osc9"]
      })
    scenario.type("v 1")
    scenario.wait(seconds: 40 * 3_600)
    #expect(scenario.terminal.told.isEmpty)
    // v3 closes at the end of the fifth day.
    scenario.wait(seconds: 60 * 3_600)
    let told = scenario.terminal.told.map(\.text.string)
    #expect(told == ["ter1: Un vote vous attend et se clôt bientôt\u{A0}: Signer l’accord ?"])
  }

  @Test func commandsThatCannotRunSayWhy() async throws {
    let scenario = try await scenario()
    scenario.type("e")
    #expect(scenario.text.contains("Seule la personne"))
    scenario.type("a")
    #expect(scenario.text.contains("son texte ne change plus"))
    scenario.type("j d")
    #expect(scenario.text.contains("pas de sujet pour cette proposition"))
    scenario.type("G v")
    #expect(scenario.text.contains("Le vote est clos"))
    scenario.type("a")
    #expect(scenario.text.contains("Le vote est clos") && !scenario.text.contains("son texte ne change plus"))
    scenario.type("r")
    #expect(scenario.text.contains("tel que vous l’avez déposé"))
    scenario.type("A")
    #expect(scenario.text.contains("pas un amendement"))
  }

  @Test func aProposalIsFoundByItsWords() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"congrès type:vote\" <Enter>")
    #expect(scenario.text.contains("Les thèmes du congrès"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("classement"))
  }

  @Test func nothingIsPutToTheVote() async throws {
    let scenario = try await Scenario(firstPane: "votes") { _ = try UnionWorld.account($0) }
    #expect(scenario.text.contains("Rien n’est mis aux voix"))
  }
}

/// A board with votes of every kind.
enum Polls {
  static func at(hours: Double) -> JSONValue { .string(UTCDate.string(from: Scenario.startOfTime + hours * 3_600)) }

  static func proposal(_ id: String, _ title: String, _ method: String, _ more: JSONObject) -> JSONValue {
    let object: JSONObject = [
      "id": .string(id), "channelId": "actions", "title": .string(title), "method": .string(method), "createdBy": "jo",
      "created": at(hours: -72), "opensAt": at(hours: -70), "isSecret": false, "quorum": 0,
      "myRights": ["mayVote": true, "mayModerate": false],
    ]
    return .object(object.merging(more) { $1 })
  }

  static let proposals: [JSONValue] = [
    proposal(
      "v1", "Une assemblée en deux séances", "consent",
      [
        "body": "L’assemblée a lieu **jeudi** à 14 h et à 20 h.\n\n- un seul vote\n- garde d’enfants", "quorum": 8,
        "closesAt": at(hours: 50), "topicId": "t1",
      ]),
    proposal(
      "v2", "Les thèmes du congrès", "ranked",
      ["options": ["Temps de travail", "Salaires", "Santé"], "closesAt": at(hours: 100)]),
    proposal("v3", "Signer l’accord ?", "yesno", ["isSecret": true, "quorum": 10, "closesAt": at(hours: 120)]),
    proposal(
      "v4", "Publier les relevés sous trois jours", "consent",
      ["body": "Le relevé est publié sous trois jours.", "opensAt": at(hours: 24), "closesAt": at(hours: 200)]),
    proposal(
      "v5", "Amendement : cinq jours", "yesno",
      ["amends": "v4", "body": "Le relevé est publié sous cinq jours, et par texto.", "closesAt": at(hours: 130)]),
    proposal(
      "v6", "Qui porte le dossier du froid ?", "choice",
      [
        "options": ["Bruno", "Amélie", "Olivier"], "isSecret": true, "quorum": 4, "closesAt": at(hours: -24),
        "opensAt": at(hours: -100),
      ]),
  ]

  static func tally(_ id: String, _ state: String, _ count: Int64, _ more: JSONObject = [:]) -> JSONValue {
    let object: JSONObject = [
      "id": .string(id), "state": .string(state), "electors": 14, "ballotCount": .int(count),
    ]
    return .object(object.merging(more) { $1 })
  }

  static let tallies: [JSONValue] = [
    tally("v1", "open", 6, ["counts": [4, 1, 1, 0]]), tally("v2", "open", 5), tally("v3", "open", 6),
    tally("v4", "waiting", 0), tally("v5", "open", 3, ["counts": [2, 1, 0]]),
    tally(
      "v6", "closed", 5,
      [
        "counts": [1, 3, 1], "ranking": [[1], [0, 2]], "outcome": "decided", "closedAt": at(hours: -24),
        "ballots": [
          ["code": "1A2B3C4D5E6F7G8H", "choice": 1], ["code": "23456789ABCDEFGH", "choice": 0],
          ["code": "7777777777777777", "choice": 1], ["code": "MMMMNNNNPPPPQQQQ", "choice": 1],
          ["code": "ZZZZYYYYXXXXWWWW", "choice": 2],
        ],
      ]),
  ]

  static func fill(_ cache: Cache) async throws {
    let account = try account(cache)
    _ = try await cache.apply([
      Cooperative.delta(account, Principal.name, Cooperative.people),
      Cooperative.delta(account, Channel.name, Cooperative.channels),
      Cooperative.delta(account, Proposal.name, proposals), Cooperative.delta(account, Tally.name, tallies),
      Cooperative.delta(
        account, Ballot.name,
        [
          ["id": "v2", "choice": [[0], [1]], "code": "0123456789ABCDEF", "castAt": at(hours: -3)],
          ["id": "v5", "choice": "yes", "code": "FEDCBA9876543210", "castAt": at(hours: -3)],
          ["id": "v6", "choice": 1, "code": "7777777777777777", "castAt": at(hours: -30)],
        ]),
    ])
    // A secret ballot goes when it is counted; its receipt stays.
    _ = try await cache.apply([
      Delta(account: account, type: Ballot.name, upserts: [], destroyed: ["v6"], newState: "2")
    ])
  }

  private static func account(_ cache: Cache) throws -> AccountID {
    let description = AccountDescription(
      jmapID: "u1", name: "Union locale de Brest",
      capabilities: ["urn:ter1:discussion", "urn:ietf:params:jmap:principals", "urn:ter1:proposals"],
      principalID: "moi")
    return try #require(try cache.storeSession([:], login: "u1", accounts: [description]).first).id
  }
}
