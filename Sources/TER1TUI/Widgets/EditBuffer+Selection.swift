/// What is selected of a text: from where one began to the cursor.
extension EditBuffer {
  /// nil: nothing is.
  var selection: (start: Position, end: Position)? {
    guard let anchor, anchor != cursor || reach != .to, lines.indices.contains(anchor.row),
      anchor.column <= lines[anchor.row].count
    else { return nil }
    let part = ViPart(anchor, cursor, reach)
    return (start(of: part), end(of: part))
  }

  /// The columns of a line that are selected.
  func selectedColumns(ofLine line: Int) -> Range<Int>? {
    guard let selection, (selection.start.row...selection.end.row).contains(line) else { return nil }
    let start = line == selection.start.row ? selection.start.column : 0
    let end = line == selection.end.row ? selection.end.column : lines[line].count
    return start < end ? start..<end : nil
  }

  /// Begins a selection at the cursor, or forgets the one there is.
  mutating func toggleSelection() { (anchor, isExtending, reach) = (anchor == nil ? cursor : nil, false, .to) }

  mutating func selectAll() {
    moveToStart()
    let start = cursor
    moveToEnd()
    (anchor, isExtending, reach) = (start, false, .to)
  }

  /// Moves, the selection growing with it.
  mutating func extend(_ move: (inout EditBuffer) -> Void) {
    let kept = anchor ?? cursor
    move(&self)
    (anchor, isExtending, reach) = (kept, true, .to)
  }

  /// False: nothing is selected.
  mutating func copySelection() -> Bool {
    guard let selection else { return false }
    cut = text(from: selection.start, to: selection.end)
    anchor = nil
    return true
  }

  /// False: nothing is selected.
  mutating func cutSelection() -> Bool {
    guard let selection else { return false }
    remember(.other)
    cut = remove(from: selection.start, to: selection.end)
    return true
  }

  /// Takes out what is selected, in one step for undo; false: nothing is.
  mutating func removeSelection() -> Bool {
    guard let selection else { return false }
    remember(.other)
    _ = remove(from: selection.start, to: selection.end)
    return true
  }

  /// Puts something in the place of a part of a line, in one step for undo; the cursor stands behind it.
  mutating func replace(line: Int, _ columns: Range<Int>, with text: String) {
    remember(.other)
    _ = remove(
      from: Position(row: line, column: columns.lowerBound), to: Position(row: line, column: columns.upperBound))
    insertWithoutStep(text)
  }
}
