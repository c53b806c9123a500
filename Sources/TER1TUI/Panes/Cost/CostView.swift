import ClientCore
import Localization
import Text

/// Draws the costs: a table, then what is said of each link.
struct CostView {
  let pane: CostPane
  let tr: Catalog

  private static let number = 10

  func draw(on canvas: inout Canvas) {
    guard pane.rows.contains(where: { !$0.isSum }) else {
      return EmptyState(
        tr("Nothing was spent today."), nextStep: tr("What the network and the terminal take is counted here.")
      ).draw(on: &canvas)
    }
    let lines = table(columns: canvas.columns - 2) + links(columns: canvas.columns - 2)
    for (row, line) in lines.dropFirst(pane.top).prefix(canvas.rows).enumerated() {
      canvas.put(line, column: 1, row: row, room: canvas.columns - 2)
    }
    canvas.setCursor(column: 0, row: 0)
  }

  static func lineCount(_ pane: CostPane) -> Int {
    pane.rows.count + 3 + pane.links.reduce(0) { $0 + 2 + $1.lines.count }
  }

  /// Network and terminal, since the start and today; on a narrow screen the network only up and down together.
  private func table(columns: Int) -> [Line] {
    if columns >= Size.told { return pane.rows.map { Line($0.name) + Line(tr(": ") + told($0)) } }
    let isWide = columns >= 60
    let titles =
      isWide
      ? [tr("network"), tr("terminal"), tr("sent"), tr("received"), tr("terminal")]
      : [tr("now"), tr("this day"), tr("screen")]
    let above = isWide ? [row(Line(), [tr("now"), "", tr("this day"), "", ""].map { Line($0, .dim) }, columns)] : []
    let head = above + [row(Line(tr("Bytes"), .dim), titles.map { Line($0, .dim) }, columns)]
    return head
      + pane.rows.map { item in
        let style = item.isSum ? Style(.title) : Style(.text)
        let (session, today) = (item.session, item.today)
        let figures =
          isWide
          ? [session.network, session.terminal, today.up, today.down, today.terminal]
          : [session.network, today.network, today.terminal]
        return row(Line(item.name, style), figures.map { Line(figure($0), style) }, columns)
      } + [Line(tr("What one request held of several panes is divided by its size."), .dim)]
  }

  /// The figures of a row, each behind what it is of.
  private func told(_ row: CostPane.Row) -> String {
    func words(_ figures: [(name: String, bytes: Int)]) -> String {
      figures.filter { $0.bytes > 0 }.map { $0.name + " " + figure($0.bytes) }.joined(separator: ", ")
    }
    let now = words([(tr("now"), row.session.network), (tr("terminal"), row.session.terminal)])
    let today = words([
      (tr("sent"), row.today.up), (tr("received"), row.today.down), (tr("terminal"), row.today.terminal),
    ])
    return [now, tr("this day") + tr(": ") + today].filter { !$0.isEmpty }.joined(separator: tr("; "))
  }

  private func figure(_ bytes: Int) -> String { bytes == 0 ? "" : ByteCount.text(bytes, tr) }

  private func row(_ name: Line, _ figures: [Line], _ columns: Int) -> Line {
    let width = min(Self.number, max(7, columns / 5))
    let start = RowLayout().adding(name, .fixed(max(8, min(24, columns - figures.count * (width + 1)))))
    return figures.reduce(start) { $0.adding($1, .fixed(width), isRight: true) }.line(columns: columns)
  }

  private func links(columns: Int) -> [Line] {
    pane.links.flatMap { link in
      [Line(), Line(link.name, Style(.title))] + link.lines.map { Line($0).clipped(to: columns) }
    }
  }
}
