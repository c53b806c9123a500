import ClientCore
import Localization
import Text

/// What an event is called wherever it is one of several: that it is cancelled or not certain before its name, that it repeats behind it.
struct EventTitle {
  let row: AgendaRow
  let context: DrawContext

  var line: Line { name + Line(again, look) }

  /// In so few cells that a sign has to say what else is said in words; that it repeats is always in sight.
  func short(columns: Int) -> Line {
    let sign = row.event.status == .cancelled ? Line("× ", Style(.warning)) : Line()
    let again = Line(row.event.isRecurring ? " ↻" : "", look)
    return (sign + Line(title, look)).clipped(to: columns - again.width) + again
  }

  /// When it is on one of its days, in six cells: its hour, or what part it is of one that goes on over several.
  func time(on day: Int64) -> String {
    if row.event.isAllDay { return context.tr("day") }
    let days = row.days(in: context.zone)
    guard day > days.lowerBound else { return context.words.clock(at: row.start) }
    return day == days.upperBound ? "→" + context.words.clock(at: row.end) : "→"
  }

  /// What is over or does not take place.
  var look: Style { row.event.status == .cancelled || row.end < context.now ? .dim : .text }

  private var title: SafeText {
    let title = row.event.title.line
    return title.isEmpty ? SafeText(context.tr("(without a title)")) : title
  }

  private var name: Line {
    switch row.event.status {
    case .cancelled: Line([Span(context.tr("cancelled") + " · ", Style(.warning)), Span(title, .dim)])
    case .tentative: Line([Span(context.tr("to be confirmed") + " · ", .dim), Span(title)])
    case .confirmed: Line(title, look)
    }
  }

  private var again: String {
    guard row.event.isRecurring else { return "" }
    return context.isLinear ? ", " + context.tr("repeated") : " ↻"
  }
}

extension EventTitle {
  /// The rows of a day, each in cells of its own: its time, its title, and whose it is.
  static func layouts(_ events: [AgendaRow], on day: Int64, _ context: DrawContext, _ columns: Int) -> [RowLayout] {
    let titles = events.map { EventTitle(row: $0, context: context) }
    let times = titles.map { Line($0.time(on: day), .dim) }
    let cells = times.map(\.width).max() ?? 0
    return zip(events, zip(times, titles)).map { event, parts in
      let layout = RowLayout().adding(parts.0, .fixed(cells)).adding(parts.1.line, .rest)
      return context.adding(whose: event.key.account, to: layout, columns)
    }
  }
}
