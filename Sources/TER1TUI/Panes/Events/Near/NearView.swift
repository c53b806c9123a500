import ClientCore
import Foundation
import Geography
import Localization
import Text

/// Draws the list of what is near.
struct NearView {
  let pane: EventsPane
  let context: DrawContext
  private let words: NearWords
  private var near: NearMode { pane.near }

  init(_ pane: EventsPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = NearWords(context.tr)
  }

  func draw(on canvas: inout Canvas) {
    guard let home = near.home else { return noHome.draw(on: &canvas, isFocused: pane.level == .agenda) }
    let head = context.tr("Near %1", UntrustedText(home.name).line)
    canvas.put(Line(head, Style(.date, .bold)), column: 1, row: 0)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      if near.list.isEmpty { return nothing.draw(on: &canvas, isFocused: pane.level == .agenda) }
      near.list.draw(on: &canvas, isFocused: pane.level == .agenda, below: { below($0, $1) }) { line($0, $1) }
    }
  }

  private var noHome: EmptyState {
    EmptyState(
      context.tr("Where are you?"),
      nextSteps: [
        context.keys("events.town").map { context.tr("Press %1 and type a town or a postcode.", $0) },
        context.tr("It stays on this machine, encrypted, and is sent to nobody."),
      ].compactMap(\.self))
  }

  private var nothing: EmptyState {
    EmptyState(
      context.tr("No event that is to come says where it is."),
      nextStep: context.tr("Whoever announces one can write a postcode, or coordinates, behind the place."))
  }

  // MARK: Lines

  private func line(_ item: NearItem, _ columns: Int) -> Line {
    let row = item.near.row
    let isOff = row.event.status == .cancelled
    let hasNoWay = item.near.isHere && row.event.meetsInTown
    var layout = RowLayout()
      .adding(context.isLinear ? Line() : Line(String(item.number), Style(.mention, .bold)), .fixed(2), isRight: true)
      .adding(Line(words.distance(item.near)), .fixed(7), isRight: true)
      .adding(Line(hasNoWay ? "" : words.short(item.near.bearing), .dim), .fixed(2))
    if columns >= 56 {
      layout = layout.adding(Line(hasNoWay ? "" : words.walk(item.near.walk), .dim), .fixed(8), isRight: true)
        .adding(Line(when(row)), .fixed(whenColumns), isRight: true)
    }
    let title = row.event.title.line
    layout = layout.adding(row.participation.map(ParticipationWords.sign) ?? Line(), .fixed(1))
      .adding(
        isOff ? Line([Span(context.tr("cancelled") + " · ", Style(.warning)), Span(title, .dim)]) : Line(title), .rest)
    if pane.isPinned(row) { layout = layout.adding(Line("*", Style(.accent))) }
    return layout.adding(row.mark.span).line(columns: columns)
  }

  /// As much as the longest in sight takes.
  private var whenColumns: Int { near.list.visible.map { SafeText(when($0.near.row)).width }.max() ?? 0 }

  private func when(_ row: AgendaRow) -> String {
    let start = LocalTime(at: row.start, in: context.zone)
    return context.words.short(EventStart(time: start, isAllDay: row.event.isAllDay))
  }

  /// What a narrow list has no room for.
  private func below(_ item: NearItem, _ columns: Int) -> [Line] {
    guard columns < 56 else { return [] }
    let walk = words.walk(item.near.walk)
    let foot = walk.isEmpty ? "" : " · " + context.tr("%1 on foot", walk)
    let place = item.near.row.event.places.first { !$0.name.isEmpty }?.name.line
    return [
      Line(when(item.near.row) + foot, .dim).clipped(to: columns), Line(place ?? "", .dim).clipped(to: columns),
    ]
  }
}
