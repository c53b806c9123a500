import Localization
import Text

/// What may follow the keys typed so far, in a box above the last line; keys with the same meaning stand together.
struct PrefixHints {
  private var items: [Line]

  init(_ app: App) {
    var labels: [String] = []
    var keys: [String: [String]] = [:]
    for next in app.continuations {
      let label = app.label(of: next)
      if keys[label] == nil { labels.append(label) }
      keys[label, default: []].append(next.stroke.display(app.tr))
    }
    items = labels.map { label in
      Line([Span((keys[label] ?? []).joined(separator: " "), Style(.key)), Span(" " + label, .dim)])
    }
    for next in app.continuations where next.stroke.key == .anyCharacter { items = app.letters(of: next.line) + items }
  }

  /// - Parameter foot: the row that the box stands above.
  func draw(on canvas: inout Canvas, above foot: Int) {
    guard !items.isEmpty, foot > 2 else { return }
    let columns = columns(in: canvas.columns - 2)
    let rows = min(columns.map(\.count).max() ?? 0, foot - 2)
    for row in 0..<rows { canvas.fill(row: foot - rows + row, .text) }
    var start = 1
    for (index, column) in columns.enumerated() {
      for row in 0..<min(rows, column.count) {
        let isCut = index == columns.count - 1 && row == rows - 1 && (columns.map(\.count).max() ?? 0) > rows
        canvas.put(isCut ? Line("…", .dim) : column[row], column: start, row: foot - rows + row)
      }
      start += Self.width(column) + Self.gap
    }
  }

  private static let gap = 2

  private static func width(_ column: [Line]) -> Int { column.map(\.width).max() ?? 0 }

  /// As many columns as there is room for, one after the other from the top down.
  private func columns(in room: Int) -> [[Line]] {
    for rows in 1...items.count {
      let columns = stride(from: 0, to: items.count, by: rows).map { Array(items[$0..<min($0 + rows, items.count)]) }
      let width = columns.reduce(-Self.gap) { $0 + Self.width($1) + Self.gap }
      if width <= room { return columns }
    }
    return [items]
  }
}

extension App {
  /// The keys and the number typed so far.
  var typedSoFar: String { (count.map(String.init) ?? "") + pending.display(tr) + "…" }

  /// What has a letter already, where a letter is to follow.
  fileprivate func letters(of line: CommandLine?) -> [Line] {
    switch line?.name {
    case "mark.go": markLines
    case "macro.record", "macro.play": macroLines
    default: []
    }
  }

  func label(of next: KeyTrie.Continuation) -> String {
    guard let line = next.line else { return next.target.map { label(of: $0) } ?? "…" }
    return label(of: line)
  }

  private func label(of line: CommandLine) -> String {
    let label = CommandTable.all[line.name].map { tr($0.label) } ?? line.name
    if line.name == "account" { return label }
    if let pane = line.name == "pane" ? line.arguments.first.flatMap({ PaneRegistry.pane(called: $0) }) : nil {
      return tr(pane.title)
    }
    return line.arguments.isEmpty ? label : label + " " + line.arguments.joined(separator: " ")
  }
}
