import ClientCore
import JSON
import Localization

/// A word that no dictionary knows.
public struct Misspelling: Hashable, Sendable {
  /// The part of it that is not known: behind an apostrophe, say.
  public let part: String
  /// What is perhaps meant, the likeliest first.
  public let suggestions: [String]
  public init(part: String, suggestions: [String]) { (self.part, self.suggestions) = (part, suggestions) }
}

/// Words to be looked up, away from the keys.
public struct SpellQuestion: Hashable, Sendable {
  /// A language (`fr`, `en`), or dictionaries as hunspell names them: `fr_FR,en_US`.
  public let dictionary: String
  public let words: [String]
}

/// What came of it.
public struct SpellAnswer: Sendable {
  public enum Outcome: Sendable {
    /// What of the words is not known.
    case wrong([String: Misspelling])
    case notInstalled
    /// The dictionaries that there are.
    case noDictionary(has: [String])
    case failed(String)
  }

  public let question: SpellQuestion
  public let outcome: Outcome
  public init(_ question: SpellQuestion, _ outcome: Outcome) { (self.question, self.outcome) = (question, outcome) }
}

/// What is known of words, by dictionary, and the member's own words: these are kept in the cache, which is encrypted, and in no file of hunspell's.
struct SpellBook: Sendable {
  static let note = "words"

  private var wrong: [String: [String: Misspelling]] = [:]
  private var looked: [String: Set<String>] = [:]
  private(set) var own: Set<String> = []
  private var ignored: Set<String> = []
  /// Another one whenever a word may be in doubt that was not, or no more.
  private(set) var revision = 0
  /// Whether the next doubt is to be gone to as soon as the answer is here.
  var goesOn = false

  mutating func restore(_ note: JSONValue?) {
    own = Set((note?.array ?? []).compactMap(\.string))
    revision += 1
  }

  var kept: Effect { .saveNote(name: Self.note, .array(own.sorted().map { .string($0) })) }

  mutating func add(_ word: String) {
    own.insert(word)
    revision += 1
  }

  mutating func forget(_ word: String) {
    own.remove(word)
    revision += 1
  }

  mutating func ignore(_ word: String) {
    ignored.insert(word)
    revision += 1
  }

  /// Whether it was found not to know something.
  func hasDoubts(_ dictionary: String) -> Bool { wrong[dictionary]?.isEmpty == false }

  func doubt(_ word: String, _ dictionary: String) -> Misspelling? {
    guard let doubt = wrong[dictionary]?[word], !isOwn(word), !isOwn(doubt.part), !ignored.contains(word) else {
      return nil
    }
    return doubt
  }

  /// At the beginning of a sentence, too.
  private func isOwn(_ word: String) -> Bool { own.contains(word) || own.contains(word.lowercased()) }

  /// Takes words in that were not looked up yet; nil: all were.
  mutating func question(_ words: Set<String>, _ dictionary: String) -> SpellQuestion? {
    let fresh = words.subtracting(looked[dictionary] ?? [])
    guard !fresh.isEmpty else { return nil }
    looked[dictionary, default: []].formUnion(fresh)
    return SpellQuestion(dictionary: dictionary, words: fresh.sorted())
  }

  mutating func take(_ answer: SpellAnswer) {
    guard case .wrong(let found) = answer.outcome else {
      looked[answer.question.dictionary]?.subtract(answer.question.words)
      return
    }
    wrong[answer.question.dictionary, default: [:]].merge(found) { $1 }
    revision += 1
  }
}

extension SpellAnswer.Outcome {
  /// Why nothing was looked up, and what to do; nil: it was.
  func problem(_ dictionary: String, _ tr: Catalog) -> String? {
    switch self {
    case .wrong: nil
    case .notInstalled: Self.notInstalled(tr)
    case .noDictionary(let has) where has.isEmpty:
      tr("hunspell has no dictionary for “%1”; on Debian: apt install hunspell-fr hunspell-en-gb", dictionary)
    case .noDictionary(let has):
      tr(
        "hunspell has no dictionary for “%1”, but %2; on Debian: apt install hunspell-fr", dictionary,
        has.joined(separator: ", "))
    case .failed(let reason): tr("hunspell could not look the words up: %1", reason)
    }
  }

  static func notInstalled(_ tr: Catalog) -> String {
    tr(
      "Spelling is checked by the program hunspell, which is not installed; on Debian: apt install hunspell hunspell-fr"
    )
  }
}
