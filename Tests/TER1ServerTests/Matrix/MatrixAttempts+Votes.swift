import JSON
import TER1Server
import Voting
import Wire

// Proposals, ballots and tallies.
extension MatrixAttempts {
  private static func changing(_ patch: @escaping @Sendable (MatrixWorld, String) throws -> JSONObject) -> Attempt {
    { world, person in
      try done { try world.update("Proposal", world.proposal(opens: false), patch(world, person), as: person) }
    }
  }

  static let proposals = reading("Proposal") { world, _ in try world.proposal() }.merging([
    "Proposal/set create": { world, person in
      try done { try world.create("Proposal", world.draft(proposal: world.forum), as: person) }
    },
    "… with `createdBy` of a proposal": { world, person in
      let forged: JSONObject = ["createdBy": .string(principal("herald", world))]
      let draft = world.draft(proposal: world.forum).merging(forged) { _, forged in forged }
      return try done { try world.create("Proposal", draft, as: person) }
    },
    "Proposal/set update: `title`": changing { world, _ in ["title": .string(world.unique("title"))] },
    "Proposal/set update: `createdBy`": changing { world, _ in ["createdBy": .string(principal("herald", world))] },
    "Proposal/set update: `withdrawnAt`": changing { _, _ in ["withdrawnAt": "2026-01-01T00:00:00Z"] },
    "Proposal/set destroy": { world, person in
      try done { try world.destroy("Proposal", world.proposal(), as: person) }
    },
  ]) { first, _ in first }

  static let tallies = reading("Tally") { world, _ in try world.proposal() }.merging([
    "Tally/set create": { world, person in try done { try world.create("Tally", [:], as: person) } },
    "Tally/set update: `ballotCount`": { world, person in
      try done { try world.update("Tally", world.proposal(), ["ballotCount": 99], as: person) }
    },
    "Tally/set destroy": { world, person in try done { try world.destroy("Tally", world.proposal(), as: person) } },
  ]) { first, _ in first }

  /// The author's, on a proposal that is new.
  private static func ballot(_ world: MatrixWorld, _: String) throws -> String {
    let proposal = try world.proposal()
    try world.update("Ballot", proposal, cast("yes"), as: "author")
    return proposal
  }

  private static func cast(_ choice: JSONValue) -> JSONObject {
    ["choice": choice, "code": .string(BallotCode.make())]
  }

  static let ballots = reading("Ballot", ballot).merging([
    "Ballot/set create": { world, person in try done { try world.create("Ballot", cast("yes"), as: person) } },
    "Ballot/set update: one’s own": { world, person in
      try done { try world.update("Ballot", world.proposal(), cast("no"), as: person) }
    },
    "Ballot/set update: `voterId`": { world, person in
      let forged: JSONObject = ["voterId": .string(principal("herald", world))]
      return try done {
        try world.update("Ballot", ballot(world, person), cast("no").merging(forged) { $1 }, as: person)
      }
    },
    "Ballot/set destroy": { world, person in try done { try world.destroy("Ballot", ballot(world, person), as: person) }
    },
  ]) { first, _ in first }
}

extension MatrixWorld {
  func draft(proposal forum: String) -> JSONObject {
    [
      "clientId": .string(unique("proposal")), "channelId": .string(forum), "title": "Signer ?", "method": "yesno",
      "closesAt": "2999-01-01T00:00:00Z",
    ]
  }

  /// - Parameter opens: whether it is open.
  func proposal(opens: Bool = true) throws -> String {
    let later: JSONObject = opens ? [:] : ["opensAt": "2998-01-01T00:00:00Z"]
    return try create("Proposal", draft(proposal: forum).merging(later) { $1 }, as: "author")
  }
}
