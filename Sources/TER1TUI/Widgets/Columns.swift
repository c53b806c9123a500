/// Where the levels of a pane stand: containers, list, content. One at a time, on whole lines, which the terminal scrolls by itself; with previews side
/// by side, as many as there is room for, the focused one always.
struct Columns: Hashable, Sendable {
  /// The place of each level; nil for one that is not shown.
  let rects: [Rect?]
  /// The columns of the lines between them.
  let separators: [Int]
  /// Whether the levels are above each other.
  let isStacked: Bool

  /// From so many cells on there is room for two of them, however low the window.
  static let leastSideBySide = 100

  /// - Parameters:
  ///   - levels: how many levels the pane has at this moment.
  ///   - focus: the index of the one that has the keys.
  ///   - previews: whether what the cursor of a list is on is shown beside it.
  ///   - isAlone: whether that one is shown without the others, however much room there is.
  init(levels: Int, focus: Int, previews: Bool, isAlone: Bool = false, in size: Size) {
    let shown = isAlone || !previews ? focus..<(focus + 1) : Self.shown(levels: levels, focus: focus, in: size)
    if size.columns < Self.leastSideBySide, shown.count > 1 {
      let upper = max(6, size.rows * 2 / 5)
      var rects = [Rect?](repeating: nil, count: levels)
      rects[shown.lowerBound] = Rect(column: 0, row: 0, columns: size.columns, rows: upper)
      rects[shown.upperBound - 1] = Rect(column: 0, row: upper + 1, columns: size.columns, rows: size.rows - upper - 1)
      (self.rects, separators, isStacked) = (rects, [], true)
    } else {
      (rects, separators) = Self.sideBySide(shown, levels: levels, in: size)
      isStacked = false
    }
  }

  private static func shown(levels: Int, focus: Int, in size: Size) -> Range<Int> {
    let room: Int
    switch size.columns {
    case ..<leastSideBySide: room = size.rows >= 36 ? 2 : 1
    case ..<150: room = 2
    case ..<Size.told: room = 3
    default: room = 1
    }
    let count = min(room, levels)
    let first = max(0, min(levels - count, focus - (count > 1 ? count - 1 : 0)))
    return first..<(first + count)
  }

  private static func sideBySide(_ shown: Range<Int>, levels: Int, in size: Size) -> ([Rect?], [Int]) {
    let weights = shown.count == 3 ? [22, 36, 42] : shown.count == 2 ? [38, 62] : [100]
    var rects = [Rect?](repeating: nil, count: levels)
    var separators: [Int] = []
    var column = 0
    for (place, level) in shown.enumerated() {
      let isLast = place == shown.count - 1
      let width = isLast ? size.columns - column : size.columns * weights[place] / 100
      rects[level] = Rect(column: column, row: 0, columns: width, rows: size.rows)
      column += width
      if !isLast {
        separators.append(column)
        column += 1
      }
    }
    return (rects, separators)
  }

  /// Whether a level's lines are whole lines of the screen, which the terminal scrolls cheaply.
  var fillsLines: Bool { separators.isEmpty }

  func drawSeparators(on canvas: inout Canvas) {
    for column in separators {
      canvas.inside(Rect(column: column, row: 0, columns: 1, rows: canvas.rows)) { $0.verticalLine(column: 0) }
    }
  }
}
