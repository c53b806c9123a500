import Text

/// A line typed at the foot of the screen, with completion by Tab and a history by the arrows.
struct Prompt: Sendable {
  private(set) var input: Input
  private(set) var text: EditBuffer
  private var refusal: (text: String, reason: SafeText)?
  /// Why what stands there was not taken; nil: it was not tried.
  var objection: SafeText? { refusal.flatMap { $0.text == text.text ? $0.reason : nil } }
  /// Whether it is the command prompt, whose text is itself a command line.
  let isCommandLine: Bool
  /// The pane one was in, when what asks is in another.
  let origin: String?
  private var liveText: String
  private var historyPlace: Int?
  /// What may follow the name of the command that is typed.
  private(set) var following: Following?
  private var offered: (stem: String, choice: Int)?

  init(_ input: Input, isCommandLine: Bool = false, from origin: String? = nil) {
    (self.input, self.isCommandLine, self.origin) = (input, isCommandLine, origin)
    text = EditBuffer(input.text, isMultiline: false)
    if input.isSelected { text.selectUntilMoved() }
    liveText = input.text
  }

  mutating func changeText(_ change: (inout EditBuffer) -> Void) {
    change(&text)
    (offered, historyPlace) = (nil, nil)
  }

  /// The same with what was typed, to be mended.
  func refused(_ reason: SafeText) -> Prompt {
    var prompt = self
    prompt.refusal = (text.text, reason)
    return prompt
  }

  /// The command to run when the text was accepted; nil when there is nothing to run.
  var accepted: CommandLine? {
    if isCommandLine {
      return ViSubstitution.isOne(text.text)
        ? CommandLine("edit.substitute", [text.text]) : CommandLine(parsing: text.text)
    }
    return CommandLine(input.line.name, input.line.arguments + [text.text])
  }

  /// What to run because the text of a live prompt changed.
  mutating func liveLine() -> CommandLine? {
    guard input.isLive, text.text != liveText else { return nil }
    liveText = text.text
    return accepted
  }

  /// What to run when a live prompt is given up: its command with what stood there before.
  var cancelled: CommandLine? {
    input.isLive ? CommandLine(input.line.name, input.line.arguments + [input.text]) : nil
  }

  /// Texts that Tab offers for what stands there now.
  var candidates: [String] {
    let stem = offered?.stem ?? text.text
    if isCommandLine { return commandLines(beginning: stem) }
    return Self.fitting(stem, input.completesPaths ? TypedPath.completions(stem) : input.completions)
  }

  /// Which of them stands there.
  var chosen: Int? { offered?.choice }

  private static func fitting(_ stem: String, _ all: [String]) -> [String] {
    let beginning = all.filter { $0.hasPrefix(stem) && $0 != stem }
    return beginning.isEmpty ? all.filter { $0.contains(stem) && $0 != stem } : beginning
  }

  /// Commands; after a name what it takes.
  private func commandLines(beginning stem: String) -> [String] {
    guard let name = Self.name(in: stem) else { return CommandTable.names(completing: stem) }
    guard let following, following.name == name else { return [] }
    return following.values(beginning: String(stem.dropFirst(name.count + 1)))
      .map { CommandLine(name, [$0]).description }.filter { $0 != stem }
  }

  /// The command whose name is typed, with a space behind it.
  static func name(in text: String) -> String? {
    text.firstIndex(of: " ").map { String(text[..<$0]) }.flatMap { CommandTable.all[$0]?.name }
  }

  /// The command of which it is to be said what may follow; nil: that is known.
  var unknownName: String? {
    guard isCommandLine, let name = Self.name(in: text.text), following?.name != name else { return nil }
    return name
  }

  mutating func know(_ following: Following) { self.following = following }

  mutating func complete(by step: Int) {
    let candidates = candidates
    guard !candidates.isEmpty else { return }
    let stem = offered?.stem ?? text.text
    let choice =
      offered.map { ($0.choice + step + candidates.count) % candidates.count } ?? (step > 0 ? 0 : candidates.count - 1)
    text.replaceAll(candidates[choice])
    // The only folder that fits is gone into by the next Tab.
    offered = input.completesPaths && candidates.count == 1 ? nil : (stem, choice)
  }

  mutating func recall(_ history: [String], by step: Int) {
    let place = (historyPlace ?? history.count) + step
    guard history.indices.contains(place) else { return }
    text.replaceAll(history[place])
    historyPlace = place
  }
}

/// What Tab offers behind the name of a command.
struct Following: Sendable {
  let name: String
  let values: [String]
  /// Whether it is a file of this machine.
  let isPath: Bool

  /// Those that begin so, else those that hold it; accents, capitals and a quotation mark aside.
  func values(beginning typed: String) -> [String] {
    let word = typed.hasPrefix("\"") ? String(typed.dropFirst()) : typed
    if isPath { return TypedPath.completions(word) }
    let wanted = Command.folded(word)
    let beginning = values.filter { Command.folded($0).hasPrefix(wanted) }
    return beginning.isEmpty ? values.filter { Command.folded($0).contains(wanted) } : beginning
  }
}

extension App {
  /// What may follow a command is what it offers, and what it would ask for, were it run alone: tried out, with nothing kept.
  mutating func learnFollowing(_ surroundings: Surroundings) {
    guard let name = prompt?.unknownName, let command = CommandTable.all[name] else { return }
    let asked = command.usage.isEmpty ? nil : input(asked: name, surroundings)
    let values = command.completions.values(self) + (asked?.completions ?? [])
    prompt?.know(Following(name: name, values: values, isPath: asked?.completesPaths ?? false))
  }

  private func input(asked name: String, _ surroundings: Surroundings) -> Input? {
    var trial = self
    for case .prompt(let input) in trial.run(CommandLine(name), surroundings) { return input }
    return nil
  }
}
