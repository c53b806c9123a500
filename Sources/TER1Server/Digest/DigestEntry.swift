import JSON

/// One line of a digest: docs/protocol.md, section 21.
struct DigestEntry {
  /// Where it stands among the others: what changed in the agenda above all, then the votes that close, then what mentions the member, then
  /// what he follows.
  enum Rank: Int, Comparable {
    case changedEvent, closingVote, mention, followed, newEvent, news, muted
    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  let rank: Rank
  /// Milliseconds since 1970: the newest of an entry comes first; of events and open votes, the earliest.
  let order: Int64
  var members: JSONObject
  /// What `Digest/get` with `ids` answers beside: the objects that are news.
  var news: (name: String, ids: [String])

  static let textLength = 60
  static let titleLength = 80

  /// The first words on one line.
  static func words(_ text: String, most: Int = textLength) -> String {
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      guard line.count + word.count < most else { return line.isEmpty ? String(word.prefix(most)) + "…" : line + "…" }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line
  }
}
