import GRDB
import JSON

extension Digest {
  /// A vote that waits for the member's ballot and closes within so many milliseconds is told again and again.
  private static let closingSoon: Int64 = 2 * 86_400_000

  /// What waits for the member's ballot and closes soon, what others put to the vote, and what came of it.
  func votes() throws -> [DigestEntry] {
    let proposals = try call.db.objects(
      where: "type = 'Proposal' AND owner = '' AND sortKey >= ?", [since.milliseconds])
    return try proposals.filter { call.access.mayRead($0.container) }.compactMap(vote)
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
    guard proposal.sortKey < UTCDate.now.milliseconds + Self.closingSoon,
      call.access.rights(in: proposal.container).contains(.respond)
    else { return false }
    return try call.db.object("Ballot", proposal.id, owner: me) == nil
  }
}
