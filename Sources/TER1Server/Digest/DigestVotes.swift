import GRDB
import JSON

extension Digest {
  /// A vote that waits for the member's ballot and closes within so many milliseconds is told again and again.
  private static let closingSoon: Int64 = 2 * 86_400_000

  private static let mostVotes = 1_000

  /// What waits for the member's ballot and closes soon, what others put to the vote, and what came of it.
  func votes() throws -> [DigestEntry] {
    let coming = try proposals("sortKey >= ?1 ORDER BY sortKey", [max(since, call.now).milliseconds])
    let over = try proposals(
      "sortKey >= ?1 AND sortKey < ?2 ORDER BY sortKey DESC", [since.milliseconds, call.now.milliseconds])
    return try (coming + over).filter { call.access.mayRead($0.container) }.compactMap(vote)
  }

  /// - Parameter condition: with an order, of which the first ones are taken.
  private func proposals(_ condition: String, _ arguments: StatementArguments) throws -> [StoredObject] {
    try call.db.objects(
      where: """
        seq IN (SELECT seq FROM object WHERE type = 'Proposal' AND owner = '' AND isDestroyed = 0 AND \(condition)
          LIMIT \(Self.mostVotes))
        """, arguments)
  }

  private func vote(_ proposal: StoredObject) throws -> DigestEntry? {
    guard let tally = try call.db.object("Tally", proposal.id)?.json else { return nil }
    func entry(_ change: String, _ rank: DigestEntry.Rank, order: Int64, _ more: JSONObject = [:]) -> DigestEntry {
      let members: JSONObject = [
        "type": "Proposal", "id": .string(proposal.id), "in": .string(proposal.container), "change": .string(change),
        "title": .string(DigestEntry.words(proposal.json["title"]?.string ?? "", most: DigestEntry.titleLength)),
      ]
      return DigestEntry(
        rank: rank, order: order, members: members.merging(more) { _, more in more },
        news: ("proposalIds", [proposal.id]))
    }
    let closes = proposal.sortKey
    let closing: JSONObject = ["closesAt": .string(UTCDate(milliseconds: closes).seconds)]
    switch tally["state"]?.string.flatMap(Phase.init(rawValue:)) {
    case .open where try closesSoon(proposal): return entry("closing", .closingVote, order: closes, closing)
    case .open where isNew(proposal), .waiting where isNew(proposal):
      return entry("new", .newEvent, order: closes, closing)
    case .closed:
      let at = UTCDate(milliseconds: closes)
      return entry(
        "closed", .news, order: -closes, ["at": .string(at.seconds), "outcome": tally["outcome"] ?? .null])
    default: return nil
    }
  }

  private func isNew(_ proposal: StoredObject) -> Bool {
    proposal.creator != me && proposal.json["created"]?.string ?? "" >= since.text
  }

  private func closesSoon(_ proposal: StoredObject) throws -> Bool {
    guard proposal.sortKey < call.now.milliseconds + Self.closingSoon,
      call.access.rights(in: proposal.container).contains(.respond)
    else { return false }
    return try call.db.object("Ballot", proposal.id, owner: me) == nil
  }
}
