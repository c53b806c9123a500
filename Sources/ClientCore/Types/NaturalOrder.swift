internal import Foundation

/// The order people expect of names: case and accents aside, and "tract 2" before "tract 10".
enum NaturalOrder {
  /// A text whose plain binary order is the natural order of the names.
  static func key(of name: String) -> String {
    var key = ""
    var digits = ""
    for character in Folding.folded(name) {
      if character.isASCII && character.isNumber {
        digits.append(character)
      } else {
        append(&digits, to: &key)
        key.append(character)
      }
    }
    append(&digits, to: &key)
    return key
  }

  /// A number is preceded by how many digits it has, leading zeros aside.
  private static func append(_ digits: inout String, to key: inout String) {
    guard !digits.isEmpty else { return }
    let number = digits.drop { $0 == "0" }
    key += "0" + padded(number.count, to: 3) + number
    digits = ""
  }
}

/// Letters as search and sorting see them: lower case, without accents, ligatures taken apart.
enum Folding {
  static func folded(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    return expandingLigatures(text).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
  }

  /// œ and æ become oe and ae, which SQLite's tokenizer does not do. On bytes: every text of a sync passes here.
  static func expandingLigatures(_ text: String) -> String {
    var text = text
    return text.withUTF8(expanded) ?? text
  }

  /// nil: there is none.
  private static func expanded(_ utf8: UnsafeBufferPointer<UInt8>) -> String? {
    var result: [UInt8] = []
    var start = 0
    for index in utf8.indices.dropLast() where utf8[index] == 0xC5 || utf8[index] == 0xC3 {
      guard let letters = ligature(utf8[index], utf8[index + 1]) else { continue }
      result += utf8[start..<index]
      result += letters.utf8
      start = index + 2
    }
    guard start > 0 else { return nil }
    result += utf8[start...]
    return String(decoding: result, as: UTF8.self)
  }

  private static func ligature(_ first: UInt8, _ second: UInt8) -> String? {
    switch (first, second) {
    case (0xC5, 0x92), (0xC5, 0x93): "oe"
    case (0xC3, 0x86), (0xC3, 0xA6): "ae"
    default: nil
    }
  }
}
