import ClientCore

/// What a list shows on one line. A heading stands above its section and is never under the cursor.
protocol ListRow: Identifiable, Sendable where ID: Sendable {
  var isHeading: Bool { get }
}

extension ListRow {
  var isHeading: Bool { false }
}

/// Which part of a long list is asked for.
enum ListAnchor<ID: Hashable & Sendable>: Hashable, Sendable {
  case first, last
  case around(ID)
}

/// A bounded part of a list, in order.
struct ListPage<Row: ListRow>: Sendable {
  var rows: [Row]
  var hasMoreBefore: Bool
  var hasMoreAfter: Bool

  init(_ rows: [Row], hasMoreBefore: Bool = false, hasMoreAfter: Bool = false) {
    (self.rows, self.hasMoreBefore, self.hasMoreAfter) = (rows, hasMoreBefore, hasMoreAfter)
  }
}

extension ListPage {
  /// A page as the cache answers it.
  init<Source>(_ page: Page<Source>, _ row: (Source) -> Row) {
    self.init(
      page.rows.map(row), hasMoreBefore: page.offset > 0, hasMoreAfter: page.end < page.total)
  }
}

extension ListAnchor where ID == ObjectKey {
  /// The anchor as the cache takes it.
  var cacheAnchor: Anchor {
    switch self {
    case .first: .start
    case .last: .end
    case .around(let key): .around(key.id)
    }
  }
}

/// A list with a cursor. However long the list is, it holds one page of it, and asks for another when the cursor nears an
/// end; the cursor stays on its row, by id, when the page is read again.
struct ListBox<Row: ListRow>: Sendable {
  /// Reads rows: about `limit` of them, at or around the anchor.
  typealias Fetch<Failure: Error> = (ListAnchor<Row.ID>, _ limit: Int) throws(Failure) -> ListPage<Row>

  private(set) var page = ListPage<Row>([])
  /// Index in the page's rows.
  private(set) var cursor = 0
  private(set) var top = 0
  /// How many rows can be seen.
  private(set) var height = 1
  /// Whether the list scrolls by half its height at its edges: cheaper unless it fills whole lines of the screen, which the
  /// terminal itself can scroll.
  private var isJumping = false

  init() {}

  var rows: [Row] { page.rows }
  var isEmpty: Bool { page.rows.isEmpty }
  var current: Row? { page.rows.indices.contains(cursor) ? page.rows[cursor] : nil }
  /// The rows that can be seen. The first of a section whose heading is out of sight gives its place to the heading, unless it is the
  /// last of it: two headings in a row would be nobody's.
  var visible: ArraySlice<Row> {
    var shown = page.rows[min(top, rows.count)..<min(rows.count, top + height)]
    if isCut(at: top), !isHeading(top + 1), let heading = heading(above: top) { shown[top] = rows[heading] }
    return shown
  }
  var hasRowsAbove: Bool { top > 0 || page.hasMoreBefore }
  var hasRowsBelow: Bool { top + height < rows.count || page.hasMoreAfter }

  /// Says how much room there is; to be called before anything else when the size may have changed.
  mutating func layout(rows height: Int, fillsLines: Bool) {
    self.height = max(1, height)
    isJumping = !fillsLines
    scrollToCursor()
  }

  /// Reads the page again, or another one; the cursor stays on its row when that is still there, else near its place.
  mutating func reload<Failure>(at anchor: ListAnchor<Row.ID>? = nil, _ fetch: Fetch<Failure>) throws(Failure) {
    let kept = current?.id
    let above = cursor - top
    let wanted = anchor ?? kept.map { .around($0) } ?? .first
    page = try fetch(wanted, limit(at: wanted))
    switch anchor {
    case .first: cursor = 0
    case .last: cursor = rows.count - 1
    case .around(let id): place(on: id)
    case nil: if let kept { place(on: kept) }
    }
    cursor = min(max(0, cursor), max(0, rows.count - 1))
    leaveHeading(forward: anchor != .last)
    top = cursor - above
    scrollToCursor()
  }

  /// What is shown and a screen more: at an end of the list that lies on one side alone.
  private func limit(at anchor: ListAnchor<Row.ID>) -> Int {
    if case .around = anchor { max(60, height * 4) } else { max(30, height * 2) }
  }

  private mutating func place(on id: Row.ID) {
    if let index = rows.firstIndex(where: { $0.id == id }) { cursor = index }
  }

  /// Puts the cursor on a row of the page held; false when it is not there.
  mutating func select(_ id: Row.ID) -> Bool {
    guard let index = rows.firstIndex(where: { $0.id == id }) else { return false }
    cursor = index
    scrollToCursor()
    return true
  }

  /// Goes to the first row that is wanted, else to the last one. What is not in sight already begins the window with its section: what
  /// follows it is what one reads next.
  mutating func go<Failure>(
    around id: Row.ID, _ fetch: Fetch<Failure>, to isWanted: (Row) -> Bool
  ) throws(Failure) {
    let first = rows.indices.contains(top) ? rows[top].id : nil
    page = try fetch(.around(id), limit(at: .around(id)))
    let places = rows.indices.filter { !rows[$0].isHeading }
    cursor = places.first { isWanted(rows[$0]) } ?? places.last ?? 0
    let before = rows.firstIndex { $0.id == first }.map { $0..<($0 + height) }
    top = before.flatMap { $0.contains(cursor) ? $0.lowerBound : nil } ?? heading(above: cursor) ?? cursor
    scrollToCursor()
  }

  /// Moves the cursor, reading on where needed. False when it could not move: the list's end.
  mutating func navigate<Failure>(_ motion: Motion, _ fetch: Fetch<Failure>) throws(Failure) -> Bool {
    let before = current?.id
    switch motion {
    case .first: try reload(at: .first, fetch)
    case .last: try reload(at: .last, fetch)
    case .lines, .halfPages, .pages:
      let distance = motion.distance(height: height)
      if needsMore(for: distance), let before { try reload(at: .around(before), fetch) }
      guard case .pages(let count) = motion else {
        step(by: distance, byPage: motion.isPage)
        break
      }
      for _ in 0..<abs(count) { turnPage(forward: count > 0) }
    }
    return current?.id != before
  }

  private func needsMore(for distance: Int) -> Bool {
    distance < 0
      ? page.hasMoreBefore && cursor + distance < height : page.hasMoreAfter && cursor + distance >= rows.count - height
  }

  private mutating func step(by distance: Int, byPage: Bool) {
    guard !rows.isEmpty else { return }
    let old = cursor
    cursor = min(max(0, cursor + distance), rows.count - 1)
    leaveHeading(forward: distance > 0)
    if current?.isHeading == true { cursor = old }
    if byPage {
      top += cursor - old
      clampTop()
    }
    scrollToCursor()
  }

  // MARK: Pages

  /// How many rows of a page stay in sight, to read on from: a sixth, at least two.
  private var kept: Int { max(2, (height + 5) / 6) }

  private mutating func turnPage(forward: Bool) {
    guard !rows.isEmpty else { return }
    let target = forward ? pageBelow : pageAbove
    cursor = min(max(0, cursor + target - top), rows.count - 1)
    top = target
    clampTop()
    leaveHeading(forward: true)
    if cursor >= top + height {
      cursor = top + height - 1
      leaveHeading(forward: false)
    }
    scrollToCursor()
  }

  /// Where the next page begins: with the heading of the section that this one ends in, where that is half a page away.
  private var pageBelow: Int {
    let ordinary = top + max(1, height - kept)
    guard rows.indices.contains(top + height), let heading = heading(above: top + height) else { return ordinary }
    return heading >= top + height / 2 ? heading : ordinary
  }

  /// Where the page before begins: with a heading, such that the section that this one begins in is whole.
  private var pageAbove: Int {
    let ordinary = top - max(1, height - kept)
    let last = rows.indices.dropFirst(top + 1).prefix { !rows[$0].isHeading }.last ?? top
    let first = rows.indices.dropFirst(max(0, last - height + 1)).first(where: beginsSection) ?? top
    return first <= top - height / 2 ? first : ordinary
  }

  /// Whether there is a heading out of sight for the row there; in a low list it would take too much room.
  private func isCut(at row: Int) -> Bool {
    height > 4 && rows.indices.contains(row) && !rows[row].isHeading && heading(above: row) != nil
  }

  /// Whether it is a heading, and not what stands below one in the place of rows.
  private func beginsSection(_ row: Int) -> Bool {
    rows[row].isHeading && (row == 0 || !rows[row - 1].isHeading)
  }

  private func isHeading(_ row: Int) -> Bool { rows.indices.contains(row) && rows[row].isHeading }

  private func heading(above row: Int) -> Int? { rows.indices.prefix(row).last { rows[$0].isHeading } }

  private mutating func leaveHeading(forward: Bool) {
    let forwards = rows.indices.dropFirst(cursor).first { !rows[$0].isHeading }
    let backwards = rows.indices.prefix(cursor).last { !rows[$0].isHeading }
    guard current?.isHeading == true, let next = forward ? forwards ?? backwards : backwards ?? forwards else { return }
    cursor = next
  }

  private mutating func scrollToCursor() {
    let margin = isJumping ? height / 2 : 0
    if cursor < top || cursor == top && isCut(at: top) {
      top = cursor - (cursor == top && isHeading(cursor - 1) ? 0 : margin)
      if top == cursor, isCut(at: top) { top -= 1 }
    } else if cursor >= top + height {
      top = cursor - height + 1 + margin
    }
    if top == cursor, isHeading(cursor - 1) { top = cursor - 1 }
    clampTop()
  }

  private mutating func clampTop() { top = max(0, min(top, rows.count - height)) }

  /// The visible rows that say the same as the row above them, which for the first of them is out of sight: what that one says is to stand
  /// above the list.
  func repeating(_ words: (Row) -> String) -> Set<Row.ID> {
    let seen = rows[max(0, min(top, rows.count) - 1)..<min(rows.count, top + height)]
    return Set(zip(seen.dropFirst(), seen).filter { words($0) == words($1) }.map(\.0.id))
  }

  /// Draws the visible rows: the marker at the left of the current one, then what `line` makes of a row for so many columns.
  ///
  /// - Parameter below: more lines about the current row, which stand below it.
  func draw(
    on canvas: inout Canvas, isFocused: Bool, below: (Row, _ columns: Int) -> [Line] = { _, _ in [] },
    _ line: (Row, _ columns: Int) -> Line
  ) {
    let indent = canvas.columns < 12 ? 1 : 2
    let more = current.map { below($0, canvas.columns - indent) } ?? []
    var place = -max(0, min(cursor - top, cursor - top + 1 + more.count - canvas.rows))
    for (offset, row) in visible.enumerated() {
      defer { place += 1 }
      draw(row, isCurrent: top + offset == cursor, at: place, isFocused: isFocused, on: &canvas, line)
      guard top + offset == cursor else { continue }
      for text in more {
        place += 1
        canvas.put(text, column: indent, row: place)
      }
    }
  }

  private func draw(
    _ row: Row, isCurrent: Bool, at place: Int, isFocused: Bool, on canvas: inout Canvas, _ line: (Row, Int) -> Line
  ) {
    let indent = row.isHeading || canvas.columns < 12 ? 1 : 2
    canvas.put(line(row, canvas.columns - indent), column: indent, row: place)
    guard isCurrent && !row.isHeading else { return }
    canvas.put("▌", column: 0, row: place, isFocused ? Style(.marker) : Style(.dim))
    if isFocused { canvas.setCursor(column: 0, row: place) }
  }
}
