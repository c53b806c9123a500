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
