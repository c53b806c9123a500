import ClientCore
import Localization
import Text

/// Draws the pane of files from its state.
struct FilesView {
  let pane: FilesPane
  let context: DrawContext
  private let words: DateWords

  init(pane: FilesPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
  }

  func draw(on canvas: inout Canvas) {
    let columns = pane.columns(in: canvas.size, context.previews)
    let hasSheet = columns.rects[FilesPane.Level.detail.rawValue] != nil
    if let rect = columns.rects[FilesPane.Level.folder.rawValue] {
      canvas.inside(rect) { drawFolder(on: &$0, hasSheet: hasSheet) }
    }
    if let rect = columns.rects[FilesPane.Level.detail.rawValue], pane.detail != nil {
      canvas.inside(rect) { pane.sheet.draw(on: &$0, isFocused: pane.level == .detail) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private func drawFolder(on canvas: inout Canvas, hasSheet: Bool) {
    drawHeader(on: &canvas, hasSheet: hasSheet)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      if pane.list.isEmpty { return emptyState.draw(on: &canvas, isFocused: pane.level == .folder) }
      pane.list.draw(on: &canvas, isFocused: pane.level == .folder) { item, columns in line(item, columns) }
    }
  }

  // MARK: Header

  /// - Parameter hasSheet: whether all about the current file stands beside the list; else its date stands here, where it is written
  ///   for one file and not for each.
  private func drawHeader(on canvas: inout Canvas, hasSheet: Bool) {
    let isDated = !hasSheet && (Self.columnsForDate..<Size.told).contains(canvas.columns)
    let date = isDated ? pane.list.current?.row.map(age) ?? "" : ""
    let right = date.isEmpty ? summary : Line(date + "  ", .dim) + summary
    let room = canvas.columns - 2 - (right.width > 0 ? right.width + 2 : 0)
    canvas.put(Self.clippedAtStart(trail, to: room), column: 1, row: 0)
    canvas.putRight(right, endingAt: canvas.columns - 1, row: 0)
  }

  /// The way from the top down to here.
  private var trail: Line {
    guard let account = pane.account else { return Line(context.tr("Your cooperatives"), Style(.title)) }
    let name = context.accounts.first { $0.id == account }?.name.line ?? ""
    return Self.path(pane.path, root: name, isHere: true)
  }

  /// A place as "Tracts › 2026"; the top has a word of its own.
  static func path(_ path: [FileNode], _ tr: Catalog) -> Line {
    path.isEmpty ? Line(tr("at the top")) : Self.path(Array(path.dropFirst()), root: path[0].name.line, isHere: false)
  }

  private static func path(_ path: [FileNode], root: SafeText, isHere: Bool) -> Line {
    let names = [root] + path.map(\.name.line)
    return Line(
      names.enumerated().flatMap { index, name in
        let isLast = index == names.count - 1
        return (index > 0 ? [Span(" › ", .dim)] : []) + [Span(name, isHere ? (isLast ? Style(.title) : .dim) : .text)]
      })
  }

  /// The end of a way matters most.
  private static func clippedAtStart(_ line: Line, to columns: Int) -> Line {
    var spans = line.spans
    guard line.width > columns else { return line }
    while spans.count > 1, Line(spans).width + 2 > columns { spans.removeFirst() }
    if spans[0].text.string == " › " { spans.removeFirst() }
    let isLeftOut = spans.count < line.spans.count && Line(spans).width + 2 <= columns
    if isLeftOut { return Line("… ", .dim) + Line(spans) }
    if spans.count == 1 { spans[0].text = FileName.clipped(spans[0].text, to: columns) }
    return Line(spans).clipped(to: columns)
  }

  private var summary: Line {
    let tr = context.tr
    if !pane.filter.isEmpty {
      let count = pane.matches.map { String($0.count) } ?? "…"
      return Line([Span(tr("filter “%1”: %2", SafeText(pane.filter), count), Style(.accent))])
    }
    if !pane.chosen.isEmpty { return Line(tr(pane.chosen.count, "%1 chosen", "%1 chosen"), Style(.accent)) }
    if let kit = pane.kit {
      let sign = pane.kept[kit.folder.key] == nil ? [] : [Span("✓ ", Style(.success))]
      return Line(sign + [Span(context.tr("kit for: %1", KitWords(tr).purpose(kit)), Style(.accent))])
        .clipped(to: 44)
    }
    return pane.account == nil ? Line() : Line(tr(pane.total, "%1 item", "%1 items"), .dim)
  }

  // MARK: Rows

  private func line(_ item: FileItem, _ columns: Int) -> Line {
    switch item.content {
    case .cooperative(let account): Line([Span(account.name.line, .bold), Span("/")])
    case .node(let row): item.leaflet.map { leaflet(row, $0, columns) } ?? line(row, columns)
    }
  }

  private static let columnsForDate = 52

  /// The size before the name: so it is straight, the name has all the rest, and the row is written in one piece.
  private func line(_ row: FileRow, _ columns: Int) -> Line {
    // Nothing wraps here: a blank in the place of one that may not is a byte less.
    let size = row.node.size.map { ByteCount.text($0, context.tr).replacing("\u{A0}", with: " ") } ?? ""
    let state = state(row)
    let isDated = columns >= Size.told
    let room = columns - 7 - (isDated ? 29 : 0) - (state.width > 0 ? state.width + 1 : 0)
    let sign = isChosen(row) ? Line("+", Style(.accent, .bold)) : Line(" ")
    let gap = Line(String(repeating: " ", count: max(0, 6 - SafeText(size).width)))
    var layout = RowLayout().adding(gap + Line(size) + sign + name(row, max(4, room)), .rest)
    if isDated {
      layout = layout.adding(Line(age(row), Style(.date)), .fixed(9), isRight: true)
        .adding(Line(row.createdBy?.name.line ?? "", .dim), .fixed(18))
    }
    return layout.adding(state).line(columns: columns)
  }

  /// "Appel        text   2,1 kB   <1 s   ✓", and below it the larger variants.
  private func leaflet(_ row: FileRow, _ leaflet: FileItem.Leaflet, _ columns: Int) -> Line {
    let tr = context.tr
    let kind = KitWords(tr).kind(leaflet.kind)
    let time = row.isDownloaded ? "" : leaflet.seconds.map(CostWords(tr).seconds) ?? ""
    let name = leaflet.name.map { Line($0.line, .bold) } ?? Line()
    var layout = RowLayout().adding(isChosen(row) ? Line("+", Style(.accent, .bold)) : Line(), .fixed(1))
      .adding(name, .rest).adding(Line(kind), .fixed(columns >= 52 ? 14 : 10))
      .adding(Line(row.node.size.map { ByteCount.text($0, tr) } ?? "", .dim), .fixed(7), isRight: true)
    if columns >= 52 { layout = layout.adding(Line(time, Style(.date)), .fixed(22), isRight: true) }
    return layout.adding(state(row), .fixed(columns >= 52 ? 6 : 2)).line(columns: columns)
  }

  private func isChosen(_ row: FileRow) -> Bool { pane.chosen.contains { $0.key == row.key } }

  private func name(_ row: FileRow, _ room: Int) -> Line {
    let name = row.node.name.line
    if row.node.isKit {
      let sign = pane.kept[row.key] == nil ? "" : " ✓"
      let label = "/  " + context.tr("kit") + sign
      let clipped = FileName.clipped(name, to: room - SafeText(label).width)
      return Line([Span(clipped, .bold), Span(label, Style(.accent))])
    }
    if row.isFolder { return Line([Span(FileName.clipped(name, to: room - 1), .bold), Span("/")]) }
    return Line(FileName.clipped(name, to: room))
  }

  private func age(_ row: FileRow) -> String { (row.node.modified ?? row.node.created).map(words.age) ?? "" }

  private func state(_ row: FileRow) -> Line {
    let transfer = row.download.map(TransferWords.short) ?? Line()
    let mark = row.mark.span
    return transfer.width > 0 && mark.width > 0 ? transfer + Line(" ") + mark : transfer + mark
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if context.accounts.isEmpty { return .noAccount(context) }
    if let nothing = EmptyState.notOffered(.files, context) { return nothing }
    if !pane.filter.isEmpty {
      return pane.matches == nil
        ? EmptyState(tr("Looking…")) : EmptyState(tr("No name here has “%1”.", SafeText(pane.filter)))
    }
    guard pane.mayWrite, let keys = context.keys("files.upload") else { return EmptyState(tr("This folder is empty.")) }
    return EmptyState(tr("This folder is empty."), nextStep: tr("Press %1 to put a file here.", keys))
  }
}
