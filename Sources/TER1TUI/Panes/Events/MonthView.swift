import ClientCore
import Foundation
import Localization
import Text

/// Draws a month: one line a week where there is little room, else cells with the titles of what happens.
struct MonthView {
  let pane: EventsPane
  let context: DrawContext
  private let words: DateWords
  private var grid: MonthGrid { pane.grid }

  init(pane: EventsPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
  }

  private static let weekColumn = 4

  func draw(on canvas: inout Canvas) {
    if context.isLinear { return ToldDays(grid: grid, title: title, context: context).draw(on: &canvas) }
    let lines = cellLines(canvas.size)
    let width = max(4, min(lines > 1 ? 24 : 6, (canvas.columns - Self.weekColumn) / 7))
    drawHeader(on: &canvas, width)
    for week in 0..<grid.weeks { drawWeek(week, on: &canvas, row: 2 + week * lines, lines: lines, width: width) }
    drawFooter(on: &canvas, from: 2 + grid.weeks * lines)
  }

  private var title: String { context.tr("%1 %2", words.month(grid.date.month), grid.date.year) }

  /// How many lines a week gets.
  private func cellLines(_ size: Size) -> Int {
    guard size.columns >= 7 * 10 + Self.weekColumn else { return 1 }
    return max(1, min(5, (size.rows - 2) / 6))
  }

  private func drawHeader(on canvas: inout Canvas, _ width: Int) {
    canvas.put(Line(title, Style(.title)), column: Self.weekColumn + 1, row: 0)
    for day in 0..<7 {
      let label = words.weekday(day)
      let text = width >= 12 ? label : String(label.prefix(width >= 5 ? 3 : 2))
      canvas.put(text, column: Self.weekColumn + day * width + 1, row: 1, .dim)
    }
  }

  private func drawWeek(_ week: Int, on canvas: inout Canvas, row: Int, lines: Int, width: Int) {
    let monday = grid.firstDay + Int64(week * 7)
    canvas.put(words.two(LocalTime(day: monday).week), column: 1, row: row, .dim)
    for offset in 0..<7 {
      let cell = Rect(column: Self.weekColumn + offset * width, row: row, columns: width, rows: lines)
      canvas.inside(cell) { drawDay(monday + Int64(offset), on: &$0) }
    }
  }

  private func drawDay(_ day: Int64, on canvas: inout Canvas) {
    let events = grid.events[day] ?? []
    let isCurrent = day == grid.day
    if isCurrent { canvas.put("▌", column: 0, row: 0, pane.level == .month ? Style(.marker) : .dim) }
    let number = String(LocalTime(day: day).date.day)
    canvas.put(number, column: number.count == 1 ? 2 : 1, row: 0, style(day))
    drawCount(events.count, isInMonth: grid.isInMonth(day), on: &canvas)
    for (index, event) in events.prefix(canvas.rows - 1).enumerated() {
      let whole = EventTitle(row: event, context: context).short(columns: canvas.columns - 2)
      let title = grid.isInMonth(day) ? whole : Line(whole.text, .dim)
      canvas.put(named(title, event, canvas.columns - 2), column: 1, row: index + 1, room: canvas.columns - 2)
    }
    if isCurrent && pane.level == .month { canvas.setCursor(column: 0, row: 0) }
  }

  /// How many things happen, apart from the number of the day.
  private func drawCount(_ count: Int, isInMonth: Bool, on canvas: inout Canvas) {
    guard count > 0 else { return }
    let hasRoom = canvas.columns >= 6
    let mark = hasRoom && count > 1 ? "•\(min(count, canvas.columns > 6 ? 99 : 9))" : "•"
    canvas.put(mark, column: hasRoom ? 4 : 3, row: 0, isInMonth ? Style(.accent) : .dim)
  }

  /// With whose it is, where a cell has room for it; else the lines below the month say it.
  private func named(_ title: Line, _ row: AgendaRow, _ columns: Int) -> Line {
    guard columns >= Self.columnsForNames else { return title }
    return context.adding(whose: row.key.account, to: RowLayout().adding(title, .rest), columns).line(columns: columns)
  }

  private static let columnsForNames = 16
  private static let widestLine = 100

  private func style(_ day: Int64) -> Style {
    if day == words.today { return Style(.accent, [.bold, .underline]) }
    return grid.isInMonth(day) ? .text : .dim
  }

  /// The day under the cursor in words, and what is on it.
  private func drawFooter(on canvas: inout Canvas, from row: Int) {
    var row = canvas.rows - row > 2 ? row + 1 : row
    guard row < canvas.rows else { return }
    let events = grid.events[grid.day] ?? []
    let count = events.isEmpty ? context.tr("nothing") : context.tr(events.count, "%1 event", "%1 events")
    let day = Line([Span(words.longDate(grid.day), Style(.date, .bold)), Span(" · " + count, .dim)])
    let room = canvas.rows - row - 1
    canvas.put(room > 0 ? day : day.followed(by: events.first.map(line) ?? Line()), column: 1, row: row)
    // A low window has no row to say of how many it has none: the day does.
    let shown = events.count > room && room > 2 ? room - 1 : min(room, events.count)
    for layout in EventTitle.layouts(events, on: grid.day, context, canvas.columns).prefix(shown) {
      row += 1
      canvas.put(layout.line(columns: min(canvas.columns - 2, Self.widestLine)), column: 2, row: row)
    }
    guard shown < events.count, room > 2 else { return }
    canvas.put(context.tr(events.count - shown, "%1 more", "%1 more"), column: 2, row: row + 1, .dim)
  }

  private func line(_ event: AgendaRow) -> Line {
    let title = EventTitle(row: event, context: context)
    return Line(title.time(on: grid.day) + " ", .dim) + title.line
  }
}
