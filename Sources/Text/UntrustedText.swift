/// Text that somebody else wrote: from the network, an imported file, a file name, a server's error.
///
/// It has no way to an output but `line` and `lines`, which neutralise it. Whoever stores, edits, searches or sends the
/// text unchanged asks for `raw` by name; `make lint` lists the places that may.
public struct UntrustedText: Hashable, Sendable {
  /// The text as it came. Never to be written to a terminal, a pipe, a log or a notification.
  public let raw: String

  public init(_ raw: String) { self.raw = raw }

  public var isEmpty: Bool { raw.isEmpty }

  /// The text on one line: line breaks and tabs become spaces.
  public var line: SafeText { SafeText(neutralizing: raw) }

  /// The text as lines, split at its line breaks; tabs become spaces up to the next multiple of eight columns.
  public var lines: [SafeText] {
    raw.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { SafeText(neutralizing: Self.expandingTabs($0)) }
  }

  /// The text for a program to read, inside a format that quotes it (JSON): all its letters and its line feeds and tabs, but no
  /// other control, no escape sequence, and nothing that turns the direction of what follows. It is left out, not written as an
  /// escape: whoever reads the format would find it there again.
  public var quotable: String {
    guard raw.unicodeScalars.contains(where: Self.isHarmful) else { return raw }
    return String(String.UnicodeScalarView(raw.unicodeScalars.filter { !Self.isHarmful($0) }))
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x20..<0x7F: return false
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: return true
    // Invisible, and part of writing or of emoji: a soft hyphen, spaces and joiners without width, tags.
    case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF, 0xE0020...0xE007F: return false
    default: return scalar.properties.generalCategory == .format
    }
  }

  private static func expandingTabs(_ line: Substring) -> String {
    guard line.contains("\t") else { return String(line) }
    let pieces = line.split(separator: "\t", omittingEmptySubsequences: false)
    var (result, column) = ("", 0)
    for (index, piece) in pieces.enumerated() {
      result += piece
      guard index < pieces.count - 1 else { break }
      column += SafeText(neutralizing: piece).width
      let blanks = 8 - column % 8
      result += String(repeating: " ", count: blanks)
      column += blanks
    }
    return result
  }
}
