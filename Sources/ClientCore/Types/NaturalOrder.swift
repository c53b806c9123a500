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

  /// œ and æ become oe and ae, which SQLite's tokenizer does not do.
  static func expandingLigatures(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0xC5 || $0 == 0xC3 }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "œ", "Œ": result.append(contentsOf: "oe".unicodeScalars)
      case "æ", "Æ": result.append(contentsOf: "ae".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
