import Localization
import Text

/// Where the parts of the editor stand, and how they look.
struct ComposerFrame {
  private let composer: Composer
  private let size: Size
  private let wrapped: WrappedText

  init(_ composer: Composer, in size: Size) {
    (self.composer, self.size) = (composer, size)
    wrapped = WrappedText(composer.body, columns: Self.textColumns(composer, size))
  }

  /// Lines that one can read end before the screen does.
  private static func textColumns(_ composer: Composer, _ size: Size) -> Int {
    composer.composition.layout == .line
      ? max(4, size.columns - composer.composition.title.width - 4) : max(4, min(76, size.columns - 4))
  }

  var textColumns: Int { Self.textColumns(composer, size) }
  var lineRows: Int { wrapped.rows.count }

  private var inset: Int { size.columns < 30 ? 1 : 2 }
  private var bodyTop: Int { composer.subject == nil ? 2 : 3 }

  func draw(on canvas: inout Canvas, _ tr: Catalog) {
    canvas.put(Line(composer.composition.title, .title), column: inset, row: 0)
    if let subject = composer.subject { draw(subject, label: tr("Subject:"), row: 1, on: &canvas) }
    let body = Rect(
      column: inset, row: bodyTop, columns: canvas.columns - inset, rows: max(0, canvas.rows - bodyTop))
    canvas.inside(body) { drawBody(on: &$0, isFocused: composer.field == .body) }
  }

  private func draw(_ subject: EditBuffer, label: String, row: Int, on canvas: inout Canvas) {
    let start = canvas.put(label, column: inset, row: row, .dim) + 1
    let room = max(1, canvas.columns - start - 1)
    let before = SafeText(String(subject.lines[0][..<subject.column])).width
    let hidden = before < room ? 0 : subject.column - room + 1
    canvas.put(SafeText(String(subject.lines[0].dropFirst(max(0, hidden)))), column: start, row: row, .bold)
    if composer.field == .subject {
      canvas.setCursor(column: start + min(before, room - 1), row: row, isTyping: true)
    }
  }

  private func drawBody(on canvas: inout Canvas, isFocused: Bool) {
    let place = wrapped.place(row: composer.body.row, column: composer.body.column)
    let top = Self.top(cursor: place.row, height: canvas.rows)
    for row in 0..<canvas.rows where wrapped.rows.indices.contains(top + row) {
      let text = wrapped.text(top + row)
      let isQuote = composer.body.lines[wrapped.rows[top + row].line].first == ">"
      canvas.put(text, column: 0, row: row, isQuote ? Style(.quote) : .text)
    }
    if isFocused { canvas.setCursor(column: place.column, row: place.row - top, isTyping: true) }
  }

  /// The text scrolls by half its height, which costs less than a line at a time.
  private static func top(cursor: Int, height: Int) -> Int {
    guard height > 1, cursor >= height else { return height > 1 ? 0 : cursor }
    let half = height / 2
    return ((cursor - height) / half + 1) * half
  }

  /// The field for chat: its label, then the text.
  func drawLine(on canvas: inout Canvas) {
    for row in 0..<canvas.rows { canvas.fill(row: row, Style.text) }
    let label = canvas.put(composer.composition.title, column: 1, row: 0, Style(.accent)) + 1
    canvas.inside(Rect(column: label, row: 0, columns: canvas.columns - label, rows: canvas.rows)) {
      drawBody(on: &$0, isFocused: true)
    }
  }
}
