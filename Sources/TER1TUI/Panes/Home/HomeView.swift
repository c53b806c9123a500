import ClientCore
import Localization
import Text

/// Draws the home pane: since when on the first line, then a line for each thing that matters.
struct HomeView {
  let pane: HomePane
  let context: DrawContext
  private let words: DigestWords
  private var tr: Catalog { context.tr }

  init(pane: HomePane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = DigestWords(context)
  }

  func draw(on canvas: inout Canvas) {
    canvas.put(words.head(pane.read, omitted: 0).clippedAtWord(to: canvas.columns - 2), column: 1, row: 0)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      if pane.list.isEmpty { return empty.draw(on: &canvas) }
      pane.list.draw(on: &canvas, isFocused: true) { item, columns in
        line(item, columns < Size.told ? min(columns, Self.widest) : columns)
      }
    }
  }

  private var empty: EmptyState {
    let next = context.keys("home.again").map { tr("Press %1 to ask what is new since you left.", $0) }
    return EmptyState(tr("Nothing new."), nextStep: next)
  }

  /// In longer lines the eye loses its way from what there is to when.
  private static let widest = 140

  private func line(_ item: HomeItem, _ columns: Int) -> Line {
    if case .more(let count) = item.content { return Line(more(count), .dim) }
    guard columns >= 60 else { return short(item, columns) }
    let name = Line(item.isFirst ? name(item.section) : "", Style(.title))
    let what = title(item, under: [.new, .closing]).followed(by: detail(item))
    let layout = RowLayout().adding(name, .fixed(10)).adding(what, .rest).adding(count(item), isRight: true)
    return context.adding(whose: item.id.account, to: layout, columns)
      .adding(when(item), isRight: true).line(columns: columns)
  }

  /// The section stands before the title, where that does not say it.
  private func short(_ item: HomeItem, _ columns: Int) -> Line {
    let named = item.section == .mentions || item.section == .followed
    let title = (named ? Line(name(item.section) + tr(": "), .dim) : Line()) + title(item, under: [.new])
    let layout = RowLayout().adding(title, .rest).adding(count(item), isRight: true)
    return context.adding(whose: item.id.account, to: layout, columns).adding(when(item), isRight: true)
      .line(columns: columns)
  }

  private func more(_ count: Int) -> String {
    let text = tr(count, "%1 more", "%1 more")
    return context.keys("digest").map { tr("%1: %2 shows them", text, $0) } ?? text
  }

  private func name(_ section: HomeItem.Section) -> String {
    switch section {
    case .changed: tr("Changed")
    case .votes: tr("To vote")
    case .mentions: tr("You")
    case .followed: tr("Followed")
    case .rest: tr("New")
    }
  }

  private func title(_ item: HomeItem, under heading: Set<Digest.Entry.Change>) -> Line {
    switch item.content {
    case .change(let change):
      let word = changeWords(change).isCancelled ? tr("cancelled:") : tr("changed:")
      return Line([Span(word + " ", Style(.warning, .bold)), Span(change.event.title.line, .bold)])
    case .entry(let item): return item.entry.map { words.title($0, under: heading) } ?? Line()
    case .more: return Line()
    }
  }

  private func detail(_ item: HomeItem) -> Line {
    switch item.content {
    case .change(let change): changeWords(change).isCancelled ? Line() : Line(changeWords(change).now, Style(.warning))
    case .entry(let item): item.entry.map(words.detail) ?? Line()
    case .more: Line()
    }
  }

  private func count(_ item: HomeItem) -> Line {
    if case .entry(let item) = item.content, let entry = item.entry { words.count(entry) } else { Line() }
  }

  private func when(_ item: HomeItem) -> Line {
    switch item.content {
    case .change(let change): Line(changeWords(change).start, Style(.date))
    case .entry(let item): words.when(item)
    case .more: Line()
    }
  }

  private func changeWords(_ change: ChangedMeeting) -> ChangeWords {
    ChangeWords(was: change.was, event: change.event, words: words.words)
  }
}
