import Text

/// One line of a table: pieces of a fixed width and one that takes the rest.
struct RowLayout {
  enum Width {
    case fixed(Int)
    case rest, own
  }

  private var cells: [(line: Line, width: Width, isRight: Bool)] = []

  /// Adds a piece; `isRight` puts it at the right edge of its width.
  func adding(_ line: Line, _ width: Width = .own, isRight: Bool = false) -> RowLayout {
    var copy = self
    copy.cells.append((line, width, isRight))
    return copy
  }

  /// The pieces with one blank between them, clipped and padded to exactly `columns`; pieces without text take no room
  /// unless their width is fixed.
  func line(columns: Int) -> Line {
    guard columns < Size.told else { return Line.told(cells.map(\.line)) }
    let shown = cells.filter { cell in
      if case .own = cell.width { return cell.line.width > 0 }
      return true
    }
    let taken = shown.reduce(0) { $0 + (Self.natural($1) ?? 0) } + max(0, shown.count - 1)
    var spans: [Span] = []
    for (index, cell) in shown.enumerated() {
      let width = Self.natural(cell) ?? max(0, columns - taken)
      spans += Self.fitted(cell.line, to: width, isRight: cell.isRight, isLast: index == shown.count - 1)
      if index < shown.count - 1 { spans.append(Span(" ")) }
    }
    return Line(spans)
  }

  private static func natural(_ cell: (line: Line, width: Width, isRight: Bool)) -> Int? {
    switch cell.width {
    case .fixed(let width): width
    case .own: cell.line.width
    case .rest: nil
    }
  }

  private static func fitted(_ line: Line, to width: Int, isRight: Bool, isLast: Bool) -> [Span] {
    let clipped = line.clipped(to: width)
    let blanks = max(0, width - clipped.width)
    if blanks == 0 || (isLast && !isRight) { return clipped.spans }
    let padding = Span(String(repeating: " ", count: blanks))
    return isRight ? [padding] + clipped.spans : clipped.spans + [padding]
  }
}

extension Line {
  /// The same, cut behind a word where one ends in the second half of the room.
  func clippedAtWord(to columns: Int) -> Line {
    let cut = clipped(to: columns)
    guard width > columns, let last = cut.spans.last else { return cut }
    let words = last.text.string.dropLast()
    guard let space = words.lastIndex(of: " "), let next = text.dropFirst(cut.text.count - 1).first, next != " "
    else { return cut }
    let kept = SafeText(String(words[..<space]))
    guard cut.width - last.text.width + kept.width >= columns / 2 else { return cut }
    return Line(cut.spans.dropLast() + [Span(kept + SafeText("…"), last.style)])
  }

  /// The line in at most `columns` cells, its end replaced by `…` when it is longer.
  func clipped(to columns: Int) -> Line {
    guard width > columns else { return self }
    guard columns > 0 else { return Line() }
    var left = columns - 1
    var result: [Span] = []
    for span in spans {
      if span.text.width <= left {
        result.append(span)
        left -= span.text.width
      } else {
        result.append(Span(span.text.prefix(cells: left) + SafeText("…"), span.style))
        break
      }
    }
    return Line(result)
  }
}
