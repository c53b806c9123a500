import ClientCore
import Localization
import Text

/// What Tab would put in the place of what stands before the cursor: the name behind an @, the sign behind a colon.
struct Completion: Sendable {
  struct Candidate: Hashable, Sendable {
    let shown: SafeText
    let text: String
  }

  /// How many characters before the cursor it takes the place of.
  fileprivate(set) var length: Int
  let candidates: [Candidate]
  /// The one that stands in the text; nil: what was typed does.
  fileprivate(set) var choice: Int?

  private static let most = 12

  /// nil: nothing fits what stands before the cursor, or nothing that could be completed does.
  init?(_ text: EditBuffer, _ account: AccountID, _ cache: CacheReader) throws(CacheError) {
    if let word = text.word(behind: "@", where: \.isHandle) {
      (length, candidates) = (word.count + 1, try Self.names(word, account, cache))
    } else if let word = text.word(behind: ":", where: \.isSignName), word.count >= 2 {
      (length, candidates) = (word.count + 1, Emoji.named(word, limit: Self.most).map(Self.sign))
    } else {
      return nil
    }
  }

  private static func names(
    _ word: String, _ account: AccountID, _ cache: CacheReader
  ) throws(CacheError) -> [Candidate] {
    try cache.people(account, beginning: word, limit: most).map { SafeText($0.principal.handle.line.string).string }
      .filter { !$0.isEmpty && $0.allSatisfy(\.isHandle) }.map { Candidate(shown: SafeText("@" + $0), text: "@" + $0) }
  }

  private static func sign(_ found: Emoji.Found) -> Candidate {
    Candidate(shown: SafeText(found.sign + " " + found.word), text: found.sign)
  }
}

/// Signs by their names.
enum Emoji {
  struct Found: Hashable, Sendable {
    let sign: String
    /// The name it was found by.
    let word: String
  }

  private static let table: [(sign: String, words: [String], folded: [String])] = EmojiTable.text.split(separator: "\n")
    .map {
      let words = $0.split(separator: " ").map(String.init)
      return (words[0], Array(words.dropFirst()), words.dropFirst().map(Command.folded))
    }

  /// The names of all, as one types them: `:tada:`.
  static let names = table.flatMap { $0.words.map { ":\($0):" } }

  /// The sign that a name between colons stands for, accents and capitals aside; else the text as it is.
  static func sign(_ typed: String) -> String {
    guard typed.count > 2, typed.hasPrefix(":"), typed.hasSuffix(":") else { return typed }
    let name = Command.folded(String(typed.dropFirst().dropLast()))
    return table.first { $0.folded.contains(name) }?.sign ?? typed
  }

  /// Those of which a name begins so, accents and capitals aside: whole names first, then the shortest.
  static func named(_ beginning: String, limit: Int) -> [Found] {
    let wanted = Command.folded(beginning)
    let found = table.compactMap { entry -> (Found, Int)? in
      let fitting = entry.folded.indices.filter { entry.folded[$0].hasPrefix(wanted) }
      guard let best = fitting.min(by: { entry.folded[$0].count < entry.folded[$1].count }) else { return nil }
      return (Found(sign: entry.sign, word: entry.words[best]), entry.folded[best].count)
    }
    return found.enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.prefix(limit)
      .map(\.element.0)
  }
}

extension Character {
  /// Whether the name of a sign may hold it.
  var isSignName: Bool { isLetter || isNumber || self == "_" || self == "+" || self == "-" }
}

extension EditBuffer {
  /// What was typed behind a sign that begins a word; nil when the cursor is not behind one.
  fileprivate func word(behind sign: Character, where belongs: (Character) -> Bool) -> String? {
    let before = lines[row][..<column]
    let word = before.reversed().prefix(while: belongs)
    let rest = before.dropLast(word.count)
    guard rest.last == sign, rest.dropLast().last.map({ !$0.isWord && $0 != sign }) ?? true else { return nil }
    return String(word.reversed())
  }

  fileprivate mutating func replaceBeforeCursor(_ count: Int, with text: String) {
    replace(line: row, max(0, column - count)..<column, with: text)
  }
}

extension App {
  /// Looks what could be completed, after each key.
  mutating func offerCompletion(_ surroundings: Surroundings) -> [Effect] {
    guard let composer, prompt == nil, help == nil, composer.preview == nil, !isCommanding else {
      completion = nil
      return []
    }
    if let completion, completion.choice != nil, completion.stands(in: composer.active) { return [] }
    return guarded { (app) throws(CacheError) in
      app.completion = try Completion(
        composer.active, composer.composition.target.account, surroundings.cache)
      return []
    }
  }

  /// Puts the first of what is offered into the text; again: the next one.
  mutating func complete(by step: Int = 1) -> [Effect] {
    guard var completion, !completion.candidates.isEmpty else {
      let asked = completion == nil
      return [
        .notice(
          Notice(
            .information,
            asked
              ? tr("Type @ and the beginning of a name, or : and of a sign, first")
              : tr("No name and no sign begins so")))
      ]
    }
    let count = completion.candidates.count
    let next = completion.choice.map { ($0 + step + count) % count } ?? 0
    let text = completion.candidates[next].text + (count == 1 ? " " : "")
    let length = completion.length
    changeText { $0.replaceBeforeCursor(length, with: text) }
    (completion.choice, completion.length) = (next, text.count)
    self.completion = count == 1 ? nil : completion
    return []
  }
}

extension Completion {
  /// Whether what was chosen of it still stands before the cursor.
  fileprivate func stands(in text: EditBuffer) -> Bool {
    guard let choice, text.column >= length else { return false }
    return String(text.lines[text.row][(text.column - length)..<text.column]).hasPrefix(candidates[choice].text)
  }

  /// What is offered, the chosen one marked.
  func line(columns: Int, key: String) -> Line {
    let keys = Line([Span(key, Style(.key)), Span(" ")])
    return keys + .offering(candidates.map(\.shown), chosen: choice, .text, columns: columns - keys.width)
  }
}
