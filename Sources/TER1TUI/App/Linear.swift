import ClientCore
import Localization
public import Text

/// What is to be said where nothing can be drawn: line after line, for a screen reader, a braille display, a pipe.
public struct Spoken: Hashable, Sendable {
  /// What one looks at. What the cursor can stand on has a number.
  public let page: [SafeText]
  /// Which line of the page the cursor is on.
  public let current: Int?
  /// What was told last, a question, the answer to a command.
  public var remarks: [SafeText]
  /// Before what is to be typed.
  public let invitation: SafeText

  /// The line that the cursor is on.
  public var currentLine: [SafeText] { current.map { [page[$0]] } ?? [] }
}

extension App {
  /// Where the cursor can go on the page shown: the rows, and how many steps lead there.
  private typealias Stops = [Int: Int]

  /// What is to be said now.
  public func spoken(_ surroundings: Surroundings) -> Spoken {
    guard !isLocked else {
      let page = [SafeText(tr("ter1 is locked"))]
      return Spoken(page: page, current: nil, remarks: [], invitation: SafeText(tr("Passphrase:")))
    }
    let told = notice.map { [SafeText($0.mark) + $0.text] } ?? []
    let (page, current) = composer.map { (spokenText($0, surroundings), nil) } ?? spokenPage(surroundings)
    return Spoken(
      page: page, current: current, remarks: linearAnswer + told + spokenQuestion, invitation: invitation)
  }

  public var isWriting: Bool { composer != nil }

  private var invitation: SafeText {
    if let prompt { return SafeText(prompt.input.label) }
    return composer == nil ? ">" : SafeText(tr("text"))
  }

  private var spokenQuestion: [SafeText] {
    guard let question else { return [prompt?.input.note ?? ""].filter { !$0.isEmpty } }
    let card = question.card?.words(tr).map { SafeText($0.text) }.filter { !$0.isEmpty } ?? []
    return card + [question.text].filter { !$0.isEmpty } + question.choices.map { SafeText("\($0.key): \($0.label)") }
  }

  private func spokenPage(_ surroundings: Surroundings) -> (lines: [SafeText], current: Int?) {
    let title = PaneRegistry.all.first { $0.name == focus }.map { tr($0.title) } ?? focus
    let stops = stops(surroundings)
    let numbers = Dictionary(uniqueKeysWithValues: stops.keys.sorted().enumerated().map { ($1, $0 + 1) })
    let inside = panes[focus]?.place.title.map { tr(": ") + $0.line.string } ?? ""
    var (lines, current) = ([SafeText(title + inside)], Int?.none)
    for (row, text) in contentRows(surroundings) where !text.isEmpty {
      if stops[row] == 0 { current = lines.count }
      lines.append(isText ? text : numbers[row].map { SafeText("\($0). ") + text } ?? text)
    }
    return (lines, current)
  }

  private func spokenText(_ composer: Composer, _ surroundings: Surroundings) -> [SafeText] {
    let words = DateWords(tr, now: surroundings.now, zone: surroundings.zone)
    let expiry = composer.expiresAt.map { [SafeText(tr("useless after %1", words.moment($0)))] } ?? []
    let how =
      composer.composition.layout == .line
      ? tr("Each line is sent; an empty one ends writing.")
      : tr("A line with a single . sends, one that begins with : is a command; “:composer.close” keeps it for later.")
    let subject = composer.subject.map { [SafeText(tr("Subject:") + " ") + SafeText($0.text)] } ?? []
    let body = composer.body.text.split(separator: "\n").map { SafeText(String($0)) }
    return [composer.composition.title, SafeText(how)] + expiry + subject + body
  }

  /// The rows of the pane, and their text without lines and marks.
  private func contentRows(_ surroundings: Surroundings) -> [(row: Int, text: SafeText)] {
    let screen = draw(now: surroundings.now, zone: surroundings.zone)
    let content = Frame(self).content
    return content.rows.map { ($0, Self.plain(screen.text(row: $0))) }
  }

  /// Depth is told by `>`; a line that is only a line is nothing to hear.
  private static func plain(_ text: String) -> SafeText {
    let kept = text.map { character -> Character in
      if character == "│" { return ">" }
      return isDrawn(character) ? " " : character
    }
    return SafeText(String(kept.drop { $0 == " " }))
  }

  /// Box drawing, blocks.
  private static func isDrawn(_ character: Character) -> Bool {
    character.unicodeScalars.contains { (0x2500...0x259F).contains($0.value) }
  }

  // MARK: Numbers

  /// The commands that lead from one thing to the next.
  private var steps: (forward: CommandLine, back: CommandLine) {
    contexts.first == "forums.thread"
      ? (CommandLine("forums.next-post"), CommandLine("forums.previous-post"))
      : (CommandLine("move.down"), CommandLine("move.up"))
  }

  private func stops(_ surroundings: Surroundings) -> Stops {
    guard prompt == nil, question == nil else { return [:] }
    let screen = draw(now: surroundings.now, zone: surroundings.zone)
    let start = screen.cursor.row
    // Without a marker the cursor is on a sentence that stands where there is nothing.
    guard Frame(self).content.rows.contains(start), screen.text(row: start).contains("▌") else { return [:] }
    guard !isText else { return [start: 0] }
    var stops = reachable(by: steps.forward, 1, surroundings)
    stops.merge(reachable(by: steps.back, -1, surroundings)) { first, _ in first }
    stops[start] = 0
    return stops
  }

  /// Tries it on a copy, as far as the page does not change.
  private func reachable(by line: CommandLine, _ direction: Int, _ surroundings: Surroundings) -> Stops {
    var (copy, stops) = (self, Stops())
    let rows = contentRows(surroundings).map(\.text)
    var last = copy.draw(now: surroundings.now, zone: surroundings.zone).cursor.row
    for step in 1...rows.count {
      _ = copy.settle(copy.run(line, surroundings), surroundings)
      let row = copy.draw(now: surroundings.now, zone: surroundings.zone).cursor.row
      guard row != last, copy.contentRows(surroundings).map(\.text) == rows else { return stops }
      stops[row] = step * direction
      last = row
    }
    return stops
  }
}

// MARK: - What is typed

extension App {
  /// Takes a line in: a number, a command, an answer, a line of a text.
  mutating func take(line: String, _ surroundings: Surroundings) -> [Effect] {
    lastInput = surroundings.now
    (linearAnswer, notice) = ([], nil)
    if isLocked { return unlock(with: line) }
    if let question { return answer(line, question, surroundings) }
    if let prompt, prompt.objection == nil || !line.hasPrefix(":") { return answer(line, prompt, surroundings) }
    // Whose answer was refused may have something else in mind.
    prompt = nil
    if composer != nil, !line.hasPrefix(":") { return write(line, surroundings) }
    let text = line.drop { $0 == ":" || $0 == " " }
    if text.isEmpty { return run(CommandLine("read-on"), surroundings) }
    if let number = Int(text) { return go(toNumber: number, surroundings) }
    return run(typed: String(text), isNamed: line.hasPrefix(":"), surroundings)
  }

  private mutating func unlock(with passphrase: String) -> [Effect] {
    _ = pressLocked(.paste(passphrase))
    return pressLocked(.key(KeyStroke(.enter))) ?? []
  }

  private mutating func answer(_ line: String, _ question: Question, _ surroundings: Surroundings) -> [Effect] {
    guard let choice = question.choices.first(where: { String($0.key) == line }) else {
      if line.isEmpty { self.question = nil }
      return []
    }
    self.question = nil
    return choice.line.map { run($0, surroundings) } ?? []
  }

  private mutating func answer(_ line: String, _ prompt: Prompt, _ surroundings: Surroundings) -> [Effect] {
    self.prompt?.changeText { $0.replaceAll(line) }
    return run(CommandLine(line.isEmpty ? "prompt.cancel" : "prompt.accept"), surroundings)
  }

  private mutating func write(_ line: String, _ surroundings: Surroundings) -> [Effect] {
    if composer?.composition.layout == .line { return say(line, surroundings) }
    guard line != "." else { return run(CommandLine("composer.send"), surroundings) }
    if let field = composer?.field, field == .subject {
      changeText { $0.replaceAll(line) }
      composer?.changeField(by: 1)
    } else {
      changeText { text in
        text.moveToEnd()
        if !text.isEmpty { text.breakLine() }
        text.insert(line)
      }
    }
    return composer?.draftEffects(surroundings, force: true) ?? []
  }

  private mutating func say(_ line: String, _ surroundings: Surroundings) -> [Effect] {
    changeText { $0.replaceAll(line) }
    return run(CommandLine(line.isEmpty ? "composer.close" : "composer.send"), surroundings)
  }

  private mutating func go(toNumber number: Int, _ surroundings: Surroundings) -> [Effect] {
    let stops = isText ? [:] : stops(surroundings)
    let rows = stops.keys.sorted()
    guard rows.indices.contains(number - 1), let distance = stops[rows[number - 1]] else {
      return [.notice(Notice(.warning, tr("There is no number %1 here", number)))]
    }
    let line = distance < 0 ? steps.back : steps.forward
    var effects: [Effect] = []
    for _ in 0..<abs(distance) { effects += settle(run(line, surroundings), surroundings) }
    return isReading ? effects : effects + run(CommandLine("open"), surroundings)
  }

  /// Whether the cursor goes through messages, which there is nothing more of to open.
  private var isReading: Bool { ["forums.thread", "chat.room"].contains(contexts.first) }
  private var isText: Bool { panes[focus]?.isText ?? false }

  /// Keys, or a command by its name.
  /// - Parameter isNamed: whether it cannot be keys: a colon stood before it.
  private mutating func run(typed text: String, isNamed: Bool, _ surroundings: Surroundings) -> [Effect] {
    guard let line = CommandLine(parsing: text) else { return [] }
    if line.name == "help" || line.name == "?" {
      linearAnswer = help(line.arguments)
      return []
    }
    if !isNamed, let strokes = KeyStroke.sequence(text),
      case .found(let bound) = keymap.match(strokes, contexts: contexts)
    {
      return run(bound, surroundings)
    }
    return run(line, surroundings)
  }

  /// What can be done here, or what has these words.
  private func help(_ words: [String]) -> [SafeText] {
    let wanted = words.map(Command.folded)
    let lines = CommandTable.ordered.filter { command in
      wanted.isEmpty ? isHere(command) : wanted.allSatisfy { command.words.contains($0) }
    }.map { command in
      SafeText("\(command.synopsis(tr)): \(tr(command.summary))")
    }
    if lines.isEmpty { return [SafeText(tr("No command has these words.")), tryOneWord] }
    let how = tr(
      "A number goes to what has it; an empty line reads on; “help WORD” looks for a command; “quit” leaves.")
    return lines + [SafeText(how)]
  }

  private var tryOneWord: SafeText {
    SafeText(tr("Try one word, in French or in English: reply, envoyer, theme…"))
  }

  private func isHere(_ command: Command) -> Bool {
    !command.name.hasPrefix("edit.") && !command.name.hasPrefix("prompt.") && !command.name.hasPrefix("help.")
      && (command.pane == focus || command.pane == nil)
  }
}
