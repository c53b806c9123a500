internal import GRDB
public import Text

public struct SearchHit: Sendable, Hashable {
  public let key: ObjectKey
  /// For a message, the topic or room to open; for a file its folder (nil at the top); for an event its calendar.
  public let container: ObjectKey?
  public let title: UntrustedText
  public let place: UntrustedText?
  public let author: Author?
  /// Seconds since 1970; nil for what has no date.
  public let date: Double?
  /// Some words around the first match.
  public let snippet: UntrustedText
  /// Where to go on reading.
  public let cursor: SearchCursor
}

/// A place in the hits; opaque.
public struct SearchCursor: Sendable, Hashable {
  let row: Int64
}

public struct SearchPage: Sendable {
  public let hits: [SearchHit]
  /// nil when there are no more.
  public let next: SearchCursor?
  /// Operators that were not understood or name nobody; neutralise before showing.
  public let problems: [SearchProblem]
}

public enum SearchProblem: Sendable, Hashable {
  case nobody(named: UntrustedText)
  case noPlace(named: UntrustedText)
  case noDate(UntrustedText)
  case noType(UntrustedText)
}
