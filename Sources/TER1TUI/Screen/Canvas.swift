import Text

/// A rectangle of a screen to draw on, with its own origin: what falls outside is clipped.
struct Canvas {
  private(set) var screen: Screen
  private(set) var area: Rect
  private var clip: Rect

  init(_ size: Size) {
    screen = Screen(size: size)
    area = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
    clip = area
  }

  var size: Size { area.size }
  private var isTold: Bool { screen.size.columns >= Size.told }
  var columns: Int { area.size.columns }
  var rows: Int { area.size.rows }

  /// Draws inside a rectangle given in this canvas's own coordinates.
  mutating func inside(_ rect: Rect, _ draw: (inout Canvas) -> Void) {
    let (outerArea, outerClip) = (area, clip)
    area = Rect(
      column: outerArea.origin.column + rect.origin.column, row: outerArea.origin.row + rect.origin.row,
      columns: rect.size.columns, rows: rect.size.rows)
    clip = area.intersection(outerClip)
    draw(&self)
    (area, clip) = (outerArea, outerClip)
  }

  /// Puts text at a place; returns the column after it.
  @discardableResult
  mutating func put(_ text: SafeText, column: Int, row: Int, _ style: Style = .text) -> Int {
    guard !isTold else { return tell(text, column: column, row: row) }
    var column = column
    for (character, width) in text.cells {
      put(character, width: width, column: column, row: row, style)
      column += width
    }
    return column
  }

  private mutating func tell(_ text: SafeText, column: Int, row: Int) -> Int {
    let point = Point(column: area.origin.column + column, row: area.origin.row + row)
    if clip.rows.contains(point.row) { screen.tell(text, at: point) }
    return column + text.width
  }

  @discardableResult
  mutating func put(_ text: String, column: Int, row: Int, _ style: Style = .text) -> Int {
    put(SafeText(text), column: column, row: row, style)
  }

  /// Puts a line into `room` cells (to the right edge when nil), its end replaced by `…` when it is longer; returns the column
  /// after it.
  @discardableResult
  mutating func put(_ line: Line, column: Int = 0, row: Int, room: Int? = nil) -> Int {
    var left = room ?? (columns - column)
    let isClipped = line.width > left
    var column = column
    for span in line.spans where left > 0 {
      let fitsWhole = span.text.width < left || (span.text.width == left && !isClipped)
      let text = fitsWhole ? span.text : span.text.prefix(cells: isClipped ? left - 1 : left)
      column = put(text, column: column, row: row, span.style)
      left -= text.width
      if !fitsWhole {
        if isClipped { column = put("…", column: column, row: row, span.style) }
        return column
      }
    }
    return column
  }

  /// Puts a line so that it ends before `column`.
  mutating func putRight(_ line: Line, endingAt column: Int? = nil, row: Int) {
    put(line, column: max(0, (column ?? columns) - line.width), row: row)
  }

  private mutating func put(_ character: Character, width: Int, column: Int, row: Int, _ style: Style) {
    let point = Point(column: area.origin.column + column, row: area.origin.row + row)
    guard !isTold, width > 0, clip.rows.contains(point.row), point.column >= clip.columns.lowerBound,
      point.column + width <= clip.columns.upperBound
    else { return }
    screen.put(character, width: width, at: point, style)
  }

  mutating func fill(row: Int, with character: Character = " ", _ style: Style) {
    guard !isTold else { return }
    for column in 0..<columns { put(character, width: 1, column: column, row: row, style) }
  }

  mutating func verticalLine(column: Int) {
    for row in 0..<rows { put("│", width: 1, column: column, row: row, Style(.border)) }
  }

  /// Adds to the look of cells already drawn.
  mutating func emphasize(row: Int, columns range: Range<Int>, _ emphasis: Emphasis) {
    for column in range where !isTold {
      let point = Point(column: area.origin.column + column, row: area.origin.row + row)
      guard clip.rows.contains(point.row), clip.columns.contains(point.column) else { continue }
      screen.restyle(at: point) { $0.emphasis.formUnion(emphasis) }
    }
  }

  /// Everything on the screen that is drawn as a link leads there.
  mutating func setLink(_ address: String?) { screen.link = address }

  /// Moves rows of the screen up, as far as the cursor has to go to stand above `row`.
  mutating func liftCursor(above row: Int, within rows: Range<Int>) {
    let count = screen.cursor.row - row + 1
    guard !isTold, rows.contains(screen.cursor.row), (1..<rows.count).contains(count) else { return }
    screen.scroll(rows, by: count)
    screen.cursor.row -= count
  }

  /// Sets the hardware cursor, in this canvas's coordinates, kept inside the visible part.
  mutating func setCursor(column: Int, row: Int, isTyping: Bool = false) {
    guard clip.size.columns > 0, clip.size.rows > 0 else { return }
    let column = min(max(area.origin.column + column, clip.columns.lowerBound), clip.columns.upperBound - 1)
    let row = min(max(area.origin.row + row, clip.rows.lowerBound), clip.rows.upperBound - 1)
    screen.cursor = Point(column: column, row: row)
    screen.isTyping = isTyping
  }
}
