import ClientCore
import TER1TUI
import TestSupport
import Testing
import Text

@Suite struct OutboxTests {
  private func scenario(_ columns: Int = 80, _ rows: Int = 24) async throws -> Scenario {
    try await Scenario(size: (columns, rows), firstPane: "files", now: UnionWorld.autumn) {
      try await UnionWorld.fill($0)
    }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func nothingWaiting(columns: Int, rows: Int) async throws {
    let scenario = try await scenario(columns, rows)
    scenario.type(": \"pane outbox\" <Enter>")
    scenario.check("outbox-empty-\(columns)x\(rows)")
  }

  @Test func everyRefusalHasWords() async throws {
    let types = [
      "forbidden", "overQuota", "tooLarge", "rateLimit", "notFound", "invalidPatch", "invalidProperties", "willDestroy",
      "singleton", "alreadyExists", "nodeHasChildren", "blobNotFound", "stateMismatch", "expired", "serverFail",
    ]
    for type in types {
      let scenario = try await scenario()
      scenario.type("n \"Archives\" <Enter>")
      let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn, limit: 9)
      let failure = OutboxEntry.Failure(type: type, description: nil)
      scenario.announce(try scenario.cache.settle(entries.map { ($0.id, .refused(failure)) }))
      scenario.type(": \"pane outbox\" <Enter> <Enter>")
      #expect(!scenario.text.contains("Le serveur a refusé (\(type))"))
    }
  }

  @Test func aRefusedNameIsEditedAndLeavesAgain() async throws {
    let scenario = try await scenario()
    scenario.type("n \"Archives\" <Enter>")
    let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn, limit: 9)
    let failure = OutboxEntry.Failure(type: "alreadyExists", description: nil)
    scenario.announce(try scenario.cache.settle(entries.map { ($0.id, .refused(failure)) }))
    scenario.type(": \"pane outbox\" <Enter>")
    #expect(scenario.text.contains("1 refus"))
    scenario.type("e <C-u> \"Archives 2\" <Enter>")
    let rows = try scenario.cache.reader.outbox()
    #expect(rows.map(\.entry.state) == [.queued])
    #expect(rows.first?.title.line.string == "Archives 2")
    scenario.type("x")
    #expect(scenario.text.contains("Abandonner «\u{A0}Archives 2\u{A0}»"))
    scenario.type("o")
    #expect(try scenario.cache.reader.outbox().isEmpty)
    #expect(scenario.text.contains("Tout est parti."))
  }
}

@Suite struct SearchTests {
  private func scenario(_ columns: Int = 80, _ rows: Int = 24) async throws -> Scenario {
    try await Scenario(size: (columns, rows), firstPane: "events", now: UnionWorld.autumn) {
      try await UnionWorld.fill($0)
    }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func hitsAsOneTypes(columns: Int, rows: Int) async throws {
    let scenario = try await scenario(columns, rows)
    scenario.type("/")
    scenario.check("search-begun-\(columns)x\(rows)")
    scenario.type("\"hopital\"")
    scenario.check("search-hits-\(columns)x\(rows)")
  }

  @Test func aHitLeadsToItsPlace() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"veillon solid\" <Enter>")
    #expect(scenario.text.contains("Rien trouvé"))
    scenario.type("/ <C-u> \"reveillon\" <Enter> <Enter>")
    #expect(scenario.text.contains("jeudi 31 décembre"))
    scenario.type("/ <C-u> \"compte rendu 10\" <Enter> <Enter>")
    #expect(scenario.text.contains("▌  812 o Compte rendu 10.pdf"), "\(scenario.text)")
  }

  @Test(arguments: [("\u{E9}quipe tracts", "chat", "[2 Salons]"), ("entraide", "forum", "[1 Forums]")])
  func aRoomAndABoardAmongTheHitsAreOpened(name: String, kind: String, pane: String) async throws {
    let scenario = try await Scenario(size: (80, 24), firstPane: "files") { try await Cooperative.fill($0) }
    scenario.type("/ \"\(name)\" <Enter>")
    #expect(marked(scenario).contains(kind), "\(scenario.text)")
    scenario.type("<Enter>")
    #expect(scenario.text.contains(pane), "\(scenario.text)")
  }

  @Test func problemsAreSaidKindly() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"vire avant:jamais\" <Enter>")
    #expect(scenario.text.contains("n’est pas une date"))
    scenario.type("/ <C-u> \"vire de:personne\" <Enter>")
    #expect(scenario.text.contains("Personne ici ne s’appelle"))
  }

  private func marked(_ scenario: Scenario) -> String { scenario.screen.text(row: scenario.screen.cursor.row) }

  /// Whatever a hit opens, Esc leads back to it among the others; once more, to where one searched.
  @Test(arguments: [("hopital", 0), ("hopital", 1), ("reveillon", 0), ("compte rendu", 3), ("tract", 0)])
  func escapeLeadsBackToTheHit(query: String, down: Int) async throws {
    let scenario = try await scenario()
    scenario.type("/ \"\(query)\" <Enter>")
    for _ in 0..<down { scenario.type("j") }
    let hit = marked(scenario)
    #expect(hit.contains("▌"), "\(scenario.text)")
    scenario.type("<Enter>")
    #expect(!scenario.text.contains("[6 Recherche]"), "\(scenario.text)")
    scenario.type("<Esc>")
    #expect(scenario.text.contains("[6 Recherche]"), "\(scenario.text)")
    #expect(marked(scenario) == hit)
    scenario.type("<Enter> <Esc>")
    #expect(marked(scenario) == hit)
    scenario.type("<Esc>")
    #expect(scenario.text.contains("[3 Agenda]"), "\(scenario.text)")
  }

  /// What was opened is left by another way: from then on Esc does there what it always does.
  @Test func whoGoesElsewhereIsNotLedBack() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"reveillon\" <Enter> <Enter> 4 3 <Esc>")
    #expect(scenario.text.contains("[3 Agenda]"), "\(scenario.text)")
  }

  @Test func whoComesBackToItOtherwiseIsNotLedBackEither() async throws {
    let scenario = try await scenario()
    scenario.type("4 <Enter> : \"mark.set a\" <Enter> 3")
    scenario.type("/ \"tract\" <Enter> <Enter> : \"mark.set b\" <Enter>")
    #expect(scenario.text.contains("[4 Fichiers]"), "\(scenario.text)")
    scenario.type("' a ' b <Esc>")
    #expect(scenario.text.contains("[4 Fichiers]"), "\(scenario.text)")
  }

  @Test(arguments: ["", "<C-u>", "<BS>"]) func whatIsTypedTakesThePlaceOfTheQuery(first: String) async throws {
    let scenario = try await scenario()
    scenario.type("/ \"reveillon\" <Enter> /")
    #expect(scenario.screen[23].count { $0.style.emphasis.contains(.reverse) } == 9)
    scenario.type("\(first) \"hopital\"")
    #expect(scenario.screen.text(row: 23).hasSuffix(" hopital"), "\(scenario.text)")
    #expect(!scenario.text.contains("reveillon"))
  }

  @Test(arguments: [
    ("<End>", "reveillonx"), ("<Right>", "reveillonx"), ("<Left>", "reveilloxn"), ("<Home>", "xreveillon"),
  ])
  func whoMovesKeepsTheQuery(key: String, query: String) async throws {
    let scenario = try await scenario()
    scenario.type("/ \"reveillon\" <Enter> / \(key) x")
    #expect(scenario.screen.text(row: 23).hasSuffix(" \(query)"), "\(scenario.text)")
  }
}
