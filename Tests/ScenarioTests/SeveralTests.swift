import ClientCore
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// Two cooperatives at once: each row, or the heading above it, says whose it is.
@Suite struct SeveralTests {
  private func scenario(
    _ size: (Int, Int), _ language: Language, pane: String, others: Bool = true
  ) async throws -> Scenario {
    try await Scenario(size: size, language: language, firstPane: pane) { cache in
      let capabilities: Set<String> = ["urn:ter1:discussion", "urn:ietf:params:jmap:calendars"]
      for (login, name) in [("brest", "Union locale de Brest"), ("lorient", "Union locale de Lorient")].prefix(
        others ? 2 : 1)
      {
        let description = AccountDescription(
          jmapID: login, name: name, capabilities: capabilities, principalID: "moi")
        let account = try #require(try cache.storeSession([:], login: login, accounts: [description]).first).id
        try await fill(cache, account, login)
      }
    }
  }

  private func fill(_ cache: Cache, _ account: AccountID, _ name: String) async throws {
    func id(_ text: String) -> String { "\(name)-\(text)" }
    let rights: JSONValue = ["mayReadItems": true, "mayWriteOwn": true, "mayRSVP": true]
    try await UnionWorld.apply(
      cache, account, Channel.name,
      [Cooperative.board(id("f"), "Actions"), Cooperative.board(id("s"), "Salon", kind: "chat")])
    try await UnionWorld.apply(
      cache, account, Message.name,
      [
        Cooperative.post(id("t"), "Jeudi.", in: id("f"), subject: "Manifestation de jeudi", ago: 900),
        Cooperative.post(id("c"), "Bonjour", in: id("s"), ago: 800),
      ])
    try await UnionWorld.apply(
      cache, account, EventCalendar.name, [["id": .string(id("k")), "name": "Luttes", "myRights": rights]])
    try await UnionWorld.apply(
      cache, account, CalendarEvent.name,
      [
        UnionWorld.event(id("e"), "Assemblée générale", "2026-04-21T18:00:00", in: id("k")),
        UnionWorld.event(id("p"), "Permanence", "2026-04-22T09:00:00", in: id("k")),
      ])
  }

  @Test(arguments: sizes, Language.allCases) func eachRowSaysWhoseItIs(size: (Int, Int), language: Language)
    async throws
  {
    for pane in ["events", "chat", "forums"] {
      let scenario = try await scenario(size, language, pane: pane)
      if pane == "forums" { scenario.type("<Enter>") }
      scenario.check("several-\(pane)-\(size.0)x\(size.1)-\(language.rawValue)")
      #expect(scenario.text.contains("Brest"), "\(pane)")
    }
  }

  @Test(arguments: sizes, Language.allCases) func aMonthAWeekAndATopicSayWhoseItIs(
    size: (Int, Int), language: Language
  ) async throws {
    let events = try await scenario(size, language, pane: "events")
    events.type(": \"events.month\" <Enter>")
    for view in ["month", "week"] {
      if view == "week" { events.type(": \"events.week\" <Enter>") }
      events.check("several-\(view)-\(size.0)x\(size.1)-\(language.rawValue)")
      let text = (1..<size.1 - 1).map { events.screen.text(row: $0) }.joined(separator: "\n")
      #expect(text.contains("Brest") && (text.contains("Lorient") || size.1 == 12), "\(view)")
    }
    let forums = try await scenario(size, language, pane: "forums")
    forums.type("<Enter> <Enter>")
    #expect(forums.screen.text(row: 1).contains("Brest"))
  }

  @Test(arguments: ["events", "chat", "forums"]) func oneCooperativeAloneIsNotNamed(pane: String) async throws {
    let scenario = try await scenario((80, 24), .french, pane: pane, others: false)
    if pane == "forums" { scenario.type("<Enter>") }
    #expect(!(1..<22).contains { scenario.screen.text(row: $0).contains("Brest") })
    let both = try await self.scenario((80, 24), .french, pane: pane)
    both.type("g 1" + (pane == "forums" ? " <Enter>" : ""))
    #expect(!(1..<22).contains { both.screen.text(row: $0).contains("Brest") })
  }
}
