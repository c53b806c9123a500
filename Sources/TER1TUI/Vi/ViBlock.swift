import Text

/// A rectangle of a text: the same cells of each of its lines.
struct ViBlock: Equatable, Sendable {
  let lines: ClosedRange<Int>
  /// Without an end where it goes to the end of each line.
  let cells: Range<Int>

  var goesToLineEnds: Bool { cells.upperBound == .max }
}

/// Where what is typed in the first line of a rectangle comes again in the others.
struct ViBlockInsertion: Sendable {
  let block: ViBlock
  /// Before a rectangle, or in the place of one, those alone that it has a part of.
  let lines: [Int]
  let isBehind: Bool

  init(_ block: ViBlock, _ text: EditBuffer, isBehind: Bool) {
    (self.block, self.isBehind) = (block, isBehind)
    lines = block.lines.dropFirst().filter { isBehind || !text.columns(ofCells: block.cells, inLine: $0).isEmpty }
  }
}

extension EditBuffer {
  /// What is selected, where that is a rectangle.
  var block: ViBlock? {
    guard let anchor, case .block(let toLineEnds) = reach, lines.indices.contains(anchor.row) else { return nil }
    let (one, other) = (cells(at: anchor), cells(at: cursor))
    let end = toLineEnds ? Int.max : max(one.upperBound, other.upperBound)
    return ViBlock(
      lines: min(anchor.row, row)...max(anchor.row, row), cells: min(one.lowerBound, other.lowerBound)..<end)
  }

  /// What the character there fills; behind the last one, a cell.
  func cells(at place: Position) -> Range<Int> {
    let line = lines[place.row]
    let start = line.prefix(place.column).reduce(0) { $0 + CellWidth.of($1) }
    return start..<start + (place.column < line.count ? max(1, CellWidth.of(line[place.column])) : 1)
  }

  /// The characters of a line that fill any of these cells; where it ends before them, none at its end.
  func columns(ofCells cells: Range<Int>, inLine line: Int) -> Range<Int> {
    var (filled, start, end) = (0, lines[line].count, lines[line].count)
    for (column, character) in lines[line].enumerated() {
      let next = filled + CellWidth.of(character)
      if next > cells.lowerBound { start = min(start, column) }
      if filled >= cells.upperBound {
        end = column
        break
      }
      filled = next
    }
    return min(start, end)..<end
  }

  /// Up or down by whole lines; the cursor stays in its cell where the line has one.
  mutating func moveLines(by distance: Int, cell: Int) {
    let line = min(max(0, row + distance), lines.count - 1)
    let column = columns(ofCells: cell..<cell + 1, inLine: line).lowerBound
    move(to: Position(row: line, column: min(column, max(0, lines[line].count - 1))))
  }

  func text(of block: ViBlock) -> String {
    block.lines.map { String(lines[$0][columns(ofCells: block.cells, inLine: $0)]) }.joined(separator: "\n")
  }

  mutating func take(_ block: ViBlock) {
    remember(.other)
    for line in block.lines.reversed() {
      let columns = columns(ofCells: block.cells, inLine: line)
      _ = remove(
        from: Position(row: line, column: columns.lowerBound), to: Position(row: line, column: columns.upperBound))
    }
  }

  /// Puts the cursor where one types.
  mutating func begin(_ insertion: ViBlockInsertion) {
    if insertion.isBehind { remember(.other) }
    putCursor(inLine: insertion.block.lines.lowerBound, insertion)
  }

  /// Says again in the other lines what was typed in the first from `start` on.
  mutating func repeatTyped(_ text: String, from start: Position, _ insertion: ViBlockInsertion) {
    for line in insertion.lines {
      putCursor(inLine: line, insertion)
      insertWithoutStep(text)
    }
    putCursor(start)
  }

  private mutating func putCursor(inLine line: Int, _ insertion: ViBlockInsertion) {
    let cells = insertion.block.cells
    if !insertion.isBehind {
      putCursor(row: line, column: columns(ofCells: cells, inLine: line).lowerBound)
    } else if insertion.block.goesToLineEnds {
      putCursor(row: line, column: lines[line].count)
    } else {
      putCursor(inLine: line, cell: cells.upperBound)
    }
  }

  /// Fills a line that ends before the cell.
  private mutating func putCursor(inLine line: Int, cell: Int) {
    putCursor(row: line, column: columns(ofCells: cell..<cell + 1, inLine: line).lowerBound)
    let missing = cell - cells(at: cursor).lowerBound
    if missing > 0, column == lines[line].count { insertWithoutStep(String(repeating: " ", count: missing)) }
  }

  /// Puts a rectangle that was cut beside the cursor, a line of it into each line from here on.
  mutating func putBlock(_ count: Int, before isBefore: Bool) {
    let start = Position(row: row, column: column + (isBefore || lines[row].isEmpty ? 0 : 1))
    let cell = cells(at: start).lowerBound
    let pieces = cut.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let width = pieces.map { SafeText($0).width }.max() ?? 0
    for (offset, piece) in pieces.enumerated() {
      if start.row + offset == lines.count { appendLine() }
      putCursor(inLine: start.row + offset, cell: cell)
      let filled = piece + String(repeating: " ", count: width - SafeText(piece).width)
      insertWithoutStep(String(repeating: filled, count: count - 1) + (column == lines[row].count ? piece : filled))
    }
    putCursor(start)
  }

  private mutating func appendLine() {
    putCursor(row: lines.count - 1, column: lines[lines.count - 1].count)
    insertWithoutStep("\n")
  }
}
