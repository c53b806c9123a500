import JSON
import Localization
import Voting

@testable import ClientCore
@testable import TER1TUI

/// The readers of ballots: typed ones, those of others as they are published, and the form of a proposal.
extension FuzzTarget {
  @Sendable static func votes(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let form = ProposalForm.fields(title: "t", body: text)
    _ = ProposalForm.text(form, .create, Catalog(.french))
    for proposal in proposals { typed(text, proposal) }
    guard let value = try? JSONValue(parsing: bytes) else { return }
    for proposal in proposals { published(value, proposal) }
  }

  private static let proposals: [Proposal] = VotingMethod.allCases.compactMap { method in
    try? Proposal([
      "id": "v", "channelId": "c", "title": "t", "method": .string(method.rawValue),
      "options": method.words == nil ? ["un", "deux", "trois"] : [], "dots": method == .dots ? 12 : 0,
      "closesAt": "2026-01-01T00:00:00Z",
    ])
  }

  /// What is understood is a ballot, and what is shown of it is understood alike.
  private static func typed(_ text: String, _ proposal: Proposal) {
    guard let reader = BallotText(proposal, Catalog(.french)), let paper = proposal.paper,
      let choice = try? reader.parse(text)
    else { return }
    precondition(paper.choice(paper.json(choice)) == choice, "a ballot that is none was understood")
    let shown = VoteWords(Catalog(.french)).choice(choice, of: proposal.method)
    precondition((try? reader.parse(shown)) == choice, "what is shown is understood otherwise")
  }

  /// Whatever stands in a published tally, as many are counted as are ballots.
  private static func published(_ value: JSONValue, _ proposal: Proposal) {
    guard let paper = proposal.paper else { return }
    if let choice = paper.choice(value) { precondition(paper.choice(paper.json(choice)) == choice) }
    let ballots = value.array ?? [value]
    let count = paper.count(ballots)
    precondition(count.ballots <= ballots.count && count.ranking.joined().count <= paper.options)
    _ = count.outcome(quorum: 1)
    let receipt = Receipt(choice: value["choice"] ?? .null, code: value["code"]?.string ?? "", castAt: 0)
    let closed: JSONValue = ["id": "v", "state": "closed", "ballots": value, "myBallot": value]
    _ = try? receipt.verdict(in: Tally(closed), voter: "P1")
  }
}
