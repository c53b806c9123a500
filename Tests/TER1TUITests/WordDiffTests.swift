import Testing
import Text

@testable import TER1TUI

@Suite struct WordDiffTests {
  private func shown(_ old: String, _ new: String) -> [String] {
    WordDiff.lines(from: UntrustedText(old), to: UntrustedText(new)).map(\.text)
  }

  @Test func wordsAreMarkedWithoutColour() {
    #expect(shown("Rendez-vous à 14 h, gare", "Rendez-vous à 15 h, gare") == ["Rendez-vous à [-14-] [+15+] h, gare"])
    #expect(shown("", "tout") == ["[+tout+]"])
    #expect(shown("tout", "") == ["[-tout-]"])
    #expect(shown("même", "même") == ["même"])
  }

  @Test func linesStay() {
    #expect(shown("a\nb", "a\nc\nd") == ["a", "[-b-][+c", "d+]"])
  }

  /// What is shown without the removed parts is the new text, without the added ones the old.
  @Test func bothTextsAreInIt() {
    let words = ["un", "deux", "trois\n", "  ", "é"]
    for seed in 0..<200 {
      let old = (0..<(seed % 13)).map { words[($0 * 7 + seed) % 5] + " " }.joined()
      let new = (0..<(seed % 11)).map { words[($0 * 3 + seed / 2) % 5] + " " }.joined()
      let runs = WordDiff.runs(from: old, to: new)
      #expect(runs.filter { $0.change != .added }.map(\.text).joined() == old)
      #expect(runs.filter { $0.change != .removed }.map(\.text).joined() == new)
    }
  }

  @Test func anotherTextOfAnyLengthTakesNoTime() {
    let old = (0..<20_000).map { "a\($0) " }.joined()
    let new = (0..<20_000).map { "b\($0) " }.joined()
    #expect(WordDiff.runs(from: old, to: new).map(\.change) == [.removed, .added])
  }
}
