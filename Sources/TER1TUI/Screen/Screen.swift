import Text

/// One cell of the screen: a character with its style. The right half of a wide character is a cell without character.
public struct Cell: Hashable, Sendable {
  /// nil: the right half of the wide character before it.
  public var character: Character?
  public var style: Style

  public init(_ character: Character?, _ style: Style) { (self.character, self.style) = (character, style) }
  public static let blank = Cell(" ", .text)
}

/// The form of the hardware cursor, where the terminal can change it.
public enum Caret: Sendable { case usual, bar, block }

/// What is to be seen: a grid of cells, and where the hardware cursor stands.
public struct Screen: Equatable, Sendable {
  public let size: Size
  public private(set) var cells: [Cell]
  /// Instead of cells, where lines are told: what was put into each row.
  private var told: [Int: ToldRow] = [:]
  /// The focused row's place, or the place of text input; screen readers and braille follow it.
  public var cursor: Point
  /// Whether text is being typed at the cursor.
  public var isTyping = false
  /// Where everything leads that is drawn as a link; nil: nowhere that a click would lead to.
  public var link: String?
  /// How the cursor looks.
  public var caret = Caret.usual

  public init(size: Size) {
    self.size = size
    cells = size.columns < Size.told ? Array(repeating: .blank, count: size.columns * size.rows) : []
    cursor = Point(column: 0, row: max(0, size.rows - 1))
  }

  public subscript(row: Int) -> ArraySlice<Cell> {
    cells[(row * size.columns)..<((row + 1) * size.columns)]
  }

  /// Puts a character of one or two cells; half of a wide character that is overwritten becomes blank.
  mutating func put(_ character: Character, width: Int, at point: Point, _ style: Style) {
    let index = point.row * size.columns + point.column
    clearHalves(at: index, point.column)
    if width == 2 { clearHalves(at: index + 1, point.column + 1) }
    cells[index] = Cell(character, style)
    if width == 2 { cells[index + 1] = Cell(nil, style) }
  }

  private mutating func clearHalves(at index: Int, _ column: Int) {
    if cells[index].character == nil && column > 0 { cells[index - 1] = Cell(" ", cells[index - 1].style) }
    if column + 1 < size.columns && cells[index + 1].character == nil {
      cells[index + 1] = Cell(" ", cells[index + 1].style)
    }
  }

  /// Puts text where lines are told; what stands apart is told apart.
  mutating func tell(_ text: SafeText, at point: Point) {
    told[point.row, default: ToldRow()].add(text, at: point.column)
  }

  mutating func restyle(at point: Point, _ change: (inout Style) -> Void) {
    change(&cells[point.row * size.columns + point.column].style)
  }

  /// The same without what leads to `link`.
  public var withoutLink: Screen {
    var screen = self
    for index in cells.indices where cells[index].style.role == .link { screen.cells[index] = .blank }
    return screen
  }

  /// Moves the rows up by `count`; what comes in from below is blank.
  mutating func scroll(_ rows: Range<Int>, by count: Int) {
    let (start, end, moved) = (rows.lowerBound * size.columns, rows.upperBound * size.columns, count * size.columns)
    let blanks = Array(repeating: Cell.blank, count: moved)
    cells.replaceSubrange(start..<end, with: cells[(start + moved)..<end] + blanks)
  }

  /// The text of a row, without trailing blanks.
  public func text(row: Int) -> String {
    if cells.isEmpty { return told[row]?.words ?? "" }
    let line = String(self[row].compactMap(\.character))
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
