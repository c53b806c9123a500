import Text

/// Names that somebody else gave, made fit for the file system here.
enum FileName {
  /// A plain name: no folder, no leading dot or dash, nothing that cannot be shown, at most 180 bytes with its ending kept.
  static func safe(_ name: UntrustedText) -> String {
    let last = name.line.string.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let plain = String(last.map { ":*?\"<>|".contains($0) ? "_" : $0 }.drop { $0 == "." || $0 == "-" || $0 == " " })
    let short = shortened(plain, to: 180)
    return short.isEmpty ? "ter1" : short
  }

  private static func shortened(_ name: String, to limit: Int) -> String {
    guard name.utf8.count > limit else { return name }
    let dot = name.lastIndex(of: ".").map { name[$0...] }
    let ending = dot.flatMap { $0.utf8.count <= 12 ? String($0) : nil } ?? ""
    var stem = name.dropLast(ending.count)
    while stem.utf8.count + ending.utf8.count > limit { stem = stem.dropLast() }
    return stem + ending
  }
}

extension FileName {
  /// A name in at most `columns` cells; its end stays, since it holds the number and tells what the file is.
  static func clipped(_ name: SafeText, to columns: Int) -> SafeText {
    guard name.width > columns else { return name }
    guard columns >= 12 else { return name.clipped(to: columns) }
    var tail = ""
    var filled = 0
    for character in name.string.reversed() {
      filled += CellWidth.of(character)
      if filled > columns / 3 { break }
      tail.insert(character, at: tail.startIndex)
    }
    let end = SafeText(tail)
    return name.clipped(to: columns - end.width) + end
  }
}
