import Keymaps

/// Which keys lead to which commands, by context: a section of the keymap files for each pane and mode.
public struct Keymap: Sendable {
  /// The built-in maps by name; all but the first are laid over the first.
  public static let builtIn = ["default", "vim", "emacs"]

  /// The section whose lines `- = command` name commands that have no key on purpose.
  private static let unbound = "unbound"

  public let name: String
  /// What was wrong in the files; the bindings concerned were left out.
  public private(set) var problems: [KeymapProblem] = []
  private var tries: [String: KeyTrie] = [:]
  /// Commands that have no key on purpose.
  private(set) var unbound: Set<String> = []
  /// Section names in the order in which they first appear.
  private(set) var sections: [String] = []

  /// Builds the map `name`, with the person's own file laid over it.
  ///
  /// - Parameter own: path and text of the person's file.
  public init(name: String, own: (path: String, text: String)? = nil) {
    self.name = Self.builtIn.contains(name) ? name : Self.builtIn[0]
    lay(KeymapFile(KeymapTexts.named("default"), source: "default"))
    if self.name != "default" { lay(KeymapFile(KeymapTexts.named(self.name), source: self.name)) }
    if let own { lay(KeymapFile(own.text, source: own.path)) }
    check()
  }

  private mutating func lay(_ file: KeymapFile) {
    problems += file.problems
    var laidHere: [String: KeyTrie] = [:]
    for binding in file.bindings {
      if let reason = objection(to: binding, laidHere[binding.section] ?? KeyTrie()) {
        problems.append(KeymapProblem(source: file.source, line: binding.line, reason: reason))
        continue
      }
      if binding.section == Self.unbound {
        if let command = binding.command { unbound.insert(command.name) }
        continue
      }
      if !sections.contains(binding.section) { sections.append(binding.section) }
      laidHere[binding.section, default: KeyTrie()].bind(binding.strokes, to: binding.command)
      tries[binding.section, default: KeyTrie()].bind(binding.strokes, to: binding.command)
    }
  }

  private func objection(to binding: KeymapFile.Binding, _ laidHere: KeyTrie) -> KeymapProblem.Reason? {
    guard CommandTable.sections.contains(binding.section) else { return .unknownSection(binding.section) }
    if let command = binding.command, CommandTable.all[command.name] == nil {
      return .unknownCommand(command.name, nearest: CommandTable.nearest(to: command.name))
    }
    if binding.section == Self.unbound { return nil }
    if let other = laidHere.conflict(binding.strokes), other != binding.command { return .shadows(other) }
    return nil
  }

  /// A way out must exist whatever a person's file says.
  private mutating func check() {
    let lines = tries["global"]?.bindings.map(\.line.name) ?? []
    if !lines.contains("quit") {
      tries["global", default: KeyTrie()].bind([KeyStroke(.character("q"), control: true)], to: CommandLine("quit"))
    }
  }

  /// Whether it parts typing from commanding, as vim does: it has keys for the latter.
  var hasModes: Bool { tries["normal"] != nil }

  /// Looks a sequence up in contexts, the nearest first: the first that knows it decides.
  func match(_ strokes: [KeyStroke], contexts: [String]) -> KeyTrie.Match {
    var continuations: [KeyTrie.Continuation] = []
    for context in contexts {
      switch tries[context]?.match(strokes) ?? .none {
      case .found(let line):
        if continuations.isEmpty { return .found(line) }
      case .incomplete(let more):
        for next in more where !continuations.contains(where: { $0.stroke == next.stroke }) {
          continuations.append(next)
        }
      case .none: break
      }
    }
    return continuations.isEmpty ? .none : .incomplete(continuations)
  }

  /// The first keys that lead to a command in one of the contexts, the shortest sequence first; of keys that no nearer context takes.
  func keys(for command: String, contexts: [String]) -> [KeyStroke]? {
    for context in contexts {
      let found = bindings(in: context).filter { $0.line.name == command && leads($0.strokes, to: command, contexts) }
        .map(\.strokes)
      guard let shortest = found.map(\.count).min() else { continue }
      return found.first { $0.count == shortest }
    }
    return nil
  }

  private func leads(_ strokes: [KeyStroke], to command: String, _ contexts: [String]) -> Bool {
    if case .found(let line) = match(strokes, contexts: contexts) { return line.name == command }
    return false
  }

  func bindings(in section: String) -> [(strokes: [KeyStroke], line: CommandLine)] { tries[section]?.bindings ?? [] }
}

extension [KeyStroke] {
  /// The notation of keymaps, for display.
  var notation: String { map(\.description).joined() }
}
