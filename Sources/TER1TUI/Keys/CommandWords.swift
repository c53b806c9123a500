import Foundation
import Localization

extension Command {
  /// What people look for it by: its words in every language, and its name; accents and capitals aside.
  var words: String {
    let texts = Language.known.map { Catalog($0) }.flatMap { [$0(label), $0(summary)] }
    return Self.folded((texts + [name]).joined(separator: " "))
  }

  static func folded(_ text: String) -> String {
    text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
  }

  /// Its name and what may follow it, in the reader's words: `files.rename [NOM]`.
  func synopsis(_ tr: Catalog) -> String {
    guard !usage.isEmpty else { return name }
    return name + " " + usage.replacing(/[A-Z]{2,}/) { tr(String($0.output)) }
  }

  /// All that stands in a usage for what is to be typed in its place.
  static let placeholders = [
    msgid("ADDRESS"), msgid("ANSWER"), msgid("BALLOT"), msgid("BOARD"), msgid("CAMPAIGN"), msgid("CODE"), msgid("DATE"),
    msgid("DIGIT"), msgid("EVENT"), msgid("FILE"), msgid("KEYS"), msgid("LANGUAGE"), msgid("LETTER"), msgid("MEMBER"),
    msgid("NAME"), msgid("NEW"), msgid("NUMBER"), msgid("OLD"), msgid("PATH"), msgid("REASON"), msgid("SEATS"),
    msgid("SIGN"), msgid("SINCE"), msgid("TAG"), msgid("TEXT"), msgid("TOWN"), msgid("WHEN"), msgid("WHOM"),
    msgid("WORD"), msgid("WORDS"),
  ]
}

extension CommandTable {
  /// The command that somebody called by its words in the place of its name (`:aide`, `:marquer lu`), with what follows them as
  /// arguments: one of the pane he is in, else of the whole interface, else of another pane. nil: no command is called so.
  static func called(by line: CommandLine, in pane: String) -> CommandLine? {
    let words = [line.name] + line.arguments
    for length in (1...min(words.count, longestLabel)).reversed() {
      let named = labelled(words.prefix(length).joined(separator: " ")) { $0 == $1 }
      guard
        let command = named.first(where: { $0.pane == pane }) ?? named.first(where: { $0.pane == nil }) ?? named.first
      else { continue }
      return CommandLine(command.name, Array(words.dropFirst(length)), count: line.count)
    }
    return nil
  }

  /// The command that an unknown name may have meant; nil when none comes near.
  static func suggestion(for name: String, in pane: String) -> String? {
    guard name.contains(where: \.isLetter) else { return nil }
    let beginning = labelled(name) { $0.hasPrefix($1) }
    return (beginning.first { $0.pane == pane } ?? beginning.first)?.name ?? nearest(to: name)
  }

  /// Names that Tab offers for the beginning of a line: names that begin so, then what is called so in some language, then what has these
  /// words anywhere.
  static func names(completing stem: String) -> [String] {
    let all = ordered.map(\.name).filter { $0 != stem }.sorted()
    guard !stem.isEmpty else { return all }
    let ranks = [
      labelled(stem) { $0 == $1 }.map(\.name), all.filter { $0.hasPrefix(stem) },
      labelled(stem) { $0.hasPrefix($1) }.map(\.name),
    ]
    let first = Array(ranks.joined())
    guard first.isEmpty else { return first.firstOccurrences }
    let words = Command.folded(stem).split(separator: " ")
    return ordered.filter { command in words.allSatisfy { command.words.contains($0) } }.map(\.name)
  }

  private static func labelled(_ text: String, _ fits: (_ label: String, _ text: String) -> Bool) -> [Command] {
    let text = Command.folded(text)
    return labels.filter { $0.labels.contains { fits($0, text) } }.map(\.command)
  }

  /// What each is called in every language; accents and capitals aside. Once: the prompt looks through them with every key.
  private static let labels: [(command: Command, labels: [String])] = {
    let catalogs = Language.known.map { Catalog($0) }
    return ordered.map { command in (command, catalogs.map { Command.folded($0(command.label)) }) }
  }()

  /// In words.
  private static let longestLabel = 8
}

extension Array where Element: Hashable {
  fileprivate var firstOccurrences: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
