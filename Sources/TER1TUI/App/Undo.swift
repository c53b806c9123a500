public import ClientCore
public import JSON
import Localization
import Text

/// What was done last, and how to take it back.
public struct TakeBack: Sendable {
  /// What it was, in a few words.
  let label: SafeText
  /// The text as it stood in the editor, where it was one.
  let draft: Draft?
  public var undoings: [Undoing] = []
  /// What was dropped from the outbox.
  public var dropped: [Mutation] = []
  /// What is kept here alone, as it was before; nil: there was nothing.
  public var notes: [(name: String, before: JSONValue?)] = []

  /// The subject of the text, or its first words; nil: it was none.
  fileprivate var words: SafeText? {
    guard let content = draft?.content else { return nil }
    let texts = [content["subject"], content["body"]].compactMap { $0?.string }
    let lines = texts.flatMap { $0.split(separator: "\n") }.filter {
      !$0.hasPrefix(">") && !$0.allSatisfy(\.isWhitespace)
    }
    return lines.first.map { UntrustedText(String($0)).line.clipped(to: 40) }
  }

  fileprivate mutating func follow(_ changes: ChangeSet) {
    undoings = undoings.map { $0.following(changes) }
    let names = Dictionary(changes.renamed.map { ($0.key.id.rawValue, $0.value.rawValue) }) { first, _ in first }
    notes = notes.map { ($0.name, $0.before?.naming(names)) }
  }

  /// Whether others may have seen what was created, and all that was done can be taken back all the same.
  fileprivate func hasLeft(_ context: Context) throws(CacheError) -> Bool {
    guard undoings.allSatisfy({ !$0.inverse.isEmpty }) else { return false }
    for undoing in undoings {
      guard case .create = undoing.done.action else { continue }
      let done = undoing.done
      if try !context.cache.isUnsent(ObjectKey(done.account, done.type, done.id)) { return true }
    }
    return false
  }

  fileprivate var isEmpty: Bool { undoings.isEmpty && dropped.isEmpty && notes.isEmpty }

  /// What was created is not created again under the id that it had, which servers know for ever; a text is in the editor again.
  fileprivate var canBeRedone: Bool {
    draft == nil && dropped.isEmpty && notes.isEmpty
      && undoings.allSatisfy {
        switch $0.done.action {
        case .update: true
        case .destroy: $0.done.type == ReadPosition.name
        case .create, .upload: false
        }
      }
  }
}

extension App {
  private static let longestUndo = 50

  /// What a person keeps here on purpose.
  private static let keptNotes = [Pins.events, Pins.courses, KitsKept.note, SavedSearch.note, Places.note, Home.note]

  /// Notes how to take back what a command asks for, and holds back for a while what nothing would take back once it has left.
  func noted(
    _ effects: [Effect], of command: Command, draft: Draft?, _ takeBack: inout TakeBack, _ context: Context
  ) throws(CacheError) -> [Effect] {
    for case .saveNote(let name, _) in effects where Self.keptNotes.contains(name) {
      takeBack.notes.append((name, try context.cache.note(name)))
    }
    guard command.cost != .nothing || command.name == "outbox.drop" else { return effects }
    var result: [Effect] = []
    for effect in effects { result.append(try noted(effect, isText: draft != nil, &takeBack, context)) }
    return result
  }

  private func noted(
    _ effect: Effect, isText: Bool, _ takeBack: inout TakeBack, _ context: Context
  ) throws(CacheError) -> Effect {
    let until = settings.holdSeconds > 0 ? context.now + settings.holdSeconds : nil
    switch effect {
    case .enqueue(let mutations):
      var held: [Mutation] = []
      for mutation in mutations {
        let undoing = try context.cache.undoing(mutation)
        takeBack.undoings.append(undoing)
        held.append(isText || undoing.inverse.isEmpty ? mutation.held(until: until) : mutation)
      }
      return .enqueue(held)
    case .upload(let files, let account, let then):
      for mutation in then(files.map(\.placeholder)) {
        takeBack.undoings.append(try context.cache.undoing(mutation))
      }
      guard isText else { return effect }
      return .upload(files, account: account) { then($0).map { $0.held(until: until) } }
    case .drop(let entry):
      let mutation = try context.cache.outboxEntry(entry)?.entry.mutation
      // A file that waits is gone with what it went with.
      if let mutation, mutation.type != Blob.name, try !goesWithFile(mutation, context) {
        takeBack.dropped.append(mutation)
      }
      return effect
    default: return effect
    }
  }

  private func goesWithFile(_ mutation: Mutation, _ context: Context) throws(CacheError) -> Bool {
    let references = mutation.localReferences
    guard !references.isEmpty else { return false }
    return try context.cache.outbox().map(\.entry.mutation).contains {
      $0.type == Blob.name && references.contains($0.id)
    }
  }

  /// - Parameter isAgain: whether it was done again, so that what else was taken back can be too.
  mutating func remember(_ takeBack: TakeBack, isAgain: Bool = false) {
    guard !takeBack.isEmpty else { return }
    if !isAgain { redoStack = [] }
    undoStack = (undoStack + [takeBack]).suffix(Self.longestUndo)
  }

  mutating func follow(undo changes: ChangeSet) {
    guard !changes.renamed.isEmpty else { return }
    for index in undoStack.indices { undoStack[index].follow(changes) }
    for index in redoStack.indices { redoStack[index].follow(changes) }
  }

  /// Does again what was taken back last.
  mutating func redo() -> [Effect] {
    guard let takeBack = redoStack.popLast() else { return [] }
    let notice = Notice(.success, SafeText(tr("Done again: %1", takeBack.label)))
    return [.enqueue(takeBack.undoings.map(\.done)), .notice(notice)]
  }

  /// What has left is taken away after a question; its answer, the number of what it asked about, holds for nothing else.
  mutating func undo(_ context: Context) throws(CacheError) -> [Effect] {
    guard let last = undoStack.last else { return [] }
    let number = String(undoStack.count)
    let isAnswered = context.arguments.first == number
    guard try isAnswered ? true : !last.hasLeft(context) else {
      let text =
        last.words.map { tr("“%1” has left already: take it away again, for everybody?", $0) }
        ?? tr("It has left already (%1): take it away again, for everybody?", last.label)
      return [.ask(Question(SafeText(text), [.yes(tr, CommandLine("undo", [number])), .no(tr)]))]
    }
    undoStack.removeLast()
    return [.takeBack(last)]
  }

  /// What came of it. A text comes back into the editor.
  mutating func take(_ takeBack: TakeBack, lost: Int, _ surroundings: Surroundings) -> [Effect] {
    if lost > 0 {
      let words = takeBack.words.map { tr("Too late: “%1” has left already", $0) }
      return [
        .notice(Notice(.warning, SafeText(words ?? tr("Too late: it has left already (%1)", takeBack.label))))
      ]
    }
    if takeBack.notes.contains(where: { $0.name == Places.note }) {
      do throws(CacheError) { places.restore(try surroundings.cache.note(Places.note)) } catch {
        return [.notice(Notice(.error, error.text(tr)))]
      }
    }
    if takeBack.canBeRedone { redoStack = (redoStack + [takeBack]).suffix(Self.longestUndo) }
    var effects: [Effect] = [.notice(Notice(.success, SafeText(tr("Taken back: %1", takeBack.label))))]
    if let draft = takeBack.draft, composer?.isEmpty ?? true {
      effects = write(draft, surroundings) + effects
      effects += composer?.draftEffects(surroundings, force: true) ?? []
    } else if let draft = takeBack.draft {
      effects.append(.saveDraft(draft))
    }
    return effects
  }

  /// How long there is to take a text back; nil: it is on its way at once.
  func holdNotice(_ effects: [Effect]) -> [Effect] {
    guard settings.holdSeconds > 0, effects.contains(where: \.isHeld), let key = keyNames("undo") else { return [] }
    let seconds = Int(settings.holdSeconds)
    var notice = Notice(.information, tr("Leaves after %1 s; until then %2 takes it back", seconds, key))
    notice.isWhileWaiting = true
    return [.notice(notice)]
  }
}

extension JSONValue {
  /// With other strings in the place of those that are named.
  fileprivate func naming(_ names: [String: String]) -> JSONValue {
    switch self {
    case .string(let text): .string(names[text] ?? text)
    case .array(let values): .array(values.map { $0.naming(names) })
    case .object(let object): .object(object.mapValues { $0.naming(names) })
    default: self
    }
  }
}

extension Effect {
  fileprivate var isHeld: Bool {
    switch self {
    case .enqueue(let mutations): mutations.contains { $0.notBefore != nil }
    case .upload: true
    default: false
    }
  }
}

extension Mutation {
  fileprivate func held(until time: Double?) -> Mutation {
    var held = self
    held.notBefore = time
    return held
  }
}
