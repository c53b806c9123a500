public import ClientCore
import Localization
public import Text

/// An article, as sections of text: what it says, its pictures in words, its links by number.
struct ArticleSheet {
  enum Section: Hashable, Sendable { case head, text, pictures, links }

  private let detail: ArticleDetail
  private let columns: Int
  private let context: DrawContext
  private let costs: [Int: FetchCost]
  private var tr: Catalog { context.tr }
  private var article: Article { detail.article }

  init(_ detail: ArticleDetail, columns: Int, _ context: Context) {
    (self.detail, self.columns) = (detail, columns)
    var drawing = context.drawing
    drawing.keys = context.keys
    self.context = drawing
    let standing = context.standing(detail.row.key.account)
    costs = detail.article.pictures.enumerated().reduce(into: [:]) { costs, picture in
      costs[picture.offset] = picture.element.size.map { FetchCost(size: $0, standing) }
    }
  }

  var blocks: [PagerBlock<Section>] { [head, text, pictures, links].compactMap(\.self) }

  private var head: PagerBlock<Section> {
    let title = article.title.isEmpty ? SafeText(tr("untitled")) : article.title.line
    var parts: [[Span]] = [[Span(detail.row.feedName.line, .dim)]]
    if let author = article.author {
      parts.append([Span(author.line, Style(.author)), Span(" " + tr("(not verified)"), .dim)])
    }
    parts.append([Span(context.words.moment(article.publishedAt), Style(.date))])
    if let updated = article.updatedAt {
      parts.append([Span(tr("changed %1", context.words.moment(updated)), .dim)])
    }
    var lines = [Line(title, Style(.title)), Line(Line.joined(parts))]
    if article.isCarried, let words = Mark.carried.words(tr) { lines.append(Line(words, Style(.warning))) }
    if let trouble = detail.feed?.trouble { lines.append(Line(NewsWords(tr).trouble(trouble.kind), Style(.warning))) }
    if detail.row.isDiscussed {
      let keys = context.keys("news.discuss")
      lines.append(
        Line(keys.map { tr("discussed in the forums; %1 goes there", $0) } ?? tr("discussed in the forums"), .dim))
    }
    return PagerBlock(id: .head, lines + [Line()])
  }

  private var text: PagerBlock<Section>? {
    var rows = RichText(article.text, isMarkdown: false, RichText.Options(tr, columns: columns)).rows
    if article.isCut { rows.append((Line(tr("… the text goes on on the site"), .dim), Line())) }
    return rows.isEmpty ? nil : PagerBlock(id: .text, indented: rows + [(Line(), Line())])
  }

  /// None is fetched before a person asks for it.
  private var pictures: PagerBlock<Section>? {
    guard !article.pictures.isEmpty else { return nil }
    let lines = article.pictures.enumerated().map { index, picture in
      let alt = picture.alt.isEmpty ? SafeText(tr("picture without description")) : picture.alt.line
      let cost = costs[index].map { CostWords(tr).text($0) } ?? tr("size unknown")
      let place = picture.blobID == nil ? " " + tr("(on the site)") : ""
      return (
        Line([Span("\(index + 1) ", Style(.accent)), Span(alt), Span("  \(cost)\(place)", .dim)]), Line("  ")
      )
    }
    return PagerBlock(
      id: .pictures, indented: [(Line(tr("Pictures"), Style(.date, .bold)), Line())] + lines + [(Line(), Line())])
  }

  private var links: PagerBlock<Section>? {
    let links = detail.article.links
    guard !links.isEmpty else { return nil }
    let lines = links.enumerated().map { index, link in
      (Line([Span("\(index + 1) ", Style(.accent)), Span(link.line, Style(.link))]), Line("  "))
    }
    return PagerBlock(id: .links, indented: [(Line(tr("Links"), Style(.date, .bold)), Line())] + lines)
  }
}

extension Article {
  /// Its own address first, then those in its text; each once.
  public var links: [UntrustedText] {
    let inside = RichText(text, isMarkdown: false).links
    return (url.map { [$0] } ?? []) + inside.filter { $0 != url }
  }
}
