import Text

/// "s/old/new/g" as vim says it: which lines, what is looked for, and what comes in its place.
///
/// The pattern is a regular expression in Swift's syntax; behind `\V` it is the text itself. In what replaces it `&` is what was found, `\1` to
/// `\9` are its groups, `\n` breaks the line.
struct ViSubstitution {
  enum Lines: Equatable {
    /// Those selected, else the one of the cursor.
    case here
    case all
    /// From 1.
    case numbered(ClosedRange<Int>)
  }

  enum Failure: Error, Equatable {
    /// Not of the form asked for.
    case form
    case noPattern
    /// It is no regular expression.
    case pattern(String)
    /// It repeats a repetition or a choice: looking for that may take for ever.
    case endless
  }

  /// How many were replaced, in how many lines.
  struct Outcome: Equatable {
    var replaced = 0
    var lines = 0
  }

  let lines: Lines
  private let pattern: Regex<AnyRegexOutput>
  private let replacement: [Character]
  private let isGlobal: Bool

  /// Whether a line of the prompt says this and no command.
  static func isOne(_ text: String) -> Bool {
    guard case (_, let rest)? = range(Array(text)[...]), rest.first == "s", let mark = rest.dropFirst().first else {
      return false
    }
    return isMark(mark)
  }

  private static func isMark(_ character: Character) -> Bool {
    character.isASCII && !character.isWord && !character.isWhitespace && !"\\\"|".contains(character)
  }

  init(_ text: String) throws(Failure) {
    guard case (let lines, let rest)? = Self.range(Array(text)[...]), rest.first == "s",
      let mark = rest.dropFirst().first,
      Self.isMark(mark)
    else { throw .form }
    let parts = Self.parts(rest.dropFirst(2), by: mark)
    guard parts.count <= 3, parts.dropFirst(2).allSatisfy({ $0.allSatisfy { "gi".contains($0) } }) else { throw .form }
    guard !parts[0].isEmpty else { throw .noPattern }
    let flags = parts.count > 2 ? parts[2] : []
    self.lines = lines
    replacement = parts.count > 1 ? parts[1] : []
    isGlobal = flags.contains("g")
    pattern = try Self.regex(parts[0]).ignoresCase(flags.contains("i"))
  }

  // MARK: Reading

  /// What stands before the `s`; nil: nothing that is known.
  private static func range(_ text: ArraySlice<Character>) -> (Lines, ArraySlice<Character>)? {
    let head = text.prefix { $0 != "s" }
    let rest = text.dropFirst(head.count)
    switch String(head) {
    case "", ".", "'<,'>": return (.here, rest)
    case "%": return (.all, rest)
    default:
      let numbers = head.split(separator: ",", omittingEmptySubsequences: false).map { Int(String($0)) }
      guard (1...2).contains(numbers.count), let first = numbers[0], let last = numbers[numbers.count - 1], first > 0,
        first <= last
      else { return nil }
      return (.numbered(first...last), rest)
    }
  }

  /// What stands between the marks; behind a backslash a mark is a character.
  private static func parts(_ text: ArraySlice<Character>, by mark: Character) -> [[Character]] {
    var parts: [[Character]] = [[]]
    var isEscaped = false
    for character in text {
      if character == mark, !isEscaped {
        parts.append([])
      } else {
        if character == mark { parts[parts.count - 1].removeLast() }
        parts[parts.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return parts
  }

  private static func regex(_ pattern: [Character]) throws(Failure) -> Regex<AnyRegexOutput> {
    let isLiteral = pattern.starts(with: "\\V")
    let text = isLiteral ? literal(pattern.dropFirst(2)) : String(pattern)
    if !isLiteral, isEndless(pattern) { throw .endless }
    do { return try Regex(text) } catch { throw .pattern(String(describing: error)) }
  }

  private static func literal(_ text: ArraySlice<Character>) -> String {
    text.map { "\\^$.|?*+()[]{}".contains($0) ? "\\" + String($0) : String($0) }.joined()
  }

  /// Whether a group that repeats or chooses is itself repeated.
  private static func isEndless(_ pattern: [Character]) -> Bool {
    var groups: [Bool] = []
    var isClosed = false
    var isEscaped = false
    for character in pattern {
      defer { isEscaped = character == "\\" && !isEscaped }
      if isEscaped { continue }
      if "*+{".contains(character) {
        if isClosed { return true }
        groups = groups.map { _ in true }
      }
      if character == "|" { groups = groups.map { _ in true } }
      if character == "(" { groups.append(false) }
      isClosed = character == ")" && groups.popLast() == true
    }
    return false
  }

  // MARK: Doing

  /// In one step for undo; the cursor goes to the last line that was changed.
  func change(_ text: inout EditBuffer) -> Outcome {
    guard let range = range(in: text) else { return Outcome() }
    var (outcome, last) = (Outcome(), range.lowerBound)
    let changed = range.map { line in
      let (new, count) = self.changed(String(text.lines[line]))
      guard count > 0 else { return new }
      outcome = Outcome(replaced: outcome.replaced + count, lines: outcome.lines + 1)
      last = line
      return new
    }
    guard outcome.replaced > 0 else { return outcome }
    text.replaceLines(range, with: changed.joined(separator: "\n"))
    text.putCursor(row: last, column: 0)
    return outcome
  }

  private func range(in text: EditBuffer) -> ClosedRange<Int>? {
    switch lines {
    case .all: return 0...(text.lines.count - 1)
    case .here:
      let other = text.anchor?.row ?? text.row
      return min(other, text.row)...max(other, text.row)
    case .numbered(let numbers):
      guard numbers.lowerBound <= text.lines.count else { return nil }
      return (numbers.lowerBound - 1)...(min(numbers.upperBound, text.lines.count) - 1)
    }
  }

  private func changed(_ line: String) -> (text: String, count: Int) {
    let matches = isGlobal ? line.matches(of: pattern) : line.firstMatch(of: pattern).map { [$0] } ?? []
    var (result, end) = ("", line.startIndex)
    for match in matches {
      result += line[end..<match.range.lowerBound] + replaced(match)
      end = match.range.upperBound
    }
    return (result + line[end...], matches.count)
  }

  private func replaced(_ match: Regex<AnyRegexOutput>.Match) -> String {
    var (result, isEscaped) = ("", false)
    for character in replacement {
      defer { isEscaped = character == "\\" && !isEscaped }
      if isEscaped {
        result += escaped(character, match)
      } else if character == "&" {
        result += match.output[0].substring ?? ""
      } else if character != "\\" {
        result.append(character)
      }
    }
    return result
  }

  private func escaped(_ character: Character, _ match: Regex<AnyRegexOutput>.Match) -> String {
    if "nr".contains(character) { return "\n" }
    guard let number = character.wholeNumberValue, character.isASCII else { return String(character) }
    return number < match.output.count ? match.output[number].substring.map(String.init) ?? "" : ""
  }
}
