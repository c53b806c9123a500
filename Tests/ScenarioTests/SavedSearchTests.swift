import ClientCore
import Foundation
import JSON
import TER1TUI
import TestSupport
import Testing

@Suite struct SavedSearchTests {
  private func scenario(_ columns: Int = 80, _ rows: Int = 24) async throws -> Scenario {
    try await Scenario(size: (columns, rows), firstPane: "forums") { try await Cooperative.fill($0) }
  }

  @Test(arguments: [(40, 12), (80, 24)]) func aKeptSearchIsAFolderAmongTheBoards(columns: Int, rows: Int) async throws {
    let scenario = try await scenario(columns, rows)
    scenario.type("/ \"sono de:sam\" <Enter> m <C-u> \"La sono\" <Enter>")
    #expect(scenario.text.contains("Gardée"))
    scenario.type("1 G")
    scenario.check("kept-search-\(columns)x\(rows)")
    scenario.type("<Enter>")
    #expect(scenario.text.contains("La sono · 1 résultat"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("▌ │ ● Sam N’Diaye"))
  }

  @Test func keptSearchesAreListedAndForgotten() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"sono\" <Enter> m <Enter> / <C-u> \"tract\" <Enter> m <Enter> <Esc>")
    #expect(scenario.text.contains("Recherches gardées"))
    #expect(scenario.text.contains("sono") && scenario.text.contains("tract"))
    scenario.type("D")
    #expect(try scenario.cache.reader.note("searches") == [["tract", "tract"]])
    scenario.type(": \"search.saved tract\" <Enter>")
    #expect(scenario.text.contains("tract · "))
  }

  @Test(arguments: ["sono de:sam", "sono from:sam", "type:forum sono", "dans:actions sono", "in:actions sono"])
  func operatorsAreKnownInBothLanguages(query: String) async throws {
    let scenario = try await scenario()
    scenario.type("/ \"\(query)\" <Enter>")
    #expect(scenario.text.contains("résultat"))
  }

  /// A letter that is typed asks away from the keys: what was found before stays meanwhile.
  @Test func aKeyNeverWaitsForASearch() async throws {
    let scenario = try await scenario()
    var app = App(settings: InterfaceSettings())
    let surroundings = Surroundings(
      cache: scenario.cache.reader, now: Scenario.startOfTime, zone: .gmt, makeID: { "x" })
    _ = app.start(size: Size(columns: 80, rows: 24), surroundings)
    var asked = 0
    for key in ["/", "s", "o", "n", "o"] {
      for effect in app.update(.terminal(.key(KeyStroke(Character(key)))), surroundings) {
        if case .read(pane: "search", _, _) = effect { asked += 1 }
      }
    }
    #expect(asked == 4)
  }
}

@Suite struct DraftListTests {
  @Test(arguments: [(40, 12), (80, 24)]) func draftsStandInTheOutboxAndAreGoneOnWith(
    columns: Int, rows: Int
  ) async throws {
    let scenario = try await Scenario(size: (columns, rows), firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("n \"Un titre\" <Tab> \"Un texte\" <Esc> G n \"Autre chose\" <Esc>")
    scenario.type(": \"pane outbox\" <Enter>")
    scenario.check("drafts-\(columns)x\(rows)")
    scenario.type("G <Enter>")
    #expect(scenario.text.contains("Un titre") && scenario.text.contains("Un texte"))
    scenario.type("<Esc> : \"pane outbox\" <Enter> G x o")
    #expect(scenario.text.contains("Le brouillon est jeté"))
    #expect(try scenario.cache.reader.drafts().count == 1)
  }
}
