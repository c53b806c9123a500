import TestSupport
import Testing

@testable import CursesTerminal

/// What ncurses writes, and what is sent instead.
@Suite(.ownThreads) struct ShortOutputTests {
  private static func short(_ frames: String..., from start: String = "\u{1B}[5;1H\u{1B}[m") -> String {
    var output = ShortOutput(rows: 24)
    _ = output.shortened(Array(start.utf8))
    return String(decoding: frames.map { output.shortened(Array($0.utf8)) }.last ?? [], as: UTF8.self)
  }

  @Test(
    arguments: [
      // From one look to the next in one sequence, the shorter one.
      ("a\u{1B}(B\u{1B}[0;1mb\u{1B}(B\u{1B}[0m\u{1B}[38;5;245mc", "a\u{1B}[1mb\u{1B}[;38;5;245mc\u{1B}[m"),
      ("\u{1B}[38;5;110ma\u{1B}(B\u{1B}[0;1m\u{1B}[38;5;110mb", "\u{1B}[38;5;110ma\u{1B}[1mb\u{1B}[m"),
      ("\u{1B}[1m\u{1B}[31ma\u{1B}[39mb\u{1B}[m\u{0F}", "\u{1B}[1;31ma\u{1B}[39mb\u{1B}[m"),
      // What leads back before anything is seen is nothing.
      ("a\u{1B}[1m\u{1B}(B\u{1B}[mb", "ab"),
      // Blanks and erasures have no ink, but a line below and a ground.
      ("\u{1B}[1ma\u{1B}[m \u{1B}[K\u{1B}[1mb\u{1B}[m", "\u{1B}[1ma \u{1B}[Kb\u{1B}[m"),
      ("\u{1B}[4ma\u{1B}[m b", "\u{1B}[4ma\u{1B}[m b"),
      ("\u{1B}[44ma\u{1B}[m\u{1B}[K", "\u{1B}[44ma\u{1B}[m\u{1B}[K"),
      // Places.
      ("a\r\u{1B}[6db", "a\r\nb"), ("a\u{1B}[6;1Hb", "a\n\rb"), ("a\u{1B}[5;1Hb", "a\rb"),
      ("a\u{1B}[6;9Hb", "a\n\u{1B}[9Gb"),
      ("a\u{1B}[9;1Hb", "a\u{1B}[9Hb"), ("a\u{1B}[7db", "a\u{1B}[7db"),
      // A scroll leaves the margins, and the cursor in its row.
      ("\u{1B}7\u{1B}[3;5r\u{1B}8\n\u{1B}[1;24r\u{1B}[4;1Ha", "\u{1B}7\u{1B}[3;5r\u{1B}8\n\u{1B}[4Ha"),
      ("\u{1B}[3;5r\u{1B}[5;1H\n\u{1B}[1;24r\u{1B}[5;1Ha", "\u{1B}7\u{1B}[3;5r\u{1B}8\r\n\ra"),
      // Not looked into: texts for the terminal, what is not understood.
      ("\u{1B}]52;c;[5dx\u{07}a", "\u{1B}]52;c;[5dx\u{07}a"),
      ("\u{1B}[?25la\u{1B}[99mb", "\u{1B}[?25la\u{1B}[99m\u{1B}[mb"),
      ("é\u{1B}[0;38:2::1:2:3m日", "é\u{1B}[38:2::1:2:3m日\u{1B}[m"),
    ]) func saysTheSameInFewerBytes(_ written: String, _ sent: String)
  {
    let plainAtTheEnd = written + "\u{1B}[m"
    #expect(Self.short(plainAtTheEnd) == sent)
  }

  /// The margins that a row begins with are written, where that is shorter than to name a place.
  @Test(arguments: [
    ("a\u{1B}[6;3Hb", 2, "a\n\r  b"), ("a\u{1B}[6;2Hb", 2, "a\n\r b"), ("a\u{1B}[6;3Hb", 1, "a\n\u{1B}[3Gb"),
    ("a\u{1B}[6;4Hb", 2, "a\n\u{1B}[4Gb"), ("a\u{1B}[3Gb", 2, "a\r  b"),
    ("\u{1B}[4ma\u{1B}[6;3Hb\u{1B}[m", 2, "\u{1B}[4ma\n\u{1B}[3Gb\u{1B}[m"),
    // Blanks that a place follows are erased.
    ("a       \u{1B}[20Gb", 0, "a\u{1B}[7X\u{1B}[20Gb"), ("a    \u{1B}[20Gb", 0, "a    \u{1B}[20Gb"),
    ("a       b", 0, "a       b"),
    ("a       \u{1B}[7db", 0, "a       \u{1B}[7db"), ("a       \r\u{1B}[6db", 0, "a\u{1B}[7X\r\nb"),
    ("\u{1B}[7ma       \u{1B}[20Gb\u{1B}[m", 0, "\u{1B}[7ma       \u{1B}[20Gb\u{1B}[m"),
  ]) func blanksAreTheShorterWay(_ written: String, _ margin: Int, _ sent: String) {
    var output = ShortOutput(rows: 24, .erases)
    _ = output.shortened(Array("\u{1B}[5;1H\u{1B}[m".utf8))
    let margins = Array(repeating: margin, count: 24)
    #expect(String(decoding: output.shortened(Array(written.utf8), margins: margins), as: UTF8.self) == sent)
  }

  @Test func theNextFrameGoesOnWhereTheLastEnded() {
    #expect(Self.short("a\r\u{1B}[6d", "b\r\u{1B}[7d") == "b\r\n")
  }

  @Test func nothingIsTakenForGrantedAtTheStart() {
    var output = ShortOutput(rows: 24)
    #expect(output.shortened(Array("a\u{1B}[2db".utf8)) == Array("\u{1B}[ma\u{1B}[2db".utf8))
  }

  // MARK: Scrolling

  private static func scroll(
    _ scrolls: Scroll..., from start: String = "\u{1B}[22;1H\u{1B}[m", skills: ShortOutput.Skills = .scrolls
  ) -> String {
    var output = ShortOutput(rows: 24, skills)
    _ = output.shortened(Array(start.utf8))
    return String(decoding: scrolls.map { output.scrolled($0) }.last ?? [], as: UTF8.self)
  }

  @Test func rowsAreMovedTheShorterWay() {
    let (up, far) = (Scroll(2...21, by: 1), Scroll(2...21, by: 17))
    #expect(Self.scroll(up) == "\u{1B}7\u{1B}[3;22r\u{1B}8\n")
    // The margins stay.
    #expect(Self.scroll(up, up) == "\n")
    #expect(Self.scroll(up, far) == "\u{1B}[17S")
    #expect(Self.scroll(up, Scroll(1...21, by: 2)) == "\u{1B}7\u{1B}[2;22r\u{1B}8\n\n")
    #expect(Self.scroll(up, Scroll(0...23, by: 5)) == "\u{1B}7\u{1B}[1;24r\u{1B}8\u{1B}[5S")
    #expect(Self.scroll(up, Scroll(2...21, by: -1)) == "\u{1B}[T")
    #expect(Self.scroll(Scroll(2...21, by: -1), from: "\u{1B}[3;1H\u{1B}[m") == "\u{1B}7\u{1B}[3;22r\u{1B}8\u{1B}M")
    // Terminals that scroll at the edge alone.
    #expect(Self.scroll(up, Scroll(2...21, by: 3), skills: []) == "\n\n\n")
    #expect(Self.scroll(up, Scroll(2...21, by: -2), skills: []) == "\u{1B}7\u{1B}[3H\u{1B}M\u{1B}M\u{1B}8")
    // Where nobody knows in which row the cursor is.
    #expect(Self.scroll(up, up, from: "\u{1B}[m\u{1B}D", skills: []) == "\u{1B}7\u{1B}[22H\n\u{1B}8")
  }

  /// What ncurses writes as if all rows scrolled.
  @Test(arguments: [
    ("\u{1B}[21;1Ha", "\u{1B}[21Ha"),
    // The next row, but where it would scroll.
    ("\u{1B}[21;1Ha\u{1B}[22;1Hb", "\u{1B}[21Ha\n\rb"), ("a\u{1B}[23;1Hb", "a\u{1B}[23Hb"),
    ("a\u{1B}[23db", "a\u{1B}[23db"),
    ("\u{1B}[23;1Ha\u{1B}[24;1Hb", "\u{1B}[23Ha\n\rb"),
    // Moves by rows within the margins, and through them.
    ("\u{1B}[Aa", "\u{1B}[Aa"), ("\u{1B}[Ba", "\u{1B}7\u{1B}[r\u{1B}8\u{1B}[Ba"), ("\na", "\u{1B}7\u{1B}[r\u{1B}8\na"),
    ("\u{1B}[20Aa", "\u{1B}7\u{1B}[r\u{1B}8\u{1B}[20Aa"), ("\u{1B}Ma", "\u{1B}7\u{1B}[r\u{1B}8\u{1B}Ma"),
    ("\u{1B}[La", "\u{1B}7\u{1B}[r\u{1B}8\u{1B}[La"), ("\u{1B}[1;24ra", "\u{1B}[ra"),
  ]) func marginsThatStayAreInNobodysWay(_ written: String, _ sent: String) {
    var output = ShortOutput(rows: 24, .scrolls)
    _ = output.shortened(Array("\u{1B}[22;1H\u{1B}[m".utf8))
    _ = output.scrolled(Scroll(2...21, by: 1))
    #expect(String(decoding: output.shortened(Array(written.utf8)), as: UTF8.self) == sent)
  }

  /// What ncurses writes for a line down, and for a line up, again and again.
  @Test func theNextScrollOfTheSameRowsIsALineFeed() {
    var output = ShortOutput(rows: 24, [.scrolls, .reverses])
    func short(_ text: String) -> String { String(decoding: output.shortened(Array(text.utf8)), as: UTF8.self) }
    _ = short("\u{1B}[22;1H\u{1B}[m")
    let down = "\u{1B}7\u{1B}[3;22r\u{1B}8\n\u{1B}[1;24r\u{1B}[21;1H \r\u{1B}[22da\r"
    #expect(short(down) == "\u{1B}7\u{1B}[3;22r\u{1B}8\n\u{1B}M\r \r\na\r")
    #expect(short(down) == "\n\u{1B}M\r \r\na\r")
    #expect(short("\u{1B}[3;1H") == "\u{1B}[3H")
    let up = "\u{1B}7\u{1B}[3;22r\u{1B}8\u{1B}M\u{1B}[1;24r\u{1B}[4;1H \r"
    #expect(short(up) == "\u{1B}M\n\r \r")
    // Another part, as far as it goes; and from then on all of it.
    let other = "\u{1B}[2;22r\u{1B}[22;1H\u{1B}[3S\u{1B}[1;24r\u{1B}[24;1Ha"
    #expect(short(other) == "\u{1B}7\u{1B}[2;22r\u{1B}8\u{1B}[22H\u{1B}[3S\u{1B}[24Ha")
    #expect(short("\u{1B}[1;24r\u{1B}[5;1Ha") == "\u{1B}[r\u{1B}[5Ha")
  }

  @Test func marginsAreTakenBack() {
    var output = ShortOutput(rows: 24, .scrolls)
    #expect(output.freed().isEmpty)
    _ = output.scrolled(Scroll(2...21, by: 1))
    #expect(String(decoding: output.freed(), as: UTF8.self) == "\u{1B}7\u{1B}[r\u{1B}8")
    #expect(output.freed().isEmpty)
  }
}
