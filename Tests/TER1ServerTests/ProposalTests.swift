import JSON
import TER1Server
import Testing
import Voting
import Wire

struct ProposalTests {
  @Test func fromTheProposalToTheResult() throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["quorum": 2])
    #expect(try world.tally(id)["state"] == "open")
    #expect(try world.tally(id)["electors"] == 3)
    try world.vote("yes", on: id, as: "anna")
    try world.vote("yes", on: id, as: "bert")
    try world.vote("no", on: id, as: "carl")
    #expect(try world.tally(id)["counts"] == [2, 1, 0])
    let result = try world.close(id)
    #expect(result["state"] == "closed" && result["outcome"] == "adopted" && result["ballotCount"] == 3)
    let voters = try ["anna", "bert", "carl"].map { JSONValue.string(try world.village.principal($0)) }
    #expect(Set(result["ballots"]?.array?.compactMap { $0["voterId"] } ?? []) == Set(voters))
  }

  @Test(arguments: [("yesno", false, true), ("yesno", true, false), ("ranked", false, false)])
  func whatIsCountedOpenlyIsCountedFromTheOpening(method: String, isSecret: Bool, isTold: Bool) throws {
    let world = try VoteWorld()
    let options: JSONValue = method == "ranked" ? ["a", "b", "c"] : []
    let soon = world.clock.text(in: 60)
    let id = try world.propose(method, ["options": options, "isSecret": .bool(isSecret), "opensAt": soon])
    #expect(try world.tally(id)["counts"] == nil)
    world.clock.pass(seconds: 60)
    #expect(try world.tally(id)["counts"] == (isTold ? [0, 0, 0] : nil))
  }

  @Test func itOpensByTheServersClockAndStaysAsItIsFromThenOn() throws {
    let world = try VoteWorld()
    let id = try world.propose("choice", ["options": ["a", "b"], "opensAt": world.clock.text(in: 3_600)])
    #expect(try world.tally(id)["state"] == "waiting")
    #expect(refusal { try world.vote(0, on: id, as: "carl") } == "proposalNotOpen")
    try world.village.update("Proposal", id, ["options": ["a", "b", "c"], "title": "Autre"])
    world.clock.pass(seconds: 3_600)
    let patches: JSONObject = [
      "title": "x", "body": "x", "options": ["a"], "quorum": 1, "closesAt": world.clock.text(in: 99),
      "opensAt": world.clock.text(in: 9),
    ]
    for (name, value) in patches {
      #expect(refusal { try world.village.update("Proposal", id, [name: value]) } == "proposalOpen", "\(name)")
    }
    try world.vote(2, on: id, as: "carl")
    #expect(try world.tally(id)["counts"] == [0, 0, 1])
  }

  @Test func whoMayChangeAndWithdraw() throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["opensAt": world.clock.text(in: 60)])
    #expect(refusal { try world.village.update("Proposal", id, ["title": "x"], as: "carl") } == "forbidden")
    try world.village.update("Proposal", id, ["title": "Mieux"])
    #expect(refusal { try world.village.destroy("Proposal", id) } == "forbidden")
    world.clock.pass(seconds: 60)
    try world.vote("no", on: id, as: "carl")
    try world.village.update("Proposal", id, ["withdrawnAt": "2026-01-01T00:00:00Z"])
    #expect(try world.tally(id)["state"] == "withdrawn" && world.tally(id)["counts"] == nil)
    #expect(refusal { try world.vote("yes", on: id, as: "carl") } == "proposalClosed")
    #expect(refusal { try world.village.update("Proposal", id, ["withdrawnAt": nil]) } == "proposalClosed")
    world.clock.pass(seconds: VoteWorld.day)
    #expect(try world.tally(id)["state"] == "withdrawn")
    try world.village.destroy("Proposal", id, as: "anna")
    #expect(try world.village.get("Tally", id, as: "anna") == nil)
  }

  @Test(arguments: [
    #"{"method": "veto"}"#, #"{"method": "choice"}"#, #"{"method": "choice", "options": ["a"]}"#,
    #"{"options": ["a", "b"]}"#, #"{"method": "choice", "options": ["a", "a"]}"#,
    #"{"method": "choice", "options": ["a", ""]}"#, #"{"method": "choice", "options": ["a", 1]}"#,
    #"{"method": "choice", "options": "ab"}"#, #"{"method": "dots", "options": ["a", "b"]}"#,
    #"{"method": "dots", "options": ["a", "b"], "dots": 101}"#, #"{"dots": 3}"#, #"{"title": " "}"#,
    #"{"quorum": -1}"#, #"{"closesAt": "2020-01-01T00:00:00Z"}"#, #"{"opensAt": "2999-01-01T00:00:00Z"}"#,
    #"{"topicId": "Mx"}"#, #"{"amends": "Vx"}"#, #"{"channelId": "Cx"}"#, #"{"electors": 3}"#,
    #"{"title": "a\u001b[31mb"}"#, #"{"withdrawnAt": "2026-01-01T00:00:00Z"}"#, #"{"closesAt": "tomorrow"}"#,
  ]) func whatCannotBePutToTheVote(_ wrong: String) throws {
    let world = try VoteWorld()
    let more = try #require(try JSONValue(parsing: wrong).object)
    #expect(refusal { _ = try world.propose("yesno", more) } == "invalidProperties")
  }

  @Test func thereAreAtMostThirtyTwoOptions() throws {
    let world = try VoteWorld()
    func options(_ count: Int) -> JSONObject { ["options": .array((0..<count).map { .string("option \($0)") })] }
    _ = try world.propose("choice", options(32))
    #expect(refusal { _ = try world.propose("choice", options(33)) } == "invalidProperties")
  }

  @Test func anAmendmentIsAProposalAboutOneThatWaits() throws {
    let world = try VoteWorld()
    let id = try world.propose("consent", ["opensAt": world.clock.text(in: 3_600)])
    let amendment = try world.propose("yesno", ["amends": .string(id), "body": "Un autre texte."], as: "carl")
    #expect(refusal { _ = try world.propose("yesno", ["amends": .string(amendment)]) } == "invalidProperties")
    try world.vote("yes", on: amendment, as: "bert")
    try world.village.update("Proposal", id, ["body": "Un autre texte."])
    world.clock.pass(seconds: 3_600)
    #expect(refusal { _ = try world.propose("yesno", ["amends": .string(id)]) } == "proposalOpen")
  }

  @Test func itIsDiscussedInATopicOfItsBoard() throws {
    let world = try VoteWorld()
    let (topic, other) = (try world.village.topic(in: world.board), try world.village.forum("Ailleurs"))
    let id = try world.propose("yesno", ["topicId": .string(topic)])
    #expect(refusal { try world.village.update("Proposal", id, ["topicId": nil]) } == "invalidProperties")
    let elsewhere = try world.village.topic(in: other)
    #expect(refusal { _ = try world.propose("yesno", ["topicId": .string(elsewhere)]) } == "invalidProperties")
  }

  @Test func proposalsAreFoundByWhatTheyAre() throws {
    let world = try VoteWorld()
    let early = try world.propose("yesno", ["title": "Signer l’accord", "opensAt": world.clock.text(in: 3_600)])
    let late = try world.propose("yesno", ["title": "Autre", "closesAt": world.clock.text(in: 3 * VoteWorld.day)])
    let amendment = try world.propose("yesno", ["title": "Amendement", "amends": .string(early), "body": "Mieux"])
    func found(_ filter: JSONValue) throws -> Set<String> { Set(try world.village.query("Proposal", filter)) }
    #expect(try found(["amends": .string(early)]) == [amendment])
    #expect(try found(["amends": nil]) == [early, late])
    #expect(try found(["text": "accord"]) == [early])
    #expect(try found(["after": world.clock.text(in: VoteWorld.day + 1)]) == [late])
    #expect(try found(["after": world.clock.text(in: VoteWorld.day)]) == [early, late, amendment])
    #expect(try found(["before": world.clock.text(in: VoteWorld.day)]) == [])
    #expect(try found(["before": world.clock.text(in: VoteWorld.day + 1)]) == [early, amendment])
    #expect(refusal { _ = try found(["after": "hier"]) } == "unsupportedFilter")
    #expect(try Set(world.village.query("Tally", ["state": "open"])) == [late, amendment])
    #expect(try world.village.query("Tally", ["state": "waiting"]) == [early])
    world.clock.pass(seconds: VoteWorld.day)
    #expect(try Set(world.village.query("Tally", ["state": "closed"])) == [early, amendment])
    let sorted = try world.village.call(
      "Proposal/query", ["sort": [["property": "closesAt", "isAscending": false]]])["ids"]?.array
    #expect(sorted?.first == .string(late))
  }

  @Test(arguments: [
    "", "ABC", "0123456789ABCDE", "0123456789abcdef", "0123456789ABCDEU", "éééééééé",
  ])
  func aCodeThatIsNoneIsRefused(code: String) throws {
    let world = try VoteWorld()
    let id = try world.propose()
    #expect(refusal { try world.vote("yes", on: id, code: code, as: "carl") } == "invalidProperties")
    #expect(refusal { try world.vote("yes", on: id, code: "0123456789ABCDEFG", as: "carl") } == "tooLarge")
    #expect(try world.tally(id)["ballotCount"] == 0)
  }

  @Test func nothingIsPutToTheVoteInAnArchivedChannel() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.village.update("Channel", world.board, ["isArchived": true], as: "anna")
    #expect(refusal { _ = try world.propose() } == "forbidden")
    #expect(try world.village.get("Proposal", id) != nil)
  }

  @Test(arguments: [true, false]) func ballotsGoWhenTheProposalIsWithdrawn(isSecret: Bool) throws {
    let world = try VoteWorld()
    let id = try world.propose("yesno", ["isSecret": .bool(isSecret)])
    for handle in ["anna", "carl"] { try world.vote("no", on: id, as: handle) }
    let before = try world.village.changes("Ballot", since: "0", as: "carl").newState
    try world.village.update("Proposal", id, ["withdrawnAt": "2026-01-01T00:00:00Z"])
    #expect(try world.village.get("Ballot", id, as: "carl") == nil)
    #expect(try world.village.changes("Ballot", since: before, as: "carl").destroyed == [id])
    let tally = try world.close(id)
    #expect(tally["ballots"] == nil && tally["counts"] == nil && tally["outcome"] == nil && tally["myBallot"] == nil)
    #expect(refusal { try world.village.destroy("Ballot", id, as: "carl") } == "notFound")
  }

  /// More ballots than fit into one object are counted, and not listed.
  @Test(arguments: [4_000, 4_001]) func manyBallotsAreCountedAndNotListed(count: Int) throws {
    let world = try VoteWorld()
    var id = ""
    try world.village.cooperative.importBatch { batch in
      var ballots: [String: JSONValue] = [:]
      for index in 0..<count { ballots[try batch.principal(handle: "v\(index)", name: "V")] = index % 2 == 0 ? 0 : 1 }
      id = try batch.vote(
        [
          "channelId": .string(world.board), "title": "Qui ?", "method": "choice", "options": ["a", "b"],
          "opensAt": world.clock.text(in: -3_600), "closesAt": world.clock.text(in: 60),
        ], ballots: ballots)
    }
    world.clock.pass(seconds: 60)
    let tally = try world.tally(id)
    #expect(tally["ballotCount"] == .int(Int64(count)) && tally["counts"]?[0] == .int(Int64((count + 1) / 2)))
    #expect(tally["ballots"]?.array?.count == (count <= 4_000 ? count : nil))
  }

  @Test func itIsThereForThoseWhoReadTheChannel() throws {
    let world = try VoteWorld()
    let id = try world.propose()
    try world.village.cooperative.grant([.read, .respond], on: .channel(name: "Salaires"), to: .member(handle: "bert"))
    #expect(try world.village.get("Proposal", id, as: "carl") == nil)
    #expect(try world.village.get("Tally", id, as: "carl") == nil)
    #expect(refusal { try world.vote("yes", on: id, as: "carl") } == "notFound")
    #expect(refusal { _ = try world.propose() } == "forbidden")
    try world.vote("yes", on: id, as: "bert")
    #expect(try world.village.query("Proposal", ["channelId": .string(world.board)], as: "bert") == [id])
    #expect(try world.village.query("Proposal", ["channelId": .string(world.board)], as: "carl") == [])
    try world.village.destroy("Channel", world.board, as: "anna")
    #expect(try world.village.query("Proposal", .null, as: "anna") == [])
  }

  @Test(arguments: [
    ["consent", "{}", #"["agree", "standAside", "block"]"#, "blocked"],
    ["choice", #"{"options": ["a", "b"]}"#, "[1, 1, 0]", "decided"],
    ["approval", #"{"options": ["a", "b"]}"#, "[[0, 1], [0], [1]]", "tie"],
    ["ranked", #"{"options": ["a", "b", "c"]}"#, "[[[0], [1]], [[0], [2]], [[1]]]", "decided"],
    ["dots", #"{"options": ["a", "b"], "dots": 3}"#, "[[3, 0], [0, 2], [0, 1]]", "tie"],
    ["yesno", #"{"quorum": 4}"#, #"["yes", "yes", "yes"]"#, "noQuorum"],
  ]) func everyMethodIsCounted(_ line: [String]) throws {
    let world = try VoteWorld()
    let id = try world.propose(line[0], try #require(try JSONValue(parsing: line[1]).object))
    let choices = try #require(try JSONValue(parsing: line[2]).array)
    for (handle, choice) in zip(["anna", "bert", "carl"], choices) { try world.vote(choice, on: id, as: handle) }
    #expect(refusal { try world.vote("nonsense", on: id, as: "carl") } == "invalidProperties")
    #expect(try world.close(id)["outcome"] == .string(line[3]))
  }
}
