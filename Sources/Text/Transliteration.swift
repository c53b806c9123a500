extension SafeText {
  /// The text in ASCII, for a terminal or a pipe whose locale knows nothing else: letters lose their marks, quotation marks and
  /// dashes become the typewriter's, a picture is named in brackets (`[party popper]`), and what has no such form is `?`. Its
  /// width differs from this text's own.
  public var ascii: SafeText {
    guard !string.utf8.allSatisfy({ $0 < 0x80 }) else { return self }
    var text = ""
    var isAfterOpening = false
    for character in string {
      // French puts a space inside its quotation marks, the typewriter does not.
      let isSpace = Transliteration.isInnerSpace(character)
      if character == "»", let last = text.last, last == " " { text.removeLast() }
      if !(isAfterOpening && isSpace) { text += Transliteration.ascii(of: character) }
      isAfterOpening = character == "«"
    }
    return SafeText(string: text, width: text.utf8.count)
  }
}

/// ASCII for what is not.
public enum Transliteration {
  /// One character (grapheme cluster) in ASCII; "" for a mark that stands alone.
  public static func ascii(of character: Character) -> String {
    if character.isASCII { return String(character) }
    if let text = signs[character] { return text }
    guard let base = character.unicodeScalars.first(where: { !isMark($0) }) else { return "" }
    if base.isASCII { return String(base) }
    return signs[Character(base)] ?? latin(base) ?? picture(base) ?? "?"
  }

  static func isInnerSpace(_ character: Character) -> Bool { [" ", "\u{A0}", "\u{202F}"].contains(character) }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    [.nonspacingMark, .enclosingMark, .spacingMark].contains(scalar.properties.generalCategory)
  }

  /// A Latin letter by its Unicode name: "LATIN SMALL LETTER E WITH ACUTE" is e, "LATIN CAPITAL LIGATURE OE" OE.
  private static func latin(_ scalar: Unicode.Scalar) -> String? {
    guard let words = scalar.properties.name?.split(separator: " "), words.count >= 4, words[0] == "LATIN",
      words[2] == "LETTER" || words[2] == "LIGATURE", words[3].count <= 2, words.count == 4 || words[4] == "WITH"
    else { return nil }
    return words[1] == "SMALL" ? words[3].lowercased() : String(words[3])
  }

  private static func picture(_ scalar: Unicode.Scalar) -> String? {
    let properties = scalar.properties
    switch scalar.value {
    case 0x2500...0x257F: return lineDrawing(properties.name ?? "")
    case 0x2580...0x259F: return "#"
    case 0x2800: return " "
    case 0x2801...0x28FF: return "."
    default: break
    }
    guard properties.generalCategory == .otherSymbol, let name = properties.name?.lowercased() else { return nil }
    return "[\(name)]"
  }

  private static func lineDrawing(_ name: String) -> String {
    if name.hasSuffix("HORIZONTAL") { return "-" }
    return name.hasSuffix("VERTICAL") && !name.contains(" AND ") ? "|" : "+"
  }

  private static let signs: [Character: String] = [
    "\u{A0}": " ", "\u{202F}": " ", "\u{2009}": " ", "\u{3000}": "  ", "\u{FFFD}": "?",
    "«": "\"", "»": "\"", "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'", "´": "'",
    "—": "-", "–": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "•": "*", "·": ".", "●": "*", "○": "o", "◦": "o",
    "▪": "*",
    "€": "EUR", "£": "GBP", "¥": "JPY", "©": "(c)", "®": "(R)", "™": "(TM)", "°": "deg", "№": "No", "§": "par.",
    "²": "2", "³": "3", "¹": "1", "½": "1/2", "¼": "1/4", "¾": "3/4", "×": "x", "÷": "/", "±": "+/-",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "↑": "^", "↓": "v", "↳": "`>", "↔": "<->",
    "↻": "(R)",
    "⇒": "=>",
    "¿": "?", "¡": "!", "ß": "ss", "ẞ": "SS", "ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ª": "a", "º": "o",
    "▶": ">", "◀": "<", "▸": ">", "▾": "v", "▼": "v", "▲": "^", "❯": ">", "✓": "ok", "✔": "ok", "✗": "x", "✘": "x",
    "✉": "@",
    "👍": "[+1]", "👎": "[-1]", "❤": "[heart]", "🎉": "[bravo]", "✊": "[fist]", "★": "*", "☆": "*", "⚠": "[!]", "☐": "[ ]",
    "☑": "[x]",
  ]
}
