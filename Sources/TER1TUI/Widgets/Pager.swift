import Text

/// A piece of a text that stays together: a message of a thread, a section of a page.
struct PagerBlock<ID: Hashable & Sendable>: Sendable {
  let id: ID
  /// Logical lines, wrapped by the pager; `indent` is repeated before the lines that wrapping makes.
  var lines: [(line: Line, indent: Line)]

  /// How many of the lines are a heading above the block: the cursor never stands on them.
  var heading = 0
  /// Which of the lines are what somebody wrote, and how many cells before it are not his.
  var text: (lines: Range<Int>, inset: Int) = (0..<0, 0)
  /// Whether it stands there by its heading alone, what it says being folded.
  var isFolded = false

  init(id: ID, _ lines: [Line]) { (self.id, self.lines) = (id, lines.map { ($0, Line()) }) }
  init(id: ID, indented lines: [(line: Line, indent: Line)], heading: Int = 0) {
    (self.id, self.lines, self.heading) = (id, lines, heading)
  }
}

/// Text to read: wrapped to the width there is, scrolled by lines and pages, with a current block.
struct Pager<ID: Hashable & Sendable>: Sendable {
  private(set) var blocks: [PagerBlock<ID>] = []
  var rows: [Row] = []
  var starts: [Int] = []
  var top = 0
  private(set) var size = Size(columns: 1, rows: 1)
  /// Index of the block the cursor is on.
  var current = 0
  /// Lines of the current block that are chosen; nil: none are.
  var chosen: ChosenRows?

  init() {}

  struct Row: Sendable {
    let block: Int
    let isHeading: Bool
    let line: Line
    /// Which line of the block it is a part of.
    let source: Int
    /// How many cells wrapping has repeated at its beginning; nil: it begins its line.
    let indent: Int?
  }

  var currentID: ID? { blocks.indices.contains(current) ? blocks[current].id : nil }
  var isAtEnd: Bool { top + size.rows >= rows.count }
  var isAtStart: Bool { top == 0 }
  /// The last block of which something that it says can be seen: everything before it has been on screen.
  var lastVisibleID: ID? {
    let last = min(rows.count, top + size.rows) - 1
    guard rows.indices.contains(last) else { return nil }
    let block = rows[last].block
    let place = rows[last].source < blocks[block].text.lines.lowerBound ? block - 1 : block
    return blocks.indices.contains(place) ? blocks[place].id : nil
  }

  /// Shows other text; the current block and what is in sight stay when they are still there.
  mutating func show(_ blocks: [PagerBlock<ID>]) {
    let kept = currentID
    let start = starts.indices.contains(current) ? starts[current] : 0
    let (offset, choice, shown) = (top - start, chosen, rows.filter { $0.block == current }.map(\.line))
    self.blocks = blocks
    wrap()
    defer { keep(choice, shown, from: start) }
    current = blocks.firstIndex { $0.id == kept } ?? min(current, max(0, blocks.count - 1))
    if kept != nil, starts.indices.contains(current) { top = starts[current] + offset }
    clamp()
    if kept != nil { bringCurrentIntoSight() }
  }

  /// Lines that are chosen stay so while the text they are of does not change.
  private mutating func keep(_ choice: ChosenRows?, _ shown: [Line], from start: Int) {
    guard let choice, rows.filter({ $0.block == current }).map(\.line) == shown else { return }
    chosen = choice.moved(by: starts[current] - start)
  }

  /// Says how much room there is; who was at the end stays there, and the current block in sight.
  mutating func layout(_ size: Size) {
    guard size != self.size else { return }
    let wasAtEnd = isAtEnd && !blocks.isEmpty && top > 0
    let anchor = rows.indices.contains(top) ? rows[top].block : 0
    let offset = starts.indices.contains(anchor) ? top - starts[anchor] : 0
    let isOtherWidth = size.columns != self.size.columns
    self.size = Size(columns: max(1, size.columns), rows: max(1, size.rows))
    if isOtherWidth {
      wrap()
      if starts.indices.contains(anchor) { top = starts[anchor] + offset }
    }
    if wasAtEnd { top = rows.count }
    clamp()
    bringCurrentIntoSight()
  }

  /// Where nothing of the current block can be seen, scrolls no more than is needed.
  private mutating func bringCurrentIntoSight() {
    let own = rows.indices.filter { rows[$0].block == current && !rows[$0].isHeading }
    guard let first = own.first, let last = own.last, last < top || first >= top + size.rows else { return }
    top = first < top ? first : min(first, last - size.rows + 1)
    clamp()
  }

  private mutating func wrap() {
    (rows, starts, chosen) = ([], [], nil)
    for (index, block) in blocks.enumerated() {
      starts.append(rows.count)
      for (place, (line, indent)) in block.lines.enumerated() {
        for (part, wrapped) in line.wrapped(to: size.columns, indent: indent).enumerated() {
          let lead = indent.width < size.columns / 2 ? indent.width : 0
          let isHeading = place < block.heading
          rows.append(
            Row(block: index, isHeading: isHeading, line: wrapped, source: place, indent: part > 0 ? lead : nil))
        }
      }
    }
  }

  mutating func clamp() { top = max(0, min(top, rows.count - size.rows)) }

  /// Scrolls; the current block becomes the first whose beginning can be seen, at the ends the first and the last. False when
  /// nothing moved.
  mutating func navigate(_ motion: Motion) -> Bool {
    let before = (top, current)
    switch motion {
    case .first: (top, current) = (0, 0)
    case .last: (top, current) = (rows.count, max(0, blocks.count - 1))
    default: top += motion.distance(height: size.rows)
    }
    clamp()
    if top != before.0, motion != .first, motion != .last { followScroll() }
    return (top, current) != before
  }

  mutating func followScroll() {
    let visible = top..<(top + size.rows)
    if let first = starts.firstIndex(where: { visible.contains($0) }) {
      if !starts.indices.contains(current) || !visible.contains(starts[current]) { current = first }
    } else if rows.indices.contains(top) {
      current = rows[top].block
    }
  }

  /// The blocks whose first line can be seen.
  var visibleIDs: [ID] {
    let visible = top..<(top + size.rows)
    return blocks.indices.filter { visible.contains(starts[$0]) }.map { blocks[$0].id }
  }

  /// Whether the current block goes on below what can be seen.
  var currentGoesOn: Bool { goesOn(current) }

  /// Makes the next or previous block the current one, scrolling no more than is needed to see it. False when there is none.
  mutating func select(by distance: Int) -> Bool {
    guard blocks.indices.contains(current + distance) else { return false }
    current += distance
    let end = starts.dropFirst(current + 1).first ?? rows.count
    if end > top + size.rows { top = end - size.rows }
    if starts[current] < top { top = starts[current] }
    clamp()
    return true
  }

  /// Goes to the next or previous block, its first line to the top. False when there is none.
  mutating func step(by distance: Int) -> Bool {
    guard blocks.indices.contains(current + distance) else { return false }
    go(toIndex: current + distance)
    return true
  }

  /// Makes a block the current one, scrolling no more than is needed to see it. False when it is not there.
  mutating func bring(_ id: ID) -> Bool {
    guard let index = blocks.firstIndex(where: { $0.id == id }) else { return false }
    return select(by: index - current)
  }

  mutating func go(to id: ID) -> Bool {
    guard let index = blocks.firstIndex(where: { $0.id == id }) else { return false }
    go(toIndex: index)
    return true
  }

  private mutating func go(toIndex index: Int) {
    current = index
    top = starts[index]
    clamp()
  }

  /// Draws what can be seen; the marker stands beside the current block's first line in sight.
  func draw(on canvas: inout Canvas, isFocused: Bool, hasMarker: Bool = true) {
    let inset = hasMarker ? 2 : 0
    var isMarked = false
    for (offset, row) in rows.dropFirst(top).prefix(canvas.rows).enumerated() {
      canvas.put(row.line, column: inset, row: offset)
      if let chosen {
        draw(chosen, top + offset, row: offset, isFocused: isFocused, on: &canvas)
      } else if row.block == current && !row.isHeading && !isMarked {
        isMarked = true
        if hasMarker { canvas.put("▌", column: 0, row: offset, isFocused ? Style(.marker) : Style(.dim)) }
        if isFocused { canvas.setCursor(column: 0, row: offset) }
      }
    }
  }
}
