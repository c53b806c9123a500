import JSON

/// How mails of a board hang together: by their Message-IDs, each made into a key that looks like an id. A mail may arrive long before
/// the one it answers, or without it; the keys are the same whatever has arrived.
struct MailKeys {
  /// As the header `References` is kept of it: the root, and the last ones.
  static let mostReferences = 50

  let own: String
  /// The topic's; the mail's own for the one that begins it.
  let root: String
  /// That of the mail answered.
  let answered: String?

  /// - Parameter message: with `id`, `messageId`, `references` and `inReplyTo`, as `EmailDialect` keeps them.
  init(_ message: JSONObject, board: String) {
    let messageID = message["messageId"]?.string
    let references = Self.ids(message["references"])
    let inReplyTo = Self.ids(message["inReplyTo"])
    own =
      messageID.map { Self.key(board, $0) } ?? Self.key(board, "", message["id"]?.string ?? "")
    let first = (references.first ?? inReplyTo.first).flatMap { $0 == messageID ? nil : $0 }
    root = first.map { Self.key(board, $0) } ?? own
    let last = (inReplyTo.first ?? references.last).flatMap { $0 == messageID ? nil : $0 }
    answered = first == nil ? nil : last.map { Self.key(board, $0) }
  }

  var isTopic: Bool { own == root }

  static func key(_ board: String, _ parts: String...) -> String {
    var hash = SHA256()
    let text = Array(([board] + parts).joined(separator: "\n").utf8)
    text.withUnsafeBytes { hash.update($0) }
    return "m" + hash.finish().prefix(32)
  }

  /// A header of Message-IDs, which JMAP gives without their brackets; null and nonsense are none.
  static func ids(_ value: JSONValue?) -> [String] {
    let ids = (value?.array ?? []).compactMap(\.string).filter { !$0.isEmpty && $0.utf8.count <= 998 }
    return ids.count <= mostReferences ? ids : [ids[0]] + ids.suffix(mostReferences - 1)
  }
}

/// A subject without what mail programs put before it in an answer.
enum MailSubject {
  private static let marks: Set<String> = ["re", "aw", "sv", "antw", "ré", "rép", "réf", "tr", "fw", "fwd", "wg"]

  static func stripped(_ subject: String) -> String {
    var rest = Substring(subject)
    while let colon = rest.prefix(12).firstIndex(of: ":") {
      let mark = rest[..<colon].lowercased().filter { !$0.isWhitespace }
      // Some count: Re[2]:, Re(3):
      guard marks.contains(String(mark.prefix { $0.isLetter })),
        mark.allSatisfy({ $0.isLetter || $0.isNumber || "[]()".contains($0) })
      else { break }
      rest = rest[rest.index(after: colon)...].drop { $0.isWhitespace }
    }
    return String(rest)
  }
}
