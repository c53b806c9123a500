import TER1TUI

/// Gives the blanks of a row the looks that cost the fewest bytes. A blank has no ink, so that its colour cannot be seen: a few of
/// them go on in the look of what stands before, for a change of looks is longer than they are; many, and those at the end, are
/// plain, for the terminal can jump over them or erase them.
enum BlankStyles {
  /// A jump of the cursor is about as long as this many blanks.
  private static let longestGap = 5

  static func settled(_ row: ArraySlice<Cell>, _ theme: Theme) -> [Cell] {
    var cells = Array(row)
    var index = 0
    while index < cells.count {
      guard isBlank(cells[index]) else {
        index += 1
        continue
      }
      let end = cells[index...].firstIndex { !isBlank($0) } ?? cells.count
      let before = index > 0 ? cells[index - 1].style : .text
      let goesOn = end < cells.count && end - index <= longestGap && isInvisible(before, theme)
      for place in index..<end { cells[place].style = goesOn ? before : .text }
      index = end
    }
    return cells
  }

  private static func isBlank(_ cell: Cell) -> Bool { cell.character == " " && cell.style.emphasis.isEmpty }

  /// Whether a blank in this style looks like a plain one.
  private static func isInvisible(_ style: Style, _ theme: Theme) -> Bool {
    let look = theme[style.role]
    let emphasis = look.emphasis.union(style.emphasis)
    return emphasis.isDisjoint(with: [.underline, .reverse]) && look.background == theme[.text].background
  }
}
