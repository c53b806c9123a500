import Localization
import Text

/// Where the parts of the editor stand, and how they look.
struct ComposerFrame {
  private let composer: Composer
  private let size: Size
  private let wrapped: WrappedText
  private let doubts: [Doubt]
  private let words: DateWords
  private var tr: Catalog { words.tr }

  init(_ composer: Composer, in size: Size, doubts: [Doubt] = [], _ words: DateWords) {
    (self.composer, self.size, self.doubts, self.words) = (composer, size, doubts, words)
    textColumns =
      composer.composition.layout == .line
      ? max(4, size.columns - Self.lineTitle(composer, size, words).width - 4) : max(4, min(76, size.columns - 4))
    wrapped = WrappedText(composer.body, columns: textColumns)
  }

  /// Lines that one can read end before the screen does.
  let textColumns: Int
  var lineRows: Int { wrapped.rows.count }

  private var inset: Int { size.columns < 30 ? 1 : 2 }
  private var subjectRows: Int { composer.subject == nil ? 0 : 1 }
  private var bodyTop: Int { 2 + subjectRows + files.count }

  /// One line for each file that goes with it, or as many as there is room for.
  private var files: [Line] {
    let room = size.rows < 16 ? 1 : 4
    let names = composer.files.map { path in
      Line([Span("+ ", Style(.accent)), Span(TypedPath.name(path), Style(.link))])
    }
    guard names.count > room else { return names }
    return Array(names.prefix(room - 1)) + [Line("+ \(names.count - room + 1)…", Style(.accent))]
  }

  /// How many words are in doubt, or how much is selected.
  private var aside: Line {
    if let selected = composer.active.selectedText {
      let count = selected.count - (composer.active.block.map { $0.lines.count - 1 } ?? 0)
      return Line(tr(count, "%1 character selected", "%1 characters selected"), Style(.accent))
    }
    if let expiry = composer.expiresAt {
      let moment = size.columns < 60 ? words.soon(expiry) : words.moment(expiry)
      return Line(tr("useless after %1", moment), Style(.pending))
    }
    guard let dictionary = composer.dictionary else { return Line() }
    let name = SafeText(dictionary)
    return doubts.isEmpty
      ? Line(tr("spelling: %1", name), .dim)
      : Line(tr(doubts.count, "%2: %1 word in doubt", "%2: %1 words in doubt", name), Style(.warning))
  }

  /// What is understood of a form: all of it where there is room, else the line that is being filled in.
  private var understood: Line {
    let composition = composer.composition
    guard composition.form != nil, let pane = PaneRegistry.all.first(where: { $0.name == composition.pane }) else {
      return Line()
    }
    let said = pane.understood(composer.finished, words)
    let all = Line("→ " + said.map(\.words).joined(separator: " · "), .dim)
    guard !said.isEmpty, all.width > size.columns - inset else { return said.isEmpty ? Line() : all }
    return Line("→ " + (said.first { $0.label == composer.formLabel } ?? said[0]).words, .dim)
  }

  func draw(on canvas: inout Canvas) {
    let aside = aside
    let room = canvas.columns - inset - (aside.width > 0 ? aside.width + 3 : 0)
    canvas.put(Line(composer.composition.title, .title), column: inset, row: 0, room: max(0, room))
    canvas.putRight(aside, endingAt: canvas.columns - 1, row: 0)
    if let subject = composer.subject { draw(subject, label: tr("Subject:"), row: 1, on: &canvas) }
    for (index, file) in files.enumerated() { canvas.put(file, column: inset, row: 1 + subjectRows + index) }
    canvas.put(understood, column: inset, row: bodyTop - 1, room: max(0, canvas.columns - inset))
    let body = Rect(
      column: inset, row: bodyTop, columns: canvas.columns - inset, rows: max(0, canvas.rows - bodyTop))
    canvas.inside(body) { drawBody(on: &$0, isFocused: composer.field == .body) }
  }

  private func draw(_ subject: EditBuffer, label: String, row: Int, on canvas: inout Canvas) {
    let start = canvas.put(label, column: inset, row: row, .dim) + 1
    let room = max(1, canvas.columns - start - 1)
    let before = SafeText(String(subject.lines[0][..<subject.column])).width
    let hidden = before < room ? 0 : max(0, subject.column - room + 1)
    canvas.put(SafeText(String(subject.lines[0].dropFirst(hidden))), column: start, row: row, .bold)
    let marks = doubts.filter { $0.field == .subject }.map { ($0.part, Emphasis.underline) }
    let selected = subject.selectedColumns(ofLine: 0).map { [($0, Emphasis.reverse)] } ?? []
    for (columns, emphasis) in marks + selected {
      let cells = [columns.lowerBound, columns.upperBound].map { end in
        start + subject.lines[0][min(hidden, end)..<end].reduce(0) { $0 + CellWidth.of($1) }
      }
      canvas.emphasize(row: row, columns: cells[0]..<max(cells[0], min(cells[1], canvas.columns)), emphasis)
    }
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
      mark(top + row, row: row, on: &canvas)
    }
    if isFocused { canvas.setCursor(column: place.column, row: place.row - top, isTyping: true) }
  }

  /// What is selected is reversed, what is in doubt underlined: no colour is needed to see it.
  private func mark(_ index: Int, row: Int, on canvas: inout Canvas) {
    let place = wrapped.rows[index]
    for doubt in doubts where doubt.field == .body && doubt.line == place.line {
      canvas.emphasize(row: row, columns: wrapped.cells(of: doubt.part, inRow: index), .underline)
    }
    if let selected = composer.body.selectedColumns(ofLine: place.line) {
      canvas.emphasize(row: row, columns: wrapped.cells(of: selected, inRow: index), .reverse)
    }
  }

  /// The text scrolls by half its height, which costs less than a line at a time.
  private static func top(cursor: Int, height: Int) -> Int {
    guard height > 1, cursor >= height else { return height > 1 ? 0 : cursor }
    let half = height / 2
    return ((cursor - height) / half + 1) * half
  }

  /// Until when it is of use, where the line goes, and how many files with it.
  private static func lineTitle(_ composer: Composer, _ size: Size, _ words: DateWords) -> SafeText {
    let files = composer.files.isEmpty ? "" : "+\(composer.files.count) "
    let until = composer.expiresAt.map { expiry in
      let moment = words.soon(expiry)
      return (size.columns < 60 ? "< \(moment)" : words.tr("until %1", moment)) + " "
    }
    return SafeText((until ?? "") + files) + composer.composition.title + SafeText(" >")
  }

  /// The field for chat: its label, then the text.
  func drawLine(on canvas: inout Canvas) {
    for row in 0..<canvas.rows { canvas.fill(row: row, Style.text) }
    let label = canvas.put(Self.lineTitle(composer, size, words), column: 1, row: 0, Style(.accent)) + 1
    canvas.inside(Rect(column: label, row: 0, columns: canvas.columns - label, rows: canvas.rows)) {
      drawBody(on: &$0, isFocused: true)
    }
  }
}
