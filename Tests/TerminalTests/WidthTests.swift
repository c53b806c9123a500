import Foundation
import TestSupport
import Testing

@testable import Text

/// How many cells a text fills, asked of terminals: what is laid out by `CellWidth` and what a terminal does with it must be the same, or every
/// column behind it stands askew. ncurses counts as the C library does, and so do we; here others are asked.
@Suite(.ownThreads) struct WidthTests {
  /// Every cluster of Unicode's own tests, and every character of the planes where text is written, as they reach a terminal.
  static let texts: [SafeText] = {
    let clusters = (emoji + graphemes + directions + written).map { UntrustedText($0).line }
    let ranges: [ClosedRange<UInt32>] = [
      0xA0...0x33FF, 0x4DC0...0x4E20, 0xA000...0xABFF, 0xF900...0xFFFD, 0x1F000...0x1FAFF,
    ]
    let characters = ranges.joined().compactMap { Unicode.Scalar($0) }.filter {
      ![.unassigned, .privateUse].contains($0.properties.generalCategory)
    }
    let all = clusters + characters.map { UntrustedText(String($0)).line }
    return Array(Set(all.filter { !$0.isEmpty })).sorted { $0.string < $1.string }
  }()

  private static func lines(_ file: String) -> [Substring] {
    // Where there are no corpora, `Corpora` says so.
    ((try? Corpora.text("unicode/" + file)) ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") }
  }

  private static func text(_ codes: Substring) -> String {
    let scalars = codes.split(whereSeparator: { " ×÷\t".contains($0) }).compactMap {
      UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static let emoji = lines("emoji-test.txt").map { text($0.prefix { $0 != ";" }) }
  private static let graphemes = lines("GraphemeBreakTest.txt").flatMap { line in
    [text(line.prefix { $0 != "#" })] + line.prefix { $0 != "#" }.split(separator: "÷").map { text($0) }
  }
  private static let directions = lines("BidiCharacterTest-extrait.txt").map { text($0.prefix { $0 != ";" }) }
  static let written = [
    "cœur et œuvre, Œdipe, ﬁn, ﬂot, Ægir", "e\u{301}te\u{301} a\u{30A}ngstro\u{308}m", "日本語と漢字、ｶﾀｶﾅ", "שלום עולם",
    "مرحبا بالعالم",
    "Ελληνικά, Кириллица", "👩‍🏫 👨‍👩‍👧‍👦 ❤️ ☺️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇫🇷", "한국어 ᄒ\u{1161}ᆫ", "ไทย", "1️⃣ 2️⃣", "½ № € « » … — ’",
  ]

  @Test(.enabled(if: TmuxSession.isAvailable, "tmux is not installed: this test is skipped"))
  func tmuxAgrees() async throws {
    let answers = try await Self.inTmux(Self.texts)
    let wrong = zip(Self.texts, answers).filter { $0.width != $1 }
    #expect(answers.count == Self.texts.count && Self.texts.count > 15_000)
    #expect(wrong.isEmpty, "\(Self.told(wrong))")
  }

  /// pyte counts as the terminals do that follow the newest tables. Left out: vowel signs that stand beside their letter (`DisputedWidth` says why),
  /// and what is younger than the tables of its oldest version.
  @Test(.enabled(if: Needed.found(Self.hasPyte, "python3-pyte is not installed: its columns are not looked at")))
  func pyteAgrees() async throws {
    let texts = Self.texts.filter { text in
      text.string.unicodeScalars.allSatisfy {
        // pyte leaves out what follows an enclosing mark.
        ![.spacingMark, .enclosingMark].contains($0.properties.generalCategory)
          && ($0.properties.age.map { $0.major < 13 } ?? false)
          // Parts of syllables by themselves.
          && !(0x1100...0x11FF).contains($0.value) && !(0xD7B0...0xD7FF).contains($0.value)
      }
    }
    #expect(texts.count > 10_000)
    let answers = try Self.inPyte(texts)
    let wrong = zip(texts, answers).filter { $0.width != $1 }
    #expect(answers.count == texts.count && wrong.isEmpty, "\(Self.told(wrong))")
  }

  private static func told(_ wrong: [(SafeText, Int)]) -> String {
    wrong.prefix(30).map { text, columns in
      let codes = text.string.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
      return "\(codes): \(text.width) here, \(columns) there"
    }.joined(separator: "\n")
  }

  // MARK: Terminals

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().path + "/columns.py"
  private static let hasPyte = (try? ChildProcess(["/usr/bin/python3", "-c", "import pyte"]).wait()) == 0

  private static func inTmux(_ texts: [SafeText]) async throws -> [Int] {
    let folder = try TemporaryFolder()
    let (source, target) = (folder.path + "/texts", folder.path + "/answers")
    try (texts.map(\.string).joined(separator: "\n") + "\n").write(toFile: source, atomically: true, encoding: .utf8)
    let session = try TmuxSession(columns: 80, rows: 24, command: "python3 \(script) ask \(source) \(target)")
    try await session.wait(until: { _ in FileManager.default.fileExists(atPath: target) }, "the answers", seconds: 300)
    return try numbers(target)
  }

  private static func inPyte(_ texts: [SafeText]) throws -> [Int] {
    let folder = try TemporaryFolder()
    let (source, target) = (folder.path + "/texts", folder.path + "/answers")
    try (texts.map(\.string).joined(separator: "\n") + "\n").write(toFile: source, atomically: true, encoding: .utf8)
    let status = try ChildProcess(["/usr/bin/python3", script, "pyte", source, target]).wait()
    try #require(status == 0)
    return try numbers(target)
  }

  private static func numbers(_ path: String) throws -> [Int] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
  }
}
