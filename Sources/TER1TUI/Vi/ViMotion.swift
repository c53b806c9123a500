/// Where vim's keys lead.
enum ViMotion: Equatable, Sendable {
  case left, right, up, down
  case word, wordBack, wordEnd
  case lineStart, lineText, lineEnd
  case first, last
  case find(ViSearch, isAgain: Bool)
  /// The last `find` again.
  case again(isTurned: Bool)
  /// The word under the cursor, after an operator; `aw` takes the blanks behind it too.
  case object(withBlanks: Bool)

  private static let simple: [Character: ViMotion] = [
    "h": .left, "l": .right, " ": .right, "k": .up, "j": .down, "w": .word, "b": .wordBack, "e": .wordEnd,
    "0": .lineStart, "^": .lineText, "$": .lineEnd, "G": .last, ";": .again(isTurned: false),
    ",": .again(isTurned: true),
  ]

  static func reading(_ keys: ArraySlice<Character>, ofOperator: Bool) -> ViReading<ViMotion> {
    guard let first = keys.first else { return .beginning }
    if let simple = simple[first] { return keys.count == 1 ? .whole(simple) : .none }
    let isObject = ofOperator && (first == "i" || first == "a")
    guard isObject || "gfFtT".contains(first), keys.count <= 2 else { return .none }
    guard keys.count == 2, let last = keys.last else { return .beginning }
    if isObject { return last == "w" ? .whole(.object(withBlanks: first == "a")) : .none }
    if first == "g" { return last == "g" ? .whole(.first) : .none }
    return .whole(
      .find(
        ViSearch(character: last, isForward: first.isLowercase, stopsBefore: first.lowercased() == "t"), isAgain: false)
    )
  }

  /// How far an operator reaches.
  var reach: ViReach {
    switch self {
    case .up, .down, .first, .last: .lines
    case .wordEnd, .lineEnd: .through
    case .find(let search, _): search.isForward ? .through : .to
    default: .to
    }
  }
}

/// A character looked for in the line.
struct ViSearch: Equatable, Sendable {
  let character: Character
  let isForward: Bool
  let stopsBefore: Bool

  var turned: ViSearch { ViSearch(character: character, isForward: !isForward, stopsBefore: stopsBefore) }
}

/// What a part of a text takes in of its end.
enum ViReach: Equatable, Sendable {
  /// Not the character it ends at.
  case to
  case through
  /// All lines from its first to its last.
  case lines
  /// The same cells of all lines, or from there on to the end of each.
  case block(toLineEnds: Bool)

  var isBlock: Bool { if case .block = self { true } else { false } }
}

// MARK: - In a text

extension EditBuffer {
  /// Where a motion leads; nil: nowhere.
  ///
  /// - Parameter ofOperator: whether it is the end of a part of the text: then it may lead behind a line's last character.
  func target(of motion: ViMotion, count: Int?, ofOperator: Bool) -> Position? {
    let times = count ?? 1
    switch motion {
    case .left: return Position(row: row, column: max(0, column - times))
    case .right: return Position(row: row, column: min(lines[row].count, column + times))
    case .up: return times > row ? nil : Position(row: row - times, column: column)
    case .down: return row + times < lines.count ? Position(row: row + times, column: column) : nil
    case .word: return ofOperator ? wordStartForOperator(times) : repeated(times, wordStart(after:))
    case .wordBack: return repeated(times, previousWordStart(before:))
    case .wordEnd: return repeated(times, wordEnd(after:))
    case .lineStart: return Position(row: row, column: 0)
    case .lineText: return textStart(ofLine: row)
    case .lineEnd:
      let line = min(lines.count - 1, row + times - 1)
      return Position(row: line, column: max(0, lines[line].count - 1))
    case .first: return textStart(ofLine: min(lines.count, times) - 1)
    case .last: return textStart(ofLine: count.map { min(lines.count, $0) - 1 } ?? lines.count - 1)
    case .find(let search, let isAgain): return place(of: search, count: times, isAgain: isAgain)
    case .again, .object: return nil
    }
  }

  func textStart(ofLine line: Int) -> Position {
    Position(row: line, column: lines[line].firstIndex { !$0.isWhitespace } ?? 0)
  }

  private func repeated(_ times: Int, _ step: (Position) -> Position) -> Position {
    (0..<times).reduce(cursor) { place, _ in step(place) }
  }

  private func place(of search: ViSearch, count: Int, isAgain: Bool) -> Position? {
    let line = lines[row]
    // `t` again goes on from the character that it stands before.
    let skipped = isAgain && search.stopsBefore ? 1 : 0
    let ahead =
      search.isForward
      ? Array(line.indices.dropFirst(column + 1 + skipped)) : line.indices.prefix(max(0, column - skipped)).reversed()
    let found = ahead.filter { line[$0] == search.character }
    guard found.count >= count else { return nil }
    return Position(row: row, column: found[count - 1] + (search.stopsBefore ? search.isForward ? -1 : 1 : 0))
  }
}

// MARK: - Words

/// Letters and digits, other signs, blanks: a word of vim is a run of the first or of the second.
private enum ViKind { case word, sign, blank }

extension EditBuffer {
  private func kind(at place: Position) -> ViKind {
    guard place.column < lines[place.row].count else { return .blank }
    let character = lines[place.row][place.column]
    return character.isWhitespace ? .blank : character.isWord || character == "_" ? .word : .sign
  }

  private func after(_ place: Position) -> Position? {
    if place.column < lines[place.row].count { return Position(row: place.row, column: place.column + 1) }
    return place.row + 1 < lines.count ? Position(row: place.row + 1, column: 0) : nil
  }

  private func before(_ place: Position) -> Position? {
    if place.column > 0 { return Position(row: place.row, column: place.column - 1) }
    return place.row > 0 ? Position(row: place.row - 1, column: lines[place.row - 1].count) : nil
  }

  /// The first character of the next word; an empty line is one.
  private func wordStart(after place: Position) -> Position {
    var place = place
    let kind = kind(at: place)
    while kind != .blank, self.kind(at: place) == kind, let next = after(place) { place = next }
    while self.kind(at: place) == .blank, let next = after(place) {
      place = next
      if lines[place.row].isEmpty { break }
    }
    return place
  }

  private func previousWordStart(before start: Position) -> Position {
    guard var place = before(start) else { return start }
    while kind(at: place) == .blank, !lines[place.row].isEmpty, let next = before(place) { place = next }
    let kind = kind(at: place)
    while kind != .blank, let next = before(place), self.kind(at: next) == kind { place = next }
    return place
  }

  private func wordEnd(after start: Position) -> Position {
    guard var place = after(start) else { return start }
    while kind(at: place) == .blank, let next = after(place) { place = next }
    return endOfWord(at: place)
  }

  /// The last character of the word there.
  private func endOfWord(at place: Position) -> Position {
    var place = place
    let kind = kind(at: place)
    while kind != .blank, let next = after(place), self.kind(at: next) == kind { place = next }
    return place
  }

  /// A part that ends with a line's last word leaves the line's end where it is.
  private func wordStartForOperator(_ times: Int) -> Position {
    let target = repeated(times, wordStart(after:))
    var end = target
    while end > cursor, let previous = before(end), kind(at: previous) == .blank { end = previous }
    if end <= cursor { end = Position(row: row, column: lines[row].count) }
    return end.row < target.row ? end : target
  }

  /// `cw` takes no blanks behind the word.
  func endForChange(count: Int) -> Position? {
    guard kind(at: cursor) != .blank else { return nil }
    return endOfWord(at: repeated(count - 1, wordStart(after:)))
  }

  /// The word at the cursor, or the run of blanks.
  func wordObject(withBlanks: Bool) -> (start: Position, end: Position)? {
    guard !lines[row].isEmpty else { return nil }
    let kind = kind(at: Position(row: row, column: min(column, lines[row].count - 1)))
    func isKind(_ column: Int) -> Bool { self.kind(at: Position(row: row, column: column)) == kind }
    let start = lines[row].indices.prefix(column + 1).last { !isKind($0) }.map { $0 + 1 } ?? 0
    var end = lines[row].indices.dropFirst(column).first { !isKind($0) } ?? lines[row].count
    if withBlanks { end = lines[row].indices.dropFirst(end).first { !lines[row][$0].isWhitespace } ?? lines[row].count }
    return (Position(row: row, column: start), Position(row: row, column: end))
  }
}
