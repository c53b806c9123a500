import Settings
import TER1TUI
import Testing

@Suite struct ThemeNamesTests {
  @Test func theSettingTakesWhatTheInterfaceHas() { #expect(Preferences.themes == Theme.all.map(\.name)) }

  @Test func theSettingTakesWhatTheTerminalCanBeAskedFor() {
    #expect(NotifyPreferences.ways == TerminalSignal.allCases.map(\.rawValue))
  }
}
