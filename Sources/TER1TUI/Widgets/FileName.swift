import Text

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
