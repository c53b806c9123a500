import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import Sync
import TER1TUI
import TestSupport
import Testing

/// A cache that holds a part of what the server has: that is said, with what the rest would cost, and nothing counts as read whose
/// text is not here.
@Suite(.timeLimit(.minutes(10))) struct HistoryTests {
  private static let login = "u1"
  private static let topic: ObjectID = "titre"

  /// The boards as ever, and a topic of which only the title came.
  private func scenario(
    _ size: (Int, Int), _ language: Language, _ policy: LinkPolicy, over transport: (any Transport)? = nil
  ) async throws -> Scenario {
    var links: [Configuration.Link] = []
    if let transport {
      var login = LoginConfiguration(
        name: Self.login, sessionURL: try ServerURL("http://127.0.0.1:1/"), credential: .bearer("t"))
      login.policy = policy
      links = [Configuration.Link(login: login, transport: transport)]
    }
    let scenario = try await Scenario(size: size, language: language, firstPane: "forums") { cache in
      let account = try await Cooperative.fill(cache)
      var page = HistoryPage(
        HistoryQuery.first(account, isWhole: false, now: Scenario.startOfTime)[0], ids: [Self.topic],
        objects: [Self.title])
      (page.newState, page.readAt) = ("1", [Message.name: "1"])
      _ = try #require(try await cache.take([page], isNoted: false))
    } adjust: {
      $0.links = links
    }
    let quality = LinkQuality(roundTrip: 0.6, down: 6_000)
    scenario.announce(LinkStanding(policy: policy, quality: quality), of: Self.login)
    return scenario
  }

  private static var title: JSONObject {
    let whole = Cooperative.post(topic.rawValue, "", subject: "Titre seul", by: "jo", ago: 1)
    return (whole.object ?? [:]).filter { !["body", "bodyType", "sentAt"].contains($0.key) }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func olderTopicsAreOnTheServer(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size, language, .manual)
    scenario.type("<Enter> G j")
    scenario.check("older-topics-\(size.0)x\(size.1)-\(language.rawValue)")
  }

  @Test func anEmptyBoardMayNotBeEmptyOnTheServer() async throws {
    let scenario = try await scenario((80, 24), .french, .manual)
    scenario.type("j <Enter>")
    scenario.check("older-topics-none-80x24-fr")
  }

  @Test func nothingIsFetchedUnaskedInEconomyAndWithoutAQuestionInFull() async throws {
    let economy = try await scenario((80, 24), .english, .economy)
    economy.type("<Enter> G j")
    #expect(economy.text.contains("On the server, key B: older topics (5.9 kB, about 2 s)"))
    economy.type("B")
    #expect(economy.text.contains("there is no connection"))
    let full = try await scenario((80, 24), .english, .full)
    full.type("<Enter> G j")
    #expect(full.text.contains("there is no connection"))
  }

  /// Why is said, too.
  @Test(arguments: [
    (Language.english, "The rest stays on the server: offline: server closed"),
    (.french, "La suite reste sur le serveur\u{A0}: hors ligne\u{A0}: serveur fermé"),
  ])
  func whatCannotBeFetchedStaysThereAndThatIsSaid(language: Language, words: String) async throws {
    let refusing = InProcessTransport { _ in .failure(.unreachable(.refused)) }
    let scenario = try await scenario((120, 24), language, .manual, over: refusing)
    scenario.type("<Enter> G j B")
    while !scenario.text.contains(words) {
      try await Task.sleep(for: .milliseconds(20))
      scenario.wait(seconds: 0)
    }
  }

  @Test func aTitleIsNotReadBeforeItsTextIsThere() async throws {
    let scenario = try await scenario((80, 24), .french, .manual)
    let account = try #require(try scenario.cache.reader.accounts().first).id
    let key = ObjectKey(account, Message.name, Self.topic)
    scenario.type("<Enter> gg j <Enter>")
    #expect(scenario.text.contains("le texte est encore sur le serveur"))
    scenario.type("j k")
    #expect(try scenario.cache.reader.topic(key)?.unread == 1)
    let text = Cooperative.post(Self.topic.rawValue, "Le texte, enfin", subject: "Titre seul", by: "jo", ago: 1)
    try await scenario.receive([Cooperative.delta(account, Message.name, [text])])
    #expect(scenario.text.contains("Le texte, enfin"))
    scenario.wait(seconds: 1)
    #expect(try scenario.cache.reader.topic(key)?.unread == 0)
  }

  @Test func whatIsToComeIsSaidWhenItMay() async throws {
    let scenario = try await scenario((120, 24), .french, .manual)
    var standing = LinkStanding(policy: .manual, quality: LinkQuality(roundTrip: 0.6, down: 6_000))
    standing.lacking = 262_000
    scenario.announce(standing, of: Self.login)
    scenario.type("L")
    #expect(scenario.text.contains("passé à venir"))
    scenario.type("L L $")
    #expect(scenario.text.contains("Passé encore à venir"))
  }
}
