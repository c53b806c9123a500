import Text

/// Lines of a text as they stand on the screen, chosen to be quoted or copied.
struct ChosenRows: Sendable {
  /// The line that the cursor is on.
  var head: Int
  /// Where the choice begins; nil: the cursor only looks for it.
  var anchor: Int?

  func moved(by distance: Int) -> ChosenRows {
    ChosenRows(head: head + distance, anchor: anchor.map { $0 + distance })
  }

  var range: ClosedRange<Int> { min(head, anchor ?? head)...max(head, anchor ?? head) }
}

extension Pager {
  /// The rows of the current block that are what somebody wrote.
  private var textRows: [Int] {
    guard blocks.indices.contains(current) else { return [] }
    let lines = blocks[current].text.lines
    return rows.indices.filter { rows[$0].block == current && lines.contains(rows[$0].source) }
  }

  /// Begins to choose, at the first line in sight; then where the choice begins. False: there is no text.
  mutating func choose() -> Bool {
    if var choice = chosen {
      choice.anchor = choice.anchor == nil ? choice.head : nil
      chosen = choice
      return true
    }
    guard let first = textRows.first(where: { $0 >= top }) ?? textRows.last else { return false }
    chosen = ChosenRows(head: first)
    bring(row: first)
    return true
  }

  /// Moves the cursor among the lines; false when nothing is being chosen.
  mutating func moveChoice(_ motion: Motion) -> Bool {
    let textRows = textRows
    guard var choice = chosen, let place = textRows.firstIndex(of: choice.head) else { return false }
    let last = textRows.count - 1
    let target =
      switch motion {
      case .first: 0
      case .last: last
      default: min(max(0, place + motion.distance(height: size.rows)), last)
      }
    choice.head = textRows[target]
    chosen = choice
    bring(row: textRows[target])
    return true
  }

  private mutating func bring(row: Int) {
    if row < top { top = row }
    if row >= top + size.rows { top = row - size.rows + 1 }
    clamp()
  }

  /// What is chosen: rows that wrapping has made of one line are one line again.
  var chosenText: UntrustedText? {
    guard let chosen, blocks.indices.contains(current) else { return nil }
    let inset = blocks[current].text.inset
    var lines: [(source: Int, text: String)] = []
    for index in chosen.range where rows.indices.contains(index) {
      let row = rows[index]
      let text = Self.text(row.line, from: row.indent ?? inset)
      if let last = lines.last, last.source == row.source {
        lines[lines.count - 1].text += " " + text
      } else {
        lines.append((row.source, text))
      }
    }
    let texts = lines.map(\.text)
    let isBlank = { (text: String) in text.allSatisfy(\.isWhitespace) }
    let end = texts.lastIndex { !isBlank($0) } ?? texts.startIndex - 1
    return UntrustedText(texts.prefix(end + 1).drop(while: isBlank).joined(separator: "\n"))
  }

  private static func text(_ line: Line, from column: Int) -> String {
    var left = column
    let rest = line.text.drop { character in
      guard left > 0 else { return false }
      left -= CellWidth.of(character)
      return true
    }
    return String(rest)
  }

  /// Every chosen line has the marker; the cursor stands on the one it is on.
  func draw(_ chosen: ChosenRows, _ index: Int, row: Int, isFocused: Bool, on canvas: inout Canvas) {
    guard chosen.range.contains(index) else { return }
    canvas.put("▌", column: 0, row: row, isFocused ? Style(.marker) : Style(.dim))
    if index == chosen.head, isFocused { canvas.setCursor(column: 0, row: row) }
  }
}
