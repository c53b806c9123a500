import ClientCore
import Localization
import Text

/// A word in doubt, and where it stands.
struct Doubt: Sendable {
  let field: Composer.Field
  let line: Int
  let columns: Range<Int>
  let word: String
  let misspelling: Misspelling

  /// The columns of the part that is not known.
  var part: Range<Int> {
    let (word, part) = (Array(word), Array(misspelling.part))
    let start = word.indices.first { word[$0...].starts(with: part) } ?? 0
    return columns.lowerBound + start..<min(columns.upperBound, columns.lowerBound + start + part.count)
  }
}

/// The words in doubt of a text, kept line by line: a key changes one line, and the others are not looked through again.
struct DoubtLines: Sendable {
  private struct Kept: Equatable {
    let line: [Character]
    let isProse: Bool
  }
  private struct Basis: Equatable {
    let dictionary: String
    let revision: Int
  }
  private typealias Found = (columns: Range<Int>, word: String, misspelling: Misspelling)

  private var kept: [Kept] = []
  private var found: [[Found]] = []
  private var basis: Basis?

  /// - Returns: how many lines were looked through.
  @discardableResult
  mutating func follow(_ lines: [[Character]], _ book: SpellBook, _ dictionary: String?) -> Int {
    let basis = dictionary.map { Basis(dictionary: $0, revision: book.revision) }
    if basis != self.basis { (kept, found, self.basis) = ([], [], basis) }
    guard let dictionary, book.hasDoubts(dictionary) else { return 0 }
    let new = zip(lines, SpellWords.areProse(lines)).map { Kept(line: $0, isProse: $1) }
    let head = zip(kept, new).prefix { $0 == $1 }.count
    let tail = zip(kept.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    let fresh = new[head..<(new.count - tail)].map { Self.found(in: $0, book, dictionary) }
    found.replaceSubrange(head..<(found.count - tail), with: fresh)
    kept = new
    return fresh.count
  }

  private static func found(in kept: Kept, _ book: SpellBook, _ dictionary: String) -> [Found] {
    guard kept.isProse else { return [] }
    return SpellWords.ranges(kept.line).compactMap { columns in
      let word = String(kept.line[columns])
      return book.doubt(word, dictionary).map { (columns, word, $0) }
    }
  }

  func doubts(in field: Composer.Field) -> [Doubt] {
    found.enumerated().flatMap { line, found in
      found.map { Doubt(field: field, line: line, columns: $0.columns, word: $0.word, misspelling: $0.misspelling) }
    }
  }
}

extension EditBuffer {
  fileprivate var words: [(line: Int, columns: Range<Int>, word: String)] {
    SpellWords.ranges(lines).enumerated().flatMap { line, ranges in
      ranges.map { (line, $0, String(lines[line][$0])) }
    }
  }
}

extension Composer {
  /// The words to look up; not the one being typed.
  fileprivate func words(sparesTyped: Bool) -> Set<String> {
    var words = Set([subject, body].compactMap(\.self).flatMap { $0.words.map(\.word) })
    if sparesTyped,
      let typed = active.words.first(where: { $0.line == active.row && $0.columns.upperBound == active.column })
    {
      words.remove(typed.word)
    }
    return words
  }

  /// The words in doubt, from the first on; none while spelling is not looked at.
  var doubts: [Doubt] { subjectDoubts.doubts(in: .subject) + bodyDoubts.doubts(in: .body) }

  /// To be called after every change of the text, or of what is known of words.
  mutating func followDoubts(_ book: SpellBook) {
    subjectDoubts.follow(subject?.lines ?? [], book, dictionary)
    bodyDoubts.follow(body.lines, book, dictionary)
  }
}

extension App {
  /// Asks for the words that are not known yet.
  mutating func lookUp(sparesTyped: Bool = true) -> [Effect] {
    guard let composer, let dictionary = composer.dictionary else { return [] }
    return spelling.question(composer.words(sparesTyped: sparesTyped), dictionary).map { [.spell($0)] } ?? []
  }

  /// The doubt that the cursor stands on or behind.
  var doubtHere: Doubt? {
    guard let composer else { return nil }
    let text = composer.active
    return composer.doubts.first {
      $0.field == composer.field && $0.line == text.row && $0.columns.lowerBound <= text.column
        && text.column <= $0.columns.upperBound
    }
  }

  mutating func take(_ answer: SpellAnswer) -> [Effect] {
    spelling.take(answer)
    let goesOn = spelling.goesOn
    spelling.goesOn = false
    if let problem = answer.outcome.problem(answer.question.dictionary, tr) {
      composer?.dictionary = nil
      return [.notice(Notice(.warning, problem))]
    }
    return goesOn ? goToDoubt() : []
  }

  /// Turns the look at spelling on where it is off, and goes to the next word in doubt.
  mutating func nextDoubt() -> [Effect] {
    let dictionary = composer?.dictionary ?? defaultDictionary
    composer?.dictionary = dictionary
    let effects = lookUp(sparesTyped: false)
    guard effects.isEmpty else {
      spelling.goesOn = true
      return effects
    }
    return goToDoubt()
  }

  var defaultDictionary: String { settings.spelling ?? tr.language.rawValue }

  private mutating func goToDoubt() -> [Effect] {
    composer?.followDoubts(spelling)
    guard let composer else { return [] }
    let doubts = composer.doubts
    guard let next = doubts.first(where: { isBehind($0, composer) }) ?? doubts.first else {
      return [.notice(Notice(.success, tr("No word is in doubt (%1)", composer.dictionary ?? "")))]
    }
    self.composer?.field = next.field
    self.composer?.active.putCursor(row: next.line, column: next.columns.upperBound)
    self.composer?.active.anchor = nil
    return [.ask(question(next, count: doubts.count))]
  }

  private func isBehind(_ doubt: Doubt, _ composer: Composer) -> Bool {
    if doubt.field != composer.field { return doubt.field == .body }
    return (doubt.line, doubt.columns.upperBound) > (composer.active.row, composer.active.column)
  }

  private func question(_ doubt: Doubt, count: Int) -> Question {
    let offered = zip("123456789", doubt.misspelling.suggestions.prefix(5)).map { key, text in
      Question.Choice(key: key, label: SafeText(text).string, line: CommandLine("spell.replace", [text]))
    }
    let others = [
      Question.Choice(key: "a", label: tr("to my words"), line: CommandLine("spell.add")),
      Question.Choice(key: "i", label: tr("ignore"), line: CommandLine("spell.ignore")),
      Question.Choice(key: "n", label: tr("next"), line: CommandLine("spell.next")),
    ]
    let word = SafeText(tr(count, "“%2”, %1 in doubt:", "“%2”, %1 in doubt:", SafeText(doubt.word)))
    return Question(word, offered + others)
  }

  /// Puts something in the place of the word in doubt, and goes on.
  mutating func replaceDoubt(with text: String) -> [Effect] {
    guard let doubt = doubtHere else { return [] }
    composer?.active.replace(line: doubt.line, doubt.part, with: text)
    return nextDoubt()
  }

  mutating func addDoubt(_ word: String?) -> [Effect] {
    guard let word = word ?? doubtHere?.misspelling.part else { return [] }
    spelling.add(word)
    let told = Effect.notice(Notice(.success, tr("“%1” is one of your words now", SafeText(word))))
    return [spelling.kept, told] + (composer == nil ? [] : nextDoubt())
  }
}
