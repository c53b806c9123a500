import TestSupport
import Testing
import Text

@testable import TER1TUI

@Suite struct EditBufferTests {
  private func typed(_ text: String, isMultiline: Bool = true) -> EditBuffer {
    var buffer = EditBuffer(isMultiline: isMultiline)
    for character in text { character == "\n" ? buffer.breakLine() : buffer.insert(character) }
    return buffer
  }

  @Test func typingAndUndoGoWordByWord() {
    var buffer = typed("Bonjour à tous")
    #expect(buffer.text == "Bonjour à tous")
    let isMoved = buffer.undo()
    #expect(isMoved)
    #expect(buffer.text == "Bonjour à ")
    while buffer.undo() {}
    #expect(buffer.isEmpty)
    while buffer.redo() {}
    #expect(buffer.text == "Bonjour à tous")
  }

  @Test func cutsGatherAndComeBack() {
    var buffer = typed("un deux trois")
    buffer.cut { $0.moveWordLeft() }
    buffer.cut { $0.moveWordLeft() }
    #expect(buffer.text == "un ")
    #expect(buffer.cut == "deux trois")
    buffer.yank()
    #expect(buffer.text == "un deux trois")
  }

  @Test func cutsAcrossLines() {
    var buffer = typed("un\ndeux")
    buffer.cut { $0.moveToStart() }
    #expect(buffer.text == "")
    buffer.yank()
    #expect(buffer.text == "un\ndeux")
  }

  @Test func deletingJoinsLines() {
    var buffer = typed("a\nb")
    buffer.moveToLineStart()
    buffer.deleteBackward()
    #expect(buffer.text == "ab")
    buffer.moveToStart()
    buffer.deleteForward()
    #expect(buffer.text == "b")
  }

  @Test func oneLineStaysOneLine() {
    var buffer = EditBuffer("a", isMultiline: false)
    buffer.insert("b\nc")
    buffer.breakLine()
    #expect(buffer.text == "ab c")
  }

  @Test func nothingUnprintableEnters() {
    var buffer = EditBuffer()
    buffer.insert("a\u{1B}[31mb\u{202E}c\td")
    #expect(!buffer.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!buffer.text.contains("\u{202E}"))
  }

  @Test func movingByRowsKeepsTheColumnOverShorterLines() {
    var buffer = typed("abcdef\nx\nabcdef")
    buffer.moveRows(by: -1, columns: 40)
    #expect(buffer.row == 1 && buffer.column == 1)
    buffer.moveRows(by: -1, columns: 40)
    #expect(buffer.row == 0 && buffer.column == 6)
  }

  @Test func wrappingBreaksAtWordsAndCountsCells() {
    let buffer = EditBuffer("La réunion est à 日本語 heures")
    let wrapped = WrappedText(buffer, columns: 12)
    let texts = wrapped.rows.indices.map { wrapped.text($0).string }
    #expect(texts.joined() == buffer.text)
    #expect(wrapped.rows.indices.allSatisfy { wrapped.text($0).width <= 13 }, "\(texts)")
    #expect(texts.first == "La réunion ")
  }
}

@Suite struct SelectionTests {
  private func selecting(_ text: String, _ change: (inout EditBuffer) -> Void) -> EditBuffer {
    var buffer = EditBuffer(text, cursorAtStart: true)
    change(&buffer)
    return buffer
  }

  @Test func whatIsTypedTakesThePlaceOfWhatIsSelectedInOneStep() {
    var buffer = selecting("un deux") { text in
      text.extend { $0.moveWordRight() }
      text.insert("1")
    }
    #expect(buffer.text == "1 deux")
    let isUndone = buffer.undo()
    #expect(isUndone && buffer.text == "un deux")
  }

  @Test func cutAndCopyTakeWhatIsBetweenMarkAndCursor() {
    var buffer = selecting("un\ndeux\ntrois") { text in
      text.moveRight()
      text.toggleSelection()
      text.moveRows(by: 1, columns: 40)
    }
    #expect(buffer.selectedColumns(ofLine: 0) == 1..<2 && buffer.selectedColumns(ofLine: 1) == 0..<1)
    #expect(buffer.selectedColumns(ofLine: 2) == nil)
    let isCut = buffer.cutSelection()
    #expect(isCut && buffer.text == "ueux\ntrois" && buffer.cut == "n\nd")
    buffer.yank()
    #expect(buffer.text == "un\ndeux\ntrois" && buffer.selection == nil)
    let isCopied = buffer.copySelection()
    #expect(!isCopied)
  }

  @Test func deletingDeletesWhatIsSelectedAndNoMore() {
    var buffer = selecting("un deux") { $0.selectAll() }
    buffer.deleteBackward()
    #expect(buffer.isEmpty)
  }

  /// A mark that was set stays while one moves; a selection made with Shift ends with the first step without it.
  @Test func aStepWithoutShiftEndsWhatShiftBegan() {
    var buffer = selecting("abc") { $0.extend { $0.moveRight() } }
    #expect(buffer.selection != nil)
    buffer.moveRight()
    #expect(buffer.selection == nil)
    buffer.toggleSelection()
    buffer.moveLeft()
    #expect(buffer.selection != nil)
    buffer.toggleSelection()
    #expect(buffer.selection == nil)
  }
}

@Suite struct SpellWordsTests {
  @Test(arguments: [
    ("L’union fait la force", ["L’union", "fait", "la", "force"]), ("> cité par d’autres", []),
    ("voir https://coop.example/erreur ou @camille", ["voir", "ou"]),
    ("la CGT a 12 ans et `kode` :fox:", ["la", "ans", "et"]),
    ("« porte-voix », “aujourd’hui”…", ["porte-voix", "aujourd’hui"]), ("H2O et a", ["et"]),
  ]) func wordsAreWhatPeopleMeanByThem(line: String, words: [String]) {
    let characters = Array(line)
    #expect(SpellWords.ranges([characters])[0].map { String(characters[$0]) } == words)
  }

  @Test func codeBetweenFencesIsNoText() {
    let lines = ["avant", "```", "dedans", "```", "après"].map(Array.init)
    #expect(SpellWords.ranges(lines).map(\.count) == [1, 0, 0, 0, 1])
  }
}

@Suite struct DoubtLinesTests {
  private static let dictionary = "fr"

  private static func book() throws -> SpellBook {
    var book = SpellBook()
    let asked = book.question(["réuunion", "grèvve", "piquet"], dictionary)
    let question = try #require(asked)
    let wrong = ["réuunion", "grèvve"].map { ($0, Misspelling(part: $0, suggestions: [])) }
    book.take(SpellAnswer(question, .wrong(Dictionary(uniqueKeysWithValues: wrong))))
    return book
  }

  private static func places(_ doubts: DoubtLines) -> [String] {
    doubts.doubts(in: .body).map { "\($0.line) \($0.columns) \($0.word)" }
  }

  /// A long text with a doubt in it is not looked through again at each key: one line is.
  @Test func aKeyLooksThroughOneLine() throws {
    let book = try Self.book()
    var text = EditBuffer(String(repeating: "Au piquet de grèvve, puis la réuunion.\n", count: 500))
    var doubts = DoubtLines()
    #expect(doubts.follow(text.lines, book, Self.dictionary) == 501)
    text.putCursor(row: 250, column: 3)
    text.insert("x")
    #expect(doubts.follow(text.lines, book, Self.dictionary) == 1)
    text.breakLine()
    #expect(doubts.follow(text.lines, book, Self.dictionary) == 2)
    #expect(doubts.follow(text.lines, book, Self.dictionary) == 0)
  }

  /// Whatever is changed, what is kept line by line is what a look at the whole would find.
  @Test(arguments: 0..<40) func keptDoubtsAreThoseOfTheWhole(seed: Int) throws {
    var (book, doubts, random) = try (Self.book(), DoubtLines(), SeededGenerator(seed: UInt64(seed)))
    var text = EditBuffer("La réuunion\n> grèvve\n```\ngrèvve\n```\nde la grèvve")
    for _ in 0..<60 {
      text.putCursor(
        row: Int.random(in: 0..<text.lines.count, using: &random), column: Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<7, using: &random) {
      case 0: text.breakLine()
      case 1: text.deleteBackward()
      case 2: text.insert(" réuunion ")
      case 3: text.insert("```")
      case 4: text.insert("un\n> deux\ngrèvve")
      case 5: book.ignore("grèvve")
      default: _ = text.undo()
      }
      doubts.follow(text.lines, book, Self.dictionary)
      var whole = DoubtLines()
      whole.follow(text.lines, book, Self.dictionary)
      #expect(Self.places(doubts) == Self.places(whole))
    }
  }
}
