import TER1TUI
import Text

/// A row of the screen for a terminal that has nothing but ASCII: letters lose their marks, pictures become words. What grows
/// takes its room from the blanks behind it, so that columns stay in line where they can.
struct AsciiRow {
  private(set) var cells: [Cell] = []

  init(_ row: ArraySlice<Cell>) {
    var debt = 0
    for cell in row {
      guard let character = cell.character else {
        debt -= 1
        continue
      }
      if debt > 0 && character == " " && cells.last?.character == " " {
        debt -= 1
        continue
      }
      let text = Self.ascii(character)
      cells += text.map { Cell($0, cell.style) }
      debt += text.count - 1
    }
    while cells.count < row.count { cells.append(.blank) }
    cells.removeLast(cells.count - row.count)
  }

  private static func ascii(_ character: Character) -> String {
    if character.isASCII { return String(character) }
    return signs[character] ?? Transliteration.ascii(of: character)
  }

  /// The interface's own signs, which stand in columns of their own: each as wide as it is.
  private static let signs: [Character: String] = [
    "▌": ">", "│": "|", "…": "~", "✓": "v", "✗": "x", "↻": "R", "→": ">", "←": "<", "↳": ">", "⚠": "!", "⟨": "<",
    "⟩": ">",
    "‖": "|",
  ]
}
