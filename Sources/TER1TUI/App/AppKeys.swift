import ClientCore
import JSON
import Localization
import Text

extension App {
  mutating func take(_ event: TerminalEvent, _ surroundings: Surroundings) -> [Effect] {
    if let effects = pressLocked(event) { return effects }
    defer { composer?.noteChange(at: surroundings.now) }
    switch event {
    case .key, .paste: lastInput = surroundings.now
    default: break
    }
    switch event {
    case .key(let stroke): return press(stroke, surroundings)
    case .paste(let text):
      changeText { $0.insert(text) }
      return afterTyping(surroundings)
    case .resized(let size):
      self.size = size
      return afterTyping(surroundings)
    case .stopRequested: return [.suspend]
    case .closed: return leave(surroundings)
    }
  }

  /// What must be kept before the end.
  mutating func leave(_ surroundings: Surroundings) -> [Effect] {
    isQuitting = true
    let drafts = composer?.draftEffects(surroundings, force: true) ?? []
    return drafts + [.saveNote(name: Self.leftNote, .double(surroundings.now)), .quit]
  }

  private mutating func press(_ stroke: KeyStroke, _ surroundings: Surroundings) -> [Effect] {
    notice = nil
    if let question { return answer(question, stroke, surroundings) }
    if pending.isEmpty, isTyping, let character = stroke.typed {
      changeText { $0.insert(character) }
      return afterTyping(surroundings)
    }
    pending.append(stroke)
    switch keymap.match(pending, contexts: contexts) {
    case .found(let line):
      let count = takeCount(for: line)
      return run(line, count: count, surroundings) + afterTyping(surroundings)
    case .incomplete(let more):
      continuations = more
      return []
    case .none: return unknownKeys()
    }
  }

  private mutating func takeCount(for line: CommandLine) -> Int? {
    (pending, continuations) = ([], [])
    guard line.name != "count" else { return count }
    defer { count = nil }
    return count
  }

  private mutating func unknownKeys() -> [Effect] {
    defer { (pending, continuations, count) = ([], [], nil) }
    if pending.count > 1 && pending.last == KeyStroke(.escape) { return [] }
    let keys = pending.notation
    let help = keymap.keys(for: "help", contexts: contexts)?.notation
    return [
      .notice(
        Notice(
          .information,
          help.map { tr("The key %1 does nothing here; %2 lists what there is", keys, $0) }
            ?? tr("The key %1 does nothing here", keys)))
    ]
  }

  private mutating func answer(_ question: Question, _ stroke: KeyStroke, _ surroundings: Surroundings) -> [Effect] {
    guard let choice = question.choices.first(where: { stroke == KeyStroke($0.key) }) else {
      if stroke == KeyStroke(.escape) || stroke == KeyStroke(.character("g"), control: true) { self.question = nil }
      return []
    }
    self.question = nil
    return choice.line.map { run($0, surroundings) } ?? []
  }

  /// The keymap sections that hold now, the nearest first.
  var contexts: [String] {
    if prompt != nil { return ["prompt", "edit"] }
    if help != nil { return ["help", "edit"] }
    if let composer { return [composer.composition.layout == .line ? "line" : "composer", "edit"] }
    return (panes[focus]?.keyContexts ?? []) + ["global"]
  }

  // MARK: Text

  /// Whether characters go into a text.
  var isTyping: Bool { prompt != nil || help != nil || composer != nil }

  /// The text being typed, changed in place.
  mutating func changeText(_ change: (inout EditBuffer) -> Void) {
    if prompt != nil {
      prompt?.changeText(change)
    } else if help != nil {
      if var filter = help?.filter {
        change(&filter)
        help?.filter = filter
      }
    } else if var composer {
      change(&composer.active)
      self.composer = composer
    }
  }

  /// A live prompt runs its command after every key.
  mutating func afterTyping(_ surroundings: Surroundings) -> [Effect] {
    if var help {
      help.filterChanged(self)
      self.help = help
    }
    guard let line = prompt?.liveLine() else { return [] }
    return run(line, surroundings)
  }

  /// The width that the text being typed is wrapped to.
  var textColumns: Int { composer.map { ComposerFrame($0, in: Frame(self).page.size).textColumns } ?? size.columns }
}
