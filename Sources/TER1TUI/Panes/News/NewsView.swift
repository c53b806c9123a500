import ClientCore
import Localization
import Text

/// Draws the news from the pane's state.
struct NewsView {
  let pane: NewsPane
  let context: DrawContext

  init(pane: NewsPane, _ context: DrawContext) { (self.pane, self.context) = (pane, context) }

  func draw(on canvas: inout Canvas) {
    if pane.feeds.isEmpty { return emptyState.draw(on: &canvas) }
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[NewsPane.Level.feeds.rawValue] {
      canvas.inside(rect) { canvas in
        pane.feeds.draw(on: &canvas, isFocused: pane.level == .feeds) { item, columns in feed(item, columns) }
      }
    }
    if let rect = columns.rects[NewsPane.Level.articles.rawValue] {
      canvas.inside(rect) { articles(on: &$0) }
    }
    if let rect = columns.rects[NewsPane.Level.article.rawValue], pane.detail != nil {
      canvas.inside(rect) { pane.sheet.draw(on: &$0, isFocused: pane.level == .article) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private func articles(on canvas: inout Canvas) {
    guard !pane.articles.isEmpty else {
      let words = pane.hidesRead ? context.tr("Nothing new here.") : context.tr("No article has come yet.")
      canvas.put(Line(words, .dim), column: 2, row: 0)
      return
    }
    pane.articles.draw(on: &canvas, isFocused: pane.level == .articles) { item, columns in article(item, columns) }
  }

  private func feed(_ item: FeedItem, _ columns: Int) -> Line {
    let tr = context.tr
    switch item.id {
    case .folder(let name): return Line(name.line, Style(.date, .bold))
    case .own: return Line(tr("Read by this client alone"), Style(.date, .bold))
    case .all: return line(Line(tr("All news"), item.unread > 0 ? Style(.unread) : .text), item.unread, nil, columns)
    case .feed:
      guard let row = item.row else { return Line() }
      let name = Line(row.feed.name.line, row.unread > 0 ? Style(.unread) : .text)
      return line(name, row.unread, row, columns)
    }
  }

  private func line(_ name: Line, _ unread: Int, _ row: FeedRow?, _ columns: Int) -> Line {
    let sign = row.map {
      $0.mark != .none ? $0.mark.span : $0.feed.trouble == nil ? Line() : Line("⚠", Style(.warning))
    }
    let count = unread > 0 ? Line(String(unread), Style(.unread)) : Line()
    return RowLayout().adding(sign ?? Line(), .fixed(1)).adding(name, .rest).adding(count, .fixed(4), isRight: true)
      .line(columns: columns)
  }

  private func article(_ item: ArticleItem, _ columns: Int) -> Line {
    let row = item.row
    let title = row.title.isEmpty ? SafeText(context.tr("untitled")) : row.title.line
    let sign = row.isRead ? Line() : Line("●", Style(.accent))
    let look = row.isRead ? Style.text : Style(.unread)
    var name = Line([Span(title, look)] + (row.isDiscussed ? [Span(" ↳", .dim)] : []))
    if pane.feed == nil, columns >= 60 { name = name.followed(by: Line(row.feedName.line, .dim)) }
    return RowLayout().adding(sign, .fixed(1)).adding(name, .rest)
      .adding(Line(context.words.age(row.publishedAt), Style(.date)), isRight: true).line(columns: columns)
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if context.accounts.isEmpty { return .noAccount(context) }
    let add = context.keys("news.add").map { tr("Press %1 to add a feed that only you read.", $0) }
    return EmptyState(tr("No feed of news is read here yet."), nextStep: add)
  }
}
