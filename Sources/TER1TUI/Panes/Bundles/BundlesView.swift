import ClientCore
import Localization
import Text

/// Draws the bundles.
struct BundlesView {
  let pane: BundlesPane
  let context: DrawContext
  private var tr: Catalog { context.tr }

  init(pane: BundlesPane, _ context: DrawContext) { (self.pane, self.context) = (pane, context) }

  func draw(on canvas: inout Canvas) {
    if pane.list.isEmpty { return emptyState.draw(on: &canvas) }
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[BundlesPane.Level.list.rawValue] {
      canvas.inside(rect) { canvas in
        pane.list.draw(on: &canvas, isFocused: pane.level == .list) { item, columns in line(item, columns) }
      }
    }
    if let rect = columns.rects[BundlesPane.Level.bundle.rawValue] {
      canvas.inside(rect) { pane.sheet.draw(on: &$0, isFocused: pane.level == .bundle) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private var emptyState: EmptyState {
    func keys(_ command: String) -> String { context.keys(command) ?? ":" + command }
    return EmptyState(
      tr("No bundle was made or taken here."),
      nextSteps: [
        tr(
          "Without a network, what waits goes to the server as a file that anybody carries: %1", keys("bundles.export")),
        tr("For another member: %1. What somebody brought you: %2", keys("bundles.give"), keys("bundles.import")),
      ])
  }

  private func line(_ item: BundleRow, _ columns: Int) -> Line {
    let bundle = item.bundle
    var layout = RowLayout().adding(sign(bundle), .fixed(1)).adding(Line(BundleLine(item, tr).title), .rest)
    if columns >= 70 {
      layout = layout.adding(Line(BundleLine(item, tr).inside, .dim), .fixed(columns * 3 / 10))
    }
    let state = BundleLine(item, tr).state
    let style = bundle.state == .refused ? Style(.error) : bundle.state == .waiting ? Style(.pending) : .dim
    layout = layout.adding(Line(state, style), .fixed(columns >= 60 ? 13 : 11))
    if columns >= 60 { layout = layout.adding(Line(ByteCount.text(bundle.size, tr), .dim), .fixed(8), isRight: true) }
    let words = context.words
    return layout.adding(Line(words.age(bundle.at), Style(.date)), .fixed(words.ageColumns), isRight: true)
      .line(columns: columns)
  }

  private func sign(_ bundle: KeptBundle) -> Line {
    switch (bundle.role, bundle.state) {
    case (_, .refused): Line("!", Style(.error))
    case (.taken, _): Line("↓", .dim)
    case (_, .waiting): Line("↑", Style(.pending))
    default: Line("✓", .dim)
    }
  }
}

/// All that is known of one.
struct BundleSheet {
  enum Section: Hashable, Sendable { case title, state, facts }

  private let item: BundleRow
  private let context: DrawContext
  private let page: SheetText

  init(_ item: BundleRow, columns: Int, _ context: DrawContext) {
    (self.item, self.context) = (item, context)
    page = SheetText(columns: columns, tr: context.tr)
  }

  var blocks: [PagerBlock<Section>] {
    let (bundle, tr) = (item.bundle, context.tr)
    let style: Style = bundle.state == .refused ? Style(.error) : bundle.state == .waiting ? Style(.pending) : .text
    return [
      PagerBlock(id: .title, [Line(BundleLine(item, tr).title, Style(.title)), Line()]),
      PagerBlock(id: .state, [Line(BundleLine(item, tr).sentence, style), Line()]),
      PagerBlock(id: .facts, indented: facts),
    ]
  }

  private var facts: [(line: Line, indent: Line)] {
    let (bundle, tr, words) = (item.bundle, context.tr, context.words)
    var rows = page.indented(bundle.role == .made ? tr("Made") : tr("Came"), [Line(words.moment(bundle.at))])
    if let time = bundle.settledAt { rows += page.indented(tr("Answer"), [Line(words.moment(time))]) }
    let parts = bundle.parts > 1 ? ", " + tr(bundle.parts, "%1 part", "%1 parts") : ""
    rows += page.indented(tr("Size"), [Line(ByteCount.text(bundle.size, tr) + parts)])
    if !bundle.missing.isEmpty {
      let missing = bundle.missing.prefix(12).map(String.init).joined(separator: ", ")
      rows += page.indented(tr("Lacks"), [Line(missing + (bundle.missing.count > 12 ? ", …" : ""))])
    }
    let inside = BundleInside(bundle, tr).parts
    let unknown = Line(BundleLine(item, tr).inside, .dim)
    rows += page.indented(tr("Inside"), inside.isEmpty ? [unknown] : inside.map { Line($0) })
    if bundle.role == .taken {
      rows += page.indented(tr("New"), [Line(tr(bundle.taken, "%1 thing was new here", "%1 things were new here"))])
    }
    if let path = bundle.path { rows += page.indented(tr("File"), [Line(path.line)]) }
    return rows
  }
}
