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
    if app.continuations.contains(where: { $0.stroke.key == .anyCharacter && $0.line?.name == "mark.go" }) {
      items = app.markLines + items
    }
  }

  /// - Parameter foot: the row that the box stands above.
  func draw(on canvas: inout Canvas, above foot: Int) {
    let room = canvas.columns - 2
    let width = min(room, (items.map(\.width).max() ?? 0) + 2)
    guard width > 4, foot > 2 else { return }
    let columns = max(1, room / width)
    let rows = min((items.count + columns - 1) / columns, max(1, foot - 2))
    for row in 0..<rows {
      canvas.fill(row: foot - rows + row, .text)
      for column in 0..<columns where items.indices.contains(column * rows + row) {
        let isCut = column == columns - 1 && row == rows - 1 && items.count > columns * rows
        let item = isCut ? Line("…", .dim) : items[column * rows + row]
        canvas.put(item, column: 1 + column * width, row: foot - rows + row, room: width - 1)
      }
    }
  }
}

extension App {
  /// The keys and the number typed so far.
  var typedSoFar: String { (count.map(String.init) ?? "") + pending.display(tr) + "…" }

  func label(of next: KeyTrie.Continuation) -> String {
    guard let line = next.line else { return "…" }
    let label = CommandTable.all[line.name].map { tr($0.label) } ?? line.name
    return line.arguments.isEmpty ? label : label + " " + line.arguments.joined(separator: " ")
  }
}
