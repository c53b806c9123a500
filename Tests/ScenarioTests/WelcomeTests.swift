import ClientCore
import Localization
import TER1TUI
import TestSupport
import Testing
import Text

/// Who has no account yet.
@Suite struct WelcomeTests {
  @Test(arguments: sizes, Language.allCases) func threeWaysToBegin(size: (Int, Int), language: Language) async throws {
    let scenario = try await Scenario(size: size, language: language)
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("welcome-\(name)")
    scenario.type("j j j <Enter>")
    scenario.check("welcome-tour-\(name)")
    scenario.type("G <Esc> k")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).hasPrefix("▌"))
    #expect(scenario.text.contains(language == .french ? "inventée" : "made up"), "\(scenario.text)")
  }

  @Test func theTourIsReadFromAnywhere() async throws {
    let scenario = try await Scenario(firstPane: "forums", fill: { try await Cooperative.fill($0) })
    scenario.type(": \"tour\" <Enter>")
    #expect(scenario.text.contains("1. j"), "\(scenario.text)")
    scenario.type("<Esc> <Esc>")
    #expect(scenario.text.contains("Actions"), "back where one was: \(scenario.text)")
  }

  /// Its keys come from the keymap; what else it names is there, too.
  @Test(arguments: Language.allCases) func theThemeThatTheTourNamesExists(language: Language) {
    let text = Tour.lines(Keymap(name: "default"), Catalog(language)).map(\.string).joined(separator: "\n")
    let named = text.matches(of: /theme ([a-z-]+)/).map { String($0.1) }
    #expect(!named.isEmpty && named.allSatisfy { Theme.named($0) != nil }, "\(named)")
  }

  @Test(arguments: ["forums", "chat", "events", "files", "votes", "news", "courses", "members"])
  func emptyPanesSayWhatToDo(pane: String) async throws {
    let scenario = try await Scenario(size: (40, 12), firstPane: pane)
    #expect(scenario.text.contains(":join") && scenario.text.contains(":tour"), "\(scenario.text)")
  }

  @Test func whoHasJoinedBeginsElsewhere() async throws {
    let scenario = try await Scenario(fill: { try await Cooperative.fill($0) })
    #expect(!scenario.text.contains("Bienvenue") && scenario.text.contains("Actions"))
  }
}
