import ClientCore
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

@Suite struct ChatTests {
  private func chat(_ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "chat") { try await Cooperative.fill($0) }
  }

  @Test(arguments: sizes, Language.allCases) func levels(size: (Int, Int), language: Language) async throws {
    let scenario = try await chat(size.0, size.1, language)
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("rooms-\(name)")
    scenario.type("<Enter>")
    scenario.check("room-\(name)")
  }

  @Test func whatIsSaidOfflineWaitsInSight() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> i \"J’arrive @jo\" <Enter>")
    #expect(scenario.text.contains("J’arrive @jo"))
    #expect(scenario.text.contains("en attente d’envoi"))
    scenario.check("chat-said")
    let queued = try scenario.cache.reader.outbox().filter { $0.entry.mutation.type == Message.name }
    #expect(queued.count == 1)
    guard case .create(let properties) = try #require(queued.first).entry.mutation.action else {
      Issue.record("no new message")
      return
    }
    #expect(properties["mentions"] == ["jo"])
  }

  @Test func upChangesTheLastLineOfOnesOwn() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> i \"Merci\" <Enter> <Up>")
    #expect(scenario.text.contains("modifier > Merci"))
    scenario.type("\" bien\" <Enter>")
    #expect(scenario.text.contains("Merci bien"))
    #expect(!scenario.text.contains("modifier >"))
  }

  @Test func tabCompletesANameAfterAnAt() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> i \"@noe\" <Tab>")
    #expect(scenario.text.contains("@noelle"))
    scenario.type("\"@z\" <Tab>")
    #expect(scenario.text.contains("Aucun nom"))
  }

  @Test func anAnswerShowsWhatItAnswers() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> G k r \"Oui\" <Enter>")
    #expect(scenario.text.contains("> Sam N’Diaye : @moi tu viens"))
    scenario.check("chat-answer")
  }

  @Test func readingEndsTheUnreadWithoutTellingAnybody() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> <Esc>")
    #expect(try scenario.cache.reader.unreadCounts().chat == 0)
    #expect(try scenario.cache.reader.outbox().allSatisfy { $0.entry.mutation.type == ReadPosition.name })
  }

  @Test func aLineThatComesIsSeenByWhoIsAtTheEnd() async throws {
    let scenario = try await chat()
    scenario.type("<Enter>")
    let account = try #require(try scenario.cache.reader.accounts().first).id
    let line = Cooperative.post("c9", "Les clés sont là.", in: "salon", by: "jo", ago: 0)
    try await scenario.receive([Cooperative.delta(account, Message.name, [line])])
    #expect(scenario.text.contains("Les clés sont là."))
  }

  /// What was said first stands first, though a line that has left bears the server's time, and one that waits its own.
  @Test func whatWaitsStandsBehindWhatHasLeft() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> i \"une\" <Enter> \"deux\" <Enter>")
    let account = try #require(try scenario.cache.reader.accounts().first).id
    let line = Cooperative.post("c9", "autre", in: "salon", by: "jo", ago: -60)
    try await scenario.receive([Cooperative.delta(account, Message.name, [line])])
    let rows = scenario.text.split(separator: "\n")
    let places = ["autre", "une  ", "deux  "].map { word in rows.firstIndex { $0.contains(" " + word) } ?? -1 }
    #expect(places == places.sorted() && places[0] >= 0, "\(scenario.text)")
  }
}
