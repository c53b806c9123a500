/// What terminals fill different numbers of cells with, where it is seen. It is shown as something that they agree on: half of the terminals
/// would put all that follows a cell aside.
///
/// Found by asking: Tests/TerminalTests/WidthTests.swift. Marks that stand beside their letter (Indic vowel signs) are disputed too; they stay, for
/// without them nothing is left to read, and tmux, xterm, VTE and the C library agree.
enum DisputedWidth {
  /// nil: nobody disputes it.
  static func replacement(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    // A flag is two letters of a country; terminals show one cell, two or four.
    case 0x1F1E6...0x1F1FF: String(Unicode.Scalar(UInt8(scalar.value - 0x1F1E6 + 0x41)))
    // Ten to eighty in a black square.
    case 0x3248...0x324F: String((scalar.value - 0x3247) * 10)
    // Made wide by Unicode 16: trigrams, hexagrams, tetragrams, counting rods. The first is everybody's sign for a menu.
    case 0x2630: "≡"
    case 0x2631...0x2637, 0x268A...0x268F, 0x4DC0...0x4DFF, 0x1D300...0x1D356, 0x1D360...0x1D376: "\u{FFFD}"
    // Letters and marks that are none, seen by nobody: the grapheme joiner, Hangul's fillers.
    case 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0: ""
    default: nil
    }
  }
}
