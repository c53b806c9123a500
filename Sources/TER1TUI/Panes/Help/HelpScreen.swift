import Localization
import Text

/// Palette, list of keys and help at once: all commands with their keys, under headings, found by French and English words, over whatever is
/// shown.
struct HelpScreen: Sendable {
  struct Item: ListRow {
    let id: String
    /// nil: a heading.
    let command: Command?
    let keys: String
    /// The heading's words; else what the command does.
    let text: String
    /// Why it cannot be run now.
    let reason: String?
    /// What the filter looks at.
    let words: String

    var isHeading: Bool { command == nil }
  }

  var filter = EditBuffer(isMultiline: false)
  private var items: [Item] = []
  private(set) var list = ListBox<Item>()
  private var shownRevision = -1

  init(_ app: App, _ context: Context) {
    items = app.keymap.groups(in: app.contexts).flatMap { Self.items(of: $0, app, context) }
    filterChanged(app)
  }

  var chosen: Command? { list.current?.command }

  private static func items(of group: CommandGroup, _ app: App, _ context: Context) -> [Item] {
    let title = CommandTable.title(ofSection: group.section, app.tr)
    let heading = Item(id: group.section, command: nil, keys: "", text: title, reason: nil, words: "")
    return [heading]
      + group.entries.map { entry in
        let command = entry.command
        return Item(
          id: "\(group.section)/\(command.name)", command: command, keys: entry.keys.first?.display(app.tr) ?? "",
          text: app.tr(command.summary), reason: command.unavailable(app, context), words: command.words)
      }
  }

  /// Shows the commands that have all the words typed, each once: where it is nearest.
  mutating func filterChanged(_ app: App) {
    list.layout(rows: Frame(app).content.size.rows - 2, fillsLines: true)
    guard shownRevision != filter.revision else { return }
    shownRevision = filter.revision
    let words = Command.folded(filter.text).split(separator: " ")
    let found = words.isEmpty ? items : matching(words)
    list.reload(at: .first) { (_, _) in ListPage(found) }
  }

  private func matching(_ words: [Substring]) -> [Item] {
    var seen: Set<String> = []
    return items.filter { item in
      guard let command = item.command, words.allSatisfy({ item.words.contains($0) }) else { return false }
      return seen.insert(command.name).inserted
    }
  }

  mutating func move(_ motion: Motion) {
    let rows = list.rows
    _ = list.navigate(motion) { (_, _) in ListPage(rows) }
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    let tr = context.tr
    let label = canvas.put(tr("Search a command:"), column: 2, row: 0, Style(.accent)) + 1
    canvas.inside(Rect(column: 0, row: 2, columns: canvas.columns, rows: max(0, canvas.rows - 2))) { canvas in
      if list.isEmpty {
        EmptyState(
          tr("No command has these words."),
          nextStep: tr("Try one word, in French or in English: reply, envoyer, theme…")
        ).draw(on: &canvas)
      } else {
        list.draw(on: &canvas, isFocused: false) { item, columns in Self.line(item, columns, tr) }
      }
    }
    canvas.put(filter.text, column: label, row: 0)
    let before = SafeText(String(filter.lines[0][..<filter.column])).width
    canvas.setCursor(column: label + before, row: 0, isTyping: true)
  }

  /// What cannot be run says why in the place of what it does.
  private static func line(_ item: Item, _ columns: Int, _ tr: Catalog) -> Line {
    guard let command = item.command else { return Line(item.text, Style(.title)) }
    let network = command.needsNetwork ? " " + tr("(online)") : ""
    let text = item.reason.map { Line(tr("%1: %2", tr(command.label), $0), .dim) } ?? Line(item.text + network)
    let cost = command.cost.words(tr)
    var row = RowLayout().adding(Line(item.keys, Style(.key)), .fixed(min(10, columns / 4))).adding(text, .rest)
    if columns >= 60 {
      if !cost.isEmpty { row = row.adding(Line(cost, Style(.date))) }
      row = row.adding(Line("\(command.name) \(command.usage)", .dim), .fixed(columns >= 100 ? 34 : 22))
    }
    return row.line(columns: columns)
  }
}
