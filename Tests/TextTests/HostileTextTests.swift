import Foundation
import JSON
import TestSupport
import Testing

@testable import Text

/// Text made to do harm, or to break whoever measures it, on its way to a terminal.
@Suite(.enabled(if: Corpora.isThere, "no corpora beside the checkout"))
struct HostileTextTests {
  @Test func naughtyStrings() throws {
    let strings = try JSONValue(parsing: Corpora.bytes("blns/blns.json")).array ?? []
    #expect(strings.count > 400)
    for string in strings { checkSafe(string.string ?? "") }
  }

  @Test func trojanSource() throws {
    let lines = try JSONValue(parsing: Corpora.bytes("trojan-source/lignes-bidi.json")).array ?? []
    #expect(lines.count == 20)
    for line in lines {
      let raw = try #require(line["texte"]?.string)
      checkSafe(raw)
      #expect(UntrustedText(raw).line.string.unicodeScalars.count < raw.unicodeScalars.count)
    }
  }

  @Test func terminalRecordings() throws {
    for folder in ["xterm-fixtures", "alacritty-recordings"] {
      let files = try Corpora.files(in: folder)
      #expect(!files.isEmpty)
      for file in files { checkSafe(try Corpora.text(file)) }
    }
  }

  @Test func graphemeBreaks() throws {
    let lines = try Corpora.text("unicode/GraphemeBreakTest.txt").split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count > 500)
    for line in lines {
      let scalars = line.prefix { $0 != "#" }.split(whereSeparator: { " ÷×\t".contains($0) })
        .compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
      checkSafe(String(String.UnicodeScalarView(scalars)))
    }
  }

  @Test func emoji() throws {
    let lines = try Corpora.text("unicode/emoji-test.txt").split(separator: "\n").filter {
      $0.contains(";") && !$0.hasPrefix("#")
    }
    #expect(lines.count > 4_000)
    for line in lines {
      let scalars = line.prefix { $0 != ";" }.split(separator: " ").compactMap {
        UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
      }
      let text = UntrustedText(String(String.UnicodeScalarView(scalars))).line
      checkSafe(text.string)
      #expect(text.width <= 2, "\(line)")
    }
  }

  @Test func pathsAndScripts() throws {
    for folder in ["traversal", "xss-patt", "html5lib"] {
      for file in try Corpora.files(in: folder) {
        checkSafe(try Corpora.text(file))
      }
    }
  }
}

/// What must hold for whatever text: no control, no format character, the width that ncurses will compute, and pure ASCII when that
/// is all the terminal has.
func checkSafe(_ raw: String, at location: SourceLocation = #_sourceLocation) {
  let text = UntrustedText(raw)
  for safe in text.lines + [text.line] {
    let scalars = safe.string.unicodeScalars
    let isClean = scalars.allSatisfy {
      ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
    let sum = scalars.reduce(0) { $0 + CellWidth.of($1) }
    let ascii = safe.ascii
    guard isClean, safe.width == sum, ascii.string.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }),
      ascii.width == ascii.string.utf8.count, safe.clipped(to: 7).width <= 7
    else {
      Issue.record("not safe: \(scalars.map { String($0.value, radix: 16) })", sourceLocation: location)
      return
    }
  }
}
