import Text

/// A text being edited, broken into rows of the screen at words; every character keeps its place.
struct WrappedText {
  struct Row {
    /// The line of the text, and the range of its characters that stand in this row.
    let line: Int
    let range: Range<Int>
  }

  private(set) var rows: [Row] = []
  private let buffer: EditBuffer

  init(_ buffer: EditBuffer, columns: Int) {
    self.buffer = buffer
    for (index, line) in buffer.lines.enumerated() {
      rows += Self.ranges(line, columns: max(2, columns)).map { Row(line: index, range: $0) }
    }
  }

  private static func ranges(_ line: [Character], columns: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var (start, filled, lastBreak) = (0, 0, 0)
    for (index, character) in line.enumerated() {
      let width = CellWidth.of(character)
      if filled + width > columns && character != " " {
        let end = lastBreak > start ? lastBreak : index
        ranges.append(start..<end)
        start = end
        filled = line[start..<index].reduce(0) { $0 + CellWidth.of($1) }
      }
      filled += width
      if character == " " { lastBreak = index + 1 }
    }
    return ranges + [start..<line.count]
  }

  /// Where a character stands, in cells.
  func place(row: Int, column: Int) -> Point {
    let index = rows.lastIndex { $0.line == row && $0.range.lowerBound <= column } ?? 0
    let before = buffer.lines[row][rows[index].range.lowerBound..<column]
    return Point(column: before.reduce(0) { $0 + CellWidth.of($1) }, row: index)
  }

  /// The character nearest to a cell.
  func position(row index: Int, column: Int) -> (row: Int, column: Int) {
    let row = rows[index]
    var filled = 0
    var position = row.range.lowerBound
    for character in buffer.lines[row.line][row.range] {
      filled += CellWidth.of(character)
      if filled > column { break }
      position += 1
    }
    let isLastRowOfLine = row.range.upperBound == buffer.lines[row.line].count
    return (row.line, isLastRowOfLine ? position : min(position, max(row.range.lowerBound, row.range.upperBound - 1)))
  }

  /// The cells of a row that a part of its line fills; an empty range: it stands in other rows.
  func cells(of columns: Range<Int>, inRow index: Int) -> Range<Int> {
    let row = rows[index]
    let part = columns.clamped(to: row.range)
    let line = buffer.lines[row.line]
    let start = line[row.range.lowerBound..<part.lowerBound].reduce(0) { $0 + CellWidth.of($1) }
    return start..<start + line[part].reduce(0) { $0 + CellWidth.of($1) }
  }

  func text(_ index: Int) -> SafeText {
    SafeText(String(buffer.lines[rows[index].line][rows[index].range]))
  }
}
