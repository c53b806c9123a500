public import Text

/// What an import did, and what it could not use.
public struct ImportReport: Sendable, Equatable {
  /// One thing that could not be used, wholly or in part.
  public struct Problem: Sendable, Equatable {
    /// The file, and the place in it.
    public let place: UntrustedText
    /// What is wrong, in English; may quote the file.
    public let reason: UntrustedText

    /// One neutralised line.
    public var line: SafeText { place.line + ": " + reason.line }
  }

  /// Things counted, in the order in which they are told.
  public enum Kind: String, Sendable, CaseIterable {
    case topics, messages, events, folders, files, courses, lessons, attachments, duplicates
    case statusLines = "status lines"
    case unusable
  }

  public private(set) var counts: [Kind: Int] = [:]
  public private(set) var problems: [Problem] = []

  public init() {}

  public subscript(kind: Kind) -> Int { counts[kind] ?? 0 }

  mutating func count(_ kind: Kind, _ number: Int = 1) { counts[kind, default: 0] += number }

  /// A problem with a part of something that is used all the same.
  mutating func note(_ place: String, _ reason: String) {
    problems.append(Problem(place: UntrustedText(place), reason: UntrustedText(reason)))
  }

  /// A problem that left something out.
  mutating func refuse(_ place: String, _ reason: String) {
    count(.unusable)
    note(place, reason)
  }

  mutating func add(_ other: ImportReport) {
    counts.merge(other.counts, uniquingKeysWith: +)
    problems += other.problems
  }

  /// Whether anything was imported, now or by an earlier import of the same.
  public var isUseful: Bool {
    [.topics, .messages, .events, .files, .folders, .lessons, .duplicates].contains { self[$0] > 0 }
  }

  /// The counts in one line.
  public var summary: String {
    let told = Kind.allCases.filter { self[$0] > 0 || $0 == .unusable }
    return told.map { "\(self[$0]) \($0.rawValue)" }.joined(separator: ", ")
  }
}
