/// A line typed at the foot of the screen, with completion by Tab and a history by the arrows.
struct Prompt: Sendable {
  private(set) var input: Input
  private(set) var text: EditBuffer
  /// Whether it is the command prompt, whose text is itself a command line.
  let isCommandLine: Bool
  private var liveText: String
  private var historyPlace: Int?
  private var offered: (stem: String, choice: Int)?

  init(_ input: Input, isCommandLine: Bool = false) {
    (self.input, self.isCommandLine) = (input, isCommandLine)
    text = EditBuffer(input.text, isMultiline: false)
    liveText = input.text
  }

  mutating func changeText(_ change: (inout EditBuffer) -> Void) {
    change(&text)
    (offered, historyPlace) = (nil, nil)
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

  /// What to run when a live prompt is given up: its command with nothing typed.
  var cancelled: CommandLine? {
    input.isLive ? CommandLine(input.line.name, input.line.arguments + [""]) : nil
  }

  /// Texts that Tab offers for what stands there now.
  var candidates: [String] {
    let stem = offered?.stem ?? text.text
    if isCommandLine { return Self.commandLines(beginning: stem) }
    return Self.fitting(stem, input.completesPaths ? TypedPath.completions(stem) : input.completions)
  }

  private static func fitting(_ stem: String, _ all: [String]) -> [String] {
    let beginning = all.filter { $0.hasPrefix(stem) && $0 != stem }
    return beginning.isEmpty ? all.filter { $0.contains(stem) && $0 != stem } : beginning
  }

  /// Commands; after a name what it takes.
  private static func commandLines(beginning stem: String) -> [String] {
    if let space = stem.firstIndex(of: " "), let command = CommandTable.all[String(stem[..<space])] {
      return fitting(stem, command.completions.map { "\(command.name) \($0)" })
    }
    return CommandTable.names(completing: stem)
  }

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
