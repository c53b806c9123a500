internal import Text

/// Rows under a head, their columns straight: text to the left, figures to the right.
struct Table {
  /// Which columns hold figures.
  let figures: Set<Int>
  private(set) var rows: [[SafeText]]

  /// - Parameter head: what the columns are called.
  init(_ head: [String], figures: Set<Int>) {
    (self.figures, rows) = (figures, [head.map { SafeText($0) }])
  }

  mutating func add(_ row: [SafeText]) { rows.append(row) }

  var lines: [SafeText] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].width }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let space = SafeText(String(repeating: " ", count: widths[column] - text.width))
        if figures.contains(column) { return space + text }
        return column == row.count - 1 ? text : text + space
      }
      return cells.dropFirst().reduce(cells.first ?? "") { $0 + "  " + $1 }
    }
  }
}
