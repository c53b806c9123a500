import Text

/// Text being typed: characters with a cursor, undo, and a place for what was cut. One line or many.
///
/// What enters it is reduced to what can be shown, so that the cursor stands where it seems to.
struct EditBuffer: Sendable {
  /// At least one line, without their line breaks.
  private(set) var lines: [[Character]] = [[]]
  private(set) var row = 0
  private(set) var column = 0
  /// What was cut last.
  private(set) var cut = ""
  let isMultiline: Bool
  /// Grows with every change of the text.
  private(set) var revision = 0

  private var undoStack: [Snapshot] = []
  private var redoStack: [Snapshot] = []
  private var lastChange = Change.other
  /// The column the cursor wants to be in when it moves over shorter lines.
  private var wishedColumn: Int?
  private var isLastCommandCut = false

  private struct Snapshot: Sendable {
    let lines: [[Character]]
    let row: Int
    let column: Int
  }

  private enum Change { case typing, deleting, other }

  init(_ text: String = "", isMultiline: Bool = true, cursorAtStart: Bool = false) {
    self.isMultiline = isMultiline
    lines = Self.split(text, isMultiline: isMultiline)
    if !cursorAtStart { (row, column) = (lines.count - 1, lines[lines.count - 1].count) }
  }

  var text: String { lines.map { String($0) }.joined(separator: "\n") }
  var isEmpty: Bool { lines.count == 1 && lines[0].isEmpty }

  /// Puts the cursor there, or as near as the text allows.
  mutating func putCursor(row: Int, column: Int) {
    self.row = min(max(0, row), lines.count - 1)
    self.column = min(max(0, column), lines[self.row].count)
  }

  private static func split(_ text: String, isMultiline: Bool) -> [[Character]] {
    let lines = UntrustedText(text).lines.map { Array($0.string) }
    return isMultiline ? (lines.isEmpty ? [[]] : lines) : [Array(lines.joined(separator: " "))]
  }

  // MARK: Changes

  mutating func insert(_ character: Character) {
    remember(character == " " ? .other : .typing)
    for safe in SafeText(String(character)).string {
      lines[row].insert(safe, at: column)
      column += 1
    }
  }

  /// Text pasted or yanked, in one step for undo.
  mutating func insert(_ text: String) {
    remember(.other)
    let pieces = Self.split(text, isMultiline: isMultiline)
    let tail = Array(lines[row][column...])
    lines[row].removeSubrange(column...)
    lines[row] += pieces[0]
    for piece in pieces.dropFirst() {
      row += 1
      lines.insert(piece, at: row)
    }
    column = lines[row].count
    lines[row] += tail
  }

  mutating func breakLine() {
    guard isMultiline else { return }
    remember(.other)
    let tail = Array(lines[row][column...])
    lines[row].removeSubrange(column...)
    row += 1
    lines.insert(tail, at: row)
    column = 0
  }

  mutating func deleteBackward() {
    guard row > 0 || column > 0 else { return }
    remember(.deleting)
    if column > 0 {
      column -= 1
      lines[row].remove(at: column)
    } else {
      joinWithPrevious()
    }
  }

  mutating func deleteForward() {
    guard column < lines[row].count || row < lines.count - 1 else { return }
    remember(.deleting)
    if column < lines[row].count {
      lines[row].remove(at: column)
    } else {
      lines[row] += lines.remove(at: row + 1)
    }
  }

  private mutating func joinWithPrevious() {
    column = lines[row - 1].count
    lines[row - 1] += lines.remove(at: row)
    row -= 1
  }

  /// Cuts from the cursor to where `move` takes it; cuts in a row gather what they cut.
  mutating func cut(to move: (inout EditBuffer) -> Void) {
    var moved = self
    move(&moved)
    let isBackward = (moved.row, moved.column) < (row, column)
    let (start, end) =
      isBackward ? ((moved.row, moved.column), (row, column)) : ((row, column), (moved.row, moved.column))
    guard start != end else { return }
    let gathers = isLastCommandCut
    remember(.other)
    let piece = remove(from: start, to: end)
    cut = gathers ? (isBackward ? piece + cut : cut + piece) : piece
    isLastCommandCut = true
  }

  private mutating func remove(from start: (Int, Int), to end: (Int, Int)) -> String {
    let removed: String
    if start.0 == end.0 {
      removed = String(lines[start.0][start.1..<end.1])
    } else {
      let middle = lines[(start.0 + 1)..<end.0].map { String($0) }
      removed = ([String(lines[start.0][start.1...])] + middle + [String(lines[end.0][..<end.1])]).joined(
        separator: "\n")
    }
    lines[start.0] = Array(lines[start.0][..<start.1]) + Array(lines[end.0][end.1...])
    if end.0 > start.0 { lines.removeSubrange((start.0 + 1)...end.0) }
    (row, column) = start
    return removed
  }

  mutating func yank() { insert(cut) }

  /// Replaces everything, in one step for undo.
  mutating func replaceAll(_ text: String) {
    remember(.other)
    lines = Self.split(text, isMultiline: isMultiline)
    (row, column) = (lines.count - 1, lines[lines.count - 1].count)
  }

  // MARK: Undo

  /// Undo goes back over a word typed or a run of deletions at a time.
  private mutating func remember(_ change: Change) {
    if change == .other || change != lastChange || undoStack.isEmpty {
      undoStack.append(Snapshot(lines: lines, row: row, column: column))
      if undoStack.count > 500 { undoStack.removeFirst() }
    }
    lastChange = change
    redoStack = []
    isLastCommandCut = false
    wishedColumn = nil
    revision += 1
  }

  mutating func undo() -> Bool { step(from: \.undoStack, to: \.redoStack) }
  mutating func redo() -> Bool { step(from: \.redoStack, to: \.undoStack) }

  private mutating func step(
    from source: WritableKeyPath<EditBuffer, [Snapshot]>, to target: WritableKeyPath<EditBuffer, [Snapshot]>
  ) -> Bool {
    guard let snapshot = self[keyPath: source].popLast() else { return false }
    self[keyPath: target].append(Snapshot(lines: lines, row: row, column: column))
    (lines, row, column) = (snapshot.lines, snapshot.row, snapshot.column)
    lastChange = .other
    revision += 1
    return true
  }
}

// MARK: - Movements

extension EditBuffer {
  mutating func moveLeft() {
    moved()
    if column > 0 {
      column -= 1
    } else if row > 0 {
      row -= 1
      column = lines[row].count
    }
  }

  mutating func moveRight() {
    moved()
    if column < lines[row].count {
      column += 1
    } else if row < lines.count - 1 {
      (row, column) = (row + 1, 0)
    }
  }

  mutating func moveToLineStart() {
    moved()
    column = 0
  }

  mutating func moveToLineEnd() {
    moved()
    column = lines[row].count
  }

  mutating func moveToStart() {
    moved()
    (row, column) = (0, 0)
  }

  mutating func moveToEnd() {
    moved()
    (row, column) = (lines.count - 1, lines[lines.count - 1].count)
  }

  mutating func moveWordRight() {
    skip(while: { !$0.isWord }, forward: true)
    skip(while: \.isWord, forward: true)
  }

  mutating func moveWordLeft() {
    skip(while: { !$0.isWord }, forward: false)
    skip(while: \.isWord, forward: false)
  }

  private mutating func skip(while matches: (Character) -> Bool, forward: Bool) {
    while let next = neighbour(forward: forward), matches(next) { forward ? moveRight() : moveLeft() }
  }

  private func neighbour(forward: Bool) -> Character? {
    if forward {
      if column < lines[row].count { return lines[row][column] }
      return row < lines.count - 1 ? "\n" : nil
    }
    if column > 0 { return lines[row][column - 1] }
    return row > 0 ? "\n" : nil
  }

  /// Up or down by lines of the text as it is wrapped to `columns`.
  mutating func moveRows(by distance: Int, columns: Int) {
    let wrapped = WrappedText(self, columns: columns)
    let place = wrapped.place(row: row, column: column)
    let wish = wishedColumn ?? place.column
    let target = min(max(0, place.row + distance), wrapped.rows.count - 1)
    moved()
    (row, column) = wrapped.position(row: target, column: wish)
    wishedColumn = wish
  }

  private mutating func moved() {
    wishedColumn = nil
    lastChange = .other
    isLastCommandCut = false
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber }
}
