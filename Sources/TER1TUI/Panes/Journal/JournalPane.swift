import ClientCore
import Foundation
import Localization
import Text

/// What the program has told, newest first, so that a notice missed is not lost.
struct JournalPane: Pane {
  static let name = "journal"
  static let title = msgid("Journal")
  static let hasTab = false

  static let commands = [
    PaneCommand<JournalPane>(
      name: "journal.copy", label: msgid("copy"), summary: msgid("Copy the notice"),
      unavailable: { pane, context in pane.list.isEmpty ? context.tr("There is nothing to copy") : nil },
      action: { (pane, _) throws(CacheError) in pane.list.current.map { [.copy($0.notice.text.string)] } ?? [] }),
    PaneCommand<JournalPane>(
      name: "journal.clear", label: msgid("clear"), summary: msgid("Empty the journal"),
      action: { (pane, context) throws(CacheError) in
        pane.entries = []
        return try pane.refresh(context)
      }),
  ]

  struct Entry: ListRow {
    let id: Int
    let notice: Notice
    /// Seconds since 1970.
    let date: Double
  }

  private static let longest = 500
  private var entries: [Entry] = []
  private(set) var list = ListBox<Entry>()
  private var count = 0

  init() {}

  var isEmpty: Bool { list.isEmpty }
  var hints: [String] { ["journal.copy", "journal.clear", "back"] }

  mutating func add(_ notice: Notice, at date: Double) {
    count += 1
    let isAtNewest = list.current?.id == entries.first?.id
    entries = Array(([Entry(id: count, notice: notice, date: date)] + entries).prefix(Self.longest))
    list.reload(at: isAtNewest ? .first : nil, fetch)
  }

  private var fetch: ListBox<Entry>.Fetch<Never> {
    let entries = entries
    return { _, _ in ListPage(entries) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    list.layout(rows: context.size.rows, fillsLines: true)
    list.reload(fetch)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] { [] }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    _ = list.navigate(motion, fetch)
    return []
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    if list.isEmpty {
      return EmptyState(
        context.tr("Nothing to report."),
        nextStep: context.tr("What the program tells you is kept here until you leave it.")
      ).draw(on: &canvas)
    }
    let rest = { Self.rest(of: $0, $1, context) }
    list.draw(on: &canvas, isFocused: true, below: rest) { entry, columns in
      Self.head(of: entry, context).adding(Line(entry.notice.text), .rest).line(columns: columns)
    }
  }

  private static func head(of entry: Entry, _ context: DrawContext) -> RowLayout {
    let time = LocalTime(at: entry.date, in: context.zone).clock
    return RowLayout().adding(Line(time, Style(.date))).adding(Line(entry.notice.mark, entry.notice.style))
  }

  /// The whole of a notice that its line has no room for.
  private static func rest(of entry: Entry, _ columns: Int, _ context: DrawContext) -> [Line] {
    let text = Line(entry.notice.text)
    let room = columns - head(of: entry, context).line(columns: columns).width - 1
    return text.width <= room ? [] : (Line("  ") + text).wrapped(to: columns, indent: Line("  "))
  }
}

extension LocalTime {
  /// "14:05"
  var clock: String {
    let minutes = secondOfDay / 60
    return "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
  }
}
