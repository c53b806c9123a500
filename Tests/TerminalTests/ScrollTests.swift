import Testing

@testable import CursesTerminal
@testable import TER1TUI

/// What a terminal is asked to move by itself.
@Suite struct ScrollTests {
  /// A screen of 24 rows: a title, a list, two lines below it.
  private func screen(_ list: some Sequence<String>, current: Int = 0) -> Screen {
    var canvas = Canvas(Size(columns: 40, rows: 24))
    canvas.put("A title", column: 0, row: 0)
    for (place, text) in list.enumerated() { canvas.put(text, column: 2, row: 1 + place) }
    canvas.put("▌", column: 0, row: 1 + current)
    canvas.put("how it stands", column: 0, row: 22)
    canvas.put("keys", column: 0, row: 23)
    return canvas.screen
  }

  /// Of which no two have a letter in the same place, a screen apart or nearer.
  private func rows(_ range: Range<Int>) -> [String] {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return range.map { String(repeating: letters[$0 % 26], count: 24) + " \($0)" }
  }

  @Test func whatNcursesMovesIsLeftToIt() {
    #expect(Scroll(from: screen(rows(0..<21), current: 20), to: screen(rows(1..<22), current: 20)) == nil)
    #expect(Scroll(from: screen(rows(0..<21)), to: screen(rows(10..<31))) == nil)
  }

  /// The row under the cursor's mark is the same without it.
  @Test func twoRowsInSightAreMovedHoweverFar() {
    let found = Scroll(from: screen(rows(0..<21), current: 20), to: screen(rows(19..<40), current: 20))
    #expect(found == Scroll(1...21, by: 19))
  }

  @Test func whatStaysAboveTheListStays() {
    let (old, new) = (["A day"] + rows(0..<20), ["A day"] + rows(16..<36))
    #expect(Scroll(from: screen(old, current: 20), to: screen(new, current: 20)) == Scroll(2...21, by: 16))
    #expect(Scroll(from: screen(new, current: 20), to: screen(old, current: 20)) == Scroll(2...21, by: -16))
  }

  @Test func nothingIsMovedWhereThatSavesNothing() {
    #expect(Scroll(from: screen(rows(0..<21)), to: screen(rows(0..<21), current: 5)) == nil)
    #expect(Scroll(from: screen(rows(0..<21)), to: screen(rows(100..<121))) == nil)
    // Blank rows are everywhere the same.
    let (old, new) = (["a", "", "b", "", "c"], ["d", "e", "", "f", ""])
    #expect(Scroll(from: screen(old), to: screen(new)) == nil)
    // A short row far away, for which all others would be moved.
    #expect(Scroll(from: screen(["x"] + rows(0..<20)), to: screen(["y"] + rows(0..<19) + ["x"])) == nil)
  }
}
