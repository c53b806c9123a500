import ClientCore
import Localization
import Text

/// Draws the digest: what it covers on the first line, then the entries.
struct DigestView {
  let pane: DigestPane
  let context: DrawContext
  private let words: DigestWords

  init(pane: DigestPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = DigestWords(context)
  }

  func draw(on canvas: inout Canvas) {
    guard pane.since != nil else {
      let next = context.keys("digest").map { context.tr("Press %1 for what is new since you left.", $0) }
      return EmptyState(context.tr("There is no digest yet."), nextStep: next).draw(on: &canvas)
    }
    canvas.put(words.head(pane.read, omitted: pane.read.omitted), column: 1, row: 0, room: canvas.columns - 2)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      if pane.list.isEmpty { return EmptyState(context.tr("Nothing new.")).draw(on: &canvas) }
      pane.list.draw(on: &canvas, isFocused: true) { item, columns in line(item, columns) }
    }
  }

  private func line(_ item: DigestItem, _ columns: Int) -> Line {
    if let section = item.section { return Line(name(section), Style(.title)) }
    guard let entry = item.entry else { return Line() }
    var layout = RowLayout()
    let title = words.title(entry, under: entry.key.type == CalendarEvent.name ? [.new] : [])
    guard columns >= 60 else {
      layout = layout.adding(title, .rest).adding(words.count(entry), isRight: true)
      return context.adding(whose: entry.key.account, to: layout, columns).adding(words.when(item), isRight: true).line(
        columns: columns)
    }
    let place = columns >= 110 ? Line(item.place?.line ?? "", .dim) : Line()
    let what = title.followed(by: words.detail(entry)).followed(by: place)
    layout = layout.adding(what, .rest).adding(words.count(entry), isRight: true)
    return context.adding(whose: entry.key.account, to: layout, columns)
      .adding(words.when(item), isRight: true).line(columns: columns)
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
}
