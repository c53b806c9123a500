/// Builds plain text out of blocks: paragraphs with an empty line between them, quotes, list items.
struct BlockText {
  private var lines: [String] = []
  private var line = ""
  /// A space was read that stands only if text follows.
  private var owesSpace = false
  /// An empty line was asked for that stands only if text follows: what it begins with.
  private var gap: String?
  /// What each line begins with: `> ` for a quote, spaces inside a list item.
  private var indents: [String] = []
  /// What stands instead of the innermost indent on the next line: `- `, `3. `.
  private var marker: String?
  /// The number of the next item of each list around; nil: not numbered.
  private var lists: [Int?] = []
  /// How many preformatted blocks are around.
  private var preformatted = 0

  var finished: String {
    var copy = self
    copy.endLine()
    return copy.lines.joined(separator: "\n")
  }

  /// Text inside a paragraph; white space collapses unless the block is preformatted.
  mutating func append(_ text: String) {
    guard preformatted == 0 else { return appendPreformatted(text) }
    for character in text {
      if character.isWhitespace && character != "\u{A0}" && character != "\u{202F}" {
        owesSpace = !line.isEmpty
      } else {
        if owesSpace { line.append(" ") }
        owesSpace = false
        line.append(character)
      }
    }
  }

  private mutating func appendPreformatted(_ text: String) {
    for (index, piece) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if index > 0 { breakLine() }
      line += piece
    }
  }

  /// Ends the line also when it is empty.
  mutating func breakLine() {
    if line.isEmpty { askForGap() } else { endLine() }
  }

  mutating func endLine() {
    owesSpace = false
    guard !line.isEmpty else { return }
    if let gap, !lines.isEmpty { lines.append(gap) }
    gap = nil
    let begin = marker.map { indents.dropLast().joined() + $0 } ?? indents.joined()
    marker = nil
    lines.append(begin + line)
    line = ""
  }

  /// An empty line begins with the quotes that are around it on both sides, without the space.
  private mutating func askForGap() {
    var text = indents.prefix { $0 == "> " }.joined()
    while text.hasSuffix(" ") { text.removeLast() }
    if gap.map({ $0.count > text.count }) ?? true { gap = text }
  }

  /// A block on lines of its own.
  /// - Parameter gap: an empty line stands before and after it.
  mutating func beginBlock(gap: Bool) {
    endLine()
    if gap && marker == nil { askForGap() }
  }

  mutating func endBlock(gap: Bool) {
    endLine()
    if gap { askForGap() }
  }

  mutating func beginIndent(_ text: String) {
    endLine()
    indents.append(text)
  }

  mutating func endIndent() {
    endLine()
    indents.removeLast()
  }

  var isInList: Bool { !lists.isEmpty }

  mutating func beginList(isNumbered: Bool) { lists.append(isNumbered ? 1 : nil) }
  mutating func endList() { lists.removeLast() }

  mutating func beginItem() {
    endLine()
    var mark = "- "
    if let number = lists.last.flatMap(\.self) {
      mark = "\(number). "
      lists[lists.count - 1] = number + 1
    }
    indents.append(String(repeating: " ", count: mark.count))
    marker = mark
  }

  mutating func endItem() {
    endLine()
    marker = nil
    indents.removeLast()
  }

  mutating func beginPreformatted() { preformatted += 1 }
  mutating func endPreformatted() { preformatted -= 1 }
}
