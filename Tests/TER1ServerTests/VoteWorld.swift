import JSON
import TER1Server
import Testing
import Voting
import Wire

/// A village with a board and a stopped clock, in which something is put to the vote.
struct VoteWorld {
  let clock = StoppedClock()
  let village: Village
  let board: String

  init() throws {
    village = try Village(clock: clock)
    board = try village.forum()
  }

  static let day: Int64 = 86_400

  func draft(_ method: String = "yesno", _ more: JSONObject = [:]) -> JSONObject {
    let draft: JSONObject = [
      "clientId": .string(BallotCode.make()), "channelId": .string(board), "title": "Signer ?", "body": "Le texte.",
      "method": .string(method), "closesAt": clock.text(in: Self.day),
    ]
    return draft.merging(more) { _, more in more }
  }

  /// One that bert makes.
  func propose(_ method: String = "yesno", _ more: JSONObject = [:], as handle: String = "bert") throws -> String {
    try village.create("Proposal", draft(method, more), as: handle)
  }

  @discardableResult
  func vote(_ choice: JSONValue, on proposal: String, code: String = BallotCode.make(), as handle: String) throws
    -> JSONObject
  {
    try village.update("Ballot", proposal, ["choice": choice, "code": .string(code)], as: handle)
  }

  func tally(_ proposal: String, as handle: String = "carl") throws -> JSONObject {
    try #require(try village.get("Tally", proposal, as: handle))
  }

  func close(_ proposal: String) throws -> JSONObject {
    clock.pass(seconds: Self.day)
    return try tally(proposal)
  }
}
