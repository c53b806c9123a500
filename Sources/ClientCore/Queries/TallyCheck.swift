internal import JSON
public import Text
internal import Voting

/// A published tally, counted again from its ballots.
public struct TallyCheck: Sendable, Hashable {
  /// What does not fit. Each is for all members to hear of.
  public enum Finding: Sendable, Hashable {
    /// The ballots give another result.
    case otherResult
    /// So many published ballots are no answer to the question.
    case noAnswers(Int)
    /// Not as many ballots are published as were said to be counted.
    case otherNumber(published: Int, told: Int)
    case moreThanElectors(ballots: Int, electors: Int)
    /// Codes, or voters, that stand more than once.
    case twice([UntrustedText])
  }

  public let ballots: Int
  /// nil: the server does not say how many might vote.
  public let electors: Int?
  public let findings: [Finding]

  /// nil: no ballots are published, or this program does not know the method.
  public init?(_ row: ProposalRow) {
    guard let tally = row.tally, let published = tally.ballots, let paper = row.proposal.paper else { return nil }
    let count = paper.count(published)
    let isRight =
      count.counts == tally.counts && count.ranking == tally.ranking
      && count.outcome(quorum: row.proposal.quorum) == tally.outcome
    (ballots, electors) = (published.count, tally.electors)
    let twice = Self.twice(published)
    findings = [
      isRight ? nil : .otherResult,
      count.ballots == published.count ? nil : .noAnswers(published.count - count.ballots),
      published.count == tally.ballotCount
        ? nil : .otherNumber(published: published.count, told: tally.ballotCount),
      tally.electors.flatMap { $0 < published.count ? .moreThanElectors(ballots: published.count, electors: $0) : nil },
      twice.isEmpty ? nil : .twice(twice),
    ].compactMap(\.self)
  }

  private static func twice(_ ballots: [JSONValue]) -> [UntrustedText] {
    let names = ballots.map { $0["code"]?.string ?? $0["voterId"]?.string ?? "" }
    return Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted().map { UntrustedText($0) }
  }
}
