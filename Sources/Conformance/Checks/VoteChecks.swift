import JSON
import Voting
import Wire

/// docs/protocol.md, section 23: proposals, ballots and tallies.
enum VoteChecks {
  static let all: [Check] = [
    check("Proposal.create", "a proposal has a tally of its own, and is open by the server's clock", create),
    check("Proposal.fixed", "what is open stays as it is", fixed),
    check("Ballot.once", "a member has one ballot, which he may change", once),
    check("Ballot.own", "a ballot is seen by who cast it, and cast for nobody else", own),
    check("Ballot.replay", "an older ballot that is sent again does not take the place of a newer one", replay),
    check("Tally.secret", "a secret vote that is open tells neither counts nor single ballots", secret),
    check("Ballot.take-back", "a newer ballot that one has not seen is not taken back", takeBack),
    check(
      "Ballot.late", "what comes after the closing is told so, and what was cast is published with its receipt", late),
  ]

  private static func check(
    _ name: String, _ promise: String, _ examine: @escaping @Sendable (Poll) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 23", levels: [.l2], need: .writing) { examinee async throws(Finding) in
      let proposals = try ExaminedType.named("Proposal", examinee)
      try await examine(Poll(board: try await Board.make(examinee), proposals: proposals))
    }
  }

  /// A board where something is put to the vote.
  struct Poll: Sendable {
    let board: Board
    let proposals: Collection

    func of(_ type: String) -> Collection {
      Collection(
        examinee: proposals.examinee, type: type, account: proposals.account, using: proposals.using)
    }
    var ballots: Collection { of("Ballot") }

    /// - Returns: its id. It goes with the board.
    func propose(_ more: JSONObject = [:], seconds: Double = 3_600) async throws(Finding) -> String {
      let properties: JSONObject = [
        "clientId": .string(Unique.word()), "channelId": .string(board.id), "title": "Signer ?", "method": "yesno",
        "closesAt": .string(ServerDate.text(in: seconds)),
      ]
      let result = try await proposals.set(["create": ["n": .object(properties.merging(more) { $1 })]])
      return try want(
        result.created["n"]?["id"]?.string, "a proposal is created", result.notCreated["n"]?.words ?? "nothing")
    }

    func vote(_ choice: JSONValue, on id: String, code: String = BallotCode.make(), _ more: JSONObject = [:])
      async throws(Finding) -> SetResult
    {
      try await ballots.set(
        more.merging(["update": [id: ["choice": choice, "code": .string(code)]]]) { own, _ in own })
    }

    func cast(_ choice: JSONValue, on id: String, code: String = BallotCode.make()) async throws(Finding) {
      let result = try await vote(choice, on: id, code: code)
      try expect(
        result.updated[id] != nil, "the ballot is taken", result.notUpdated[id]?.words ?? "neither updated nor refused")
    }

    func tally(_ id: String) async throws(Finding) -> JSONObject { try await of("Tally").object(id) }
  }

  private static func create(_ poll: Poll) async throws(Finding) {
    let id = try await poll.propose()
    let tally = try await poll.tally(id)
    try expect(
      tally["state"] == "open" && tally["ballotCount"] == 0 && tally["counts"] == [0, 0, 0], "an open tally of noughts",
      JSONValue.object(tally).short)
    let later = try await poll.propose(["opensAt": .string(ServerDate.text(in: 1_800))])
    let waiting = try await poll.tally(later)["state"]
    try expect(waiting == "waiting", "the state waiting", waiting?.short ?? "none")
    let early = try await poll.vote("yes", on: later).notUpdated[later]
    try expect(early?.type == "proposalNotOpen", "proposalNotOpen", early?.words ?? "taken")
  }

  private static func fixed(_ poll: Poll) async throws(Finding) {
    let id = try await poll.propose()
    for patch in [["title": "Autre"], ["closesAt": .string(ServerDate.text(in: 60))]] as [JSONObject] {
      let error = try await poll.proposals.update(id, patch).notUpdated[id]
      try expect(error?.type == "proposalOpen", "proposalOpen for \(patch.keys)", error?.words ?? "updated")
    }
  }

  private static func once(_ poll: Poll) async throws(Finding) {
    let id = try await poll.propose()
    for choice in ["yes", "no", "abstain"] as [JSONValue] { try await poll.cast(choice, on: id) }
    let tally = try await poll.tally(id)
    try expect(
      tally["ballotCount"] == 1 && tally["counts"] == [0, 0, 1], "one ballot, the last", JSONValue.object(tally).short)
    let wrong = try await poll.vote("perhaps", on: id).notUpdated[id]
    try expect(wrong?.type == SetError.invalidProperties, "invalidProperties", wrong?.words ?? "taken")
  }

  private static func own(_ poll: Poll) async throws(Finding) {
    let id = try await poll.propose()
    try await poll.cast("yes", on: id)
    let forged = try await poll.ballots.update(id, ["voterId": "somebody"]).notUpdated[id]
    try expect(forged?.type == SetError.invalidProperties, "invalidProperties", forged?.words ?? "updated")
    let other = try await poll.board.messages.examinee.second()
    let seen = try await ExaminedType.named("Ballot", other).get(["ids": [.string(id)]])
    try expect(seen.list.isEmpty, "nothing for another member", "\(seen.list)")
  }

  private static func replay(_ poll: Poll) async throws(Finding) {
    let (id, code) = (try await poll.propose(), BallotCode.make())
    let unseen: JSONObject = ["ifMatch": [id: ["choice": nil]]]
    let first = try await poll.vote("yes", on: id, code: code, unseen)
    try expect(first.updated[id] != nil, "the first ballot is taken", first.notUpdated[id]?.words ?? "?")
    let again = try await poll.vote("yes", on: id, code: code, unseen)
    try expect(again.updated[id] != nil, "the same again is no conflict", again.notUpdated[id]?.words ?? "?")
    try await poll.cast("no", on: id, code: code)
    let late = try await poll.vote("yes", on: id, code: code, unseen).notUpdated[id]
    try expect(late?.type == SetError.stateMismatch, "stateMismatch", late?.words ?? "updated")
  }

  private static func takeBack(_ poll: Poll) async throws(Finding) {
    let id = try await poll.propose()
    try await poll.cast("no", on: id)
    func take(_ seen: JSONValue) async throws(Finding) -> SetResult {
      try await poll.ballots.set(["destroy": [.string(id)], "ifMatch": [id: ["choice": seen]]])
    }
    let refused = try await take("yes").notDestroyed[id]
    try expect(refused?.type == SetError.stateMismatch, "stateMismatch", refused?.words ?? "destroyed")
    try expect(try await take("no").destroyed == [id], "destroyed when it is what was seen", "it stands")
  }

  private static func secret(_ poll: Poll) async throws(Finding) {
    let id = try await poll.propose(["isSecret": true])
    let before = try await poll.of("Tally").state()
    for choice in ["yes", "no", "abstain"] as [JSONValue] { try await poll.cast(choice, on: id) }
    let tally = try await poll.tally(id)
    try expect(
      tally["counts"] ?? .null == .null && tally["ballots"] ?? .null == .null && tally["ballotCount"] == 0,
      "nothing of one ballot",
      JSONValue.object(tally).short)
    let changes = try await poll.of("Tally").changes(since: before)
    try expect(!changes.updated.contains(id), "no change that tells when somebody voted", "\(changes.updated)")
  }

  /// Closes a moment later, and waits for it.
  private static func late(_ poll: Poll) async throws(Finding) {
    let (id, code) = (try await poll.propose(["isSecret": true], seconds: 2), BallotCode.make())
    try await poll.cast("yes", on: id, code: code)
    var tally = try await poll.tally(id)
    for _ in 0..<200 where tally["state"] == "open" {
      do { try await Task.sleep(for: .milliseconds(100)) } catch { throw .notTried("interrupted") }
      tally = try await poll.tally(id)
    }
    let seen = JSONValue.object(tally).short
    try expect(tally["state"] == "closed" && tally["outcome"] == "adopted", "closed and adopted", seen)
    try expect(tally["ballots"] == [["code": .string(code), "choice": "yes"]], "the ballot under its code", seen)
    try expect(tally["myBallot"]?["fate"] == "counted", "myBallot says that it was counted", seen)
    for more in [[:], ["ifMatch": [id: ["choice": "yes"]]]] as [JSONObject] {
      let refused = try await poll.vote("no", on: id, more).notUpdated[id]
      try expect(refused?.type == "proposalClosed", "proposalClosed", refused?.words ?? "taken")
    }
    let kept = try await poll.ballots.set(["destroy": [.string(id)]]).notDestroyed[id]
    try expect(kept?.type == "proposalClosed", "proposalClosed for what is taken back", kept?.words ?? "destroyed")
  }
}
