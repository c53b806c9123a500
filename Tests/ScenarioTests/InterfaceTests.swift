import Localization
import TER1TUI
import TestSupport
import Testing

@Suite struct InterfaceTests {
  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func firstScreenOfAnEmptyCache(columns: Int, rows: Int) async throws
  {
    let scenario = try await Scenario(size: (columns, rows), firstPane: "journal")
    scenario.check("empty-\(columns)x\(rows)")
  }

  @Test func helpFindsCommandsInBothLanguages() async throws {
    let scenario = try await Scenario(firstPane: "journal")
    scenario.type("?")
    scenario.check("help")
    scenario.type("\"theme\"")
    #expect(scenario.text.contains("theme"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("theme"))
  }

  @Test func everySizeGivesASaneScreen() async throws {
    let scenario = try await Scenario(firstPane: "journal")
    for (columns, rows) in [(10, 3), (1, 1), (20, 5), (39, 11), (300, 80), (80, 24)] {
      scenario.resize(columns, rows)
      #expect(scenario.screen.size == Size(columns: columns, rows: rows))
      #expect(scenario.screen.cursor.column < columns && scenario.screen.cursor.row < rows)
    }
    scenario.resize(10, 3)
    scenario.check("too-small")
  }

  @Test func unknownKeysAndCommandsSaySo() async throws {
    let scenario = try await Scenario(firstPane: "journal")
    scenario.type("<F12>")
    #expect(scenario.text.contains("La touche F12 ne fait rien ici"), "as it stands on the keyboard")
    scenario.type("x")
    #expect(scenario.text.contains("x"))
    scenario.type(": \"keympa vim\" <Enter>")
    #expect(scenario.text.contains("keymap"))
    scenario.type(": \"keymap vim\" <Enter>")
    #expect(scenario.text.contains("vim"))
  }

  /// However long the question, what is typed is seen: there is room for it, or the question stands above.
  @Test(arguments: Language.allCases) func whatIsTypedIsSeenBesideALongQuestion(language: Language) async throws {
    let scenario = try await Scenario(
      size: (40, 12), language: language, firstPane: "events", fill: { _ = try await Cooperative.fill($0) })
    for keys in ["v", "<Esc> v <Esc> d", "<Esc> <Esc> 4 a", "<Esc> n", "<Esc> f", "<Esc> /"] {
      scenario.type(keys + " <C-u> \"Châteaubriant\"")
      let cursor = scenario.screen.cursor
      #expect(
        scenario.screen.isTyping && scenario.screen.text(row: cursor.row).contains("Châteaubriant"), "\(scenario.text)")
    }
  }

  @Test func aPaneIsKnownByItsNumberItsNameAndItsTitle() async throws {
    let scenario = try await Scenario(firstPane: "journal", fill: { _ = try await Cooperative.fill($0) })
    for word in ["10", "members", "membres", "Members"] {
      scenario.type("1 : \"pane \(word)\" <Enter>")
      #expect(scenario.text.contains("[10 Membres"), "\(word): \(scenario.text)")
    }
    scenario.type("1 0")
    #expect(scenario.text.contains("[10 Membres"), "the tenth has a key of its own")
  }
}
