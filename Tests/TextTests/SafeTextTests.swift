import Testing

@testable import Text

struct SafeTextTests {
  @Test(arguments: [
    ("\u{1B}[31mrouge\u{1B}[0m", "[31mrouge[0m"), ("\u{9B}2Jx", "2Jx"), ("a\u{202E}b", "ab"),
    ("a\tb\nc\r\nd", "a b c d"),
    ("\u{1B}]0;title\u{07}", "]0;title"), ("zero\u{200B}width", "zerowidth"), ("\u{7F}del", "del"),
  ])
  func controlsGo(raw: String, line: String) { #expect(UntrustedText(raw).line.string == line) }

  @Test(arguments: [
    ("grève", 5), ("漢字", 4), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2), ("❤️", 1), ("e\u{301}", 1), ("", 0), ("🇫🇷", 2), ("1️⃣", 1), ("\u{301}", 1),
  ])
  func widthIsInCells(raw: String, width: Int) { #expect(UntrustedText(raw).line.width == width) }

  /// What terminals measure differently is written otherwise.
  @Test(arguments: [
    ("🇫🇷 et 🇧🇪", "FR et BE"), ("🇫", "F"), ("\u{2630} menu", "≡ menu"), ("\u{3249}", "20"), ("a\u{3164}b", "ab"),
    ("\u{4DC0}", "\u{FFFD}"),
  ])
  func whatIsDisputedIsShownAsText(raw: String, line: String) { #expect(UntrustedText(raw).line.string == line) }

  /// What is taken as it is would come out the same, alone and beside any other such character.
  @Test func plainCharactersNeedNoNeutralizing() {
    let plain = (0...0x2FFF).compactMap(Unicode.Scalar.init).filter(SafeText.isPlain)
    #expect(plain.count > 300)
    for scalar in plain {
      var cleaner = Neutralizer()
      cleaner.append(Character(scalar))
      #expect(cleaner.result == String(scalar) && cleaner.width == 1, "U+\(String(scalar.value, radix: 16))")
    }
    for step in [1, 7, 31, 101] {
      var text = String.UnicodeScalarView()
      for index in plain.indices { text.append(plain[index * step % plain.count]) }
      #expect(String(text).count == plain.count)
      #expect(SafeText(String(text)).cells.map(\.character) == Array(String(text)))
    }
  }

  @Test func tabsGoToTheNextMultipleOfEight() {
    #expect(UntrustedText("a\tb\n\tc").lines.map(\.string) == ["a       b", "        c"])
  }

  @Test func clippingNeverCutsACharacter() {
    #expect(SafeText("漢字漢字").clipped(to: 4).string == "漢…")
    #expect(SafeText("grève").clipped(to: 5).string == "grève")
    #expect(SafeText("grève").clipped(to: 3).string == "gr…")
    #expect(SafeText("grève").clipped(to: 0).string == "")
  }

  @Test func twentyMarksDoNotOverflowTheLine() {
    #expect(UntrustedText("a" + String(repeating: "\u{301}", count: 20)).line.string.unicodeScalars.count == 5)
  }

  @Test func harmlessNeighboursDoNotJoinIntoHarm() {
    let text = UntrustedText("👩").line + UntrustedText("\u{200D}👩").line
    #expect(text.width == 4)
  }
}

struct TransliterationTests {
  @Test(arguments: [
    ("Assemblée générale à Nîmes, où ? Ça, dès l’été", "Assemblee generale a Nimes, ou ? Ca, des l'ete"),
    ("«\u{A0}Grève\u{A0}» — 12 € l’œuvre…", "\"Greve\" - 12 EUR l'oeuvre..."),
    ("« un » et “deux”", "\"un\" et \"deux\""),
    ("ŒUVRE, Ægir, straße, Łódź, Đ, ﬁn", "OEUVRE, AEgir, strasse, Lodz, D, fin"), ("Tiếng Việt", "Tieng Viet"),
    ("e\u{301}te\u{301}", "ete"), ("👍 🎉 ✊", "[+1] [bravo] [fist]"), ("🚩", "[triangular flag on post]"),
    ("├─┤ │ ┌┐", "+-+ | ++"), ("⠀⣿█", " .#"), ("Привет 漢", "?????? ?"), ("20 °C ½ → x²", "20 degC 1/2 -> x2"),
    ("plain", "plain"),
  ])
  func becomesLegibleASCII(text: String, ascii: String) { #expect(SafeText(text).ascii.string == ascii) }

  @Test func theWidthIsThatOfTheASCII() { #expect(SafeText("12 €").ascii.width == 6) }
}

struct QuotableTextTests {
  @Test func keepsLettersAndLinesAndLosesControls() {
    let raw = "a\u{1B}[31m\u{9B}2J\u{202E}b\n\tc\r👨‍👩‍👧\u{7F}"
    #expect(UntrustedText(raw).quotable == "a[31m2Jb\n\tc👨‍👩‍👧")
  }
}

struct CharsetTests {
  @Test(
    arguments: [
      ([:], Charset.utf8), (["LANG": "C"], .ascii), (["LANG": "fr_FR.UTF-8"], .utf8), (["LANG": "fr_FR.utf8"], .utf8),
      (["LANG": "fr_FR.UTF-8", "LC_ALL": "POSIX"], .ascii), (["LANG": "fr_FR@euro"], .ascii),
      (["LANG": "C.UTF-8"], .utf8),
      (["LANG": "fr_FR.ISO-8859-15@euro"], .ascii), (["LANG": "ca_ES.UTF-8@valencia"], .utf8),
    ] as [([String: String], Charset)])
  func theLocalesNameDecides(environment: [String: String], charset: Charset) {
    #expect(Charset(environment: environment) == charset)
  }
}

struct CellTests {
  @Test(arguments: [
    ("abc", ["a", "b", "c"]), ("e\u{301}x", ["e\u{301}", "x"]), ("ᄀ각", ["ᄀ", "각"]), ("漢", ["漢"]),
    ("क्षि", ["क्", "ष", "\u{93F}"]),
    ("👍🏽", ["👍"]), ("", []),
  ])
  func eachCharacterOfATerminalIsOne(text: String, cells: [String]) {
    let safe = UntrustedText(text).line
    #expect(safe.cells.map { String($0.character) } == cells)
    #expect(safe.cells.reduce(0) { $0 + $1.width } == safe.width)
    #expect(safe.cells.allSatisfy { (1...2).contains($0.width) })
  }
}
