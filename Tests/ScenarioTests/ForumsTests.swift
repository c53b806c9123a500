import ClientCore
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

let sizes = [(40, 12), (80, 24), (200, 50)]

@Suite struct ForumsTests {
  private func forums(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french,
    fill: @escaping (Cache) async throws -> Void = { try await Cooperative.fill($0) }
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "forums", fill: fill)
  }

  @Test(arguments: sizes, Language.allCases) func levels(size: (Int, Int), language: Language) async throws {
    let scenario = try await forums(size.0, size.1, language)
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("boards-\(name)")
    scenario.type("<Enter>")
    scenario.check("topics-\(name)")
    scenario.type("<Enter>")
    scenario.check("thread-\(name)")
  }
}
