import ClientCore
import Localization
import Text

/// Draws the hits of a search.
struct SearchView {
  let pane: SearchPane
  let context: DrawContext
  private let words: DateWords
  private let matches: WordMatches

  init(pane: SearchPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
    matches = WordMatches(pane.answered)
  }

  func draw(on canvas: inout Canvas) {
    drawHeader(on: &canvas)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      if pane.list.isEmpty { return emptyState.draw(on: &canvas) }
      pane.list.draw(on: &canvas, isFocused: true) { item, columns in
        switch item {
        case .hit(let hit): line(hit, columns)
        case .saved(let search):
          Line([Span(search.line)] + (search.name == search.query ? [] : [Span("  " + search.query, .dim)]))
        }
      }
    }
  }

  private func drawHeader(on canvas: inout Canvas) {
    let tr = context.tr
    if pane.isBlank, !pane.saved.isEmpty {
      canvas.put(Line(tr("Kept searches"), Style(.title)), column: 1, row: 0)
    }
    guard !pane.answered.isEmpty else { return }
    if let problem = pane.problems.first {
      canvas.put(Line(SearchWords.problem(problem, tr), Style(.warning)), column: 1, row: 0)
    } else if pane.count > 0 {
      let query = pane.current?.line ?? SafeText(pane.answered)
      let found = pane.hasMore ? tr("more than %1 hits", pane.count) : tr(pane.count, "%1 hit", "%1 hits")
      canvas.put(
        Line([Span(query, Style(.title)), Span(" · " + found, .dim)]), column: 1, row: 0, room: canvas.columns - 2)
    }
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if pane.isBlank {
      let next = context.keys("search.query").map { tr("Press %1 and type words; accents do not matter.", $0) }
      let operators = SearchWords.operators(tr)
      return EmptyState(tr("What are you looking for?"), nextStep: next.map { $0 + " " + operators } ?? operators)
    }
    if pane.isSearching { return EmptyState(tr("Looking…")) }
    return EmptyState(
      tr("Nothing found for “%1”.", SafeText(pane.answered)),
      nextStep: tr("Fewer words, or only the beginning of a word, find more."))
  }

  private func line(_ hit: SearchHit, _ columns: Int) -> Line {
    let isWide = columns >= 60
    let title = hit.title.line
    // The signs of Markdown's strong text say nothing in one dim line.
    let snippet = SafeText(hit.snippet.line.string.replacing("**", with: ""))
    let kind = RowLayout().adding(kind(hit), .fixed(kindColumns))
    let date = Line(hit.date.map(words.age) ?? "", Style(.date))
    guard isWide else {
      let excerpt = matches.excerpt(snippet, columns: columns - kindColumns - date.width - 2)
      let text = matches.line(title.isEmpty ? excerpt : title)
      return kind.adding(text, .rest).adding(date, isRight: true).line(columns: columns)
    }
    let place = columns >= Self.columnsForPlace ? Self.placeColumns : 0
    let room = columns - kindColumns - columns * 2 / 5 - (place > 0 ? place + 1 : 0) - Self.dateColumns - 3
    let excerpt = columns < Size.told ? matches.excerpt(snippet, columns: room) : snippet
    var layout = kind.adding(heading(hit, title), .fixed(columns * 2 / 5)).adding(matches.line(excerpt, .dim), .rest)
    if place > 0 { layout = layout.adding(Line(hit.place?.line ?? "", .dim), .fixed(place)) }
    return layout.adding(date, .fixed(Self.dateColumns), isRight: true).line(columns: columns)
  }

  private static let (columnsForPlace, placeColumns, dateColumns) = (110, 18, 8)

  private func kind(_ hit: SearchHit) -> Line { Line(SearchWords.kind(hit, context.tr), .dim) }

  /// As many as the longest kind in sight needs.
  private var kindColumns: Int {
    pane.list.visible.reduce(7) { widest, item in
      if case .hit(let hit) = item { max(widest, kind(hit).width) } else { widest }
    }
  }

  /// What it is called, else where it was said and by whom.
  private func heading(_ hit: SearchHit, _ title: SafeText) -> Line {
    if !title.isEmpty { return matches.line(title) }
    let author =
      hit.author.map { $0.isVerified ? $0.name.line : $0.name.line + SafeText(" " + context.tr("(not verified)")) }
      ?? ""
    return Line([Span(hit.place?.line ?? ""), Span(author.isEmpty ? "" : " · "), Span(author, Style(.author))])
  }
}
