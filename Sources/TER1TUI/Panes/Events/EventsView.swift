import ClientCore
import Foundation
import Localization
import Text

/// Draws the pane of events from its state.
struct EventsView {
  let pane: EventsPane
  let context: DrawContext
  private let words: DateWords

  init(pane: EventsPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
  }

  func draw(on canvas: inout Canvas) {
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[EventsPane.Level.month.rawValue] {
      canvas.inside(rect) { drawGrid(on: &$0) }
    }
    if let rect = columns.rects[EventsPane.Level.agenda.rawValue] { canvas.inside(rect) { drawAgenda(on: &$0) } }
    if let rect = columns.rects[EventsPane.Level.event.rawValue] { canvas.inside(rect) { drawSheet(on: &$0) } }
    columns.drawSeparators(on: &canvas)
  }

  private func drawGrid(on canvas: inout Canvas) {
    if pane.showsMap || pane.near.isOn { return MapView(pane.near, context).draw(on: &canvas) }
    if pane.isWeek { return WeekView(pane: pane, context).draw(on: &canvas) }
    MonthView(pane: pane, context).draw(on: &canvas)
  }

  private func drawAgenda(on canvas: inout Canvas) {
    if pane.near.isOn { return NearView(pane, context).draw(on: &canvas) }
    let top = pane.hasFilterLine ? 1 : 0
    if let name = pane.calendars.first(where: { $0.key == pane.filter })?.calendar.name.line {
      canvas.put(Line([Span(context.tr("Only the calendar "), .dim), Span(name, Style(.accent))]), column: 1, row: 0)
    }
    canvas.inside(Rect(column: 0, row: top, columns: canvas.columns, rows: canvas.rows - top)) { canvas in
      if pane.list.isEmpty { return emptyState.draw(on: &canvas, isFocused: pane.level == .agenda) }
      let isFocused = pane.level == .agenda
      pane.list.draw(on: &canvas, isFocused: isFocused) { item, columns in line(item, columns) }
    }
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if context.accounts.isEmpty { return .noAccount(context) }
    if let nothing = EmptyState.notOffered(.events, context) { return nothing }
    let next = context.keys("events.create").map { tr("Press %1 to announce something.", $0) }
    return pane.filter == nil
      ? EmptyState(tr("Nothing is planned yet."), nextStep: next)
      : EmptyState(tr("Nothing is planned in this calendar."), nextStep: next)
  }

  private func drawSheet(on canvas: inout Canvas) {
    guard pane.detail != nil else { return }
    pane.sheet.draw(on: &canvas, isFocused: pane.level == .event)
  }

  // MARK: Lines of the agenda

  private func line(_ item: AgendaItem, _ columns: Int) -> Line {
    switch item.id {
    case .heading(let day): heading(day)
    case .nothing: Line("  " + context.tr("nothing today"), .dim)
    case .occurrence: item.row.map { line($0, item.part, columns) } ?? Line()
    }
  }

  private func heading(_ day: Int64) -> Line {
    let date = context.isLinear ? words.longDate(day) : words.heading(day)
    guard let near = words.nearDay(day) else { return Line(date, Style(.date, .bold)) }
    let style = day == words.today ? Style(.accent, .bold) : Style(.date, .bold)
    return Line([Span(near, style), Span(" · " + date, .dim)])
  }

  /// In one piece and one look, since each place and each change of looks within a row is bytes on the line: when, what, where. With less
  /// room the end is left out, which stands in the sheet.
  private func line(_ row: AgendaRow, _ part: (index: Int, count: Int), _ columns: Int) -> Line {
    let isWide = columns >= Self.columnsForEnd
    let answer = row.participation.map(ParticipationWords.sign)
    let time = time(row, part, isWide: isWide)
    let room = (isWide ? 13 : 7) - (answer == nil ? 0 : 1)
    let gap = Line(String(repeating: " ", count: max(0, room - time.width)))
    let when = time.width > room ? time : time + gap + (answer ?? Line())
    var layout = RowLayout().adding(when, .fixed(isWide ? 13 : 7)).adding(what(row), .rest)
    if isWide, pane.calendars.count > 1 {
      layout = layout.adding(Line(row.calendar?.name.line ?? "", .dim), .fixed(16))
    }
    return context.adding(whose: row.key.account, to: layout, columns).adding(row.mark.span).line(columns: columns)
  }

  private static let columnsForEnd = 90

  private func time(_ row: AgendaRow, _ part: (index: Int, count: Int), isWide: Bool) -> Line {
    Line(timeText(row, part, isWide: isWide), EventTitle(row: row, context: context).look)
  }

  private func timeText(_ row: AgendaRow, _ part: (index: Int, count: Int), isWide: Bool) -> String {
    if row.event.isAllDay, isWide {
      return context.tr("all day") + (part.count > 1 ? " \(part.index)/\(part.count)" : "")
    }
    if row.event.isAllDay { return several(context.tr("day"), context.tr("day"), part, isWide: false) }
    if part.count > 1 { return several(words.clock(at: row.start), words.clock(at: row.end), part, isWide: isWide) }
    guard isWide, row.end > row.start else { return words.clock(at: row.start) }
    return words.clock(at: row.start) + "–" + words.clock(at: row.end)
  }

  private func several(
    _ start: String, _ end: String, _ part: (index: Int, count: Int), isWide: Bool
  ) -> String {
    let gap = isWide ? " " : ""
    switch part.index {
    case _ where part.count == 1: return start
    case 1: return start + gap + "→"
    case part.count: return "→" + gap + end
    default: return "→"
    }
  }

  private func what(_ row: AgendaRow) -> Line {
    let place = place(row)
    let title = EventTitle(row: row, context: context)
    var line = title.line
    if pane.isPinned(row) { line = line + Line(" *", Style(.accent)) }
    return place.isEmpty ? line : line + Line(SafeText(" · ") + place, title.look)
  }

  private func place(_ row: AgendaRow) -> SafeText {
    if let place = row.event.places.first(where: { !$0.name.isEmpty }) { return place.name.line }
    return row.event.virtualPlaces.isEmpty ? "" : SafeText(context.tr("video conference"))
  }
}
