import Foundation
import GRDB
import JSON
import TER1Server
import Testing
import Voting
import Wire

/// What somebody may try against a vote, and what comes of it: docs/security.md, "Votes".
struct VoteAttackTests {
  // MARK: Twice, and for another

  @Test func oneBallotForEachMemberHoweverManyDevicesAndTries() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    for choice in ["yes", "no", "yes", "abstain", "no"] as [JSONValue] { try world.vote(choice, on: id, as: "carl") }
    #expect(try world.tally(id)["ballotCount"] == 1 && world.tally(id)["counts"] == [0, 1, 0])
    #expect(refusal { try world.village.create("Ballot", ["choice": "yes", "code": "x"], as: "carl") } == "singleton")
    try world.village.destroy("Ballot", id, as: "carl")
    #expect(try world.tally(id)["ballotCount"] == 0 && world.tally(id)["counts"] == [0, 0, 0])
    try world.vote("yes", on: id, as: "carl")
    #expect(try world.close(id)["counts"] == [1, 0, 0])
  }

  /// Else whoever may close a channel could end a vote when it pleases him.
  @Test func closingItsChannelEndsNoVote() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.vote("yes", on: id, as: "bert")
    try world.village.update("Channel", world.board, ["isArchived": true], as: "anna")
    try world.vote("no", on: id, as: "carl")
    #expect(try world.close(id)["counts"] == [1, 1, 0])
  }

  /// Whoever forges the voter is refused, and the other's ballot stands.
  @Test func nobodyVotesForAnother() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.vote("yes", on: id, as: "bert")
    let forged: JSONObject = [
      "choice": "no", "code": .string(BallotCode.make()), "voterId": .string(try world.village.principal("bert")),
    ]
    #expect(refusal { try world.village.update("Ballot", id, forged, as: "carl") } == "invalidProperties")
    #expect(try world.tally(id)["counts"] == [1, 0, 0])
    #expect(try world.village.get("Ballot", id, as: "carl") == nil)
    #expect(try world.village.query("Ballot", .null, as: "carl") == [])
    #expect(refusal { try world.village.destroy("Ballot", id, as: "carl") } == "notFound")
    for type in ["Tally"] {
      #expect(refusal { try world.village.update(type, id, ["ballotCount": 9], as: "anna") } == "invalidProperties")
      #expect(refusal { try world.village.destroy(type, id, as: "anna") } == "forbidden")
    }
  }

  /// A second device that knew nothing of the first one's ballot does not overwrite it unseen; nor does a request that is repeated late.
  @Test func aReplayDoesNotBringAnOlderBallotBack() throws {
    let world = try VoteWorld()
    let (id, code) = (try world.propose(), BallotCode.make())
    let first: JSONObject = [
      "update": [id: ["choice": "yes", "code": .string(code)]], "ifMatch": [id: ["choice": nil]],
    ]
    #expect(try world.village.set("Ballot", first, as: "carl").updated[id] != nil)
    // The answer was lost: the same again changes nothing, and is no conflict.
    #expect(try world.village.set("Ballot", first, as: "carl").updated[id] == [:])
    let second: JSONObject = ["update": [id: ["choice": "no"]], "ifMatch": [id: ["choice": "yes"]]]
    #expect(try world.village.set("Ballot", second, as: "carl").updated[id] != nil)
    #expect(try world.village.set("Ballot", first, as: "carl").notUpdated[id]?.type == "stateMismatch")
    #expect(try world.tally(id)["counts"] == [0, 1, 0])
  }

  // MARK: The clock

  @Test func aBallotThatCameLateIsToldSoAndNeverCounted() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.vote("yes", on: id, as: "bert")
    world.clock.pass(seconds: VoteWorld.day - 1)
    try world.vote("yes", on: id, as: "anna")
    world.clock.pass(seconds: 1)
    // Before anybody has looked, and so before the tally says that it is closed.
    #expect(refusal { try world.vote("no", on: id, as: "carl") } == "proposalClosed")
    #expect(refusal { try world.vote("no", on: id, as: "bert") } == "proposalClosed")
    #expect(refusal { try world.village.destroy("Ballot", id, as: "bert") } == "proposalClosed")
    #expect(try world.tally(id)["counts"] == [2, 0, 0])
  }

  /// Whatever stands there now, and though a secret ballot is not kept: too late is said first, and not that another device was faster.
  @Test(arguments: [true, false]) func aLateChangeIsToldThatItIsLate(isSecret: Bool) throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["isSecret": .bool(isSecret)])
    try world.vote("yes", on: id, as: "carl")
    _ = try world.close(id)
    for seen in ["yes", "abstain", .null] as [JSONValue] {
      let change: JSONObject = ["update": [id: ["choice": "no"]], "ifMatch": [id: ["choice": seen]]]
      #expect(try world.village.set("Ballot", change, as: "carl").notUpdated[id]?.type == "proposalClosed")
      let taking: JSONObject = ["destroy": [.string(id)], "ifMatch": [id: ["choice": seen]]]
      #expect(try world.village.set("Ballot", taking, as: "carl").notDestroyed[id]?.type == "proposalClosed")
    }
    #expect(refusal { try world.village.destroy("Ballot", id, as: "carl") } == "proposalClosed")
    #expect(refusal { try world.village.destroy("Ballot", id, as: "bert") } == "notFound")
  }

  /// The answer was lost, and the vote is closed when it is sent again: it was taken back in time, and is not counted.
  @Test func aBallotThatWasTakenBackInTimeIsNotSaidToBeLate() throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["isSecret": true])
    try world.vote("yes", on: id, as: "carl")
    try world.village.destroy("Ballot", id, as: "carl")
    #expect(try world.close(id)["ballotCount"] == 0)
    #expect(refusal { try world.village.destroy("Ballot", id, as: "carl") } == "notFound")
  }

  /// A second device that has not seen the newer ballot does not take it back unseen.
  @Test func aNewerBallotIsNotTakenBackUnseen() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.vote("no", on: id, as: "carl")
    func taking(_ seen: JSONValue) throws -> SetResult {
      try world.village.set("Ballot", ["destroy": [.string(id)], "ifMatch": [id: ["choice": seen]]], as: "carl")
    }
    let refused = try taking("yes").notDestroyed[id]
    #expect(refused?.type == "stateMismatch" && refused?.properties == ["choice"])
    #expect(try world.tally(id)["counts"] == [0, 1, 0])
    #expect(try taking("no").destroyed == [id])
    #expect(try world.tally(id)["counts"] == [0, 0, 0])
  }

  /// What the client says of the time is heard by nobody; and a server's clock that is put back opens nothing again.
  @Test func clockGames() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    #expect(
      refusal {
        try world.village.update(
          "Ballot", id,
          ["choice": "yes", "code": .string(BallotCode.make()), "castAt": "2020-01-01T00:00:00Z"], as: "carl")
      } == "invalidProperties")
    #expect(try world.close(id)["state"] == "closed")
    world.clock.pass(seconds: -2 * VoteWorld.day)
    #expect(refusal { try world.vote("yes", on: id, as: "carl") } == "proposalClosed")
    #expect(refusal { try world.village.update("Proposal", id, ["title": "x"]) } == "proposalClosed")
    let waiting = try world.propose("yesno", ["opensAt": world.clock.text(in: 60)])
    world.clock.pass(seconds: 60)
    #expect(try world.tally(waiting)["state"] == "open")
    world.clock.pass(seconds: -30)
    #expect(refusal { try world.village.update("Proposal", waiting, ["title": "x"]) } == "proposalOpen")
  }

  @Test func closingIsKeptOverARestart() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.vote("no", on: id, as: "carl")
    world.clock.pass(seconds: VoteWorld.day)
    try world.village.reopen()
    try world.village.cooperative.settleProposals()
    #expect(try world.tally(id)["outcome"] == "rejected")
    let state = try world.village.changes("Tally", since: "0").newState
    try world.village.cooperative.settleProposals()
    #expect(try world.village.changes("Tally", since: state).updated == [])
  }

  @Test func whoMayNotVoteAtTheClosingIsNotCounted() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    for handle in ["anna", "bert", "carl"] { try world.vote("yes", on: id, as: handle) }
    try world.village.cooperative.removeMember("bert")
    let result = try world.close(id)
    #expect(result["counts"] == [2, 0, 0] && result["electors"] == 2)
  }

  // MARK: Guessing

  /// All that another member can see of a cooperative, whatever he asks.
  private func everything(_ world: VoteWorld, _ id: String) throws -> String {
    var seen = ""
    for type in ["Proposal", "Tally", "Ballot"] {
      let arguments: JSONObject = ["ids": nil]
      seen += JSONValue.object(try world.village.call("\(type)/get", arguments, as: "carl")).text
      seen += JSONValue.object(try world.village.call("\(type)/changes", ["sinceState": "0"], as: "carl")).text
      seen += JSONValue.object(try world.village.call("\(type)/query", [:], as: "carl")).text
    }
    let member = try world.village.member("carl")
    seen += try "\(world.village.cooperative.standing(of: member).states.sorted { $0.key < $1.key })"
    return seen.replacing(id, with: "id").replacing(world.village.cooperative.accountID, with: "account")
  }

  /// While a secret vote goes on, what others see is the same, to the byte, whatever is voted and however often it is changed; and one
  /// ballot, or two, change nothing at all.
  @Test func aSecretBallotCannotBeGuessedFromTheTally() throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["isSecret": true])
    let before = try everything(world, id)
    try world.vote("yes", on: id, as: "anna")
    #expect(try everything(world, id) == before)
    try world.vote("no", on: id, as: "anna")
    try world.vote("abstain", on: id, as: "bert")
    try world.village.destroy("Ballot", id, as: "bert")
    try world.vote("yes", on: id, as: "bert")
    #expect(try everything(world, id) == before)
    try world.vote("yes", on: id, as: "carl")
    let tally = try world.tally(id)
    #expect(tally["ballotCount"] == 3 && tally["counts"] == nil && tally["ballots"] == nil)
    let third = try world.village.changes("Tally", since: "0").newState
    try world.vote("no", on: id, as: "bert")
    #expect(try world.village.changes("Tally", since: third).updated == [])
  }

  @Test func aReceiptShowsOnesOwnBallotAndNobodyElses() throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["isSecret": true])
    let codes = ["anna": BallotCode.make(), "bert": BallotCode.make(), "carl": BallotCode.make()]
    for (handle, choice) in [("anna", "yes"), ("bert", "no"), ("carl", "no")] as [(String, JSONValue)] {
      try world.vote(choice, on: id, code: codes[handle] ?? "", as: handle)
    }
    _ = try world.close(id)
    let ballots = try world.tally(id)["ballots"]?.array ?? []
    #expect(ballots.count == 3)
    #expect(ballots.contains { $0["code"]?.string == codes["anna"] && $0["choice"] == "yes" })
    #expect(ballots.compactMap { $0["code"]?.string } == codes.values.sorted())
    #expect(ballots.allSatisfy { Set($0.object?.keys.map(\.self) ?? []) == ["code", "choice"] })
  }

  /// After the closing the server's own file does not say any more whose a secret ballot was; in an open vote it does.
  @Test(arguments: [true, false]) func theServerForgetsWhoseASecretBallotWas(isSecret: Bool) throws {
    let world = try VoteWorld()
    let id = try world.propose("choice", ["isSecret": .bool(isSecret), "options": ["a", "b"]])
    for handle in ["anna", "bert", "carl"] { try world.vote(handle == "bert" ? 1 : 0, on: id, as: handle) }
    let state = try world.village.changes("Ballot", since: "0", as: "bert").newState
    _ = try world.close(id)
    #expect(try world.village.changes("Ballot", since: state, as: "bert").destroyed == (isSecret ? [id] : []))
    try world.village.cooperative.close()
    let file = try DatabaseQueue(path: world.village.directory + "/cooperative.sqlite")
    let left = try file.read { db in
      try String.fetchAll(db, sql: "SELECT json FROM object WHERE type = 'Ballot' AND id = ?", arguments: [id])
    }
    #expect(left.count == 3 && left.allSatisfy { $0.isEmpty == isSecret })
    try file.close()
    let bytes = try Data(contentsOf: URL(filePath: world.village.directory + "/cooperative.sqlite"))
    // Nothing but ballots has this property.
    #expect((bytes.range(of: Data("\"castAt\"".utf8)) == nil) == isSecret)
  }

  /// Some hundreds of ballots, some changed, some taken back and cast anew, while much else is written: pages of the file are split again and
  /// again. Once the vote is over no byte of a secret ballot is found in any of the server's files, while it goes on serving; in an open
  /// vote they are.
  @Test(arguments: [true, false]) func noFileKeepsWhatWasVoted(isSecret: Bool) throws {
    let world = try VoteWorld()
    let id = try world.propose("ranked", ["isSecret": .bool(isSecret), "options": ["a", "b", "c"]])
    let voters = (0..<300).map { "voter\($0)" }
    try world.village.cooperative.importBatch { batch in
      for voter in voters { _ = try batch.principal(handle: voter, name: voter) }
    }
    for (index, voter) in voters.enumerated() {
      try world.vote([[.int(Int64(index % 3))]], on: id, as: voter)
      if index % 5 == 0 { try world.vote([[0, 1, 2]], on: id, as: voters[index / 2]) }
      if index % 7 == 0 { try world.village.destroy("Ballot", id, as: voter) }
      if index % 14 == 0 { try world.vote([[2], [1]], on: id, as: voter) }
      if index % 10 == 0 { _ = try world.village.topic(in: world.board, String(repeating: "x", count: index + 1)) }
    }
    #expect(try !filesWithBallots(world).isEmpty)
    #expect(try world.close(id)["ballotCount"]?.int ?? 0 > 250)
    #expect(try filesWithBallots(world).isEmpty == isSecret)
    #expect(try world.village.get("Ballot", id, as: "voter1") == nil || !isSecret)
    #expect(try world.village.get("Tally", id, as: "voter1")?["myBallot"]?["fate"] == "counted")
  }

  /// The names of the files in which something stands that only ballots have.
  private func filesWithBallots(_ world: VoteWorld) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: world.village.directory)
    return try names.filter { name in
      let path = world.village.directory + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        return false
      }
      return try Data(contentsOf: URL(filePath: path)).range(of: Data("\"castAt\"".utf8)) != nil
    }
  }

  /// Each member is told what became of his own ballot, on a device that knows nothing of it too; nobody else is.
  @Test(arguments: [true, false]) func whatBecameOfOnesBallotIsToldToOneself(isSecret: Bool) throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["isSecret": .bool(isSecret)])
    for handle in ["anna", "bert", "carl"] { try world.vote("yes", on: id, as: handle) }
    world.clock.pass(seconds: 60)
    let changed = world.clock.now.text
    try world.vote("no", on: id, as: "anna")
    try world.village.destroy("Ballot", id, as: "bert")
    #expect(try world.tally(id, as: "anna")["myBallot"] == nil)
    try world.village.cooperative.grant([.read], on: .channel(name: "Salaires"), to: .member(handle: "carl"))
    _ = try world.close(id)
    #expect(try world.tally(id, as: "anna")["myBallot"] == ["fate": "counted", "castAt": .string(changed)])
    #expect(try world.tally(id, as: "carl")["myBallot"]?["fate"] == "notEntitled")
    try world.village.cooperative.grant([.read], on: .channel(name: "Salaires"), to: .member(handle: "bert"))
    #expect(try world.tally(id, as: "bert")["myBallot"] == ["fate": "takenBack"])
  }

  /// The answer to a ballot was lost, and the vote is closed when it is sent again: it counts, and he is told so.
  @Test func aSecretBallotThatIsSentAgainAfterTheClosingIsSaidToCount() throws {
    let world = try VoteWorld()
    let (id, code) = (try world.propose("yesno", ["isSecret": true]), BallotCode.make())
    try world.vote("yes", on: id, code: code, as: "carl")
    _ = try world.close(id)
    #expect(try world.vote("yes", on: id, code: code, as: "carl")["castAt"]?.string != nil)
    #expect(refusal { try world.vote("no", on: id, code: code, as: "carl") } == "proposalClosed")
    #expect(try world.village.get("Ballot", id, as: "carl") == nil)
    // The code is public now, and bert did not vote.
    #expect(refusal { try world.vote("yes", on: id, code: code, as: "bert") } == "proposalClosed")
  }
}
