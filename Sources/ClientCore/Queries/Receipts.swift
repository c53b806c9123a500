internal import GRDB
public import JSON

/// What a voter keeps of his ballot.
public struct Receipt: Sendable, Hashable {
  public let choice: JSONValue
  public let code: String
  /// When this device's ballot was cast, by the server's clock, in seconds since 1970; nil: receipts of before did not say.
  public let castAt: Double?

  public enum Verdict: Sendable, Hashable {
    /// It is among the published ballots, as it was cast.
    case counted
    /// Another one of the same voter was cast after it, at that time (seconds since 1970): another device of his did, or the server errs.
    case replaced(at: Double)
    /// It was taken back before the closing, says the server.
    case takenBack
    /// The voter had no right to vote any more at the closing, says the server.
    case notEntitled
    /// Under its code, or the voter's name, stands something else.
    case altered
    /// It is not there.
    case missing
    /// Nothing was published yet.
    case unpublished
    /// Too many ballots to be published.
    case unlisted

    /// Whether the receipt is of a ballot that the voter gave up.
    public var isSuperseded: Bool { if case .replaced = self { true } else { self == .takenBack } }
  }

  /// Looks for the ballot among those that were published.
  /// - Parameter voter: the member's own principal; for ballots with names.
  public func verdict(in tally: Tally?, voter: ObjectID?) -> Verdict {
    guard let tally, tally.state == .closed else { return .unpublished }
    let own = (tally.ballots ?? []).filter {
      $0["code"]?.string == code || voter != nil && $0["voterId"]?.string == voter?.rawValue
    }
    if own.contains(where: { $0["choice"] == choice }) { return .counted }
    if let told = told(by: tally) { return told }
    if tally.ballots == nil { return .unlisted }
    return own.isEmpty ? .missing : .altered
  }

  /// Why it is not to be found, as the server explains it; nil: it does not.
  private func told(by tally: Tally) -> Verdict? {
    switch tally.myBallot?.fate {
    case .takenBack: .takenBack
    case .notEntitled: .notEntitled
    case .counted: tally.myBallot?.castAt.flatMap { $0 > castAt ?? $0 ? .replaced(at: $0) : nil }
    case nil: nil
    }
  }
}

extension Receipt {
  static func stored(_ key: ObjectKey, _ db: Database) throws -> Receipt? {
    let text = try String.fetchOne(
      db.cachedStatement(sql: "SELECT ballot FROM receipt WHERE account = ? AND proposal = ?"),
      arguments: [key.account.rawValue, key.id.rawValue])
    guard let ballot = try text.map({ try JSONValue(parsing: $0) }), let choice = ballot["choice"],
      let code = ballot["code"]?.string
    else { return nil }
    return Receipt(choice: choice, code: code, castAt: ballot.instant("castAt"))
  }
}
