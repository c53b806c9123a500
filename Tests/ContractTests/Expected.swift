import Conformance

/// Which checks each known server does not pass, and how; it must pass all others. A name that ends in `*` stands for all that begin so, and
/// one without comes first.
enum Expected {
  static func of(_ check: String, _ kind: PeerKind) -> Outcome {
    let exceptions = exceptions(of: kind)
    if let outcome = exceptions[check] { return outcome }
    let prefix = exceptions.keys.filter { $0.hasSuffix("*") && check.hasPrefix($0.dropLast()) }.max {
      $0.count < $1.count
    }
    return prefix.flatMap { exceptions[$0] } ?? .passed
  }

  /// Whether a name of the table is of a check.
  static func isKnown(_ name: String) -> Bool {
    Examination.checks.contains { name.hasSuffix("*") ? $0.name.hasPrefix(name.dropLast()) : $0.name == name }
  }

  static func exceptions(of kind: PeerKind) -> [String: Outcome] {
    switch kind {
    case .inProcess: withoutMail.merging(withoutHTTP) { _, own in own }
    case .binary, .nginx: withoutMail
    case .cyrus36: cyrus.merging(cyrus36) { _, own in own }
    case .cyrus310: cyrus.merging(cyrus310) { _, own in own }
    }
  }

  private static let withoutMail: [String: Outcome] = [
    "Mailbox.*": .notOffered, "Email.*": .notOffered, "mail.*": .notOffered,
    // Articles come from blogs, and there is none here.
    "Article.properties": .notTried, "Article.query-pages": .notTried,
  ]

  private static let withoutHTTP: [String: Outcome] = [
    "session.refusal": .notTried, "compression.*": .notTried, "blob.harmless": .notTried,
    // The transport within the process has no streams.
    "push.stream": .notOffered, "push.states": .notOffered, "push.news": .notOffered, "sync.waiting": .notOffered,
  ]

  private static let cyrus: [String: Outcome] = [
    "session.absolute": .notOffered,
    "Channel.*": .notOffered, "Message.*": .notOffered, "ReadPosition.*": .notOffered, "FileNode.*": .notOffered,
    "Proposal.*": .notOffered, "Tally.*": .notOffered, "Ballot.*": .notOffered,
    "Course.*": .notOffered, "Lesson.*": .notOffered, "CourseProgress.*": .notOffered,
    "Profile.*": .notOffered, "Report.*": .notOffered, "Feed.*": .notOffered, "Article.*": .notOffered,
    "Calendar.query*": .notOffered, "Calendar.from-zero": .notOffered,
    "blob.content-id": .notOffered, "blob.range": .notOffered, "blob.harmless": .notOffered, "blob.pieces": .notOffered,
    "push.*": .notOffered, "event.answer": .notOffered, "event.sheet*": .notOffered, "event.ride*": .notOffered,
    "Invitation.*": .notOffered,
    "sync.waiting": .notOffered, "sync.file": .notOffered, "sync.edit": .notOffered, "sync.conflict": .notOffered,
  ]

  private static let cyrus36: [String: Outcome] = [
    // It gives @type and uid unasked, and begins at the first event whatever the position.
    "CalendarEvent.properties": .failed, "CalendarEvent.query-pages": .failed,
    // It answers invalidArguments.
    "Mailbox.bad-state": .failed, "Email.bad-state": .failed, "Calendar.bad-state": .failed,
    "CalendarEvent.bad-state": .failed,
    "Principal.*": .notOffered,
  ]

  private static let cyrus310: [String: Outcome] = [
    // It always gives @type and uid.
    "CalendarEvent.properties": .failed,
    "Principal.changes": .notOffered, "Principal.from-zero": .notOffered, "Principal.query": .notOffered,
    "Principal.query-pages": .notTried,
  ]
}
