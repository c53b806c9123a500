internal import Foundation

/// Text as the protocol allows it to be stored (docs/protocol.md, section 4): no control characters but line feed and tab, and
/// no more bytes than stated.
public enum CleanText {
  /// Several lines: every kind of line break becomes a line feed, empty lines at both ends go.
  public static func lines(_ raw: String) -> String {
    isClean(raw) ? trimmed(raw) : trimmed(String(String.UnicodeScalarView(scalars(raw))))
  }

  /// One line: white space of any kind and length becomes one space.
  public static func line(_ raw: String, bytes limit: Int = 998) -> String {
    if isLine(raw) && raw.utf8.count <= limit { return raw }
    let words = lines(raw).split { $0.isWhitespace || $0.isNewline }
    return prefix(words.joined(separator: " "), bytes: limit)
  }

  /// The longest beginning of at most `limit` bytes that ends between two characters.
  public static func prefix(_ text: String, bytes limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: limit)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return String(text[..<end])
  }

  /// A name that is safe as a file's: its last component, in NFC, without controls and direction overrides.
  public static func fileName(_ raw: String, otherwise name: String) -> String {
    let last = line(raw).split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let visible = String(last.unicodeScalars.filter { !isHidden($0) })
    let result = visible.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespaces)
    guard !result.isEmpty, result.contains(where: { $0 != "." }) else { return name }
    return shortened(result)
  }

  /// Format characters hide what a name is; the two joiners are part of writing, and of emoji.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format && !scalar.properties.isJoinControl
  }

  /// At most 255 bytes; the extension is kept.
  private static func shortened(_ name: String) -> String {
    guard name.utf8.count > 255 else { return name }
    let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
    guard ending.utf8.count <= 20 else { return prefix(name, bytes: 255) }
    return prefix(name, bytes: 255 - ending.utf8.count) + ending
  }

  /// Whether the text is surely one line as it stands: single spaces, none at its ends, and none of the first bytes of
  /// white space and controls beyond ASCII.
  private static func isLine(_ text: String) -> Bool {
    var previous: UInt8 = 0x20
    for byte in text.utf8 {
      guard byte >= 0x20, byte != 0x7F, byte != 0x20 || previous != 0x20, ![0xC2, 0xE1, 0xE2, 0xE3].contains(byte)
      else { return false }
      previous = byte
    }
    return previous != 0x20
  }

  private static func isClean(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { isClean($0) } ?? isClean(Array(text.utf8))
  }

  private static func isClean(_ bytes: some Sequence<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F { return false }
      if previous == 0xC2 && byte < 0xA0 { return false }
      if previous == 0x80 && (byte == 0xA8 || byte == 0xA9) { return false }
      previous = byte
    }
    return true
  }

  private static func scalars(_ raw: String) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var afterReturn = false
    for scalar in raw.unicodeScalars {
      switch scalar {
      case "\n": if !afterReturn { result.append("\n") }
      case "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": result.append("\n")
      case "\t": result.append("\t")
      default: if scalar.properties.generalCategory != .control { result.append(scalar) }
      }
      afterReturn = scalar == "\r"
    }
    return result
  }

  /// Without empty lines at the beginning and without white space at the end.
  private static func trimmed(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
    var start = 0
    for index in 0...last {
      if bytes[index] == 0x0A { start = index + 1 } else if !isSpace(bytes[index]) { break }
    }
    if start == 0 && last == bytes.count - 1 { return text }
    return String(decoding: bytes[start...last], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A }
}
