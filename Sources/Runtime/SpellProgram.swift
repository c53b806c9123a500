import Dispatch
import Glibc
import Settings
import TER1TUI

/// hunspell, asked for words: `hunspell -a -i UTF-8 -d DICTIONARY`. The words go through its input, none into its arguments.
struct SpellProgram {
  let environment: [String: String]

  /// So many words are given to it at once.
  private static let chunk = 200

  func answer(_ question: SpellQuestion) -> SpellAnswer {
    var wrong: [String: Misspelling] = [:]
    do throws(ProgramRun.Failure) {
      let there = try dictionaries()
      guard let dictionary = dictionary(for: question.dictionary, among: there) else {
        return SpellAnswer(question, .noDictionary(has: there.sorted()))
      }
      for start in stride(from: 0, to: question.words.count, by: Self.chunk) {
        wrong.merge(try look(question.words[start...].prefix(Self.chunk), dictionary)) { first, _ in first }
      }
      return SpellAnswer(question, .wrong(wrong))
    } catch {
      return SpellAnswer(question, Self.outcome(error))
    }
  }

  private static func outcome(_ failure: ProgramRun.Failure) -> SpellAnswer.Outcome {
    switch failure {
    case .notStarted(let error) where error.errno == ENOENT: .notInstalled
    case .notStarted(let error): .failed(error.reason)
    case .tooSlow: .failed("hunspell: timeout")
    }
  }

  // MARK: Dictionaries

  /// The names of those that are there.
  private func dictionaries() throws(ProgramRun.Failure) -> Set<String> {
    let listed = try ProgramRun(arguments: ["hunspell", "-D"], readsErrors: true).run().output
    let lines = String(decoding: listed, as: UTF8.self).split(separator: "\n")
    let names = lines.filter {
      $0.hasPrefix("/") && !$0.hasSuffix(".aff") && !$0.hasSuffix(".dic") && !$0.contains(":")
    }
    return Set(names.compactMap { $0.split(separator: "/").last.map(String.init) })
  }

  /// What of a language, or of a list of dictionaries, is there, as hunspell is told it; nil: nothing.
  private func dictionary(for name: String, among there: Set<String>) -> String? {
    let found = name.split(separator: ",").compactMap { part in candidates(String(part)).first(where: there.contains) }
    return found.isEmpty ? nil : found.joined(separator: ",")
  }

  /// A language is looked for as the locale has it, then as most people write it.
  private func candidates(_ name: String) -> [String] {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let own = locale.prefix { $0 != "." && $0 != "@" }
    let usual = ["fr": ["fr_FR", "fr", "fr-classique"], "en": ["en_GB", "en_US", "en"]][name] ?? [name]
    return (own.hasPrefix(name + "_") ? [String(own)] : []) + usual
  }

  // MARK: Words

  /// A line a word, `^` before it so that none is taken for a command; the answer to each ends with an empty line.
  private func look(
    _ words: ArraySlice<String>, _ dictionary: String
  ) throws(ProgramRun.Failure) -> [String: Misspelling] {
    let input = words.map { "^" + $0 + "\n" }.joined()
    let run = ProgramRun(arguments: ["hunspell", "-a", "-i", "UTF-8", "-d", dictionary], input: Array(input.utf8))
    let lines = String(decoding: try run.run().output, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    var wrong: [String: Misspelling] = [:]
    var place = words.startIndex
    for line in lines.dropFirst() where words.indices.contains(place) {
      if line.isEmpty {
        place += 1
      } else if let doubt = Self.misspelling(line), wrong[words[place]] == nil {
        wrong[words[place]] = doubt
      }
    }
    return wrong
  }

  /// `& word count offset: one, two` or `# word offset`; nil for what is known.
  private static func misspelling(_ line: Substring) -> Misspelling? {
    let parts = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)
    guard let sign = parts.first, sign == "&" || sign == "#", parts.count > 2 else { return nil }
    let suggestions = sign == "&" ? line.split(separator: ": ", maxSplits: 1).last?.split(separator: ", ") ?? [] : []
    return Misspelling(part: String(parts[1]), suggestions: suggestions.prefix(9).map(String.init))
  }
}

extension EffectRunner {
  func spell(_ question: SpellQuestion) {
    let (inbox, program) = (inbox, spelling)
    reads.async { inbox.post(.spelled(program.answer(question))) }
  }
}
