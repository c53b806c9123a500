import ClientCore
import Foundation
import JSON
import Localization
import Sync
import TER1TUI
import TestSupport
import Testing

/// What goes over the link, what it costs, and what is new in few bytes.
@Suite struct LinkTests {
  private static let login = "u1"

  private func scenario(
    _ size: (Int, Int) = (80, 24), _ language: Language = .french, standing: LinkStanding = LinkStanding()
  ) async throws -> Scenario {
    let scenario = try await Scenario(size: size, language: language) { cache in
      let account = try await Cooperative.fill(cache)
      _ = try cache.keep(digest: Self.digest, of: account)
      try Self.fillCosts(cache)
    }
    scenario.announce(standing, of: Self.login)
    return scenario
  }

  private static func fillCosts(_ cache: Cache) throws {
    let zone = try #require(TimeZone(identifier: "Europe/Paris"))
    let uses: [UsePlace: LinkUse] = [
      .forums: LinkUse(up: 812, down: 48_200), .chat: LinkUse(up: 1_430, down: 6_020),
      .events: LinkUse(up: 90, down: 2_115), .files: LinkUse(up: 640, down: 1_240_377),
      .people: LinkUse(down: 1_302), .digest: LinkUse(up: 310, down: 3_480), .link: LinkUse(up: 5_210, down: 9_400),
    ]
    let day = LocalDay(zone)
    try cache.add(uses, login: login, now: Scenario.startOfTime, in: day)
    let terminal: [UsePlace: LinkUse] = [.forums: LinkUse(terminal: 30_400), .chat: LinkUse(terminal: 4_100)]
    try cache.add(terminal, login: "", now: Scenario.startOfTime, in: day)
  }

  private static let measured = LinkQuality(roundTrip: 0.64, down: 6_100)

  private static func ago(_ minutes: Double) -> JSONValue { Cooperative.ago(minutes) }

  private static let digest: JSONValue = [
    "since": ago(960), "until": ago(2), "omitted": 3,
    "list": [
      [
        "type": "CalendarEvent", "id": "e1", "in": "k1", "title": "Manifestation du 1er mai", "change": "changed",
        "start": "2026-05-01T14:00:00", "text": "Place de la Liberté",
      ],
      [
        "type": "CalendarEvent", "id": "e2", "in": "k1", "title": "Réunion de section", "change": "cancelled",
        "start": "2026-04-21T18:30:00",
      ],
      [
        "type": "Message", "id": "t1", "in": "actions", "title": "Manifestation de jeudi", "count": 12, "mentions": 1,
        "authors": ["Noëlle Œuvrard", "Jo Martin", "Sam N’Diaye"], "authorCount": 5, "at": ago(45),
        "text": "Le tract est prêt, qui passe le prendre ce soir ?",
      ],
      [
        "type": "Channel", "id": "salon", "title": "Salon", "count": 31, "authors": ["Noëlle Œuvrard", "Camille Roux"],
        "at": ago(40), "text": "J’arrive un peu après.",
      ],
      [
        "type": "Message", "id": "a1", "in": "annonces", "title": "Commission exécutive", "count": 1,
        "authors": ["Noëlle Œuvrard"], "at": ago(600), "text": "La commission exécutive se réunit le 30.",
      ],
      ["type": "FileNode", "id": "f1", "title": "Tracts", "count": 2, "at": ago(300), "text": "tract-jeudi.pdf"],
    ],
  ]

  @Test func aSlowLinkIsNamedWhileThereIsOne() async throws {
    let scenario = try await scenario()
    let slow = LinkStanding(quality: Self.measured)
    scenario.announce(SyncStatus(login: Self.login, link: .live(.push), standing: slow))
    #expect(scenario.text.contains("50 kbit/s, 600 ms"), "\(scenario.text)")
    scenario.announce(SyncStatus(login: Self.login, link: .connecting, standing: slow))
    #expect(scenario.text.contains("50 kbit/s, 600 ms"))
    scenario.announce(
      SyncStatus(
        login: Self.login, link: .live(.push),
        standing: LinkStanding(quality: LinkQuality(roundTrip: 0.03, down: 900_000))))
    #expect(!scenario.text.contains("kbit/s"), "a good one is not worth a word")
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func costs(size: (Int, Int), language: Language) async throws {
    let standing = LinkStanding(
      policy: .economy, budget: 5_000_000, usedToday: 1_318_386, quality: Self.measured)
    let scenario = try await scenario(size, language, standing: standing)
    scenario.type("$")
    scenario.check("cost-\(size.0)x\(size.1)-\(language.rawValue)")
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func whatIsNew(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size, language)
    scenario.type(": \"pane digest\" <Enter>")
    scenario.check("digest-\(size.0)x\(size.1)-\(language.rawValue)")
  }

  @Test func anEntryOfTheDigestIsOpenedWhereItIsRead() async throws {
    let scenario = try await scenario()
    scenario.type(": \"pane digest\" <Enter> j j <Enter>")
    #expect(scenario.text.contains("Manifestation de jeudi"))
    #expect(scenario.text.contains("[1 Forums"))
  }

  /// Without a connection it is made of what is here, and says so.
  @Test func aDigestIsMadeOfwhatIsHere() async throws {
    let scenario = try await scenario()
    scenario.type(": \"digest 2d\" <Enter>")
    #expect(scenario.text.contains("fait ici"))
    #expect(scenario.text.contains("Salon"))
    scenario.type(": \"digest demain\" <Enter>")
    #expect(scenario.text.contains("Moments"))
  }

  @Test(arguments: [(40, 12), (80, 24)])
  func thePolicyIsAlwaysSeenAndEverySwitchIsSaid(size: (Int, Int)) async throws {
    let scenario = try await scenario(size)
    #expect(scenario.text.contains("complet"))
    scenario.type("L")
    #expect(scenario.text.contains("éco"))
    #expect(scenario.text.contains("Économie"))
    scenario.check("policy-economy-\(size.0)x\(size.1)")
    scenario.type("L")
    #expect(scenario.text.contains("manuel") && scenario.text.contains("Manuel"))
    scenario.type(": \"policy undo\" <Enter>")
    #expect(scenario.text.contains("éco"))
    scenario.type(": \"policy full\" <Enter>")
    #expect(scenario.text.contains("complet"))
  }

  @Test(arguments: [(40, 12), (80, 24)]) func aSpentBudgetIsSaidAndLiftedWithOneKey(size: (Int, Int)) async throws {
    let standing = LinkStanding(policy: .full, budget: 1_000_000, usedToday: 1_000_200, quality: Self.measured)
    let scenario = try await scenario(size, standing: standing)
    #expect(scenario.text.contains(size.0 < 80 ? "manuel (budget)" : "budget épuisé"))
    scenario.check("budget-spent-\(size.0)x\(size.1)")
    scenario.type("L")
    #expect(scenario.text.contains("levé"))
    #expect(!scenario.text.contains("(budget)") && !scenario.text.contains("budget épuisé"))
  }

  /// Bytes, seconds at the measured speed, and the share of the day's budget are said before anything is fetched.
  @Test func theCostIsSaidBeforeAnAttachmentIsFetched() async throws {
    let standing = LinkStanding(policy: .economy, budget: 5_000_000, usedToday: 100, quality: Self.measured)
    let scenario = try await scenario(standing: standing)
    scenario.type("<Enter> <Enter> G s")
    let text = scenario.text.replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ")
    #expect(text.contains("1,2 Mo, environ 3 min, 25 %"), "\(text)")
    #expect(try scenario.cache.reader.downloads().isEmpty)
    scenario.type("o")
    #expect(try scenario.cache.reader.downloads().count == 1)
  }

  /// A feed that this client reads itself belongs to no login, and is told all the same.
  @Test func feedsOfOnesOwnAreInTheSums() async throws {
    let scenario = try await scenario()
    let day = LocalDay(try #require(TimeZone(identifier: "Europe/Paris")))
    try scenario.cache.add([.news: LinkUse(up: 700, down: 51_234)], login: "", now: Scenario.startOfTime, in: day)
    scenario.type("$")
    let row = scenario.text.split(separator: "\n").first { $0.contains("Actualités") && $0.contains("51") }
    #expect(row != nil, "\(scenario.text)")
  }

  /// What was written to the terminal is counted by the pane that had the keys, and nothing of it ticks.
  @Test func theTerminalIsCountedByPane() async throws {
    let scenario = try await scenario()
    scenario.type("2 3 2 0 1")
    // Where one is, is written down after a pause.
    scenario.wait(seconds: 3)
    let changes = scenario.terminal.changes
    scenario.wait(seconds: 600)
    #expect(scenario.terminal.changes == changes)
    let day = LocalDay(try #require(TimeZone(identifier: "Europe/Paris"))).name(at: Scenario.startOfTime)
    let uses = try scenario.cache.reader.linkUse(day: day)
    #expect(uses.contains { $0.login.isEmpty && $0.place == .events && $0.use.terminal > 0 })
    // The network's part of it has the same name.
    #expect(uses.contains { $0.login.isEmpty && $0.place == .people && $0.use.terminal > 0 })
  }
}
