import GRDB
import JSON
import Voting
import Wire

/// docs/protocol.md, section 23: a member's own ballot. Its id is the proposal's, so that there can be no second one.
struct BallotType: ObjectType {
  let name = "Ballot"
  let letter = "B"
  let capability = Capability.proposals
  let isPrivate = true
  let properties: [Property] = [
    .serverSet("id"),
    Property("choice", .other),
    Property("code", .text(bytes: 16)),
    .serverSet("castAt"),
  ]

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.singleton) }

  /// That it comes too late is said before anything of what stands there: once it was counted a secret ballot is not kept.
  func admit(_ new: StoredObject, in change: Change) throws {
    if new.sequence == 0 { try change.refuseCounted(new) }
    _ = try change.openQuestion(new.id)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let (proposal, question) = try change.openQuestion(new.id)
    guard let choice = new.json["choice"].flatMap(question.choice) else {
      throw SetError.invalid("choice", "is no answer to this proposal")
    }
    guard BallotCode.isCode(new.json["code"]?.string ?? "") else {
      throw SetError.invalid("code", "is \(BallotCode.length) characters of base 32")
    }
    new.json["choice"] = question.json(choice)
    new.json["castAt"] = .string(change.transaction.now.text)
    try change.transaction.recount(
      proposal, question, instead: old.json["choice"].flatMap(question.choice), choice)
  }

  /// Who takes his ballot back has not voted.
  func destroy(_ old: StoredObject, in change: Change) throws {
    let (proposal, question) = try change.openQuestion(old.id)
    try change.transaction.recount(proposal, question, instead: old.json["choice"].flatMap(question.choice), nil)
  }

  /// What was counted cannot be taken back, though nobody knows any more what it was.
  func absence(of id: String, in change: Change) throws -> SetError {
    guard try change.readable("Proposal", id) != nil,
      try change.db.fate(ofBallotOn: id, by: change.me)?.fate == .counted
    else { return SetError(SetError.notFound) }
    return SetError(SetError.proposalClosed, "it was counted")
  }

  func absent(_ id: String, in change: Change) throws -> StoredObject? {
    guard let proposal = try change.readable("Proposal", id) else { return nil }
    var ballot = StoredObject(type: name, json: ["id": .string(id)])
    ballot.id = id
    ballot.owner = change.me
    ballot.creator = change.me
    ballot.container = proposal.container
    return ballot
  }
}

extension Change {
  /// What the server says of a proposal's time; the clock alone opens and closes, also before `settle` came round.
  func phase(of proposal: String) throws -> Phase {
    guard let tally = try db.object("Tally", proposal) else { return .withdrawn }
    let phase = tally.json["state"]?.string.flatMap(Phase.init(rawValue:)) ?? .withdrawn
    guard phase == .waiting || phase == .open, let proposal = try db.object("Proposal", proposal) else { return phase }
    return proposal.phase(at: transaction.now, atLeast: phase)
  }

  /// A secret ballot is not kept once it was counted. Its answer may have been lost: who sends it again, and knows its code, is told
  /// that it counts, and not that it came too late.
  fileprivate func refuseCounted(_ ballot: StoredObject) throws {
    guard let tally = try db.object("Tally", ballot.id), let code = ballot.json["code"]?.string, !code.isEmpty else {
      return
    }
    let isCounted = tally.json["ballots"]?.array?.contains {
      $0["code"]?.string == code && $0["choice"] == ballot.json["choice"]
    }
    // Once they are published, anybody knows the codes.
    guard isCounted == true, let (fate, castAt) = try db.fate(ofBallotOn: ballot.id, by: me), fate == .counted else {
      return
    }
    throw AlreadyDone(answer: ["castAt": .string(castAt.text)])
  }

  /// A proposal on which the member may vote now; else throws why not.
  fileprivate func openQuestion(_ id: String) throws -> (StoredObject, BallotPaper) {
    guard let proposal = try readable("Proposal", id), let question = BallotPaper(proposal: .object(proposal.json))
    else {
      throw SetError(SetError.notFound)
    }
    try require(.respond, in: proposal.container)
    switch try phase(of: id) {
    case .open: return (proposal, question)
    case .waiting: throw SetError(SetError.proposalNotOpen, "it has not been opened yet")
    case .closed: throw SetError(SetError.proposalClosed, "it was closed")
    case .withdrawn: throw SetError(SetError.proposalClosed, "it was withdrawn")
    }
  }
}
