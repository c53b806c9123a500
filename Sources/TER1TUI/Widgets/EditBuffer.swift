import Text

/// Text being typed: characters with a cursor, undo, and a place for what was cut. One line or many.
///
/// What enters it is reduced to what can be shown, so that the cursor stands where it seems to.
struct EditBuffer: Sendable {
  /// At least one line, without their line breaks.
  private(set) var lines: [[Character]] = [[]]
  private(set) var row = 0
  private(set) var column = 0
  /// What was cut or copied last.
  var cut = "" { didSet { isBlockCut = false } }
  /// Whether that is a rectangle.
  var isBlockCut = false
  /// Where a selection begins; it goes on to the cursor. nil: nothing is selected.
  var anchor: Position?
  /// What the selection takes in of its end.
  var reach = ViReach.to
  /// Whether it was begun by moving with Shift: it ends when one moves without.
  var isExtending = false
  let isMultiline: Bool
  /// nil: it is no form.
  var form: FormLines?
  /// Grows with every change of the text.
  private(set) var revision = 0

  private var undoStack: [Snapshot] = []
  private var redoStack: [Snapshot] = []
  private var lastChange = Change.other
  /// The column the cursor wants to be in when it moves over shorter lines.
  private var wishedColumn: Int?
  private var isLastCommandCut = false

  /// A place between two characters.
  struct Position: Hashable, Comparable, Sendable {
    var row: Int
    var column: Int
    static func < (left: Position, right: Position) -> Bool { (left.row, left.column) < (right.row, right.column) }
  }

  private struct Snapshot: Sendable {
    let lines: [[Character]]
    let row: Int
    let column: Int
  }

  enum Change { case typing, deleting, other }

  init(_ text: String = "", isMultiline: Bool = true, cursorAtStart: Bool = false) {
    self.isMultiline = isMultiline
    lines = Self.split(text, isMultiline: isMultiline)
    if !cursorAtStart { (row, column) = (lines.count - 1, lines[lines.count - 1].count) }
  }

  var text: String { lines.map { String($0) }.joined(separator: "\n") }
  var isEmpty: Bool { lines.count == 1 && lines[0].isEmpty }
  var cursor: Position { Position(row: row, column: column) }

  /// How many characters there are, each line break one.
  var length: Int { lines.reduce(lines.count - 1) { $0 + $1.count } }

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

  /// What is selected gives way to what is typed.
  mutating func insert(_ character: Character) {
    let hasSelection = removeSelection()
    if !hasSelection { remember(character == " " ? .other : .typing) }
    for safe in SafeText(String(character)).string {
      lines[row].insert(safe, at: column)
      column += 1
    }
  }

  /// Text pasted or yanked, in one step for undo.
  mutating func insert(_ text: String) {
    if !removeSelection() { remember(.other) }
    insertWithoutStep(text)
  }

  /// As a part of a change that is one step already.
  mutating func insertWithoutStep(_ text: String) {
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
    if !removeSelection() { remember(.other) }
    let tail = Array(lines[row][column...])
    lines[row].removeSubrange(column...)
    row += 1
    lines.insert(tail, at: row)
    column = 0
  }

  mutating func deleteBackward() {
    if removeSelection() { return }
    guard cursor > field.start else { return }
    remember(.deleting)
    if column > 0 {
      column -= 1
      lines[row].remove(at: column)
    } else {
      joinWithPrevious()
    }
  }

  mutating func deleteForward() {
    if removeSelection() { return }
    guard field.start <= cursor, cursor < field.end else { return }
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
    let isBackward = moved.cursor < cursor
    let start = isBackward ? max(moved.cursor, field.start) : cursor
    let end = isBackward ? cursor : min(moved.cursor, field.end)
    guard start < end else { return }
    let gathers = isLastCommandCut
    remember(.other)
    let piece = remove(from: start, to: end)
    cut = gathers ? (isBackward ? piece + cut : cut + piece) : piece
    isLastCommandCut = true
  }

  /// The text between two places.
  func text(from start: Position, to end: Position) -> String {
    guard start.row < end.row else { return String(lines[start.row][start.column..<end.column]) }
    let middle = lines[(start.row + 1)..<end.row].map { String($0) }
    let (first, last) = (String(lines[start.row][start.column...]), String(lines[end.row][..<end.column]))
    return ([first] + middle + [last]).joined(separator: "\n")
  }

  mutating func remove(from start: Position, to end: Position) -> String {
    let removed = text(from: start, to: end)
    lines[start.row] = Array(lines[start.row][..<start.column]) + Array(lines[end.row][end.column...])
    if end.row > start.row { lines.removeSubrange((start.row + 1)...end.row) }
    (row, column) = (start.row, start.column)
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
  mutating func remember(_ change: Change) {
    if change == .other || change != lastChange || undoStack.isEmpty {
      undoStack.append(Snapshot(lines: lines, row: row, column: column))
      if undoStack.count > 500 { undoStack.removeFirst() }
    }
    lastChange = change
    redoStack = []
    isLastCommandCut = false
    wishedColumn = nil
    (anchor, isExtending, reach) = (nil, false, .to)
    revision += 1
  }

  /// How many steps can be undone.
  var stepCount: Int { undoStack.count }

  /// All that was done since there were so many steps becomes one.
  mutating func joinSteps(since count: Int) {
    if undoStack.count > count + 1 { undoStack.removeSubrange((count + 1)...) }
    lastChange = .other
  }

  mutating func undo() -> Bool { step(from: \.undoStack, to: \.redoStack) }
  mutating func redo() -> Bool { step(from: \.redoStack, to: \.undoStack) }

  private mutating func step(
    from source: WritableKeyPath<EditBuffer, [Snapshot]>, to target: WritableKeyPath<EditBuffer, [Snapshot]>
  ) -> Bool {
    guard let snapshot = self[keyPath: source].popLast() else { return false }
    self[keyPath: target].append(Snapshot(lines: lines, row: row, column: column))
    (lines, row, column) = (snapshot.lines, snapshot.row, snapshot.column)
    (lastChange, anchor, reach) = (.other, nil, .to)
    revision += 1
    return true
  }
}

// MARK: - Movements

extension EditBuffer {
  mutating func moveLeft() {
    moved()
    if column > fieldStart(of: row) ?? 0 {
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
      (row, column) = (row + 1, fieldStart(of: row + 1) ?? 0)
    }
  }

  mutating func move(to place: Position) {
    moved()
    (row, column) = (place.row, place.column)
    stepBehindName()
  }

  mutating func moveToLineStart() {
    moved()
    column = fieldStart(of: row) ?? 0
  }

  mutating func moveToLineEnd() {
    moved()
    column = lines[row].count
  }

  mutating func moveToStart() {
    moved()
    (row, column) = (0, fieldStart(of: 0) ?? 0)
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
    stepBehindName()
    wishedColumn = wish
  }

  private mutating func moved() {
    if isExtending { (anchor, isExtending) = (nil, false) }
    wishedColumn = nil
    lastChange = .other
    isLastCommandCut = false
  }
}

extension Character {
  var isWord: Bool { isLetter || isNumber }
}
