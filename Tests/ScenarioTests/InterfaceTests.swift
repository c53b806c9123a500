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
    scenario.type("x")
    #expect(scenario.text.contains("x"))
    scenario.type(": \"keympa vim\" <Enter>")
    #expect(scenario.text.contains("keymap"))
    scenario.type(": \"keymap vim\" <Enter>")
    #expect(scenario.text.contains("vim"))
  }
}
