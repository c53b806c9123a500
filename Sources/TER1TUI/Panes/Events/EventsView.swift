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
    let columns = pane.columns(in: canvas.size)
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
    guard let near = words.nearDay(day) else { return Line(words.longDate(day), Style(.date, .bold)) }
    let style = day == words.today ? Style(.accent, .bold) : Style(.date, .bold)
    return Line([Span(near, style), Span(" · " + words.longDate(day), .dim)])
  }

  private func line(_ row: AgendaRow, _ part: (index: Int, count: Int), _ columns: Int) -> Line {
    let isWide = columns >= 56
    var layout = RowLayout()
      .adding(time(row, part, isWide: isWide), .fixed(isWide ? 11 : 6))
      .adding(answer(row), .fixed(1))
      .adding(title(row), .rest)
      .adding(row.event.isRecurring ? Line(context.isLinear ? context.tr("repeated") : "↻", .dim) : Line())
      .adding(pane.isPinned(row) ? Line("*", Style(.accent)) : Line())
    if columns >= 64 { layout = layout.adding(Line(place(row), .dim), .fixed(columns / 4)) }
    if columns >= 90, pane.calendars.count > 1 {
      layout = layout.adding(Line(row.calendar?.name.line ?? "", .dim), .fixed(16))
    }
    return layout.adding(row.mark.span).line(columns: columns)
  }

  private func time(_ row: AgendaRow, _ part: (index: Int, count: Int), isWide: Bool) -> Line {
    let text: String
    if row.event.isAllDay {
      let several = isWide && part.count > 1 ? " \(part.index)/\(part.count)" : ""
      text = (isWide ? context.tr("all day") : context.tr("day")) + several
    } else if part.count > 1 {
      text = several(row, part, isWide: isWide)
    } else if isWide && row.end > row.start {
      text = words.clock(at: row.start) + "–" + words.clock(at: row.end)
    } else {
      text = words.clock(at: row.start)
    }
    return Line(text, row.event.status == .cancelled || row.end < words.now ? .dim : .text)
  }

  private func several(_ row: AgendaRow, _ part: (index: Int, count: Int), isWide: Bool) -> String {
    switch part.index {
    case 1: words.clock(at: row.start) + (isWide ? " →" : "→")
    case part.count: (isWide ? "→ " : "→") + words.clock(at: row.end)
    default: "→"
    }
  }

  private func answer(_ row: AgendaRow) -> Line { row.participation.map(ParticipationWords.sign) ?? Line() }

  private func title(_ row: AgendaRow) -> Line {
    let title = row.event.title.line
    let name = title.isEmpty ? SafeText(context.tr("(without a title)")) : title
    switch row.event.status {
    case .cancelled: return Line([Span(context.tr("cancelled") + " · ", Style(.warning)), Span(name, .dim)])
    case .tentative: return Line([Span(context.tr("to be confirmed") + " · ", .dim), Span(name)])
    case .confirmed: return Line(name, row.end < words.now ? .dim : .text)
    }
  }

  private func place(_ row: AgendaRow) -> SafeText {
    if let place = row.event.places.first(where: { !$0.name.isEmpty }) { return place.name.line }
    return row.event.virtualPlaces.isEmpty ? "" : SafeText(context.tr("video conference"))
  }
}
