import ClientCore
import Foundation
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
    case .key(let stroke): return press(stroke, surroundings) + offerCompletion(surroundings)
    case .paste(let text):
      changeText { $0.insert(text) }
      recordTyped(text)
      return afterTyping(surroundings) + offerCompletion(surroundings)
    case .resized(let size):
      self.size = size
      return afterTyping(surroundings)
    case .lookedAt(let isLookedAt):
      newsWatch.isLookedAt = isLookedAt
      return isLookedAt ? guarded { (app) throws(CacheError) in try app.noteSeen() } : []
    case .stopRequested: return [.suspend]
    case .closed: return leave(surroundings)
    }
  }

  /// What must be kept before the end.
  mutating func leave(_ surroundings: Surroundings) -> [Effect] {
    isQuitting = true
    let drafts = composer?.draftEffects(surroundings, force: true) ?? []
    lastPlace.visit(place, at: surroundings.now)
    let last = lastPlace.effects(at: surroundings.now, force: true)
    return drafts + last + [.saveNote(name: Self.leftNote, .double(surroundings.now)), .quit]
  }

  private mutating func press(_ stroke: KeyStroke, _ surroundings: Surroundings) -> [Effect] {
    (notice, cameFrom) = (nil, nil)
    prefixDeadline = nil
    if sheet != nil {
      sheet = nil
      return []
    }
    if let question { return answer(question, stroke, surroundings) }
    if pending.isEmpty, isTyping, !isCommanding, let character = stroke.typed {
      changeText { $0.insert(character) }
      recordTyped(String(character))
      return afterTyping(surroundings)
    }
    if pending.isEmpty, count != nil, stroke == KeyStroke(.escape) {
      (count, showsPrefix) = (nil, false)
      return []
    }
    pending.append(stroke)
    let match = keymap.match(pending, contexts: contexts)
    if case .found(let line) = match { return press(line, surroundings) }
    if let effects = pressVi(match, surroundings) { return effects }
    guard case .incomplete(let more) = match else { return unknownKeys() }
    continuations = more
    awaitMore(surroundings)
    return []
  }

  private mutating func press(_ line: CommandLine, _ surroundings: Surroundings) -> [Effect] {
    let count = takeCount(for: line, surroundings)
    if prompt == nil, help == nil {
      macros.record(CommandLine(line.name, line.arguments, count: count ?? line.count))
    }
    let effects = run(line, count: count, surroundings) + afterTyping(surroundings)
    if isCommanding { changeVi { $0.settle(&$1) } }
    return effects
  }

  /// What may follow is shown at once when it is shown already, else after a moment.
  mutating func awaitMore(_ surroundings: Surroundings) {
    if !showsPrefix { prefixDeadline = surroundings.now + Self.prefixPause }
  }

  private static let prefixPause = 0.5

  mutating func showPrefixWhenDue(_ surroundings: Surroundings) {
    guard let due = prefixDeadline, due <= surroundings.now else { return }
    (prefixDeadline, showsPrefix) = (nil, true)
  }

  private mutating func takeCount(for line: CommandLine, _ surroundings: Surroundings) -> Int? {
    (pending, continuations) = ([], [])
    guard line.name != "count" else {
      awaitMore(surroundings)
      return count
    }
    defer { (count, showsPrefix) = (nil, false) }
    return count
  }

  private mutating func unknownKeys() -> [Effect] {
    defer { (pending, continuations, count, showsPrefix) = ([], [], nil, false) }
    if pending.count > 1 && pending.last == KeyStroke(.escape) { return [] }
    let keys = SafeText(pending.display(tr))
    let help = keyNames("help")
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
      let leaving = [KeyStroke(.escape)] + "gc".map { KeyStroke(.character($0), control: true) }
      if leaving.contains(stroke) { self.question = nil }
      return []
    }
    self.question = nil
    guard let line = choice.line else { return [] }
    macros.record(line)
    return run(line, surroundings)
  }

  /// The keymap sections that hold now, the nearest first.
  var contexts: [String] {
    if prompt != nil { return ["prompt", "edit"] }
    if help != nil { return ["help", "edit"] }
    if viewing != nil || composer?.preview != nil { return ["preview"] }
    if let composer { return contexts(of: composer) }
    return (macros.recording == nil ? [] : ["recording"]) + (panes[focus]?.keyContexts ?? []) + ["global"]
  }

  /// A line of chat is sent and left by the same keys in every mode.
  private func contexts(of composer: Composer) -> [String] {
    let isLine = composer.composition.layout == .line
    let place = isLine ? "line" : "composer"
    guard let vi else { return [place, "edit"] }
    if vi.mode == .insert { return ["insert", place, "edit"] }
    return (isLine ? [place, "normal"] : ["normal", place]) + ["edit"]
  }

  /// Text that was typed into the editor is part of a macro; what is typed into a prompt is, once it is run.
  private mutating func recordTyped(_ text: String) {
    guard composer != nil, prompt == nil, help == nil else { return }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { macros.record(CommandLine("edit.break")) }
      if !line.isEmpty { macros.record(CommandLine("edit.insert", [String(line)])) }
    }
  }

  // MARK: Text

  /// Whether characters go into a text.
  var isTyping: Bool {
    prompt != nil || help != nil || (composer != nil && composer?.preview == nil && viewing == nil)
  }

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
    learnFollowing(surroundings)
    guard let line = prompt?.liveLine() else { return [] }
    return run(line, surroundings)
  }

  /// The width that the text being typed is wrapped to. What it says of times is as wide on any day.
  var textColumns: Int {
    let words = DateWords(tr, now: lastInput, zone: .gmt)
    return composer.map { ComposerFrame($0, in: Frame(self).page.size, words).textColumns } ?? size.columns
  }
}
