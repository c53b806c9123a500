import Text

/// What a pane says when it has nothing to show: a kind sentence, and what one can do.
struct EmptyState {
  let sentence: String
  let nextSteps: [String]

  init(_ sentence: String, nextStep: String? = nil) { self.init(sentence, nextSteps: [nextStep].compactMap(\.self)) }
  init(_ sentence: String, nextSteps: [String]) { (self.sentence, self.nextSteps) = (sentence, nextSteps) }

  /// - Parameter isFocused: whether the keys are for what is empty, beside other columns.
  func draw(on canvas: inout Canvas, isFocused: Bool = true) {
    let width = max(1, min(canvas.columns < Size.told ? 60 : .max, canvas.columns - 4))
    let lines =
      Line(sentence).wrapped(to: width) + (nextSteps.isEmpty ? [] : [Line()])
      + nextSteps.flatMap { Line($0, .dim).wrapped(to: width) }
    let top = max(0, (canvas.rows - lines.count) / 3)
    let left = max(0, (canvas.columns - width) / 2)
    for (index, line) in lines.enumerated() { canvas.put(line, column: left, row: top + index) }
    if isFocused { canvas.setCursor(column: left, row: top) }
  }
}
