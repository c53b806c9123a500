import Testing
import Text

@testable import TER1TUI

@Suite struct WidgetTests {
  private struct Row: ListRow {
    let id: Int
    var isHeading = false
  }

  /// A list of `total` rows of which a page is read at a time.
  private func fetch(_ total: Int) -> ListBox<Row>.Fetch<Never> {
    { anchor, limit in
      let start =
        switch anchor {
        case .first: 0
        case .last: max(0, total - limit)
        case .around(let id): max(0, min(id - limit / 2, total - limit))
        }
      let end = min(total, start + limit)
      return ListPage((start..<end).map { Row(id: $0) }, hasMoreBefore: start > 0, hasMoreAfter: end < total)
    }
  }

  @Test func windowFollowsTheCursorThroughALongList() {
    var list = ListBox<Row>()
    list.layout(rows: 10, fillsLines: true)
    list.reload(at: .first, fetch(100_000))
    for step in 1...500 {
      let isMoved = list.navigate(.lines(1), fetch(100_000))
      #expect(isMoved)
      #expect(list.current?.id == step)
      #expect(list.visible.contains { $0.id == step })
      #expect(list.rows.count <= 200)
    }
    _ = list.navigate(.last, fetch(100_000))
    #expect(list.current?.id == 99_999)
    let isPast = list.navigate(.lines(1), fetch(100_000))
    #expect(!isPast)
    _ = list.navigate(.pages(-2), fetch(100_000))
    #expect(list.current?.id == 99_981)
    _ = list.navigate(.first, fetch(100_000))
    #expect(list.current?.id == 0)
  }

  @Test func cursorStaysOnItsRowWhenOthersArrive() {
    var list = ListBox<Row>()
    list.layout(rows: 5, fillsLines: true)
    list.reload { (_, _) in ListPage((10..<20).map { Row(id: $0) }) }
    _ = list.navigate(.lines(3)) { (_, _) in ListPage((10..<20).map { Row(id: $0) }) }
    list.reload { (_, _) in ListPage((5..<20).map { Row(id: $0) }) }
    #expect(list.current?.id == 13)
    list.reload { (_, _) in ListPage((14..<20).map { Row(id: $0) }) }
    #expect(list.current != nil)
  }

  @Test func headingsAreNeverUnderTheCursor() {
    let rows = [Row(id: 0, isHeading: true), Row(id: 1), Row(id: 2, isHeading: true), Row(id: 3)]
    var list = ListBox<Row>()
    list.layout(rows: 4, fillsLines: true)
    list.reload(at: .first) { (_, _) in ListPage(rows) }
    #expect(list.current?.id == 1)
    _ = list.navigate(.lines(1)) { (_, _) in ListPage(rows) }
    #expect(list.current?.id == 3)
    _ = list.navigate(.lines(-1)) { (_, _) in ListPage(rows) }
    #expect(list.current?.id == 1)
    _ = list.navigate(.lines(-1)) { (_, _) in ListPage(rows) }
    #expect(list.current?.id == 1)
  }

  @Test func emptyListIsHarmless() {
    var list = ListBox<Row>()
    list.layout(rows: 4, fillsLines: false)
    list.reload(at: .last) { (_, _) in ListPage([]) }
    let isMoved = list.navigate(.pages(1)) { (_, _) in ListPage([]) }
    #expect(!isMoved)
    #expect(list.current == nil)
  }

  @Test func linesWrapAtWordsWithTheirStyles() {
    let line = Line([Span("Grève ", .bold), Span("générale à Lyon", .text)])
    let wrapped = line.wrapped(to: 10, indent: Line("> "))
    #expect(wrapped.map(\.text) == ["Grève", "> générale", "> à Lyon"])
    #expect(wrapped[0].spans[0].style == .bold)
    #expect(wrapped.allSatisfy { $0.width <= 10 })
  }

  @Test func longWordsAreBroken() {
    let wrapped = Line(String(repeating: "a", count: 25)).wrapped(to: 10)
    #expect(wrapped.map(\.width) == [10, 10, 5])
    // What fits the first line need not fit one that is indented.
    let indented = Line("a " + String(repeating: "b", count: 8) + String(repeating: "漢", count: 9))
      .wrapped(to: 10, indent: Line("    "))
    #expect(indented.allSatisfy { $0.width <= 10 }, "\(indented.map(\.text))")
  }

  @Test func rowsFillExactlyTheirColumns() {
    let row = RowLayout().adding(Line("日本"), .fixed(6)).adding(Line("un très long sujet de discussion"), .rest)
      .adding(Line("14:05"), isRight: true)
    for columns in 15...60 { #expect(row.line(columns: columns).width == columns) }
  }

  @Test func canvasClipsAndKeepsWideCharactersWhole() {
    var canvas = Canvas(Size(columns: 5, rows: 1))
    canvas.put("日本語", column: 0, row: 0)
    #expect(canvas.screen.text(row: 0) == "日本")
    canvas.put("x", column: 1, row: 0)
    #expect(canvas.screen.text(row: 0) == " x本")
    canvas.put("outside", column: -3, row: 3)
    #expect(canvas.screen.text(row: 0) == " x本")
  }

  @Test func pagerKeepsItsPlaceWhenTheWidthChanges() {
    var pager = Pager<Int>()
    pager.layout(Size(columns: 40, rows: 5))
    pager.show((0..<20).map { PagerBlock(id: $0, [Line("bloc \($0) " + String(repeating: "mot ", count: 30))]) })
    let isFound = pager.go(to: 10)
    #expect(isFound)
    pager.layout(Size(columns: 20, rows: 5))
    #expect(pager.currentID == 10)
    let isPaged = pager.navigate(.pages(1))
    #expect(isPaged)
    let isAtLast = pager.navigate(.last)
    #expect(isAtLast)
    #expect(pager.isAtEnd)
    let isPast = pager.navigate(.lines(1))
    #expect(!isPast)
  }

  @Test(arguments: [10, 40, 80, 100, 149, 150, 300], [1, 2, 3]) func columnsShareTheWholeWidth(width: Int, levels: Int)
  {
    for rows in [3, 24, 50] {
      for focus in 0..<levels {
        let columns = Columns(levels: levels, focus: focus, in: Size(columns: width, rows: rows))
        #expect(columns.rects[focus] != nil)
        for case let rect? in columns.rects { #expect(rect.origin.column + rect.size.columns <= width) }
      }
    }
  }

  /// A path typed behind a folder that stood at the prompt already.
  @Test(arguments: [
    ("/home/anna/Téléchargements//tmp/x.ter1", "/tmp/x.ter1"), ("/a/b.ter1", "/a/b.ter1"),
    ("file:///tmp/x%20y", "/tmp/x y"), ("'/tmp/x y'", "/tmp/x y"),
  ]) func typedPathsBeginAnew(typed: String, path: String) {
    #expect(TypedPath.expanded(typed) == path)
    #expect(TypedPath.expanded("/srv/~/x") == TypedPath.expanded("~/x"))
  }
}
