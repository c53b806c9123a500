import Testing

@testable import TER1TUI

/// vim's keys on a text, held against what vim makes of them. `|` is where the cursor stands, before a character; `⎋` leaves insert mode; `⤺` undoes;
/// `⊞` is Ctrl-V.
@Suite struct ViTests {
  static func played(_ start: String, _ keys: String) -> String {
    var text = EditBuffer(start.replacing("|", with: ""))
    let before = start.prefix { $0 != "|" }.split(separator: "\n", omittingEmptySubsequences: false)
    text.putCursor(row: before.count - 1, column: before.last?.count ?? 0)
    var vi = ViEditing()
    vi.backToNormal(&text)
    text.putCursor(row: before.count - 1, column: before.last?.count ?? 0)
    var pending: [Character] = []
    for key in keys {
      if key == "⎋" {
        vi.backToNormal(&text)
        pending = []
      } else if key == "⊞" {
        vi.toggle(.block(toLineEnds: false), &text)
      } else if key == "⤺" {
        _ = text.undo()
        vi.settle(&text)
      } else if vi.mode == .insert {
        key == "↵" ? text.breakLine() : text.insert(key)
      } else {
        pending.append(key)
        switch ViPhrase.reading(pending, isVisual: vi.mode == .visual) {
        case .whole(let phrase):
          _ = vi.obey(phrase, keys: pending, &text, columns: 40)
          pending = []
        case .none: pending = []
        case .beginning: break
        }
      }
    }
    var lines = text.lines
    lines[text.row].insert("|", at: text.column)
    return lines.map { String($0) }.joined(separator: "\n")
  }

  @Test(arguments: [
    // Motions.
    ("|un, deux", "w", "un|, deux"), ("|un, deux", "2w", "un, |deux"), ("|un, deux", "e", "u|n, deux"),
    ("|un, deux", "$", "un, deu|x"), ("un, deu|x", "b", "un, |deux"), ("un, deu|x", "0", "|un, deux"),
    ("  un deu|x", "^", "  |un deux"), ("|un\n\ndeux", "w", "un\n|\ndeux"), ("|un\n\ndeux", "ww", "un\n\n|deux"),
    ("un\n\n|deux", "b", "un\n|\ndeux"), ("un\n\n|deux", "bb", "|un\n\ndeux"), ("|u\n v\nw", "G", "u\n v\n|w"),
    ("|u\n v\nw", "2G", "u\n |v\nw"), ("u\n v\n|w", "gg", "|u\n v\nw"), ("|abcabc", "fc", "ab|cabc"),
    ("|abcabc", "2fc", "abcab|c"), ("|abcabc", "tc", "a|bcabc"), ("|abcabc", "tc;", "abca|bc"),
    ("|abcabc", "fc;,", "ab|cabc"), ("abcab|c", "Fa", "abc|abc"), ("abcab|c", "Ta", "abca|bc"),
    ("|abc", "fz", "|abc"), ("|abc", "5l", "ab|c"), ("ab|c", "h", "a|bc"), ("|abc\nd\nefg", "$jj", "abc\nd\nef|g"),
    // Operators.
    ("|un deux", "dw", "|deux"), ("un |deux\ntrois", "dw", "un| \ntrois"), ("|un deux trois", "d2w", "|trois"),
    ("|un deux trois", "2dw", "|trois"), ("|a b c d e f g", "2d2w", "|e f g"), ("u|n deux", "de", "|u"),
    ("|un deux", "de", "| deux"),
    ("un deu|x", "db", "un |x"), ("un |deux", "d$", "un| "), ("un |deux", "D", "un| "), ("un |deux", "d0", "|deux"),
    ("a(|b)c", "dt)", "a(|)c"), ("a(|b)c", "df)", "a(|c"), ("a(b|)c", "dF(", "a|)c"), ("|a\nb\nc", "dd", "|b\nc"),
    ("a\nb\n|c", "dd", "a\n|b"), ("|a", "dd", "|"), ("a\n|b\nc\nd", "2dd", "a\n|d"), ("|a\nb\nc", "dj", "|c"),
    ("a\nb\n|c", "dk", "|a"), ("a\n|b\nc", "dG", "|a"), ("a\n|b\nc", "dgg", "|c"), ("a\n|b", "dj", "a\n|b"),
    ("un d|eux trois", "diw", "un | trois"), ("un d|eux trois", "daw", "un |trois"),
    ("|un deux", "cwtrois⎋", "troi|s deux"), ("u|n deux", "cwe⎋", "u|e deux"), ("a\n|b b\nc", "ccz⎋", "a\n|z\nc"),
    ("un |deux", "Cx⎋", "un |x"), ("|abc", "sx⎋", "|xbc"), ("|ab", "Sz⎋", "|z"),
    ("|abc", "x", "|bc"), ("ab|c", "x", "a|b"), ("|abc", "9x", "|"), ("ab|c", "X", "a|c"), ("|", "x", "|"),
    // Registers.
    ("|un deux", "yw$p", "un deuxun| "), ("|a\nb", "yyjp", "a\nb\n|a"), ("a\n|b", "yyP", "a\n|b\nb"),
    ("|a\nb", "yy2p", "a\n|a\na\nb"), ("|a\nb\nc", "ddp", "b\n|a\nc"), ("|ab", "xp", "b|a"),
    ("|a\nb", "yjGp", "a\nb\n|a\nb"),
    // At the cursor.
    ("a|b", "ix⎋", "a|xb"), ("a|b", "ax⎋", "ab|x"), (" a|b", "Ix⎋", " |xab"), ("|ab", "Ax⎋", "ab|x"),
    ("|a\nb", "ox⎋", "a\n|x\nb"), ("a\n|b", "Ox⎋", "a\n|x\nb"), ("|abc", "rz", "|zbc"), ("|abc", "2rz", "z|zc"),
    ("|abc", "5rz", "|abc"), ("|aBc", "3~", "Ab|C"), ("|a\n  b", "J", "a| b"), ("|a\nb\nc", "3J", "a b| c"),
    // Again, and back.
    ("|a b c", "dw.", "|c"), ("|a b c", "cwz⎋w.", "z |z c"), ("|a\nb\nc", "A!⎋j.j.", "a!\nb!\nc|!"),
    ("|a b c d", "dw2.", "|d"), ("|abc", "x⤺", "|abc"), ("|un deux", "cwtrois quatre⎋⤺", "|un deux"),
    ("|a", "oun deux⎋⤺", "|a"), ("|a b", "dw.⤺", "|b"), ("|a\nb", "dd⤺", "|a\nb"),
    // Selecting.
    ("|abcd", "vld", "|cd"), ("|a\nb\nc", "Vjd", "|c"), ("a|bcd", "vlohd", "|d"), ("|abcd", "vlcx⎋", "|xcd"),
    ("|un deux", "vey$p", "un deuxu|n"), ("|a\nb", "VyGp", "a\nb\n|a"), ("|un deux", "yiwwviwp", "un u|n"),
    ("|abc", "v⎋x", "|bc"), ("|abc", "vv", "|abc"),
    ("|abc", "vlr-", "|--c"), ("|aBc", "vl~", "|Abc"), ("|abc", "vlAx⎋", "ab|xc"), ("a|bc", "vlIx⎋", "a|xbc"),
    // Rectangles.
    ("|abc\nabc\nabc", "⊞ljd", "|c\nc\nabc"), ("|abc\na\nabc", "⊞ljjd", "|c\n\nc"), ("a|bc\nabc", "⊞jr-", "a|-c\na-c"),
    ("a|bc\nabc", "⊞jIxy⎋", "a|xybc\naxybc"), ("a|bc\na\nabc", "⊞jjIx⎋", "a|xbc\na\naxbc"),
    ("a|bc\na\nabc", "⊞jjAx⎋", "ab|xc\na x\nabxc"), ("|a\nabc", "⊞j$A!⎋", "a|!\nabc!"), ("|abc\na", "⊞j$d", "|\n"),
    ("a|bc\nabc", "⊞jcz⎋", "a|zc\nazc"), ("|ab\ncd", "⊞jd$p", "b|a\ndc"), ("|ab\ncd\n", "⊞jyGp", "ab\ncd\n|a\nc"),
    ("|abc\nabc", "⊞jIx⎋⤺", "|abc\nabc"), ("|abc\nabc", "⊞jd⤺", "abc\n|abc"), ("|abc\nabc", "⊞⊞x", "|bc\nabc"),
    ("a|b\n日本", "⊞jd", "|\n本"), ("|abc\nabc", "⊞jl~", "|ABc\nABc"), ("ab|c\nabc", "⊞johd", "|a\na"),
    // Nonsense changes nothing.
    ("|abc", "dz", "|abc"), ("|abc", "gz", "|abc"), ("|abc", ".", "|abc"), ("|abc", "p", "|abc"), ("|abc", "z", "|abc"),
  ]) func doesWhatVimDoes(_ start: String, _ keys: String, _ end: String) {
    #expect(Self.played(start, keys) == end, "\(start.debugDescription) \(keys)")
  }

  /// On "un deux\ndeux trois\ndeux", the cursor in the second line.
  @Test(arguments: [
    ("s/deux/2/", "un deux\n|2 trois\ndeux"), ("%s/deux/2/", "un 2\n2 trois\n|2"),
    ("s/e/E/", "un deux\n|dEux trois\ndeux"),
    ("%s/u/&&/g", "uun deuux\ndeuux trois\n|deuux"), ("2,3s/x/y/", "un deux\ndeuy trois\n|deuy"),
    ("s/(\\w+) (\\w+)/\\2 \\1/", "un deux\n|trois deux\ndeux"), ("s#e#/#", "un deux\n|d/ux trois\ndeux"),
    ("s/ /\\n/", "un deux\n|deux\ntrois\ndeux"), ("s/DEUX//i", "un deux\n| trois\ndeux"),
    ("%s/^/> /", "> un deux\n> deux trois\n|> deux"),
    ("s/\\V./!/", "un deux\n|deux trois\ndeux"), ("s/quatre/4/", "un deux\n|deux trois\ndeux"),
    ("s/eux", "un deux\n|d trois\ndeux"),
  ]) func replacesAsVimDoes(_ said: String, _ end: String) throws {
    var text = EditBuffer("un deux\ndeux trois\ndeux")
    text.putCursor(row: 1, column: 0)
    let before = text.text
    let outcome = try ViSubstitution(said).change(&text)
    var lines = text.lines
    lines[text.row].insert("|", at: text.column)
    #expect(lines.map { String($0) }.joined(separator: "\n") == end)
    #expect(text.undo() == (outcome.replaced > 0) && text.text == before)
  }

  @Test func replacesInTheLinesSelected() throws {
    var text = EditBuffer("a\na\na\na")
    text.putCursor(row: 1, column: 0)
    var vi = ViEditing()
    vi.backToNormal(&text)
    vi.toggle(.lines, &text)
    text.putCursor(row: 2, column: 0)
    #expect(try ViSubstitution("'<,'>s/a/b/").change(&text) == .init(replaced: 2, lines: 2))
    #expect(text.text == "a\nb\nb\na")
  }

  @Test(arguments: [
    ("s/(/x/", "pattern"), ("s//x/", "noPattern"), ("s/a/b/z", "form"), ("s/a/b/g/h", "form"), ("%t/a/b/", "form"),
    ("0s/a/b/", "form"), ("s/(a+)+b/x/", "endless"), ("s/(a|b)*/x/", "endless"),
  ]) func saysWhyItReplacesNothing(_ said: String, _ failure: String) {
    #expect {
      _ = try ViSubstitution(said)
    } throws: { String(describing: $0).hasPrefix(failure) }
  }

  @Test(arguments: [
    ("s/a/b/", true), ("%s#a#b#", true), ("2,5s/a/b", true), ("send", false), ("theme sun", false), ("s", false),
    ("search a/b", false),
  ])
  func aLineOfThePromptSaysItOrNot(_ line: String, _ isOne: Bool) {
    #expect(ViSubstitution.isOne(line) == isOne)
  }

  @Test func aTextOfOneLineStaysOne() {
    var text = EditBuffer("sujet", isMultiline: false)
    var vi = ViEditing()
    vi.backToNormal(&text)
    for keys in ["o", "yy", "p"] {
      if vi.mode == .insert { vi.backToNormal(&text) }
      guard case .whole(let phrase) = ViPhrase.reading(Array(keys), isVisual: false) else { continue }
      _ = vi.obey(phrase, keys: Array(keys), &text, columns: 40)
    }
    #expect(text.lines.count == 1)
  }

  /// No keys whatever leave the text: the cursor stays in it, and all can be undone.
  @Test(arguments: 0..<200) func anyKeysAreBorne(seed: UInt64) {
    var random = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    func next(_ count: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((random >> 33) % UInt64(count))
    }
    let letters = Array("hjklwbe0$^Gg23dcyxpPoOAIiarJ~.vV⊞ft;, é\n⎋⎋⎋")
    let start = "un deux\n\n  trois, quatre\né"
    let keys = String((0..<60).map { _ in letters[next(letters.count)] })
    let end = Self.played("|" + start, keys + "⎋")
    #expect(end.count { $0 == "|" } == 1)
    let undone = Self.played("|" + start, keys + "⎋" + String(repeating: "⤺", count: 600))
    #expect(undone.replacing("|", with: "") == start, "\(keys)")
  }
}
