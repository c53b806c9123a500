/// Moving among blocks of which some are folded: what unfolds does it where it stands.
extension Pager {
  /// Whether a block goes on below what can be seen; a blank line at its end is nothing to see.
  func goesOn(_ index: Int) -> Bool { end(of: index) > top + size.rows }

  private func end(of index: Int) -> Int {
    guard starts.indices.contains(index) else { return 0 }
    var end = starts.dropFirst(index + 1).first ?? rows.count
    while end > starts[index] + 1, rows[end - 1].line.width == 0 { end -= 1 }
    return end
  }

  /// Whether the current block begins above what can be seen.
  var currentBeginsAbove: Bool { starts.indices.contains(current) && starts[current] < top }

  /// The last of the blocks that are unfolded from the current one on, without one between them that is not.
  var lastUnfolded: Int {
    let folded = blocks.indices.dropFirst(current + 1).first { blocks[$0].isFolded }
    return max(current, (folded ?? blocks.count) - 1)
  }

  /// Whether the current block is folded.
  var isFolded: Bool { blocks.indices.contains(current) && blocks[current].isFolded }

  /// The block so many after the current one.
  func id(after distance: Int) -> ID? {
    blocks.indices.contains(current + distance) ? blocks[current + distance].id : nil
  }

  /// The blocks of which the beginning can be seen, and what comes next to it: one that is no longer than its heading is seen with it.
  var readIDs: [ID] { unfolded { min(starts[$0] + 2, end(of: $0)) } }

  /// The blocks whose first line can be seen, and that are not folded.
  var unfoldedIDs: [ID] { unfolded { starts[$0] + 1 } }

  /// - Parameter end: up to which row a block has to be in sight.
  private func unfolded(to end: (Int) -> Int) -> [ID] {
    let bottom = top + size.rows
    let inSight = blocks.indices.filter { !blocks[$0].isFolded && starts[$0] >= top && end($0) <= bottom }
    return inSight.map { blocks[$0].id }
  }

  /// Scrolls within the current block, which stays the current one.
  mutating func scroll(by distance: Int) -> Bool {
    let before = top
    top += distance
    clamp()
    return top != before
  }

  /// Scrolls to the end of the current block, a page at most.
  mutating func scrollOn() -> Bool { scroll(by: min(max(1, size.rows - 1), end(of: current) - top - size.rows)) }

  /// Makes a block the current one without scrolling. False when it is not there.
  mutating func stand(on id: ID) -> Bool {
    guard let index = blocks.firstIndex(where: { $0.id == id }) else { return false }
    current = index
    return true
  }

  /// Scrolls no more than is needed to see the current block.
  /// - Parameter end: whether its end is to be seen rather than its beginning, where there is no room for both.
  mutating func bringCurrent(preferringEnd: Bool) {
    guard starts.indices.contains(current) else { return }
    let (first, last) = (starts[current], end(of: current) - size.rows)
    top = preferringEnd ? max(min(top, first), last) : min(max(top, last), first)
    clamp()
  }

  /// The row so many below the first that can be seen: of which block, and how far below its beginning.
  func place(below distance: Int) -> (id: ID, offset: Int)? {
    let row = min(top + distance, rows.count - 1)
    guard rows.indices.contains(row) else { return nil }
    return (blocks[rows[row].block].id, row - starts[rows[row].block])
  }

  /// Puts such a row at the top; the current block is then the first that begins in sight.
  mutating func put(_ place: (id: ID, offset: Int)) {
    guard stand(on: place.id) else { return }
    top = starts[current] + place.offset
    clamp()
    followScroll()
  }
}
