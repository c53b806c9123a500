import ClientCore
import JSON
import TER1TUI
import TestSupport
import Testing

/// The program is killed without warning: the next start shows the same place, with the cursor on the same row and the text that was
/// being typed.
@Suite struct StateTests {
  static let places = [
    "1 j", "1 <Enter> j j", "1 <Enter> j <Enter> n n", "1 <Enter> <Enter> r \"Encore deux mots\" <Left> <Left>",
    "2 j", "2 <Enter>", "2 <Enter> a \"Je viens\" <Home>",
  ]

  @Test(arguments: places, [(40, 12), (80, 24)])
  func aDiscussionComesBackAsItWas(keys: String, size: (columns: Int, rows: Int)) async throws {
    try await check(keys, size) { try await Cooperative.fill($0) }
  }

  @Test(arguments: ["3 j j j", "3 j j j <Enter>", "4 j", "4 <Enter> j"], [(40, 12), (80, 24)])
  func eventsAndFilesComeBackAsTheyWere(keys: String, size: (columns: Int, rows: Int)) async throws {
    try await check(keys, size) { try await UnionWorld.fill($0) }
  }

  private func check(
    _ keys: String, _ size: (columns: Int, rows: Int), fill: (Cache) async throws -> Void
  ) async throws {
    let now = UnionWorld.autumn
    let scenario = try await Scenario(size: size, now: now, fill: fill)
    scenario.type(keys)
    scenario.wait(seconds: 3)
    let before = Self.place(scenario)
    scenario.restart()
    #expect(Self.place(scenario) == before)
  }

  /// The pane, what is under the cursor, and where in it the cursor stands. How far the page is scrolled is not kept, and what was new
  /// has been read.
  private static func place(_ scenario: Scenario) -> [String] {
    let screen = scenario.screen
    let tab = screen.text(row: 0).drop { $0 != "[" }.prefix { $0 != "(" && $0 != "]" }
    return [tab.filter { $0 != " " }, screen.text(row: screen.cursor.row), "\(screen.cursor.column)"]
  }

  /// What is kept is written after the keys, not with each of them.
  @Test func movingWritesNothingBeforeAPause() async throws {
    let scenario = try await Scenario(fill: { try await Cooperative.fill($0) })
    scenario.type("1 j")
    #expect(try scenario.cache.reader.note("place") == nil)
    scenario.wait(seconds: 3)
    #expect(try scenario.cache.reader.note("place")?["on"] != nil)
  }
}
