/// What vim's keys do with a text.
extension EditBuffer {
  // MARK: Places

  /// In normal mode one is on a character, not behind the last.
  mutating func settleOnCharacter() { if column > 0, column == lines[row].count { moveLeftInLine() } }

  mutating func moveLeftInLine() { if column > 0 { putCursor(row: row, column: column - 1) } }

  mutating func putCursor(_ place: Position) { putCursor(row: place.row, column: place.column) }

  mutating func select(_ reach: ViReach) {
    (anchor, self.reach) = (cursor, reach)
  }

  /// Goes to the other end of what is selected.
  mutating func swapEnds() {
    guard let other = anchor else { return }
    anchor = cursor
    putCursor(other)
  }

  // MARK: Parts

  func start(of part: ViPart) -> Position {
    part.reach == .lines ? Position(row: part.start.row, column: 0) : part.start
  }

  /// The end of a part, behind its last character.
  func end(of part: ViPart) -> Position {
    let last = lines[part.end.row].count
    switch part.reach {
    case .to: return part.end
    case .through, .block: return Position(row: part.end.row, column: min(last, part.end.column + 1))
    case .lines: return Position(row: part.end.row, column: last)
    }
  }

  /// Whole lines end with a line break.
  func text(of part: ViPart) -> String {
    text(from: start(of: part), to: end(of: part)) + (part.reach == .lines ? "\n" : "")
  }

  /// - Parameter leavesLine: whether an empty line stays where whole ones were.
  mutating func take(_ part: ViPart, leavesLine: Bool = false) {
    remember(.other)
    let isLastLine = part.end.row == lines.count - 1
    _ = remove(from: start(of: part), to: end(of: part))
    guard part.reach == .lines, !leavesLine, lines.count > 1 else { return }
    let above = Position(row: max(0, row - 1), column: lines[max(0, row - 1)].count)
    _ = isLastLine ? remove(from: above, to: cursor) : remove(from: cursor, to: Position(row: row + 1, column: 0))
    putCursor(textStart(ofLine: row))
  }

  /// Puts in what was cut: lines below or above this one, else behind or before the cursor. What is selected gives way to it.
  mutating func put(_ count: Int, before isBefore: Bool) {
    let replaces = takeSelection()
    if !replaces { remember(.other) }
    if isBlockCut, isMultiline { return putBlock(count, before: isBefore || replaces) }
    guard cut.hasSuffix("\n"), isMultiline else {
      if !isBefore, !replaces { putCursor(row: row, column: column + 1) }
      insertWithoutStep(String(repeating: cut, count: count))
      return moveLeftInLine()
    }
    let whole = String(repeating: cut, count: count)
    let line = isBefore ? row : row + 1
    putCursor(row: row, column: isBefore ? 0 : lines[row].count)
    insertWithoutStep(isBefore ? whole : "\n" + whole.dropLast())
    putCursor(textStart(ofLine: line))
  }

  /// False: nothing is selected.
  private mutating func takeSelection() -> Bool {
    guard let anchor else { return false }
    if let block { take(block) } else { take(ViPart(anchor, cursor, reach), leavesLine: true) }
    return true
  }

  // MARK: Acts

  /// Goes to where one begins to type.
  mutating func begin(_ act: ViAct) {
    switch act {
    case .append: putCursor(row: row, column: column + 1)
    case .insertAtText: putCursor(textStart(ofLine: row))
    case .appendAtEnd: putCursor(row: row, column: lines[row].count)
    case .openBelow, .openAbove: open(below: act == .openBelow)
    default: break
    }
  }

  /// A text of one line has no room for another.
  private mutating func open(below isBelow: Bool) {
    putCursor(row: row, column: isBelow ? lines[row].count : 0)
    guard isMultiline else { return }
    remember(.other)
    insertWithoutStep("\n")
    if !isBelow { putCursor(row: row - 1, column: 0) }
  }

  /// False: the line has not so many.
  mutating func replaceCharacters(_ count: Int, _ change: (Character) -> String) -> Bool {
    guard column + count <= lines[row].count else { return false }
    remember(.other)
    let changed = lines[row][column..<(column + count)].map(change).joined()
    _ = remove(from: cursor, to: Position(row: row, column: column + count))
    insertWithoutStep(changed)
    moveLeftInLine()
    return true
  }

  /// Changes each character that is selected; false: none is.
  mutating func replaceSelected(_ change: (Character) -> String) -> Bool {
    guard let anchor else { return false }
    let parts = (min(anchor.row, row)...max(anchor.row, row)).compactMap { line in
      selectedColumns(ofLine: line).map { (line, $0) }
    }
    guard let first = parts.first else { return false }
    remember(.other)
    for (line, columns) in parts {
      let changed = lines[line][columns].map(change).joined()
      _ = remove(
        from: Position(row: line, column: columns.lowerBound), to: Position(row: line, column: columns.upperBound))
      insertWithoutStep(changed)
    }
    putCursor(row: first.0, column: first.1.lowerBound)
    return true
  }

  /// One line of this and the next, their blanks made one; false: there is no next.
  mutating func joinLines(_ count: Int) -> Bool {
    guard row + count < lines.count else { return false }
    remember(.other)
    for _ in 0..<count {
      let start = Position(row: row + 1, column: lines[row + 1].firstIndex { !$0.isWhitespace } ?? lines[row + 1].count)
      let needsBlank = !lines[row].isEmpty && start.column < lines[row + 1].count
      _ = remove(from: Position(row: row, column: lines[row].count), to: start)
      guard needsBlank else { continue }
      insertWithoutStep(" ")
      moveLeftInLine()
    }
    return true
  }
}

extension EditBuffer.Position {
  var before: Self { Self(row: row, column: max(0, column - 1)) }
}
