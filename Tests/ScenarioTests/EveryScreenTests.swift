import ClientCore
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// What has no suite of its own in every size and both languages: what one writes, asks, looks for and is told.
@Suite struct EveryScreenTests {
  private func scenario(_ size: (Int, Int), _ language: Language) async throws -> Scenario {
    try await Scenario(size: size, language: language, firstPane: "forums") { cache in
      let account = try await Cooperative.fill(cache)
      _ = try await cache.apply([Cooperative.delta(account, Report.name, Self.reports)])
    }
  }

  private static let reports: [JSONValue] = [
    [
      "id": "r1", "kind": "report", "state": "open", "messageId": "t1b", "channelId": "actions", "authorId": "camille",
      "text": "Ce n’est pas le bon lien", "at": Cooperative.ago(30),
    ],
    [
      "id": "r2", "kind": "join", "state": "open", "name": "Dora", "reach": "06 39 98 00 77",
      "text": "Je voudrais vous rejoindre", "at": Cooperative.ago(20),
    ],
  ]

  @Test(arguments: sizes, Language.allCases)
  func writingAskingAndLooking(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size, language)
    func check(_ name: String) { scenario.check("\(name)-\(size.0)x\(size.1)-\(language.rawValue)") }
    scenario.type(
      "<Enter> n \"Assemblée de mardi\" <Tab> \"Ordre du jour de la prochaine assemblée :\" <Enter> <Enter>")
    scenario.type("\"- les retraites et ce que nous en dirons jeudi devant la préfecture\" <Enter> \"- la caisse\"")
    check("writing-topic")
    scenario.type("<Esc> h j n \"Une idée\" <Tab> \"Et si on chantait ?\" <Esc> g d")
    check("drafts-both")
    scenario.type("/ \"sono\"")
    check("search-typed")
    scenario.type("<Enter> m")
    check("prompt-name")
    scenario.type("<Enter> <Esc>")
    check("search-saved")
    scenario.type("g j")
    check("journal")
    scenario.type("g r")
    check("moderation")
    scenario.type(": \"forums.mark\"")
    check("prompt-command")
  }
}
