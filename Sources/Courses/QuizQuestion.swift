/// A question of a quiz, or a text between questions.
public struct QuizQuestion: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Nothing is asked.
    case description
    /// An answer in one's own words, which no program can judge.
    case essay
    case trueFalse(Bool)
    /// - isSingle: one option is the right one; else several are.
    case choice(isSingle: Bool)
    case short
    case numerical
    case matching
  }

  /// What may be answered, or, in a question of pairs, its two halves.
  public struct Option: Sendable, Hashable {
    public let text: MarkedText
    /// 1 for all of the point, negative for what takes some of it away.
    public let weight: Double
    public let feedback: MarkedText?
    /// The other half of a pair.
    public var match: MarkedText?
    /// The numbers that are right.
    public var range: ClosedRange<Double>?
  }

  /// "" where it has none.
  public let title: String
  public let text: MarkedText
  public let kind: Kind
  public let options: [Option]
  /// Said whatever was answered, of a right answer, and of a wrong one, where that stands beside no option.
  public let explanation, rightFeedback, wrongFeedback: MarkedText?
  /// The last `$CATEGORY` before it.
  public let category: String?
  /// In its file, from 1 on.
  public let line: Int
  /// Tells whether it is still the question that was answered: 16 hexadecimal digits.
  public let fingerprint: String

  public var isAnswerable: Bool { kind != .description }

  /// The right halves of its pairs, in an order that says nothing; the same each time.
  public var matches: [MarkedText] {
    var halves: [MarkedText] = []
    for match in options.compactMap(\.match) where !halves.contains(match) { halves.append(match) }
    return halves.sorted { Fingerprint.of(fingerprint + $0.source) < Fingerprint.of(fingerprint + $1.source) }
  }
  /// The options with a left half.
  public var pairs: [Option] { options.filter { !$0.text.isEmpty } }
}

/// FNV-1a of 64 bits: nobody's secret, only the same again or not.
enum Fingerprint {
  static func of(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
