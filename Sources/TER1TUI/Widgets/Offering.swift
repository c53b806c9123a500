import Text

extension Line {
  /// What Tab offers, one beside the other as far as there is room, the chosen one marked: the first ones, or from the chosen one on where it
  /// would not be seen.
  static func offering(_ texts: some RandomAccessCollection<SafeText>, chosen: Int?, _ style: Style, columns: Int)
    -> Line
  {
    let all = texts.enumerated().lazy.map { index, text in
      index == chosen ? Line(SafeText("[") + text + SafeText("]"), .bold) : Line(text, style)
    }
    let fitting = Self.fitting(all, columns)
    guard let chosen, chosen >= fitting.count else { return fitting.line }
    return Self.fitting(all.dropFirst(chosen), columns).line
  }

  private static let more = Line(" …", .dim)

  private static func fitting(_ lines: some Sequence<Line>, _ columns: Int) -> (line: Line, count: Int) {
    var (line, count) = (Line(), 0)
    for next in lines {
      let gap = count == 0 ? Line() : Line("  ")
      guard line.width + gap.width + next.width <= columns else {
        return (line.width + more.width <= columns ? line + more : line, count)
      }
      (line, count) = (line + gap + next, count + 1)
    }
    return (line, count)
  }
}
