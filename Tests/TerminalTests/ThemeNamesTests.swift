import TER1TUI
import Testing

@testable import Settings

@Suite struct ThemeNamesTests {
  @Test func theSettingTakesWhatTheInterfaceHas() { #expect(Preferences.themes == Theme.all.map(\.name)) }

  @Test func theSettingTakesWhatTheTerminalCanBeAskedFor() {
    #expect(NotifyPreferences.ways == TerminalSignal.allCases.map(\.rawValue))
  }

  @Test(arguments: [("whole", true), ("headings", false)]) func theSettingOfTopicsIsRead(word: String, isWhole: Bool) {
    let (preferences, problems) = Preferences.parse("topics = \"\(word)\"\n", file: "config.toml")
    #expect(preferences.showsWholeTopics == isWhole && problems.isEmpty)
    #expect(Preferences.parse("topics = \"all\"\n", file: "config.toml").1.map(\.line) == [1])
  }
}
