import Text

/// The words of a text that are worth looking up: no quotations, no code, no addresses, names after an @, signs after a colon, numbers.
enum SpellWords {
  /// Nobody's word is longer.
  static let longest = 60

  /// The places of the words of each line.
  static func ranges(_ lines: [[Character]]) -> [[Range<Int>]] {
    zip(lines, areProse(lines)).map { $1 ? ranges($0) : [] }
  }

  /// Which lines are neither quotations nor code. A fence of code lasts until the next.
  static func areProse(_ lines: [[Character]]) -> [Bool] {
    var isCode = false
    return lines.map { line in
      let isFence = line.starts(with: "```") || line.starts(with: "~~~")
      defer { if isFence { isCode.toggle() } }
      return !isCode && !isFence && line.first != ">"
    }
  }

  static func ranges(_ line: [Character]) -> [Range<Int>] {
    pieces(line.startIndex..<line.endIndex) { line[$0] == " " }.filter { !isAddress(line[$0]) }
      .flatMap { words(line, $0) }
  }

  private static func pieces(_ range: Range<Int>, partedBy isSeparator: (Int) -> Bool) -> [Range<Int>] {
    var (pieces, start) = ([Range<Int>](), range.lowerBound)
    for index in range where isSeparator(index) {
      if start < index { pieces.append(start..<index) }
      start = index + 1
    }
    return start < range.upperBound ? pieces + [start..<range.upperBound] : pieces
  }

  private static func isAddress(_ part: ArraySlice<Character>) -> Bool {
    let text = String(part)
    return text.contains("://") || text.contains("@") || text.hasPrefix("www.") || text.contains("`")
      || (text.hasPrefix(":") && text.dropFirst().hasSuffix(":"))
  }

  private static func words(_ line: [Character], _ part: Range<Int>) -> [Range<Int>] {
    pieces(part) { !isPart(line[$0]) }.compactMap { piece in
      var (start, end) = (piece.lowerBound, piece.upperBound)
      while start < end, !line[start].isLetter, !line[start].isNumber { start += 1 }
      while start < end, !line[end - 1].isLetter, !line[end - 1].isNumber { end -= 1 }
      return isWord(line[start..<end]) ? start..<end : nil
    }
  }

  private static func isPart(_ character: Character) -> Bool { character.isWord || "'’-·".contains(character) }

  /// Abbreviations in capitals are everybody's own.
  private static func isWord(_ word: ArraySlice<Character>) -> Bool {
    word.count > 1 && word.count <= longest && !word.contains(where: \.isNumber) && word.contains(where: \.isLowercase)
  }
}
