import Text

/// A run of text in one style.
struct Span: Hashable, Sendable {
  var text: SafeText
  var style: Style
  init(_ text: SafeText, _ style: Style = .text) { (self.text, self.style) = (text, style) }
  init(_ text: String, _ style: Style = .text) { self.init(SafeText(text), style) }
}

/// One line of styled text.
struct Line: Hashable, Sendable {
  var spans: [Span]

  init(_ spans: [Span] = []) { self.spans = spans }
  init(_ text: SafeText, _ style: Style = .text) { spans = [Span(text, style)] }
  init(_ text: String, _ style: Style = .text) { spans = [Span(text, style)] }

  var width: Int { spans.reduce(0) { $0 + $1.text.width } }
  var text: String { spans.map(\.text.string).joined() }

  static func + (left: Line, right: Line) -> Line { Line(left.spans + right.spans) }

  /// With more about it behind a dot; what says nothing adds nothing.
  func followed(by other: Line) -> Line {
    width > 0 && other.width > 0 ? self + Line(" · ", .dim) + other : self + other
  }

  /// The line as lines of at most `columns` cells, broken at spaces where there are some; the lines after the first begin
  /// with `indent`.
  func wrapped(to columns: Int, indent: Line = Line()) -> [Line] {
    guard columns > 0, width > columns else { return [self] }
    let hanging = indent.width < columns / 2 ? indent : Line()
    var wrapper = LineWrapper(columns: columns, indent: hanging)
    for span in spans { wrapper.add(span) }
    return wrapper.finished()
  }
}

/// Breaks styled text into lines.
private struct LineWrapper {
  let columns: Int
  let indent: Line
  private var lines: [Line] = []
  private var current: [(character: Character, width: Int, style: Style)] = []
  private var filled = 0
  /// How many characters of `current` end with the last space.
  private var lastBreak: Int?

  init(columns: Int, indent: Line) { (self.columns, self.indent) = (columns, indent) }

  private var room: Int { lines.isEmpty ? columns : columns - indent.width }

  mutating func add(_ span: Span) {
    for (character, width) in span.text.cells {
      if filled + width > room { breakLine(before: character) }
      if filled + width > room && !current.isEmpty { breakLine(before: character) }
      if character == " " && current.isEmpty && !lines.isEmpty { continue }
      current.append((character, width, span.style))
      filled += width
      if character == " " { lastBreak = current.count }
    }
  }

  private mutating func breakLine(before character: Character) {
    let cut = character == " " ? current.count : lastBreak ?? current.count
    let rest = Array(current[cut...])
    current.removeSubrange(cut...)
    close()
    begin(with: rest)
    // What was in the first line may be too long for one that is indented.
    while filled > room {
      let rest = Array(current[fitting...])
      current.removeLast(rest.count)
      close()
      begin(with: rest)
    }
  }

  private mutating func begin(with rest: [(character: Character, width: Int, style: Style)]) {
    current = rest
    filled = rest.reduce(0) { $0 + $1.width }
  }

  /// How many characters of `current` the line has room for; at least one.
  private var fitting: Int {
    var width = 0
    let count = current.prefix { character in
      width += character.width
      return width <= room
    }.count
    return max(1, count)
  }

  private mutating func close() {
    while current.last?.character == " " { current.removeLast() }
    var spans: [Span] = lines.isEmpty ? [] : indent.spans
    for run in current.split(whenStylesDiffer: \.style) {
      spans.append(Span(SafeText(String(run.map(\.character))), run[run.startIndex].style))
    }
    lines.append(Line(spans))
    (current, lastBreak) = ([], nil)
  }

  mutating func finished() -> [Line] {
    if !current.isEmpty || lines.isEmpty { close() }
    return lines
  }
}

extension Array {
  fileprivate func split(whenStylesDiffer style: (Element) -> Style) -> [ArraySlice<Element>] {
    var runs: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices where index > start && style(self[index]) != style(self[start]) {
      runs.append(self[start..<index])
      start = index
    }
    if start < endIndex { runs.append(self[start...]) }
    return runs
  }
}
