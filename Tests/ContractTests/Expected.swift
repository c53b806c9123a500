/// Which checks each known server does not pass, and how; it must pass all others.
enum Expected {
  static func of(_ check: String, _ kind: PeerKind) -> Outcome { exceptions(of: kind)[check] ?? .passed }

  static func exceptions(of kind: PeerKind) -> [String: Outcome] {
    switch kind {
    case .inProcess: mail.merging(withoutHTTP) { _, own in own }
    case .binary, .nginx: mail
    case .cyrus36: [:]
    case .cyrus310: [:]
    }
  }

  /// ter1-server has no mail.
  private static let mail = outcomes(.notOffered, [])
  private static let withoutHTTP = outcomes(.notTried, [])

  private static func outcomes(_ outcome: Outcome, _ names: [String]) -> [String: Outcome] {
    Dictionary(names.map { ($0, outcome) }) { first, _ in first }
  }
}
