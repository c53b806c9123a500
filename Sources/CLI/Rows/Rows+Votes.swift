internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text
internal import Voting

extension Row {
  /// - Parameter now: seconds since 1970.
  static func proposal(_ row: ProposalRow, in account: UntrustedText, now: Double, zone: TimeZone) -> Row {
    let state = row.state(at: now)
    let isOver = state == .closed || state == .withdrawn
    let words = VoteWords(tr)
    let standing = isOver ? words.outcome(row) : SafeText(words.state(state))
    let line =
      SafeText(RowTime.local(row.proposal.closesAt, zone) + "  ") + row.proposal.title.line
      + SafeText("  (" + words.method(row.proposal.method) + ", ") + standing
      + SafeText(", " + tr(row.tally?.ballotCount ?? 0, "%1 ballot", "%1 ballots") + ")")
      + SafeText(row.ballot == nil ? "" : "  " + tr("(you have voted)")) + row.ballotMark.suffix + row.mark.suffix
    return Row(json: json(row, account, state), line: line)
  }

  private static func json(_ row: ProposalRow, _ account: UntrustedText, _ state: Tally.State) -> JSONValue {
    let (proposal, tally) = (row.proposal, row.tally)
    func numbers(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .number($0) }) }
    return [
      "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account),
      "channel": .text(row.channel?.name), "channelId": .id(proposal.channelID), "topicId": .id(proposal.topicID),
      "amends": .id(proposal.amends), "title": .text(proposal.title), "body": .text(proposal.body),
      "author": .text(row.author?.name), "method": .string(proposal.method.rawValue),
      "options": .array(proposal.options.map { .text($0) }), "dots": .number(proposal.dots),
      "isSecret": .bool(proposal.isSecret), "quorum": .number(proposal.quorum), "opensAt": .time(proposal.opensAt),
      "closesAt": .time(proposal.closesAt), "status": .string(state.rawValue), "electors": .number(tally?.electors),
      "ballots": .number(tally?.ballotCount), "counts": tally?.counts.map(numbers) ?? .null,
      "ranking": .array((tally?.ranking ?? []).map(numbers)),
      "outcome": tally?.outcome.map { .string($0.rawValue) } ?? .null, "myBallot": row.ballot?.choice ?? .null,
      "myBallotState": row.ballotMark.json, "state": row.mark.json,
    ]
  }
}
