/// What is selected of a text: from where one began to the cursor.
extension EditBuffer {
  /// nil: nothing is, or a rectangle.
  var selection: (start: Position, end: Position)? {
    guard let anchor, !reach.isBlock, anchor != cursor || reach != .to, lines.indices.contains(anchor.row),
      anchor.column <= lines[anchor.row].count
    else { return nil }
    let part = ViPart(anchor, cursor, reach)
    return (start(of: part), end(of: part))
  }

  /// nil: nothing is.
  var selectedText: String? { block.map { text(of: $0) } ?? selection.map { text(from: $0.start, to: $0.end) } }

  /// The columns of a line that are selected.
  func selectedColumns(ofLine line: Int) -> Range<Int>? {
    if let block {
      let columns = block.lines.contains(line) ? columns(ofCells: block.cells, inLine: line) : 0..<0
      return columns.isEmpty ? nil : columns
    }
    guard let selection, (selection.start.row...selection.end.row).contains(line) else { return nil }
    let start = line == selection.start.row ? selection.start.column : 0
    let end = line == selection.end.row ? selection.end.column : lines[line].count
    return start < end ? start..<end : nil
  }

  /// Begins a selection at the cursor, or forgets the one there is.
  mutating func toggleSelection() { (anchor, isExtending, reach) = (anchor == nil ? cursor : nil, false, .to) }

  mutating func selectAll() {
    moveToEnd()
    (anchor, isExtending, reach) = (Position(row: 0, column: 0), false, .to)
  }

  /// Selects all of it until one moves: what is typed first takes its place.
  mutating func selectUntilMoved() {
    selectAll()
    isExtending = true
  }

  /// Moves, the selection growing with it.
  mutating func extend(_ move: (inout EditBuffer) -> Void) {
    let kept = anchor ?? cursor
    move(&self)
    (anchor, isExtending, reach) = (kept, true, .to)
  }

  /// False: nothing is selected.
  mutating func copySelection() -> Bool {
    guard let text = selectedText else { return false }
    let isBlock = block != nil
    (cut, isBlockCut, anchor) = (text, isBlock, nil)
    return true
  }

  /// False: nothing is selected.
  mutating func cutSelection() -> Bool {
    guard let text = selectedText else { return false }
    let isBlock = block != nil
    defer { (cut, isBlockCut) = (text, isBlock) }
    return removeSelection()
  }

  /// Takes out what is selected, in one step for undo; false: nothing is.
  mutating func removeSelection() -> Bool {
    if let block {
      take(block)
      return true
    }
    guard let selection else { return false }
    remember(.other)
    _ = remove(from: selection.start, to: selection.end)
    return true
  }

  /// Puts something in the place of whole lines, in one step for undo.
  mutating func replaceLines(_ range: ClosedRange<Int>, with text: String) {
    remember(.other)
    let end = Position(row: range.upperBound, column: lines[range.upperBound].count)
    _ = remove(from: Position(row: range.lowerBound, column: 0), to: end)
    insertWithoutStep(text)
  }

  /// Puts something in the place of a part of a line, in one step for undo; the cursor stands behind it.
  mutating func replace(line: Int, _ columns: Range<Int>, with text: String) {
    remember(.other)
    _ = remove(
      from: Position(row: line, column: columns.lowerBound), to: Position(row: line, column: columns.upperBound))
    insertWithoutStep(text)
  }
}
