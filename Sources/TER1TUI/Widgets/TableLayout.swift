import Text

/// A table in a text, laid out for so many cells: columns side by side where they fit, else each row as a short list of
/// what its cells are.
struct TableLayout {
  enum Alignment: Sendable { case left, center, right }
  typealias Cell = Line

  var header: [Cell] = []
  var rows: [[Cell]] = []
  var alignments: [Alignment] = []

  /// Between two columns, in cells.
  private static let gap = 2
  /// A longer word may be broken.
  private static let longestWord = 14

  func lines(columns: Int) -> [Line] {
    guard columns < Size.told, let widths = widths(fitting: columns) else { return records(columns) }
    let rule = Line(String(repeating: "─", count: widths.reduce(0, +) + Self.gap * (widths.count - 1)), Style(.border))
    return side(header, widths) + [rule] + rows.flatMap { side($0, widths) }
  }

  /// The widest columns give way first, down to their longest words; nil where these do not fit.
  private func widths(fitting columns: Int) -> [Int]? {
    let (all, gaps) = ([header] + rows, Self.gap * (header.count - 1))
    guard header.count + gaps <= columns else { return nil }
    var widths = header.indices.map { column in max(1, all.map { $0[column].width }.max() ?? 1) }
    let least = header.indices.map { column in all.map { Self.longestWord(in: $0[column]) }.max() ?? 1 }
    guard least.reduce(0, +) + gaps <= columns else { return nil }
    var excess = widths.reduce(0, +) + gaps - columns
    while excess > 0 {
      let yielding = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = yielding.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private static func longestWord(in cell: Cell) -> Int {
    let words = cell.text.split(separator: " ").map { SafeText(String($0)).width }
    return max(1, min(words.max() ?? 1, longestWord))
  }

  private func side(_ cells: [Cell], _ widths: [Int]) -> [Line] {
    let wrapped = cells.indices.map { cells[$0].wrapped(to: widths[$0]) }
    let height = wrapped.map(\.count).max() ?? 0
    return (0..<height).map { row in
      let parts = wrapped.indices.map { column in
        padded(wrapped[column].indices.contains(row) ? wrapped[column][row] : Line(), widths[column], column)
      }
      var spans = Array(parts.map(\.spans).joined(separator: [Span(String(repeating: " ", count: Self.gap))]))
      while spans.last?.text.string.allSatisfy({ $0 == " " }) ?? false { spans.removeLast() }
      return Line(spans)
    }
  }

  private func padded(_ line: Line, _ width: Int, _ column: Int) -> Line {
    let free = max(0, width - line.width)
    let before =
      switch alignments.indices.contains(column) ? alignments[column] : .left {
      case .left: 0
      case .center: free / 2
      case .right: free
      }
    let after = column == header.count - 1 ? 0 : free - before
    return Line(String(repeating: " ", count: before)) + line + Line(String(repeating: " ", count: after))
  }

  /// One cell a line behind its column's name, an empty line between two rows.
  private func records(_ columns: Int) -> [Line] {
    let records = rows.map { row in
      row.indices.filter { row[$0].width > 0 }.flatMap { column in
        (header[column] + Line(" ") + row[column]).wrapped(to: columns, indent: Line("  "))
      }
    }
    return Array(records.joined(separator: [Line()]))
  }
}
