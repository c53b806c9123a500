/// Reads GIFT, Moodle's text format for quizzes (docs.moodle.org/en/GIFT_format, and question/format/gift of its source). What cannot be understood
/// stays as a text that asks nothing, and is told.
public struct GIFTReader {
  private let file: String
  private let firstLine: Int
  private var category: String?
  private(set) var questions: [QuizQuestion] = []
  private(set) var faults: [Fault] = []

  /// - Parameters:
  ///   - file: for faults.
  ///   - firstLine: where in the file the text begins.
  public static func read(_ text: String, file: String = "", firstLine: Int = 1) -> (
    questions: [QuizQuestion], faults: [Fault]
  ) {
    var reader = GIFTReader(file: file, firstLine: firstLine)
    for piece in Pieces(text, firstLine: firstLine).all { reader.add(piece) }
    return (reader.questions, reader.faults)
  }

  private init(file: String, firstLine: Int) { (self.file, self.firstLine) = (file, firstLine) }

  /// Where the questions of a block have ended that goes on: at the first heading that stands outside of answers, an empty line before it.
  static func firstHeading(behindQuestions lines: ArraySlice<Substring>) -> Int? {
    var (depth, hasAnswers, isBlank) = (0, false, false)
    for (index, line) in zip(lines.indices, lines) {
      let words = line.drop(while: \.isWhitespace)
      if isBlank, depth == 0, hasAnswers, LessonText.isHeading(line) { return index }
      isBlank = words.isEmpty
      guard !words.hasPrefix("//") else { continue }
      if words.hasPrefix("::") { depth = 0 }
      let before = depth
      depth = Pieces.depth(after: Pieces.signs(line, 0), depth)
      hasAnswers = hasAnswers || before > 0 || line.contains("}")
    }
    return nil
  }

  private mutating func add(_ piece: ArraySlice<Sign>) {
    var rest = piece.trimmed
    while rest.starts(with: "$CATEGORY:") {
      let end = rest.firstIndex { $0.scalar == "\n" } ?? rest.endIndex
      category = rest[..<end].dropFirst(10).trimmed.text
      rest = rest[end...].trimmed
    }
    guard !rest.isEmpty else { return }
    var parser = QuestionParser(file: file, category: category)
    questions.append(parser.question(rest))
    faults += parser.faults
  }
}

/// A scalar of a GIFT text; one that was escaped means itself only.
struct Sign: Sendable {
  let scalar: Unicode.Scalar
  let isLiteral: Bool
  let line: Int
}

/// The questions of a text, which empty lines part; an empty line among answers parts nothing.
private struct Pieces {
  private(set) var all: [ArraySlice<Sign>] = []
  private var open: [Sign] = []

  init(_ text: String, firstLine: Int) {
    var depth = 0
    for (index, line) in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let words = line.drop(while: \.isWhitespace)
      guard !words.isEmpty else {
        if depth == 0 { close() } else { open.append(Sign(scalar: "\n", isLiteral: false, line: firstLine + index)) }
        continue
      }
      guard !words.hasPrefix("//") else { continue }
      if depth > 0, words.hasPrefix("::") { (depth, _) = (0, close()) }
      let signs = Self.signs(line, firstLine + index)
      depth = Self.depth(after: signs, depth)
      open += signs
    }
    close()
  }

  private mutating func close() {
    if !open.isEmpty { all.append(open[...]) }
    open = []
  }

  /// Braces do not nest: 1 among the answers, else 0.
  fileprivate static func depth(after signs: [Sign], _ depth: Int) -> Int {
    signs.reduce(depth) { depth, sign in
      guard !sign.isLiteral else { return depth }
      return sign.scalar == "{" ? 1 : sign.scalar == "}" ? 0 : depth
    }
  }

  fileprivate static func signs(_ line: Substring, _ number: Int) -> [Sign] {
    var signs: [Sign] = []
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if isEscaped {
        isEscaped = false
        if scalar == "n" {
          signs.append(Sign(scalar: "\n", isLiteral: true, line: number))
          continue
        }
        if !"\\:#={}~".unicodeScalars.contains(scalar) {
          signs.append(Sign(scalar: "\\", isLiteral: true, line: number))
        }
        signs.append(Sign(scalar: scalar, isLiteral: true, line: number))
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        signs.append(Sign(scalar: scalar, isLiteral: false, line: number))
      }
    }
    if isEscaped { signs.append(Sign(scalar: "\\", isLiteral: true, line: number)) }
    return signs + [Sign(scalar: "\n", isLiteral: false, line: number)]
  }
}

extension ArraySlice<Sign> {
  var text: String {
    var text = String.UnicodeScalarView()
    for sign in self { text.append(sign.scalar) }
    return String(text)
  }

  var trimmed: ArraySlice<Sign> {
    let isBlank = { (sign: Sign) in sign.scalar.properties.isWhitespace }
    let start = firstIndex { !isBlank($0) } ?? endIndex
    let end = self[start...].lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
    return self[start..<end]
  }

  func starts(with word: String) -> Bool {
    var index = startIndex
    for scalar in word.unicodeScalars {
      guard index < endIndex, self[index].scalar == scalar, !self[index].isLiteral else { return false }
      index += 1
    }
    return true
  }

  /// The first place of a word that is not escaped.
  func first(of word: String) -> Int? { indices.first { self[$0...].starts(with: word) } }
  func last(of word: String) -> Int? { indices.last { self[$0...].starts(with: word) } }

  /// What stands before the word, and behind it; nil behind where it is not there.
  func cut(at word: String) -> (ArraySlice<Sign>, ArraySlice<Sign>?) {
    guard let place = first(of: word) else { return (self, nil) }
    return (self[..<place], self[(place + word.unicodeScalars.count)...])
  }

  /// Parts that begin with one of these signs; what stands before the first has none.
  func parts(at marks: Set<Unicode.Scalar>) -> [(mark: Unicode.Scalar?, rest: ArraySlice<Sign>)] {
    var parts: [(Unicode.Scalar?, ArraySlice<Sign>)] = []
    var (mark, start): (Unicode.Scalar?, Int) = (nil, startIndex)
    for index in indices where !self[index].isLiteral && marks.contains(self[index].scalar) {
      parts.append((mark, self[start..<index]))
      (mark, start) = (self[index].scalar, index + 1)
    }
    parts.append((mark, self[start...]))
    return parts.filter { $0.0 != nil || !$0.1.trimmed.isEmpty }
  }
}
