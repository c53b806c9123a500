import Testing
import Text

@testable import TER1TUI

@Suite struct QRCodeTests {
  private let link = "https://meet.coop.example/union-locale-de-brest/reunion-du-jeudi"

  /// The three corners that a camera looks for, dark and light in the proportion 1:1:3:1:1, and the margin around them.
  @Test func hasTheCornersAndTheMargin() throws {
    let code = try #require(QRCode(link, in: Size(columns: 80, rows: 23)))
    let margin = (code.side - code.width) / 2
    let finder = [true, false, true, true, true, false, true]
    for (column, row) in [(0, 3), (code.width - 7, 3), (0, code.width - 4)] {
      #expect((0..<7).map { code.isDark(margin + column + $0, margin + row) } == finder)
    }
    #expect(
      (0..<code.side).allSatisfy { !code.isDark($0, 0) && !code.isDark(0, $0) && !code.isDark($0, code.side - 1) })
    #expect(code.rows <= 23)
  }

  @Test func aLinkFits80x24AndALongOneIsSaid() throws {
    #expect(QRCode(link, in: Size(columns: 80, rows: 23)) != nil)
    #expect(QRCode(link + String(repeating: "x", count: 400), in: Size(columns: 80, rows: 23)) == nil)
    #expect(QRCode(link, in: Size(columns: 40, rows: 12)) == nil)
    #expect(QRCode("", in: Size(columns: 80, rows: 24)) == nil)
  }

  @Test func cellsShowTwoModules() throws {
    let code = try #require(QRCode(link, in: Size(columns: 80, rows: 23)))
    for row in 0..<code.rows {
      for (column, cell) in code.text(row: row).enumerated() {
        #expect((cell == "▀" || cell == "█") == code.isDark(column, 2 * row))
        #expect((cell == "▄" || cell == "█") == code.isDark(column, 2 * row + 1))
      }
    }
  }
}
