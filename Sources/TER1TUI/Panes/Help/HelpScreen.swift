import Localization
import Text

/// Palette, list of keys and help at once: all commands with their keys, under headings, found by French and English words, over whatever is
/// shown.
struct HelpScreen: Sendable {
  struct Item: ListRow {
    let id: String
    /// nil: a heading.
    let command: Command?
    /// What is run; nil: the command, once what it takes has been typed.
    var line: CommandLine?
    let keys: String
    /// All that lead to it, without blanks.
    var bound: Set<String> = []
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
    items = app.keymap.groups(in: app.contexts).flatMap { Self.items(of: $0, app, context) } + Self.panes(app)
    filterChanged(app)
  }

  var chosen: Item? { list.current }

  private static func items(of group: CommandGroup, _ app: App, _ context: Context) -> [Item] {
    let title = CommandTable.title(ofSection: group.section, app.tr)
    let heading = Item(id: group.section, command: nil, keys: "", text: title, reason: nil, words: "")
    return [heading]
      + group.entries.map { entry in
        let command = entry.command
        return Item(
          id: "\(group.section)/\(command.name)", command: command, keys: entry.keys.first?.display(app.tr) ?? "",
          bound: Set(entry.keys.map { $0.display(app.tr).filter { $0 != " " } }), text: app.tr(command.summary),
          reason: command.unavailable(app, context), words: command.words)
      }
  }

  /// The panes, by their names in every language.
  private static func panes(_ app: App) -> [Item] {
    let bindings = app.keymap.bindings(in: "global")
    let heading = Item(id: "panes", command: nil, keys: "", text: app.tr("Panes"), reason: nil, words: "")
    return [heading]
      + PaneRegistry.all.enumerated().map { index, pane in
        let titles = Language.known.map { Catalog($0)(pane.title) }
        let lines = [String(index + 1), pane.name].map { CommandLine("pane", [$0]) }
        let keys = bindings.first { lines.contains($0.line) }?.strokes.display(app.tr) ?? ""
        return Item(
          id: "panes/\(pane.name)", command: CommandTable.all["pane"], line: lines[1], keys: keys, bound: [keys],
          text: app.tr("To the pane %1", app.tr(pane.title)), reason: nil,
          words: Command.folded(([pane.name, "pane", app.tr("pane")] + titles).joined(separator: " ")))
      }
  }

  /// Shows the commands that have all the words typed, each once: where it is nearest.
  mutating func filterChanged(_ app: App) {
    list.layout(rows: Frame(app).content.size.rows - 2, fillsLines: true)
    guard shownRevision != filter.revision else { return }
    shownRevision = filter.revision
    let words = Command.folded(filter.text).split(separator: " ")
    let keys = filter.text.filter { $0 != " " }
    let bound = items.filter { $0.bound.contains(keys) }
    let found = words.isEmpty ? items : bound + matching(words, besides: bound)
    list.reload(at: .first) { (_, _) in ListPage(found) }
  }

  private func matching(_ words: [Substring], besides bound: [Item]) -> [Item] {
    var seen = Set(bound.map { $0.line?.description ?? $0.command?.name ?? "" })
    return items.filter { item in
      guard let command = item.command, words.allSatisfy({ item.words.contains($0) }) else { return false }
      return seen.insert(item.line?.description ?? command.name).inserted
    }
  }

  mutating func move(_ motion: Motion) {
    let rows = list.rows
    _ = list.navigate(motion) { (_, _) in ListPage(rows) }
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    let tr = context.tr
    let label = canvas.put(tr("Find a command:"), column: 2, row: 0, Style(.accent)) + 1
    canvas.inside(Rect(column: 0, row: 2, columns: canvas.columns, rows: max(0, canvas.rows - 2))) { canvas in
      if list.isEmpty {
        EmptyState(
          tr("No command has these words."),
          nextStep: tr("Try one word, in French or in English: reply, envoyer, theme…")
        ).draw(on: &canvas)
      } else {
        list.draw(on: &canvas, isFocused: false, below: { Self.rest($0, $1, tr) }) { item, columns in
          Self.line(item, columns, tr)
        }
      }
    }
    let legend = tr("%1: taken from the network", CommandCost.change.words(tr))
    canvas.putRight(Line(legend, Style(.date)), endingAt: canvas.columns - 1, row: 1)
    canvas.put(filter.text, column: label, row: 0)
    let before = SafeText(String(filter.lines[0][..<filter.column])).width
    canvas.setCursor(column: label + before, row: 0, isTyping: true)
  }

  /// What cannot be run says what it does all the same, then why it cannot.
  private static func line(_ item: Item, _ columns: Int, _ tr: Catalog) -> Line {
    guard let command = item.command else { return Line(item.text, Style(.title)) }
    let cost = command.cost.words(tr)
    let text = text(item, command, tr).clippedAtWord(to: columns - taken(command, columns, tr))
    var row = RowLayout().adding(Line(item.keys, Style(.key)), .fixed(keyColumns(columns))).adding(text, .rest)
    if columns >= narrow {
      if !cost.isEmpty { row = row.adding(Line(cost, Style(.date))) }
      row = row.adding(Line(synopsis(item, command, tr), .dim), .fixed(nameColumns(columns)))
    }
    return row.line(columns: columns)
  }

  private static func text(_ item: Item, _ command: Command, _ tr: Catalog) -> Line {
    let network = command.needsNetwork ? " " + tr("(online)") : ""
    return item.reason.map { Line("× " + tr("%1: %2", item.text, $0), .dim) } ?? Line(item.text + network)
  }

  private static func synopsis(_ item: Item, _ command: Command, _ tr: Catalog) -> String {
    item.line?.description ?? command.synopsis(tr)
  }

  /// Below so many columns there is no room for a command's name and cost beside what it does.
  private static let narrow = 60
  private static func keyColumns(_ columns: Int) -> Int { min(10, columns / 4) }
  private static func nameColumns(_ columns: Int) -> Int { columns >= 100 ? 34 : 22 }

  /// The columns beside what a command does.
  private static func taken(_ command: Command, _ columns: Int, _ tr: Catalog) -> Int {
    let cost = SafeText(command.cost.words(tr)).width
    return keyColumns(columns) + 1 + (columns < narrow ? 0 : nameColumns(columns) + 1 + (cost == 0 ? 0 : cost + 1))
  }

  /// Of the command that the cursor is on: what its line had no room for.
  private static func rest(_ item: Item, _ columns: Int, _ tr: Catalog) -> [Line] {
    guard let command = item.command else { return [] }
    let (text, cost) = (text(item, command, tr), command.cost.words(tr))
    let isNarrow = columns < narrow
    let taken = taken(command, columns, tr)
    let indent = Line("  ")
    let whole = text.width > columns - taken ? (indent + text).wrapped(to: columns, indent: indent) : []
    let synopsis = synopsis(item, command, tr)
    let isCut = isNarrow || SafeText(synopsis).width > nameColumns(columns)
    let name =
      isCut
      ? [indent + Line([synopsis, cost].filter { !$0.isEmpty }.joined(separator: "  "), Style(.date))] : []
    return whole + name.flatMap { $0.wrapped(to: columns, indent: indent) }
  }
}
