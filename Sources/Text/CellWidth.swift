import CWidth

/// How many cells of a terminal a text fills. There is one function for it in the whole program, and it is the C library's
/// `wcwidth`, which ncurses asks too: what we lay out and what ncurses believes cannot differ.
public enum CellWidth {
  /// `wcwidth` knows nothing beyond ASCII in the C locale.
  private static let isReady = setlocale(LC_CTYPE, "C.UTF-8") != nil

  /// -1 for what cannot be printed.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    if (0x20..<0x7F).contains(scalar.value) { return 1 }
    precondition(isReady, "the C library has no C.UTF-8 locale")
    return Int(ter1_wcwidth(scalar.value))
  }

  /// The cells of a character that has been neutralised.
  public static func of(_ character: Character) -> Int {
    character.unicodeScalars.reduce(0) { $0 + max(0, of($1)) }
  }
}
