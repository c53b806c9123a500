import ClientCore
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// A link to a video meeting becomes a card.
@Suite struct MeetingTests {
  private func event(
    _ columns: Int, _ rows: Int, _ language: Language = .french, hasBlocks: Bool = true
  ) async throws -> Scenario {
    let scenario = try await Scenario(
      size: (columns, rows), language: language, firstPane: "events", now: UnionWorld.autumn,
      fill: { try await UnionWorld.fill($0) }, adjust: { $0.settings.hasBlocks = hasBlocks })
    scenario.type("d \"27/10\" <Enter> <Enter> o")
    return scenario
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], Language.allCases)
  func anEventBecomesACard(size: (Int, Int), language: Language) async throws {
    let scenario = try await event(size.0, size.1, language)
    scenario.check("meeting-event-\(size.0)x\(size.1)-\(language.rawValue)")
    #expect(scenario.text.contains("https://visio.example.org/vire"))
    #expect(scenario.text.contains("+33-1-23-45-67-89"))
    scenario.type("t")
    #expect(scenario.terminal.clipboard == ["+33123456789"])
    #expect(!scenario.text.contains("QR"), "the answer closes it")
  }

  @Test func theCodeIsThereWhereThereIsRoom() async throws {
    #expect(try await event(80, 24).text.contains("█"))
    let narrow = try await event(40, 12)
    #expect(!narrow.text.contains("█") && narrow.text.contains("code QR"))
    #expect(!(try await event(80, 24, hasBlocks: false)).text.contains("█"))
  }

  private func room(_ columns: Int, _ rows: Int, _ body: String) async throws -> Scenario {
    let line = Cooperative.post("v1", body, in: "tracts", by: "jo", ago: 2)
    let scenario = try await Scenario(
      size: (columns, rows), firstPane: "chat",
      fill: {
        let account = try await Cooperative.fill($0)
        _ = try await $0.apply([Cooperative.delta(account, Message.name, [line])])
      })
    scenario.type("j <Enter> G o")
    return scenario
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func aLineOfChatBecomesACard(columns: Int, rows: Int) async throws {
    let scenario = try await room(
      columns, rows,
      "Visio à 18 h : https://bbb.coop.example/b/cam-x2f-9qz\nou par téléphone : 01 84 88 40 80, code 5512#")
    scenario.check("meeting-chat-\(columns)x\(rows)")
    #expect(scenario.text.contains("5512#"))
    scenario.type("c")
    #expect(scenario.terminal.clipboard == ["https://bbb.coop.example/b/cam-x2f-9qz"])
  }

  @Test(arguments: [
    "https://meet.jit.si/union", "https://us02web.zoom.us/j/123?pwd=x", "https://teams.microsoft.com/l/meetup-join/1",
    "https://coop.webex.com/meet/x", "https://visio.numerique.gouv.fr/abc", "https://coop.example/b/abc-def-ghi",
    "https://nuage.example/index.php/call/x7zk2", "https://coop.example/rooms/abc-def/join",
  ]) func linksThatAreMeetings(link: String) async throws {
    let scenario = try await room(80, 24, link)
    #expect(scenario.text.contains("Visio sur"), "\(scenario.text)")
  }

  @Test(arguments: [
    "https://coop.example/b/abc", "https://coop.example/call", "https://example.org/teams.microsoft.com",
    "https://coop.example/tract?x=/b/abc-def",
  ]) func linksThatAreNone(link: String) async throws {
    let scenario = try await room(80, 24, link)
    #expect(!scenario.text.contains("Visio sur") && scenario.text.contains("Ouvrir"), "\(scenario.text)")
  }
}
