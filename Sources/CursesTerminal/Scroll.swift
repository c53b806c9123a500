import TER1TUI

/// Rows that the terminal moves by itself, in the place of being written again.
struct Scroll: Equatable {
  /// Whole rows of the screen, counted from 0.
  let rows: ClosedRange<Int>
  /// How far up; negative: down.
  let distance: Int

  init(_ rows: ClosedRange<Int>, by distance: Int) { (self.rows, self.distance) = (rows, distance) }

  /// What saves most on the way from one screen to another; nil: nothing saves more than it costs, or ncurses does it by itself. It moves
  /// nothing that is smaller than the way it goes: the rows that a page keeps in sight would be written again.
  init?(from old: Screen, to new: Screen) {
    guard old.size == new.size else { return nil }
    let change = Change(old, new)
    let candidates = change.candidates
    guard !candidates.contains(where: change.isMadeByNcurses) else { return nil }
    let best = candidates.map { ($0, change.gain(of: $0)) }.max { $0.1 < $1.1 }
    guard let best, best.1 > Self.price else { return nil }
    self = best.0
  }

  /// Characters that a scroll costs at most.
  private static let price = 17
}

/// What is another on a screen than it was.
private struct Change {
  private let old: [ArraySlice<Cell>]
  private let new: [ArraySlice<Cell>]
  private let changed: [Int]

  init(_ old: Screen, _ new: Screen) {
    let rows = 0..<new.size.rows
    self.old = rows.map { old[$0].dropFirst() }
    self.new = rows.map { new[$0].dropFirst() }
    changed = rows.filter { old[$0] != new[$0] }
  }

  /// For each way that some row goes: from the first to the last that goes it. What stands in the first column is the cursor's mark.
  var candidates: [Scroll] {
    guard changed.count > 2 else { return [] }
    var found: [Int: ClosedRange<Int>] = [:]
    for place in changed where !new[place].allSatisfy({ $0.character == " " }) {
      for source in old.indices where source != place && old[source].elementsEqual(new[place]) {
        let known = found[source - place] ?? place...place
        let rows = min(known.lowerBound, place, source)...max(known.upperBound, place, source)
        found[source - place] = rows
      }
    }
    return found.map { Scroll($1, by: $0) }
  }

  /// As its hashmap.c says it. It keeps sums of the rows that were, of which it is not told that they were moved: what it wants to move it
  /// would move again.
  func isMadeByNcurses(_ scroll: Scroll) -> Bool {
    var (run, longest) = (0, 0)
    for place in new.indices {
      let source = place + scroll.distance
      run = old.indices.contains(source) && old[source].elementsEqual(new[place]) ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest >= 3 && longest + min(longest / 8, 2) >= abs(scroll.distance)
  }

  /// Characters that need not be written.
  func gain(of scroll: Scroll) -> Int {
    scroll.rows.reduce(0) { sum, row in
      let source = row + scroll.distance
      let moved = scroll.rows.contains(source) ? old[source] : []
      return sum + Self.cost(old[row], new[row]) - Self.cost(moved, new[row])
    }
  }

  /// What is the same is written too, or jumped over by a sequence of five; erasing is a sequence of three, however long it is.
  private static func cost(_ old: ArraySlice<Cell>, _ new: ArraySlice<Cell>) -> Int {
    var (written, same, erased) = (0, 0, 0)
    for (place, cell) in new.enumerated() {
      let before = place < old.count ? old[old.startIndex + place] : .blank
      if cell == before || cell.character == " " {
        same += 1
        if cell.character == " ", before.character != " " { erased = 3 }
      } else {
        written += 1 + min(same, 5)
        same = 0
      }
    }
    return written + erased
  }
}
