import ClientCore
import JSON
import Localization
import Text

/// What was done, as command lines, to be done again.
struct Macros: Sendable {
  private(set) var kept: [String: [CommandLine]] = [:]
  private(set) var recording: (name: String, lines: [CommandLine])?
  /// Those that are being played, each by the one before it; what they do is not recorded, that they were played is.
  private var playing: [String] = []
  /// Steps since the first of them began.
  private var steps = 0

  static let note = "macros"
  /// The name of the one that was given none.
  static let unnamed = "a"
  private static let longest = 1_000
  /// Macros that play others end at so many steps.
  fileprivate static let most = 100_000
  /// These say how one types, not what is done.
  private static let unrecorded = ["macro.", "prompt", "help", "count"]

  mutating func begin(_ name: String) { recording = (name, []) }

  /// - Returns: what was recorded; nil: nothing was.
  mutating func end() -> (name: String, lines: [CommandLine])? {
    defer { recording = nil }
    guard let recording, !recording.lines.isEmpty else { return nil }
    kept[recording.name] = recording.lines
    return recording
  }

  mutating func record(_ line: CommandLine) {
    guard !Self.unrecorded.contains(where: { line.name.hasPrefix($0) }) else { return }
    append(line)
  }

  private mutating func append(_ line: CommandLine) {
    guard playing.isEmpty, let lines = recording?.lines, lines.count < Self.longest else { return }
    if line.name == "edit.insert", let last = lines.last, last.name == line.name {
      recording?.lines[lines.count - 1].arguments = [last.arguments.joined() + line.arguments.joined()]
    } else {
      recording?.lines.append(line)
    }
  }

  /// - Returns: whether it is played now: one plays neither itself nor what is being recorded under its name.
  mutating func play(_ name: String, count: Int?) -> Bool {
    guard !playing.contains(name), recording?.name != name else { return false }
    append(CommandLine("macro.play", [name], count: count))
    if playing.isEmpty { steps = 0 }
    playing.append(name)
    return true
  }

  mutating func endPlaying() { _ = playing.popLast() }

  /// - Returns: whether there may be one more.
  mutating func takeStep() -> Bool {
    steps += 1
    return steps <= Self.most
  }

  /// The line that opened a prompt or a question is not needed: what is answered holds it.
  mutating func forgetLast() { _ = recording?.lines.popLast() }

  mutating func forget(_ name: String) { kept[name] = nil }

  var json: JSONValue { .object(kept.mapValues { .array($0.map { .string($0.description) }) }) }

  mutating func restore(_ json: JSONValue?) {
    kept = (json?.object ?? [:]).mapValues { lines in
      (lines.array ?? []).compactMap { $0.string.flatMap { CommandLine(parsing: $0) } }
    }
  }
}

/// A file of command lines, one a line; what begins with # is passed over.
public enum Script {
  public static func text(_ lines: [CommandLine]) -> String {
    (["#!/usr/bin/env -S ter1 run"] + lines.map(\.description)).joined(separator: "\n") + "\n"
  }

  /// The lines with their numbers, counted from 1; nil for one that is none.
  public static func lines(_ text: String) -> [(number: Int, line: CommandLine?)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let line = line.trimmed
      return line.isEmpty || line.first == "#" ? nil : (index + 1, CommandLine(parsing: String(line)))
    }
  }
}

extension App {
  /// Begins, or ends what is being recorded: one command does both where a prompt is the only way.
  mutating func recordMacro(_ context: Context) -> [Effect] {
    guard macros.recording == nil else { return endMacro() }
    let name = context.arguments.first ?? Macros.unnamed
    macros.begin(name)
    let words = keyNames("macro.end").map { tr("Recording %1; %2 ends it", SafeText(name), $0) }
    return [.notice(Notice(.information, SafeText(words ?? tr("Recording %1", SafeText(name)))))]
  }

  mutating func endMacro() -> [Effect] {
    guard let recorded = macros.end() else { return [.notice(Notice(.information, tr("Nothing was recorded")))] }
    let words = tr(
      recorded.lines.count, "Recorded as %2: %1 step", "Recorded as %2: %1 steps", SafeText(recorded.name))
    let play = keyNames("macro.play").map { tr("%1 plays it", $0) }
    let text = [words, play].compactMap(\.self).joined(separator: " · ")
    return [.saveNote(name: Macros.note, macros.json), .notice(Notice(.success, SafeText(text)))]
  }

  /// Runs all lines, as often as the count says; what cannot be run ends it.
  mutating func playMacro(_ context: Context) -> [Effect] {
    let name = context.arguments.first ?? Macros.unnamed
    guard let lines = macros.kept[name], !lines.isEmpty else { return refused(.information, unknownMacro(name)) }
    guard macros.play(name, count: context.count) else {
      return refused(.warning, SafeText(tr("A macro cannot play itself")))
    }
    defer { macros.endPlaying() }
    var outside: [Effect] = []
    for line in Array(repeatElement(lines, count: min(999, context.count ?? 1)).joined()) {
      refusal = macros.takeStep() ? nil : SafeText(tr("more than %1 steps at once", Macros.most))
      if refusal == nil { outside += settle(run(line, context.surroundings), context.surroundings) }
      if let refusal {
        return outside + [
          .notice(Notice(.warning, SafeText(tr("Ended at “%1”: %2", SafeText(line.description), refusal))))
        ]
      }
      // The steps that follow are not for one who has not answered.
      if question != nil { return outside }
    }
    return outside
  }

  /// Also for a macro of which it is a step: that one ends here.
  private mutating func refused(_ severity: Notice.Severity, _ words: SafeText) -> [Effect] {
    refusal = words
    return [.notice(Notice(severity, words))]
  }

  func exportMacro(_ context: Context) -> [Effect] {
    guard let path = context.arguments.dropFirst().first else {
      return [.notice(Notice(.information, tr("Give the macro’s name and a file: macro.export a tour.ter1")))]
    }
    guard let lines = macros.kept[context.arguments[0]] else {
      return [.notice(Notice(.information, unknownMacro(context.arguments[0])))]
    }
    return [.writeFile(path: TypedPath.expanded(path), text: Script.text(lines))]
  }

  mutating func forgetMacro(_ context: Context) -> [Effect] {
    let name = context.arguments.first ?? Macros.unnamed
    guard macros.kept[name] != nil else { return [.notice(Notice(.information, unknownMacro(name)))] }
    macros.forget(name)
    return [
      .saveNote(name: Macros.note, macros.json),
      .notice(Notice(.success, SafeText(tr("The macro %1 is forgotten", SafeText(name))))),
    ]
  }

  private func unknownMacro(_ name: String) -> SafeText {
    let known = macros.kept.keys.sorted().joined(separator: " ")
    let words =
      known.isEmpty
      ? tr("No macro is recorded yet") : tr("There is no macro %1; there are: %2", SafeText(name), SafeText(known))
    return SafeText(words)
  }

  /// The macros there are, for the box of what may follow.
  var macroLines: [Line] {
    macros.kept.sorted { $0.key < $1.key }.map { name, lines in
      let steps = tr(lines.count, "%1 step", "%1 steps")
      return Line([Span(SafeText(name), Style(.key)), Span(" " + steps, .dim)])
    }
  }

  /// After a key: what only opened a prompt or a question is not part of a macro.
  mutating func settleRecording(lengthBefore: Int) {
    let isOpen = prompt != nil || question != nil || help != nil
    if isOpen, let lines = macros.recording?.lines, lines.count > lengthBefore { macros.forgetLast() }
  }
}
