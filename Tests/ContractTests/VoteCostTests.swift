import ClientCore
import Foundation
import JSON
import Sync
import TestSupport
import Testing
import Voting

/// What a vote costs on the wire, on a connection that is there: the goal of docs/performance.md.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: ServerBinary.isThere))
struct VoteCostTests {
  /// A proposal with a text of some length: it does not travel again.
  @Test(arguments: [PeerKind.binary, .nginx].filter(PeerKind.present.contains), [true, false])
  func aVoteOnAKeptConnection(kind: PeerKind, isSecret: Bool) async throws {
    let folder = try TemporaryFolder()
    let peer = try kind.make()
    let (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
    _ = try await anna.engine.syncOnce()
    try anna.create("Channel", ["kind": "forum", "name": "Décisions"])
    _ = try await anna.engine.syncOnce()
    let board = try #require(try anna.objects("Channel").first { $0["name"] == "Décisions" }?["id"])
    try anna.create(
      "Proposal",
      [
        "channelId": board, "title": "Signer l’accord ?", "method": "yesno", "isSecret": .bool(isSecret),
        "body": .string((0..<80).map { "Point \($0) : nous demandons \($0) euros de plus. " }.joined()),
        "closesAt": .string(UTCDate.string(from: Date.now.timeIntervalSince1970 + 86_400)),
      ])
    _ = try await anna.engine.syncOnce()
    _ = try await bert.engine.syncOnce()
    let key = try #require(try bert.cache.reader.proposals(now: Date.now.timeIntervalSince1970).first?.key)
    try bert.cache.enqueue([Ballot.cast("no", on: key, instead: nil)])
    let first = try await bert.engine.syncOnce()
    #expect(first.roundTrips == 1 && first.delivered == 1)
    let cost = first.traffic.bytesUp + first.traffic.bytesDown
    print(
      "a vote (\(isSecret ? "secret" : "open"), \(kind.rawValue)): \(first.traffic.bytesUp) B up, \(first.traffic.bytesDown) B down"
    )
    #expect(cost <= 600, "\(first.traffic)")
    let row = try bert.cache.reader.proposals(now: Date.now.timeIntervalSince1970).first
    #expect(row?.ballotMark == ClientCore.Mark.none)
  }
}
