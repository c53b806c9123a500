import ClientCore
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing
import Text

/// Hostile text in every field of every type, on every pane, in three sizes: the grid stays a grid, and nothing in it is more than a
/// printable character.
@Suite(.ownThreads, .timeLimit(.minutes(30))) struct ScreenTests {
  /// So many strings at a time fill a cache.
  private static let chunk = 120
  static let sizes = [(40, 12), (80, 24), (200, 50)]

  /// Opens a pane and goes through it.
  private static let tours = [
    "1 j <Enter> j <Enter> n n Z <Esc> <PageDown> j <Enter> <Esc> <PageDown> <PageDown> <Enter> <Esc> <Esc>",
    "1 G <Enter> <Enter> o <Esc> y <Esc>", "2 <Enter> <PageUp> <PageUp> <PageUp> k u o <Esc> y <Esc> G <Esc>",
    "3 j j <Enter> <Esc> <PageDown> <Enter> o <Esc> <Esc> <PageDown> yi yp m j j <Esc>", "3 c <Esc>",
    "4 j <Enter> <PageDown> j <Enter> <Esc> <PageDown> G <Enter> <Esc> v v <Esc>",
    "5 j <Enter> <Esc>", "/ \"type:message e\" <Enter> j <PageDown> <Enter> <Esc>", "6 <PageDown> <Enter> <Esc>",
    "7 W <Esc>", ": \"pane digest\" <Enter> <PageDown> <Enter> <Esc>", ": \"pane cost\" <Enter>", "? <PageDown> <Esc>",
    "g j",
  ]

  @Test func everyFieldOnEveryPane() async throws {
    let strings = HostileStrings.all
    var (fields, plants, screens) = (Set<String>(), 0, 0)
    for first in stride(from: 0, to: strings.count, by: Self.chunk) {
      let (seen, planted, shown) = try await look(first: first, count: min(Self.chunk, strings.count - first))
      fields.formUnion(seen)
      (plants, screens) = (plants + planted, screens + shown)
    }
    #expect(fields.count > 60, "\(fields.sorted())")
    print("hostile text: \(strings.count) strings in \(fields.count) fields, \(plants) plants, \(screens) screens")
  }

  private func look(first: Int, count: Int) async throws -> (Set<String>, Int, Int) {
    var filled: HostileCache?
    let language: Language = (first / Self.chunk).isMultiple(of: 2) ? .french : .english
    let scenario = try await Scenario(language: language) { cache in
      filled = try await HostileCache(filling: cache, from: first, count: count)
    }
    let hostile = try #require(filled)
    var screens = 0
    for size in Self.sizes {
      scenario.resize(size.0, size.1)
      for tour in Self.tours {
        for key in keys(of: tour) {
          scenario.type(key)
          screens += 1
          let faults = ScreenCheck(scenario.screen).faults
          try #require(faults.isEmpty, "strings from \(first), \(size), \(tour) at \(key): \(faults)")
        }
      }
    }
    for text in scenario.terminal.clipboard {
      #expect(TerminalOutput(Array(text.utf8), .calendar).violations.isEmpty, "\(first): the clipboard")
    }
    return (hostile.fields, hostile.plants, screens)
  }

  /// The keys one by one; what stands in quotation marks in one piece.
  private func keys(of tour: String) -> [String] {
    tour.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part -> [String] in
      index % 2 == 1 ? ["\"\(part)\""] : part.split(separator: " ").map(String.init)
    }
  }
}

/// What must hold for whatever is on a screen.
struct ScreenCheck {
  private(set) var faults: [String] = []

  init(_ screen: Screen) {
    if screen.cells.count != screen.size.columns * screen.size.rows { faults.append("\(screen.cells.count) cells") }
    for row in 0..<screen.size.rows { check(Array(screen[row]), row) }
  }

  private mutating func check(_ cells: [Cell], _ row: Int) {
    var width = 0
    for (column, cell) in cells.enumerated() {
      guard let character = cell.character else {
        if column == 0 || cells[column - 1].character.map(CellWidth.of) != 2 {
          faults.append("half a character in \(row)")
        }
        continue
      }
      width += CellWidth.of(character)
      // One cluster for ncurses is one base and at most four marks.
      guard character.unicodeScalars.allSatisfy(Self.isPrintable), character.unicodeScalars.count <= 5 else {
        faults.append("\(character.unicodeScalars.map { String($0.value, radix: 16) }) in \(row)")
        continue
      }
    }
    if width != cells.count { faults.append("row \(row) is \(width) wide") }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: CellWidth.of(scalar) >= 0
    }
  }
}
