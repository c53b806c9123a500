internal import Glibc
internal import Text

/// Names and what is said of them, in two columns of a terminal; what is too long goes on below itself.
struct TwoColumns {
  /// Cells of the whole.
  let width: Int

  init(environment: [String: String]) {
    var size = winsize()
    let told = environment["COLUMNS"].flatMap(Int.init)
    let measured = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    width = min(max(told ?? measured ?? 80, 30), 100)
  }

  /// - Parameter rows: a name "" goes on with the row above.
  func lines(_ rows: [(name: String, text: SafeText)]) -> [SafeText] {
    let first = min((rows.map { SafeText($0.name).width }.max() ?? 0) + 2, width / 2)
    return rows.flatMap { row in
      let pieces = Self.wrap(row.text, to: width - first)
      return (pieces.isEmpty ? [SafeText("")] : pieces).enumerated().map { index, piece in
        let name = index == 0 ? SafeText(row.name) : ""
        return name + SafeText(String(repeating: " ", count: max(1, first - name.width))) + piece
      }
    }
  }

  /// At spaces, and a word that is longer than a line where the line ends.
  static func wrap(_ text: SafeText, to width: Int) -> [SafeText] {
    var lines: [SafeText] = []
    var line = SafeText("")
    for word in text.string.split(separator: " ").map({ SafeText(String($0)) }) {
      var rest = word
      if !line.isEmpty, line.width + 1 + word.width <= width {
        line = line + " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while rest.width > width {
        let head = rest.prefix(cells: width)
        lines.append(head)
        rest = SafeText(String(rest.string.dropFirst(head.string.count)))
      }
      line = rest
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
