import GRDB
public import JSON
import Voting
import Wire

// Votes of an archive: opened and closed when they say, whatever time it is now.
extension ImportBatch {
  /// Keeps a proposal, which holds its dates and `createdBy`, with its ballots; one whose time is over is counted at once.
  /// - Parameter ballots: the choices, by the principals who made them; in the order of these.
  /// - Returns: its id.
  public mutating func vote(_ proposal: JSONObject, ballots: [String: JSONValue]) throws -> String {
    let id = try insert(type: Types.proposal.name, proposal)
    guard let stored = try transaction.db.object(Types.proposal.name, id),
      let question = BallotPaper(proposal: .object(stored.json))
    else { throw ImportRefusal("no question: \(id)") }
    for (voter, choice) in ballots.sorted(by: { $0.key < $1.key }) {
      guard let choice = question.choice(choice) else { throw ImportRefusal("no answer to \(id): \(choice.text)") }
      try keep(question.json(choice), of: voter, on: stored)
    }
    try transaction.insertTally(of: stored)
    try transaction.recountAll(stored, question)
    return id
  }

  private func keep(_ choice: JSONValue, of voter: String, on proposal: StoredObject) throws {
    var ballot = StoredObject(
      type: Types.ballot.name,
      json: [
        "choice": choice, "code": .string(BallotCode.make()), "castAt": proposal.json["opensAt"] ?? .null,
      ])
    (ballot.id, ballot.owner, ballot.creator, ballot.container) = (proposal.id, voter, voter, proposal.container)
    try transaction.insert(&ballot, as: Types.ballot)
  }

  func place(proposal: inout StoredObject) throws {
    let json = proposal.json
    guard let channel = json["channelId"]?.string, try transaction.db.object("Channel", channel) != nil else {
      throw ImportRefusal("channelId names no channel")
    }
    guard let closes = json["closesAt"]?.string.flatMap(UTCDate.init),
      let opens = json["opensAt"]?.string.flatMap(UTCDate.init), opens < closes
    else { throw ImportRefusal("opensAt and closesAt are no span of time") }
    proposal.json["created"] = json["created"] ?? json["opensAt"]
    proposal.json["createdBy"] = json["createdBy"] ?? .null
    (proposal.container, proposal.sortKey) = (channel, closes.milliseconds)
    proposal.creator = json["createdBy"]?.string ?? ""
  }
}
