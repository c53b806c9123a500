import JSON
import Testing
import Text

@testable import ClientCore

/// What a receipt is worth against what was published, and against what the server says of the member's own ballot.
struct ReceiptTests {
  private static let code = "0123456789ABCDEF"
  private let receipt = Receipt(
    choice: "yes", code: code, castAt: UTCDate.seconds("2026-04-01T10:00:00.250Z"))

  private func tally(_ ballots: JSONValue, _ own: JSONValue = .null, state: String = "closed") throws -> Tally {
    var object: JSONObject = ["id": "v", "state": .string(state), "ballotCount": 1]
    if !ballots.isNull { object["ballots"] = ballots }
    if !own.isNull { object["myBallot"] = own }
    return try Tally(.object(object))
  }

  private func verdict(
    _ ballots: JSONValue, _ own: JSONValue = .null, state: String = "closed"
  ) throws -> Receipt.Verdict {
    try receipt.verdict(in: tally(ballots, own, state: state), voter: "moi")
  }

  private static let mine: JSONValue = [["code": .string(code), "choice": "yes"]]
  private static let another: JSONValue = [["code": .string(code), "choice": "no"]]
  private static let none: JSONValue = [["code": "ZZZZYYYYXXXXWWWW", "choice": "yes"]]
  private static func counted(_ time: String) -> JSONValue { ["fate": "counted", "castAt": .string(time)] }

  @Test func whatIsThereIsCounted() throws {
    #expect(try verdict(Self.mine) == .counted)
    #expect(try verdict([["voterId": "moi", "choice": "yes"]]) == .counted)
    #expect(try verdict(Self.mine, ["fate": "takenBack"]) == .counted)
    #expect(try verdict(.null, state: "open") == .unpublished)
    #expect(try verdict(Self.mine, state: "withdrawn") == .unpublished)
    #expect(try verdict(.null, Self.counted("2026-04-01T10:00:00.250Z")) == .unlisted)
  }

  @Test func whatIsReallyMissingOrOtherwiseIsToldAsSuch() throws {
    #expect(try verdict(Self.none) == .missing)
    #expect(try verdict(Self.another) == .altered)
    #expect(try verdict([["voterId": "moi", "choice": "no"]]) == .altered)
    // The server says that it counted this very ballot.
    #expect(try verdict(Self.none, Self.counted("2026-04-01T10:00:00.250Z")) == .missing)
    #expect(try verdict(Self.another, Self.counted("2026-04-01T10:00:00.250Z")) == .altered)
  }

  @Test func whatTheVoterDidElsewhereIsNoAlarm() throws {
    let later = "2026-04-02T10:00:00.000Z"
    let time = try #require(UTCDate.seconds(later))
    #expect(try verdict(Self.another, Self.counted(later)) == .replaced(at: time))
    // Taken back and cast anew: under another code.
    #expect(try verdict(Self.none, Self.counted(later)) == .replaced(at: time))
    #expect(try verdict(Self.none, ["fate": "takenBack"]) == .takenBack)
    #expect(try verdict(.null, ["fate": "takenBack"]) == .takenBack)
    #expect(try verdict(Self.none, ["fate": "notEntitled", "castAt": .string(later)]) == .notEntitled)
  }

  @Test func aReceiptKeepsWhenItsBallotWasCastAndOneOfBeforeDoesNotSay() async throws {
    let village = try Village()
    try await village.receive(
      Proposal.name,
      [["id": "v", "channelId": "b", "title": "V", "method": "yesno", "closesAt": "2026-03-01T18:00:00Z"]])
    try await village.receive(
      Ballot.name, [["id": "v", "choice": "yes", "code": .string(Self.code), "castAt": "2026-02-01T10:00:00.250Z"]])
    let key = village.key(Proposal.name, "v")
    #expect(try village.reader.proposal(key)?.receipt?.castAt == UTCDate.seconds("2026-02-01T10:00:00.250Z"))
    let old = Receipt(choice: "yes", code: Self.code, castAt: nil)
    #expect(try old.verdict(in: tally(Self.none, Self.counted("2026-04-01T10:00:00Z")), voter: nil) == .missing)
  }
}

struct TallyCheckTests {
  private func row(_ more: JSONObject, method: String = "yesno") throws -> ProposalRow {
    let proposal: JSONObject = [
      "id": "v", "channelId": "b", "title": "V", "method": .string(method), "closesAt": "2026-03-01T18:00:00Z",
    ]
    let tally: JSONObject = [
      "id": "v", "state": "closed", "electors": 3, "ballotCount": 2, "counts": [1, 1, 0], "ranking": [],
      "outcome": "rejected", "ballots": [["code": "A", "choice": "yes"], ["code": "B", "choice": "no"]],
    ]
    return ProposalRow(
      key: ObjectKey(AccountID(rawValue: 1), Proposal.name, "v"), proposal: try Proposal(.object(proposal)),
      tally: try Tally(.object(tally.merging(more) { $1 })), ballot: nil, ballotMark: .none, channel: nil, author: nil,
      mark: .none)
  }

  private func findings(_ more: JSONObject) throws -> [TallyCheck.Finding]? { try TallyCheck(row(more))?.findings }

  @Test func aTallyThatHoldsTogetherHasNoFindings() throws {
    let check = try #require(try TallyCheck(row([:])))
    #expect(check.findings.isEmpty && check.ballots == 2 && check.electors == 3)
    #expect(try TallyCheck(row(["ballots": .null])) == nil)
  }

  @Test func eachThingThatDoesNotFitIsFound() throws {
    #expect(try findings(["counts": [2, 0, 0]]) == [.otherResult])
    #expect(try findings(["outcome": "adopted"]) == [.otherResult])
    #expect(try findings(["ballotCount": 3]) == [.otherNumber(published: 2, told: 3)])
    #expect(try findings(["electors": 1]) == [.moreThanElectors(ballots: 2, electors: 1)])
    let twice: JSONValue = [["code": "A", "choice": "yes"], ["code": "A", "choice": "no"]]
    #expect(try findings(["ballots": twice]) == [.twice([UntrustedText("A")])])
    let voters: JSONValue = [["voterId": "moi", "choice": "yes"], ["voterId": "moi", "choice": "no"]]
    #expect(try findings(["ballots": voters]) == [.twice([UntrustedText("moi")])])
    let odd: JSONValue = [
      ["code": "A", "choice": "yes"], ["code": "B", "choice": "no"], ["code": "C", "choice": "perhaps"],
    ]
    #expect(try findings(["ballots": odd, "ballotCount": 3]) == [.noAnswers(1)])
  }
}
