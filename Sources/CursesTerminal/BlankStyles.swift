import TER1TUI

/// Makes the blanks of a row plain. A blank has no ink, so that neither its colour nor its weight can be seen; plain ones need no
/// change of looks (`ShortOutput`), the terminal can jump over them or erase them, and they are more often there already.
enum BlankStyles {
  static func settled(_ row: ArraySlice<Cell>, _ theme: Theme) -> [Cell] {
    row.map { isBlank($0) && isInvisible($0.style, theme) ? Cell(" ", .text) : $0 }
  }

  private static func isBlank(_ cell: Cell) -> Bool { cell.character == " " && cell.style.emphasis.isEmpty }

  /// Whether a blank in this style looks like a plain one.
  private static func isInvisible(_ style: Style, _ theme: Theme) -> Bool {
    let look = theme[style.role]
    return look.emphasis.isDisjoint(with: [.underline, .reverse]) && look.background == theme[.text].background
  }
}
