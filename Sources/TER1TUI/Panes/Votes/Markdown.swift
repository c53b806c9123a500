import Text

enum Markdown {
  /// A text that is Markdown, as a quotation: it stays as it was written, but holds no HTML, loads no picture, and where a link leads
  /// is to be read.
  static func quoted(_ text: UntrustedText) -> [String] {
    text.lines.map { line in
      let bare = withoutTags(withoutLinks(line.string))
      return bare.isEmpty ? ">" : "> " + bare
    }
  }

  /// `[words](address)` as "words (address)", also of a picture; a definition for `[words][name]` is a line of text.
  private static func withoutLinks(_ line: String) -> String {
    line.replacing(/!?\[([^\[\]]*)\]\(<?([^\s()<>]*)>?(?:\s[^()]*)?\)/) { "\($0.1) (\($0.2))" }
      .replacing(/^(\s*(?:[->*+]\s*)*)\[([^\]]*)\]:/) { "\($0.1)\\[\($0.2)]:" }
  }

  private static func withoutTags(_ line: String) -> String {
    line.replacing(/<(?!https?:|mailto:)/, with: "\\<")
  }

  /// One line of text as CommonMark and GitHub show it: it opens no list, heading, quotation, table, code, entity or formula, is no rule below
  /// another line, and links nothing.
  static func escaped(_ text: SafeText) -> String {
    let line = text.string
    let indent = line.prefix { $0 == " " || $0 == "\t" }
    let rest = line.dropFirst(indent.count)
    // Four blanks would open a block of code.
    let blanks = String(repeating: "\u{A0}", count: indent.count)
    return blanks + opening(rest) + inside(rest.dropFirst(openingLength(rest)))
  }

  /// "1." or "-" at the beginning, with a backslash.
  private static func opening(_ line: Substring) -> String {
    guard openingLength(line) > 0 else { return "" }
    let digits = line.prefix { ("0"..."9").contains($0) }
    return digits + "\\" + line.dropFirst(digits.count).prefix(1)
  }

  private static func openingLength(_ line: Substring) -> Int {
    let digits = line.prefix { ("0"..."9").contains($0) }
    let mark = line.dropFirst(digits.count).first.map(String.init) ?? ""
    return mark.isEmpty || !(digits.isEmpty ? "-+=" : ".)").contains(mark) ? 0 : digits.count + 1
  }

  private static func inside(_ text: Substring) -> String {
    text.reduce(into: "") { result, character in
      if #"\`*_[]<>#|!~&$@"#.contains(character) { result.append("\\") }
      result.append(character)
    }
    .replacing("://", with: "\\://").replacing(/(?i)www\./) { $0.output.dropLast() + "\\." }
  }
}
