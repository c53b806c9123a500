import Foundation
import Localization
import Text

/// Palette, list of keys and help at once: all commands with their keys, found by French and English words, over whatever is shown.
struct HelpScreen: Sendable {
  struct Entry: ListRow {
    let id: String
    let command: Command
    let keys: String
    let summary: String
    /// Why it cannot be run now.
    let reason: String?
    /// What the filter looks at.
    let words: String
  }

  var filter = EditBuffer(isMultiline: false)
  private var entries: [Entry] = []
  private(set) var list = ListBox<Entry>()
  private var shownRevision = -1

  init(_ app: App) {
    entries = Self.entries(of: app)
    filterChanged(app)
  }

  var chosen: Command? { list.current?.command }

  /// The commands of the pane first, then what can be done everywhere; the editing keys only while one writes.
  private static func entries(of app: App) -> [Entry] {
    let here = CommandTable.ordered.filter { $0.pane == app.focus }
    let everywhere = CommandTable.ordered.filter { $0.pane == nil && !$0.name.hasPrefix("help.") && $0.name != "count" }
    let elsewhere = CommandTable.ordered.filter { $0.pane != nil && $0.pane != app.focus }
    return (here + everywhere + elsewhere).map { entry(for: $0, app) }
  }

  private static func entry(for command: Command, _ app: App) -> Entry {
    let sections =
      app.contexts + PaneRegistry.all.flatMap { [$0.name] + $0.sections } + ["global", "composer", "edit", "prompt"]
    let keys = app.keymap.keys(for: command.name, contexts: sections)?.display(app.tr) ?? ""
    let words =
      [Catalog(.french), Catalog(.english)].flatMap { [$0(command.label), $0(command.summary)] } + [command.name]
    return Entry(
      id: command.name, command: command, keys: keys, summary: app.tr(command.summary), reason: nil,
      words: folded(words.joined(separator: " ")))
  }

  private static func folded(_ text: String) -> String {
    text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
  }

  /// Shows the commands that have all the words typed.
  mutating func filterChanged(_ app: App) {
    list.layout(rows: Frame(app).content.size.rows - 2, fillsLines: true)
    guard shownRevision != filter.revision else { return }
    shownRevision = filter.revision
    let words = Self.folded(filter.text).split(separator: " ")
    let found = entries.filter { entry in words.allSatisfy { entry.words.contains($0) } }
    list.reload(at: .first) { (_, _) in ListPage(found) }
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
        list.draw(on: &canvas, isFocused: false) { entry, columns in Self.line(entry, columns, tr) }
      }
    }
    canvas.put(filter.text, column: label, row: 0)
    let before = SafeText(String(filter.lines[0][..<filter.column])).width
    canvas.setCursor(column: label + before, row: 0, isTyping: true)
  }

  private static func line(_ entry: Entry, _ columns: Int, _ tr: Catalog) -> Line {
    let network = entry.command.needsNetwork ? " " + tr("(online)") : ""
    var row = RowLayout().adding(Line(entry.keys, Style(.key)), .fixed(min(10, columns / 4)))
      .adding(Line(entry.summary + network), .rest)
    if columns >= 60 {
      row = row.adding(Line("\(entry.command.name) \(entry.command.usage)", .dim), .fixed(columns >= 100 ? 34 : 22))
    }
    return row.line(columns: columns)
  }
}
