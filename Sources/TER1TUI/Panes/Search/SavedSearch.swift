import ClientCore
import JSON
import Text

/// Words that are looked for again and again, under a name: a folder of what they find.
struct SavedSearch: Hashable, Sendable {
  let name: String
  let query: String

  static let note = "searches"
  /// More than these nobody finds again.
  static let most = 50

  static func all(_ cache: CacheReader) throws(CacheError) -> [SavedSearch] {
    (try cache.note(note)?.array ?? []).compactMap { pair in
      guard let name = pair[0]?.string, let query = pair[1]?.string else { return nil }
      return SavedSearch(name: name, query: query)
    }
  }

  static func json(_ searches: [SavedSearch]) -> JSONValue {
    .array(searches.map { [.string($0.name), .string($0.query)] })
  }

  var line: SafeText { UntrustedText(name).line }
}
