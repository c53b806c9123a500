import ClientCore
import Localization
import Text

/// Draws the week of the cursor's day: seven columns, or the days below each other where columns would be too narrow.
struct WeekView {
  let pane: EventsPane
  let context: DrawContext
  private let words: DateWords
  private var grid: MonthGrid { pane.grid }

  init(pane: EventsPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
  }

  private static let narrowestColumn = 14

  func draw(on canvas: inout Canvas) {
    let date = LocalTime(day: grid.firstDay + 3).date
    let number = LocalTime(day: grid.firstDay).week
    let name = context.tr("Week %1 · %2 %3", number, words.month(date.month), date.year)
    if context.isLinear { return ToldDays(grid: grid, title: name, context: context).draw(on: &canvas) }
    canvas.put(Line(name, Style(.title)), column: 1, row: 0)
    let width = canvas.columns / 7
    if width >= Self.narrowestColumn { drawColumns(on: &canvas, width) } else { drawDays(on: &canvas) }
  }

  // MARK: Columns

  private func drawColumns(on canvas: inout Canvas, _ width: Int) {
    for offset in 0..<7 {
      let column = Rect(column: offset * width, row: 1, columns: width - 1, rows: canvas.rows - 1)
      canvas.inside(column) { drawColumn(grid.firstDay + Int64(offset), on: &$0) }
    }
  }

  private func drawColumn(_ day: Int64, on canvas: inout Canvas) {
    drawHead(Line(heading(day, letters: canvas.columns >= 16 ? 9 : 3), style(day)), day, on: &canvas, row: 0)
    let lines = (grid.events[day] ?? []).flatMap { entry($0, on: day, columns: canvas.columns - 1) }
    let room = canvas.rows - 1
    for (index, line) in lines.prefix(lines.count > room ? room - 1 : room).enumerated() {
      canvas.put(line, column: 1, row: 1 + index)
    }
    if lines.count > room { canvas.put("…", column: 1, row: canvas.rows - 1, .dim) }
  }

  /// The time, whose it is, and the title below them.
  private func entry(_ row: AgendaRow, on day: Int64, columns: Int) -> [Line] {
    let whose = context.whose(columns: AccountNames.fewColumns).map { SafeText(" ") + $0[row.key.account] } ?? ""
    let title = EventTitle(row: row, context: context)
    return [Line(SafeText(title.time(on: day)) + whose, .dim)] + title.line.wrapped(to: columns).prefix(3) + [Line()]
  }

  // MARK: Days below each other

  private func drawDays(on canvas: inout Canvas) {
    let shown = shown(rows: canvas.rows - 1 - 7)
    var row = 1
    for day in grid.days { drawDay(day, grid.events[day] ?? [], shown: shown[day] ?? 0, on: &canvas, row: &row) }
  }

  /// How many events of each day: as many of each, and what rows are left then for the cursor's day first.
  private func shown(rows: Int) -> [Int64: Int] {
    let each = max(0, rows / 7)
    var shown = grid.events.mapValues { min(each, $0.count) }
    var spare = max(0, rows - grid.days.reduce(0) { $0 + (shown[$1] ?? 0) })
    for day in [grid.day] + grid.days {
      let more = min(spare, (grid.events[day]?.count ?? 0) - (shown[day] ?? 0))
      shown[day, default: 0] += more
      spare -= more
    }
    return shown
  }

  private func drawDay(_ day: Int64, _ events: [AgendaRow], shown: Int, on canvas: inout Canvas, row: inout Int) {
    let hidden = events.count > shown ? "  +\(events.count - shown)" : ""
    let head = Line([Span(heading(day, letters: 9), style(day)), Span(hidden, Style(.accent))])
    drawHead(head, day, on: &canvas, row: row)
    let layouts = EventTitle.layouts(events, on: day, context, canvas.columns)
    for (index, layout) in layouts.prefix(shown).enumerated() {
      canvas.put(layout.line(columns: canvas.columns - 3), column: 3, row: row + 1 + index)
    }
    row += 1 + shown
  }

  // MARK: Words

  private func drawHead(_ head: Line, _ day: Int64, on canvas: inout Canvas, row: Int) {
    canvas.put(head, column: 1, row: row)
    guard day == grid.day else { return }
    canvas.put("▌", column: 0, row: row, Style(.marker))
    canvas.setCursor(column: 0, row: row)
  }

  private func heading(_ day: Int64, letters: Int) -> String {
    "\(words.weekday(LocalTime(day: day).weekday).prefix(letters)) \(LocalTime(day: day).date.day)"
  }

  private func style(_ day: Int64) -> Style { day == words.today ? Style(.accent, .bold) : Style(.date, .bold) }
}
