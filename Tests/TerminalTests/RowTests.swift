import TER1TUI
import Testing

@testable import CursesTerminal

/// What happens to a row of cells on its way to the terminal.
@Suite struct RowTests {
  private func row(_ runs: (String, Style)...) -> ArraySlice<Cell> {
    runs.flatMap { text, style in text.map { Cell($0, style) } }[...]
  }

  private func text(_ cells: [Cell]) -> String { String(cells.compactMap(\.character)) }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("é", "w6k=")])
  func base64IsThatOfTheRFC(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
  }

  @Test func asciiKeepsColumnsInLine() {
    let ascii = AsciiRow(row(("▌ œuvre   │ déjà…", .text)))
    #expect(text(ascii.cells) == "> oeuvre  | deja~")
  }

  /// The interface's own signs stand in columns: what follows them stays where it is.
  @Test func ownSignsAreAsWideInASCII() {
    for sign in "▌│…✓✗↻→←↳⚠⟨⟩•●·×" {
      let ascii = text(AsciiRow(row(("a\(sign)b c", .text))).cells)
      #expect(ascii.count == 5 && ascii.hasPrefix("a") && ascii.hasSuffix("b c"), "\(sign): \(ascii)")
    }
  }

  @Test func asciiRowsAreAsLongAsTheRowsTheyStandFor() {
    let wide = [Cell("日", .text), Cell(nil, .text), Cell("€", .text), Cell(" ", .text)]
    #expect(AsciiRow(wide[...]).cells.count == 4)
    let isASCII = text(AsciiRow(wide[...]).cells).allSatisfy { $0.isASCII }
    #expect(isASCII)
  }

  @Test func blanksArePlainWhereThatCannotBeSeen() {
    let cells = BlankStyles.settled(row(("a b", .dim), ("  ", .dim), (" ", Style(.dim, .reverse))), Theme.all[0])
    #expect(cells[1].style == .text && cells[4].style == .text)
    #expect(cells[0].style == .dim && cells[5].style == Style(.dim, .reverse))
  }

  @Test func anUnderlineIsNeverDrawnUnderBlanks() {
    let cells = BlankStyles.settled(row(("a", Style(.link)), (" ", .text), ("b", .text)), Theme.all[0])
    #expect(cells[1].style == .text)
  }
}
