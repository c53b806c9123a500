import JSON
import TER1Server
import Testing

/// Votes in `Digest/get`: docs/protocol.md, section 21.
struct VoteDigestTests {
  private let world: VoteWorld
  init() throws { world = try VoteWorld() }

  private func votes(as handle: String = "carl", since: String = "2020-01-01T00:00:00Z") throws -> [JSONObject] {
    let digest = try world.village.call("Digest/get", ["since": .string(since)], as: handle)
    return (digest["list"]?.array ?? []).compactMap(\.object)
  }

  @Test func whatClosesSoonIsToldUntilOneHasVoted() throws {
    let id = try world.propose()
    let entry = try #require(try votes().first)
    #expect(entry["type"] == "Proposal" && entry["id"] == .string(id) && entry["change"] == "closing")
    #expect(entry["title"] == "Signer ?" && entry["in"] == .string(world.board) && entry["closesAt"] != nil)
    // Whoever made it is asked for his ballot too, however old it is.
    #expect(try votes(as: "bert", since: world.clock.now.text).map { $0["change"] } == ["closing"])
    try world.vote("yes", on: id, as: "carl")
    #expect(try votes().map { $0["change"] } == ["new"])
    try world.vote("no", on: id, as: "bert")
    #expect(try votes(as: "bert").isEmpty)
    _ = try world.close(id)
    let over = try #require(try votes(as: "bert").first)
    #expect(over["change"] == "closed" && over["outcome"] == "rejected" && over["closesAt"] == nil)
  }

  @Test func whatClosesLateIsNewsOnceAndAboutOthersOnly() throws {
    _ = try world.propose("yesno", ["closesAt": "2099-01-01T00:00:00Z"])
    #expect(try votes().map { $0["change"] } == ["new"])
    #expect(try votes(since: "2098-01-01T00:00:00Z").isEmpty)
    #expect(try votes(as: "bert").isEmpty)
  }

  /// Before anybody has looked at the vote: the digest is asked for by who was away.
  @Test func whatWasDueIsClosedBeforeTheDigestTellsOfIt() throws {
    let id = try world.propose()
    try world.vote("yes", on: id, as: "carl")
    world.clock.pass(seconds: VoteWorld.day)
    let told = try votes()
    #expect(told.map { $0["change"] } == ["closed"] && told.first?["outcome"] == "adopted")
  }

  /// By the server's own clock, wherever that stands.
  @Test func whatClosesInThreeDaysIsNotSoon() throws {
    _ = try world.propose("yesno", ["closesAt": world.clock.text(in: 3 * VoteWorld.day)])
    #expect(try votes().map { $0["change"] } == ["new"])
    world.clock.pass(seconds: VoteWorld.day + 1)
    #expect(try votes().map { $0["change"] } == ["closing"])
    let digest = try world.village.call("Digest/get", ["since": "2020-01-01T00:00:00Z"], as: "carl")
    #expect(digest["until"] == .string(world.clock.now.text))
  }

  @Test func whoMayNotVoteIsNotAskedAndWhoMayNotReadIsToldNothing() throws {
    _ = try world.propose()
    try world.village.cooperative.grant([.read], on: .channel(name: "Salaires"), to: .member(handle: "bert"))
    #expect(try votes(as: "bert").isEmpty && votes(as: "carl").isEmpty)
  }

  @Test func aVoteThatClosesStandsBeforeWhatMentionsTheMember() throws {
    let vote = try world.propose()
    let room = try world.village.chat()
    try world.village.create(
      "Message",
      [
        "clientId": "m", "channelId": .string(room), "body": "@carl ?",
        "mentions": [.string(try world.village.principal("carl"))],
      ])
    #expect(try votes().map { $0["id"] } == [.string(vote), .string(room)])
  }
}
