internal import GRDB
internal import JSON
internal import Text

/// A proposal, as a list shows it.
public struct ProposalRow: Sendable, Hashable {
  public let key: ObjectKey
  public let proposal: Proposal
  /// nil: the server has said nothing of it yet. In lists without its ballots.
  public let tally: Tally?
  /// The member's own; nil: none that is here.
  public let ballot: Ballot?
  /// Of the ballot.
  public let ballotMark: Mark
  public let channel: Channel?
  public let author: Author?
  public let mark: Mark

  /// Where it stands at a time (seconds since 1970), as far as it can be told here: the server's clock decides.
  public func state(at now: Double) -> Tally.State {
    guard let tally, !tally.isOver else { return tally?.state ?? (proposal.withdrawnAt == nil ? .waiting : .withdrawn) }
    if proposal.withdrawnAt != nil { return .withdrawn }
    if now >= proposal.closesAt { return .closed }
    return tally.state == .open || now >= proposal.opensAt ?? 0 ? .open : .waiting
  }
}

/// All about one.
public struct ProposalDetail: Sendable {
  public let row: ProposalRow
  /// The proposal that this one would amend.
  public let amended: ProposalRow?
  /// What would amend it, as it was made.
  public let amendments: [ProposalRow]
  /// What the member knows his counted ballot by.
  public let receipt: Receipt?
  /// The names of those whose ballots were published with them.
  public let voters: [ObjectID: Author]
}

extension CacheReader {
  /// What is still to be decided, by its closing; then what is over, the latest first.
  /// - Parameter now: seconds since 1970.
  public func proposals(
    _ account: AccountID? = nil, now: Double, limit: Int = 1_000
  ) throws(CacheError) -> [ProposalRow] {
    try read { db in
      let lookup = Lookup(db)
      func fetch(_ statement: String) throws -> [ProposalRow] {
        try Row.fetchAll(
          db.cachedStatement(sql: statement),
          arguments: [UTCDate.milliseconds(from: now), account?.rawValue, bounded(limit)]
        ).map { try Self.proposalRow($0, lookup) }
      }
      let rows = try fetch(Self.proposalsByClosing) + fetch(Self.proposalsClosed)
      // What was withdrawn closes later, and is over; what this machine's clock closes may not be.
      let (over, open) = (rows.filter { $0.tally?.isOver == true }, rows.filter { $0.tally?.isOver != true })
      let sorted =
        open.sorted { $0.proposal.closesAt < $1.proposal.closesAt }
        + over.sorted { $0.proposal.closesAt > $1.proposal.closesAt }
      return Array(sorted.prefix(bounded(limit)))
    }
  }

  /// The votes that wait for the member's ballot, the one that closes first at the head.
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - seconds: only those that close within so long.
  public func votesThatClose(
    _ account: AccountID? = nil, now: Double, within seconds: Double = .infinity, limit: Int = 100
  ) throws(CacheError) -> [ProposalRow] {
    try read { db in
      let open = try Self.proposals(closingFrom: now, account, Lookup(db))
      return Array(open.lazy.filter { $0.awaitsBallot(at: now, closingWithin: seconds) }.prefix(bounded(limit)))
    }
  }

  /// What closes, or was closed, from a time on (seconds since 1970), the earliest first.
  static func proposals(closingFrom start: Double, _ account: AccountID?, _ lookup: Lookup) throws -> [ProposalRow] {
    let rows = try Row.fetchAll(
      lookup.db.cachedStatement(sql: proposalsByClosing),
      arguments: [UTCDate.milliseconds(from: start), account?.rawValue, bounded(.max)])
    return try rows.map { try proposalRow($0, lookup) }
  }

  /// - Parameter tally: its column: all of it, or without its ballots.
  private static func proposalColumns(_ tally: String) -> String {
    """
    SELECT p.account, p.json, p.mark, \(tally), b.json, b.mark FROM proposal p
    CROSS JOIN account a ON a.id = p.account AND a.isPresent
    LEFT JOIN tally t ON t.account = p.account AND t.id = p.id
    LEFT JOIN ballot b ON b.account = p.account AND b.id = p.id
    """
  }

  static let proposalsByClosing = """
    \(proposalColumns("t.brief")) WHERE p.closesAt >= ?1 AND (?2 IS NULL OR p.account = ?2)
    ORDER BY p.closesAt LIMIT ?3
    """
  static let proposalsClosed = """
    \(proposalColumns("t.brief")) WHERE p.closesAt < ?1 AND (?2 IS NULL OR p.account = ?2)
    ORDER BY p.closesAt DESC LIMIT ?3
    """
  static let proposalByID = "\(proposalColumns("t.json")) WHERE p.account = ? AND p.id = ?"
  static let proposalAmendments =
    "\(proposalColumns("t.brief")) WHERE p.account = ? AND p.amends = ? AND p.amends <> '' ORDER BY p.row LIMIT 100"

  private static func proposalRow(_ row: Row, _ lookup: Lookup) throws -> ProposalRow {
    let account = AccountID(rawValue: row[0])
    let proposal = try Proposal.stored(row[1])
    return ProposalRow(
      key: ObjectKey(account, Proposal.name, proposal.id), proposal: proposal,
      tally: try (row[3] as String?).map { try Tally.stored($0) },
      ballot: try (row[4] as String?).map { try Ballot.stored($0) },
      ballotMark: (row[5] as Int?).flatMap { Mark(rawValue: $0) } ?? .none,
      channel: try lookup.object(Channel.self, account, proposal.channelID)?.object,
      author: try proposal.createdBy.map { try lookup.author(account, $0) }, mark: Mark(rawValue: row[2]) ?? .none)
  }

  public func proposal(_ key: ObjectKey) throws(CacheError) -> ProposalDetail? {
    try read { db in
      let lookup = Lookup(db)
      func fetch(_ id: ObjectID) throws -> ProposalRow? {
        try Row.fetchOne(
          db.cachedStatement(sql: Self.proposalByID), arguments: [key.account.rawValue, id.rawValue]
        ).map { try Self.proposalRow($0, lookup) }
      }
      guard let row = try fetch(key.id) else { return nil }
      let amendments = try Row.fetchAll(
        db.cachedStatement(sql: Self.proposalAmendments), arguments: [key.account.rawValue, key.id.rawValue])
      return ProposalDetail(
        row: row, amended: try row.proposal.amends.flatMap(fetch),
        amendments: try amendments.map { try Self.proposalRow($0, lookup) }, receipt: try Receipt.stored(key, db),
        voters: try Self.voters(row, lookup))
    }
  }

  private static func voters(_ row: ProposalRow, _ lookup: Lookup) throws -> [ObjectID: Author] {
    let ids = (row.tally?.ballots ?? []).compactMap { $0["voterId"]?.string }.map { ObjectID($0) }
    return try ids.reduce(into: [:]) { $0[$1] = try lookup.author(row.key.account, $1) }
  }
}

extension ProposalRow {
  /// A vote closes soon, in seconds.
  public static let soon = 2 * 86_400.0

  /// The same, and it closes within so many seconds.
  public func awaitsBallot(at now: Double, closingWithin seconds: Double) -> Bool {
    proposal.closesAt <= now + seconds && awaitsBallot(at: now)
  }

  /// Whether it is closed by this machine's clock, and not by the server's, which decides: a ballot may still come in time.
  public func isClosedHereOnly(at now: Double) -> Bool {
    tally?.isOver == false && proposal.withdrawnAt == nil && now >= proposal.closesAt
  }

  /// Whether the member may vote now and has not.
  public func awaitsBallot(at now: Double) -> Bool {
    ballot == nil && proposal.mayVote && state(at: now) == .open && !key.id.isLocal
  }
}
