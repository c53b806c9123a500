import Localization
import Text

/// The last line: a question, the prompt, a notice, what may follow the keys typed, or the hints of the pane; the first of
/// these that there is.
struct FootLine {
  private let app: App

  init(_ app: App) { self.app = app }

  func draw(on canvas: inout Canvas) {
    guard let mode = app.modeWord else { return drawRest(on: &canvas) }
    let start = canvas.put(mode, column: 1, row: 0, Style(.accent, .bold)) + 1
    canvas.inside(Rect(column: start, row: 0, columns: canvas.columns - start, rows: 1)) { drawRest(on: &$0) }
  }

  private func drawRest(on canvas: inout Canvas) {
    if let question = app.question {
      let end = canvas.put(Self.line(of: question, columns: canvas.columns), column: 1, row: 0)
      canvas.setCursor(column: end, row: 0, isTyping: true)
    } else if let prompt = app.prompt {
      draw(prompt, on: &canvas)
    } else if app.showsPrefix {
      canvas.put(Line(app.typedSoFar, Style(.key)), column: 1, row: 0)
    } else if let notice = app.notice {
      canvas.put(Self.text(of: notice, app).last ?? Line(), column: 1, row: 0)
    } else if let completion = app.completion, !completion.candidates.isEmpty {
      let isLine = app.composer?.composition.layout == .line
      let key = app.keyNames(isLine ? "line.complete" : "composer.next-field") ?? ""
      canvas.put(completion.line(columns: canvas.columns - 2, key: key), column: 1, row: 0)
    } else {
      canvas.put(hints(columns: canvas.columns - 2), column: 1, row: 0)
    }
  }

  /// A question's text above its choices, where one line has no room for both.
  static func text(of question: Question, columns: Int) -> [Line] {
    let choices = Self.choices(of: question, columns: columns)
    let above = Array(choices.dropLast())
    guard Self.line(of: question, columns: columns).spans.first?.text != question.text else { return [] }
    let lines = Line(question.text, Style(.warning)).wrapped(to: columns - 2)
    return (lines.count > 4 ? Array(lines.prefix(3)) + [Line("…", .dim)] : lines) + above
  }

  /// A notice in as many lines as it needs, of which the last stands on the last of the screen. Over a line of chat there is room for one.
  static func text(of notice: Notice, _ app: App) -> [Line] {
    let line = Line([Span(notice.mark, notice.style), Span(notice.text, notice.style)])
    guard app.composer?.composition.layout != .line else { return [line] }
    let room = app.size.columns - 2 - (app.modeWord.map { SafeText($0).width + 1 } ?? 0)
    let lines = line.wrapped(to: max(1, room), indent: Line("  "))
    let most = app.size.rows < 16 ? 3 : 4
    return lines.count <= most ? lines : lines.prefix(most - 1) + [lines[most - 1] + Line("…", notice.style)]
  }

  private static func line(of question: Question, columns: Int) -> Line {
    let choices = Self.choices(of: question, columns: columns)
    guard let last = choices.last else { return Line(question.text, Style(.warning)) }
    let room = columns - 2 - last.width
    return choices.count > 1 || question.text.width > room ? last : Line(question.text, Style(.warning)) + last
  }

  /// In as many lines as they need.
  private static func choices(of question: Question, columns: Int) -> [Line] {
    question.choices.reduce(into: []) { lines, choice in
      let next = Line([Span("  "), Span(String(choice.key), Style(.key)), Span(" " + choice.label, .dim)])
      if let last = lines.last, last.width + next.width <= columns - 2 {
        lines[lines.count - 1] = last + next
      } else {
        lines.append(next)
      }
    }
  }

  /// Cells that are to be left for what is typed.
  private static let leastField = 16

  /// What has to be seen to answer, and the label where it would leave no room for what is typed.
  static func text(of prompt: Prompt, _ size: Size) -> [Line] {
    let (room, note) = (max(1, size.columns - 2), prompt.input.note)
    let label = isAbove(prompt, size.columns) ? Line(prompt.input.label, Style(.accent)).wrapped(to: room) : []
    let lines = note.isEmpty ? [] : Line(note).wrapped(to: room)
    let objection = prompt.objection.map { Line($0, Style(.warning)).wrapped(to: room) } ?? []
    let most = max(1, size.rows / 2 - label.count - min(3, objection.count))
    return objection.prefix(3) + (lines.count <= most ? lines : lines.prefix(most - 1) + [Line("…", .dim)]) + label
  }

  private static func isAbove(_ prompt: Prompt, _ columns: Int) -> Bool {
    !prompt.isCommandLine && SafeText(prompt.input.label).width + leastField > columns - 2
  }

  private func draw(_ prompt: Prompt, on canvas: inout Canvas) {
    let words = Self.isAbove(prompt, app.size.columns) ? ">" : prompt.input.label
    let label = canvas.put(words, column: 1, row: 0, Style(.accent))
    let start = prompt.isCommandLine ? label : label + 1
    let room = max(1, canvas.columns - start - 1)
    let characters = prompt.text.lines[0]
    let before = characters[..<prompt.text.column].reduce(0) { $0 + CellWidth.of($1) }
    // What is left of the cursor is cut off where the field is too narrow.
    var hidden = 0
    var shift = 0
    while before - shift > room {
      shift += CellWidth.of(characters[hidden])
      hidden += 1
    }
    canvas.put(SafeText(String(characters[hidden...])), column: start, row: 0)
    if let selected = prompt.text.selectedColumns(ofLine: 0) {
      let cells = { (places: Range<Int>) in characters[places].reduce(0) { $0 + CellWidth.of($1) } }
      let first = max(hidden, selected.lowerBound)
      let column = start + cells(hidden..<first)
      let width = cells(first..<max(first, selected.upperBound))
      canvas.emphasize(row: 0, columns: column..<(column + width), .reverse)
    }
    drawCandidates(of: prompt, after: start + Line(prompt.text.text).width + 2, on: &canvas)
    canvas.setCursor(column: start + before - shift, row: 0, isTyping: true)
  }

  private func drawCandidates(of prompt: Prompt, after column: Int, on canvas: inout Canvas) {
    guard !prompt.text.isEmpty, canvas.columns - column > 12 else { return }
    let candidates = prompt.candidates.lazy.map { SafeText($0) }
    let line = Line.offering(candidates, chosen: prompt.chosen, .dim, columns: canvas.columns - column)
    canvas.put(line, column: column, row: 0)
  }

  /// Help, always in the same place, then as many hints as there is room for.
  private func hints(columns: Int) -> Line {
    var line = hint("help")
    for name in names {
      let next = hint(name)
      guard line.width + Self.gap.width + next.width <= columns else { break }
      line = line + (line.width > 0 && next.width > 0 ? Self.gap : Line()) + next
    }
    return line
  }

  private static let gap = Line("   ")

  private var names: [String] {
    if app.help != nil { return ["help.run", "help.close"] }
    if app.viewing != nil { return ["preview.open", "preview.close"] }
    if app.composer?.preview != nil { return ["composer.send", "preview.close"] }
    if let composer = app.composer {
      return (app.vi?.mode == .insert ? ["mode.normal"] : [])
        + (composer.composition.layout == .line
          ? ["composer.send", "composer.close", "edit.break"]
          : ["composer.send", "composer.close", "composer.preview", "spell.next", "composer.external"])
    }
    return app.hints.filter { $0 != "help" }
  }

  private func hint(_ name: String) -> Line {
    // Where there is nothing else to do, one without a key is typed.
    let typed = app.hintsOfNothing?.contains(name) == true ? ":\(name)" : nil
    guard let command = CommandTable.all[name],
      let keys = app.keymap.keys(for: name, contexts: app.contexts)?.display(app.tr) ?? typed
    else { return Line() }
    let words = name == "read-on" ? app.ahead?.words : nil
    let label = app.panes[app.focus]?.labels[name] ?? command.label
    return Line([Span(keys, Style(.key)), Span(" \(words ?? app.tr(label))")])
  }
}
