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
    #expect(list.current?.id == 99_983)
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

  // MARK: Pages

  private typealias Turn = (_ list: inout ListBox<Row>, _ pages: Int) -> Void

  /// A list of sections, each a heading and so many rows, in which pages are turned.
  private func sections(_ counts: [Int], height: Int = 20) -> (list: ListBox<Row>, turn: Turn) {
    let rows = counts.enumerated().flatMap { section, count in
      (0...count).map { Row(id: section * 1_000 + $0, isHeading: $0 == 0) }
    }
    var list = ListBox<Row>()
    list.layout(rows: height, fillsLines: true)
    list.reload(at: .first) { (_, _) in ListPage(rows) }
    return (list, { list, pages in _ = list.navigate(.pages(pages)) { (_, _) in ListPage(rows) } })
  }

  @Test func aPageKeepsASixthInSightAtLeastTwo() {
    for (height, kept) in [(20, 4), (44, 8), (9, 2)] {
      var list = ListBox<Row>()
      list.layout(rows: height, fillsLines: true)
      list.reload(at: .first, fetch(1_000))
      let before = Set(list.visible.map(\.id))
      _ = list.navigate(.pages(1), fetch(1_000))
      #expect(before.intersection(list.visible.map(\.id)).count == kept)
      #expect(list.visible.first?.id == height - kept)
      #expect(list.current?.id == height - kept)
      _ = list.navigate(.pages(-1), fetch(1_000))
      #expect(list.visible.first?.id == 0)
      _ = list.navigate(.pages(3), fetch(1_000))
      #expect(list.visible.first?.id == 3 * (height - kept))
    }
  }

  @Test func aPageBeginsWithTheSectionThatTheLastOneEndsIn() {
    var (list, turn) = sections([7, 7, 7, 7, 7])
    #expect(list.visible.map(\.id).suffix(4) == [2000, 2001, 2002, 2003])
    turn(&list, 1)
    #expect(list.visible.first?.id == 2000)
    #expect(list.visible.last?.id == 4003)
    // The cursor goes as far, and stands on no heading.
    #expect(list.current?.id == 2001)
    turn(&list, -1)
    #expect(list.visible.first?.id == 0)
    // What ends with the page stays in sight too.
    (list, turn) = sections([9, 9, 9])
    turn(&list, 1)
    #expect(list.visible.first?.id == 1000)
    #expect(list.visible.last?.id == 2009)
  }

  @Test func aSectionLongerThanAPageIsTurnedAsAnyList() {
    var (list, turn) = sections([3, 60, 3])
    turn(&list, 1)
    // Its heading, in the place of the row that it hides, which was in sight before.
    #expect(list.visible.map(\.id).prefix(3) == [1000, 1013, 1014])
    turn(&list, 1)
    #expect(list.visible.map(\.id).prefix(2) == [1000, 1029])
    turn(&list, -1)
    #expect(list.visible.map(\.id).prefix(2) == [1000, 1013])
    turn(&list, -1)
    #expect(list.visible.first?.id == 0)
  }

  /// No page leaves out a row, and each turn moves by half a page at least.
  @Test func pagesShowEveryRow() {
    for counts in [[1, 2, 30, 1, 1, 19, 20, 21, 4], Array(repeating: 3, count: 20), [50], [19, 19, 19], [18, 40, 2]] {
      var (list, turn) = sections(counts)
      let all = Set(list.rows.map(\.id))
      for step in [1, -1] {
        var seen = Set(list.visible.map(\.id))
        while true {
          let (top, cursor) = (list.top, list.current?.id)
          turn(&list, step)
          seen.formUnion(list.visible.map(\.id))
          if list.current?.id == cursor { break }
          #expect(abs(list.top - top) >= 10 || list.top == 0 || list.top == list.rows.count - list.height)
          #expect(list.visible.contains { $0.id == list.current?.id })
        }
        #expect(seen == all, "\(counts), \(step)")
      }
    }
  }

  /// Line by line, the section of the first row in sight is said unless it ends with it, and never over the cursor.
  @Test func aHeadingStaysWhereItsSectionIsInSight() {
    let (list, _) = sections([12, 3, 30])
    for distance in [1, -1] {
      var list = list
      let rows = list.rows
      if distance < 0 { _ = list.navigate(.last) { (_, _) in ListPage(rows) } }
      for _ in rows {
        _ = list.navigate(.lines(distance)) { (_, _) in ListPage(rows) }
        let (first, isAlone) = (list.visible.first?.id ?? -1, list.visible.dropFirst().first?.isHeading == true)
        #expect(isAlone != (first % 1_000 == 0))
        #expect(first / 1_000 == list.rows[list.top].id / 1_000)
        #expect(list.visible.contains { $0.id == list.current?.id })
      }
    }
    // A low list has no room for it.
    let (low, turn) = sections([30], height: 4)
    var moved = low
    turn(&moved, 2)
    #expect(moved.visible.first?.isHeading == false)
  }

  /// A heading stands above a row of its own, wherever a list of short sections is scrolled to.
  @Test(arguments: [5, 6, 7, 20]) func noHeadingStandsAboveAnother(height: Int) {
    let (list, _) = sections([1, 1, 2, 1, 3, 1, 1, 1, 2, 2, 1, 1, 4, 1, 1, 1, 1, 2], height: height)
    for motion in [Motion.lines(1), .lines(-1), .pages(1), .pages(-1), .halfPages(1)] {
      var list = list
      let rows = list.rows
      if motion.distance(height: 1) < 0 { _ = list.navigate(.last) { (_, _) in ListPage(rows) } }
      for _ in rows {
        _ = list.navigate(motion) { (_, _) in ListPage(rows) }
        #expect(!zip(list.visible, list.visible.dropFirst()).contains { $0.isHeading && $1.isHeading })
      }
    }
  }

  /// What one goes to in sight is where it is; what is not begins the window, with its heading.
  @Test func whatOneGoesToShowsWhatFollowsIt() {
    var (list, _) = sections(Array(repeating: 3, count: 40), height: 12)
    let rows = list.rows
    func go(to id: Int) { list.go(around: id, { (_, _) in ListPage(rows) }, to: { $0.id >= id }) }
    go(to: 2_001)
    #expect(list.visible.first?.id == 0 && list.current?.id == 2_001)
    go(to: 20_001)
    #expect(list.visible.first?.id == 20_000 && list.current?.id == 20_001)
    go(to: 5_002)
    #expect(list.visible.first?.id == 5_000 && list.current?.id == 5_002)
    go(to: 99_999)
    #expect(list.current?.id == 39_003 && list.visible.last?.id == 39_003)
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

  @Test func pagerKeepsItsBlockInSightWhateverTheSize() {
    var pager = Pager<Int>()
    pager.layout(Size(columns: 77, rows: 21))
    pager.show((0..<20).map { PagerBlock(id: $0, [Line("bloc \($0) " + String(repeating: "mot ", count: 60))]) })
    _ = pager.select(by: 2)
    for size in [(297, 77), (37, 10), (120, 3), (20, 40), (77, 1)] {
      pager.layout(Size(columns: size.0, rows: size.1))
      let isInSight = pager.rows.dropFirst(pager.top).prefix(size.1).contains { $0.block == 2 }
      #expect(pager.currentID == 2 && isInSight, "\(size)")
    }
  }

  /// What is told in lines is neither cut nor padded.
  @Test func toldRowsAreAsLongAsWhatTheySay() {
    let subject = String(repeating: "un très long sujet ", count: 30) + "."
    let row = RowLayout().adding(Line("●"), .fixed(1)).adding(Line(), .fixed(3)).adding(Line(subject), .rest)
      .adding(Line("14:05"), .fixed(9), isRight: true)
    #expect(row.line(columns: Size.told).text == "● \(subject) 14:05")
    var canvas = Canvas(Size(columns: 2 * Size.told, rows: 2))
    canvas.put("▌", column: 0, row: 1)
    canvas.put(Line("à gauche"), column: 2, row: 1)
    canvas.putRight(Line("à droite"), row: 1)
    canvas.put("dehors", column: 0, row: 2)
    #expect(canvas.screen.text(row: 0).isEmpty)
    #expect(canvas.screen.text(row: 1) == "▌ à gauche, à droite")
  }

  @Test(arguments: [10, 40, 80, 100, 149, 150, 300], [1, 2, 3]) func columnsShareTheWholeWidth(width: Int, levels: Int)
  {
    for rows in [3, 24, 50] {
      for focus in 0..<levels {
        let size = Size(columns: width, rows: rows)
        let alone = Columns(levels: levels, focus: focus, previews: false, in: size)
        #expect(alone.fillsLines && alone.rects[focus] == Rect(column: 0, row: 0, columns: width, rows: rows))
        #expect(alone.rects.count { $0 != nil } == 1)
        let columns = Columns(levels: levels, focus: focus, previews: true, in: size)
        #expect(columns.rects[focus] != nil)
        for case let rect? in columns.rects { #expect(rect.origin.column + rect.size.columns <= width) }
      }
    }
  }

  /// A path typed behind a folder that stood at the prompt already.
  @Test(arguments: [
    ("/home/anna/Téléchargements//tmp/x.ter1", "/tmp/x.ter1"), ("/a/b.ter1", "/a/b.ter1"),
    ("file:///tmp/x%20y", "/tmp/x y"), ("'/tmp/x y'", "/tmp/x y"), ("/tmp//new", "/tmp//new"), ("//", "//"), ("/", "/"),
  ]) func typedPathsBeginAnew(typed: String, path: String) {
    #expect(TypedPath.expanded(typed) == path)
    #expect(TypedPath.expanded("/srv/~/x") == TypedPath.expanded("~/x"))
  }
}
