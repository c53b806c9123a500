public import Localization
public import Text

/// What an import did, and what it could not use.
public struct ImportReport: Sendable, Equatable {
  /// One thing that could not be used, wholly or in part.
  public struct Problem: Sendable, Equatable {
    /// The file, and the place in it.
    public let place: UntrustedText
    /// What is wrong, in English or in the language of the import; may quote the file.
    public let reason: UntrustedText

    /// One neutralised line.
    public func line(_ tr: Catalog) -> SafeText { place.line + ": " + UntrustedText(tr(reason.raw)).line }
  }

  /// Things counted, in the order in which they are told.
  public enum Kind: Sendable, CaseIterable {
    case topics, messages, events, folders, files, courses, lessons, attachments, duplicates, statusLines, unusable

    fileprivate func words(_ count: Int, _ tr: Catalog) -> String {
      switch self {
      case .topics: tr(count, "%1 topic", "%1 topics")
      case .messages: tr(count, "%1 message", "%1 messages")
      case .events: tr(count, "%1 event", "%1 events")
      case .folders: tr(count, "%1 folder", "%1 folders")
      case .files: tr(count, "%1 file", "%1 files")
      case .courses: tr(count, "%1 course", "%1 courses")
      case .lessons: tr(count, "%1 lesson", "%1 lessons")
      case .attachments: tr(count, "%1 attachment", "%1 attachments")
      case .duplicates: tr(count, "%1 duplicate", "%1 duplicates")
      case .statusLines: tr(count, "%1 status line", "%1 status lines")
      case .unusable: tr(count, "%1 unusable", "%1 unusable")
      }
    }
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
  public func summary(_ tr: Catalog) -> String {
    let told = Kind.allCases.filter { self[$0] > 0 || $0 == .unusable }
    return told.map { $0.words(self[$0], tr) }.joined(separator: ", ")
  }
}
