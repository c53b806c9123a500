import ClientCore
import Foundation
import Localization
import Text

/// Draws the digest: what it covers on the first line, then the entries.
struct DigestView {
  let pane: DigestPane
  let context: DrawContext
  private let words: DateWords

  init(pane: DigestPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
  }

  func draw(on canvas: inout Canvas) {
    guard let since = pane.since else {
      let next = context.keys("digest").map { context.tr("Press %1 for what is new since you left.", $0) }
      return EmptyState(context.tr("There is no digest yet."), nextStep: next).draw(on: &canvas)
    }
    canvas.put(head(since), column: 1, row: 0, room: canvas.columns - 2)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      if pane.list.isEmpty { return EmptyState(context.tr("Nothing new.")).draw(on: &canvas) }
      pane.list.draw(on: &canvas, isFocused: true) { item, columns in line(item, columns) }
    }
  }

  private func head(_ since: Double) -> Line {
    let tr = context.tr
    let until = pane.digests.map(\.until).max() ?? since
    var spans = [
      Span(tr("Since %1", moment(since)), Style(.title)), Span(" · " + tr("seen %1", moment(until)), .dim),
    ]
    let omitted = pane.digests.reduce(0) { $0 + $1.omitted }
    if omitted > 0 { spans.append(Span(" · " + tr(omitted, "%1 more", "%1 more"), .dim)) }
    if pane.digests.contains(where: { $0.source == .cache }) {
      spans.append(Span(" · " + tr("made here, of what was fetched"), .dim))
    }
    return Line(spans)
  }

  /// "yesterday, 18:05"
  private func moment(_ instant: Double) -> String {
    let day = LocalTime(at: instant, in: context.zone).day
    return "\(words.nearDay(day) ?? words.shortDate(day)) \(words.clock(at: instant))"
  }

  private func line(_ item: DigestItem, _ columns: Int) -> Line {
    if let section = item.section { return Line(name(section), Style(.title)) }
    guard let entry = item.entry else { return Line() }
    let count = Line(entry.count > 1 || entry.date != nil ? String(entry.count) : "", Style(.unread))
    let end = Line(when(item), Style(.date))
    var layout = RowLayout()
    guard columns >= 60 else {
      layout = layout.adding(title(entry), .rest).adding(count, isRight: true)
      return layout.adding(end, isRight: true).line(columns: columns)
    }
    layout = layout.adding(title(entry), .fixed(columns * 2 / 5)).adding(count, .fixed(3), isRight: true)
    layout = layout.adding(detail(entry), .rest)
    if columns >= 110 { layout = layout.adding(Line(item.place?.line ?? "", .dim), .fixed(20)) }
    return layout.adding(end, .fixed(12), isRight: true).line(columns: columns)
  }

  private func name(_ section: DigestItem.Section) -> String {
    switch section {
    case .agenda: context.tr("Events")
    case .votes: context.tr("Votes")
    case .mentions: context.tr("You are named")
    case .followed: context.tr("Followed")
    case .events: context.tr("New in the agenda")
    case .conversations: context.tr("Conversations")
    case .files: context.tr("Files")
    }
  }

  private func title(_ entry: Digest.Entry) -> Line {
    let name = entry.title.isEmpty ? SafeText(context.tr("Files")) : entry.title.line
    switch entry.change {
    case .cancelled: return Line([Span(context.tr("cancelled:") + " ", Style(.warning)), Span(name)])
    case .changed: return Line([Span(context.tr("changed:") + " ", Style(.warning)), Span(name)])
    case .new: return Line([Span(context.tr("new:") + " ", .dim), Span(name)])
    case .closing: return Line([Span(context.tr("to vote:") + " ", Style(.warning)), Span(name)])
    case .closed, nil: return Line(name)
    }
  }

  private func detail(_ entry: Digest.Entry) -> Line {
    let votes = VoteWords(context.tr)
    if let outcome = entry.outcome { return Line(votes.outcome(outcome), .bold) }
    if let closes = entry.closesAt {
      return Line(context.tr("%1 left", votes.left(closes - context.now)), Style(.date))
    }
    var names: [Span] = []
    for author in entry.authors { names += [Span(names.isEmpty ? "" : ", "), Span(author.line, Style(.author))] }
    if entry.authorCount > entry.authors.count { names.append(Span("…")) }
    if !names.isEmpty && !entry.words.isEmpty { names.append(Span(" · ", .dim)) }
    return Line(names) + Line(entry.words.line, .dim)
  }

  private func when(_ item: DigestItem) -> String {
    if let start = item.start { return "\(words.shortDate(start.day)) \(words.clock(start))" }
    if let closes = item.entry?.closesAt { return moment(closes) }
    return item.entry?.date.map(words.age) ?? ""
  }
}
