import ClientCore
import Foundation
import JSON
import Synchronization
import TER1Server
import TestSupport
import Testing
import Voting

@testable import Sync

/// Votes from the outbox to the published tally, by real caches, engines and the server's rules.
@Suite(.timeLimit(.minutes(10))) struct VoteTests {
  private final class Clock: Sendable {
    let time = Mutex<Int64>(Int64(Date.now.timeIntervalSince1970 * 1_000))
    func pass(seconds: Int64) { time.withLock { $0 += seconds * 1_000 } }
    var now: Double { Double(time.withLock(\.self)) / 1_000 }
  }

  private let clock: Clock
  private let world: World

  init() throws {
    let clock = Clock()
    self.clock = clock
    world = try World(clock: { clock.time.withLock(\.self) })
  }

  /// Time passes, and the server looks at it as it does each second.
  private func pass(seconds: Int64) throws {
    clock.pass(seconds: seconds)
    try world.cooperative.settleProposals()
  }

  private func device(_ handle: String) async throws -> Device {
    let device = try Device(world, handle, try world.transport(handle))
    _ = try await device.engine.syncOnce()
    return device
  }

  /// Bert writes a topic and a proposal while he is offline, and sends both.
  private func propose(
    _ device: Device, isSecret: Bool = false, clientID: String = "proposal"
  ) async throws -> ObjectID {
    let board = ObjectKey(try device.account, Channel.name, world.board)
    var draft = ProposalDraft(title: "Signer ?", method: .yesNo, closesAt: clock.now + 86_400)
    (draft.body, draft.isSecret) = ("Le texte.", isSecret)
    let topic = Message.post(
      MessageDraft(subject: "Signer ?", body: "Qu’en pensez-vous ?"), in: board, clientID: "topic of \(clientID)",
      sentAt: clock.now)
    try device.cache.enqueue([topic, Proposal.create(draft, in: board, topic: topic.id, clientID: clientID)])
    _ = try await device.engine.syncOnce()
    #expect(try device.cache.reader.outbox().isEmpty)
    let rows = try device.cache.reader.proposals(now: clock.now)
    let row = try #require(rows.max { $0.proposal.created ?? 0 < $1.proposal.created ?? 0 })
    #expect(row.proposal.topicID?.isLocal == false && row.state(at: clock.now) == .open)
    return row.key.id
  }

  private func vote(_ device: Device, _ choice: JSONValue, on id: ObjectID) throws {
    let key = ObjectKey(try device.account, Proposal.name, id)
    let standing = try device.cache.reader.proposal(key)?.row.ballot
    try device.cache.enqueue([Ballot.cast(choice, on: key, instead: standing)])
  }

  private func detail(_ device: Device, _ id: ObjectID) throws -> ProposalDetail {
    try #require(try device.cache.reader.proposal(ObjectKey(try device.account, Proposal.name, id)))
  }

  @Test(arguments: [true, false]) func fromTheOutboxToTheReceipt(isSecret: Bool) async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let id = try await propose(bert, isSecret: isSecret)
    _ = try await carl.engine.syncOnce()
    #expect(try carl.cache.reader.proposals(now: clock.now).first?.awaitsBallot(at: clock.now) == true)
    try vote(carl, "yes", on: id)
    #expect(try detail(carl, id).row.ballotMark == .pending && detail(carl, id).receipt == nil)
    _ = try await carl.engine.syncOnce()
    #expect(try detail(carl, id).row.ballotMark == .none && detail(carl, id).row.ballot?.choice == "yes")
    #expect(try detail(carl, id).receipt?.verdict(in: detail(carl, id).row.tally, voter: nil) == .unpublished)
    try vote(bert, "no", on: id)
    try vote(bert, "yes", on: id)
    _ = try await bert.engine.syncOnce()
    try pass(seconds: 86_400)
    _ = try await carl.engine.syncOnce()
    let closed = try detail(carl, id)
    #expect(closed.row.tally?.outcome == .adopted && closed.row.tally?.counts == [2, 0, 0])
    #expect((closed.row.ballot == nil) == isSecret)
    let me = try #require(try carl.cache.reader.account(try carl.account)?.principalID)
    #expect(closed.receipt?.verdict(in: closed.row.tally, voter: isSecret ? nil : me) == .counted)
    #expect(closed.voters.count == (isSecret ? 0 : 2))
  }

  @Test func whatCameTooLateIsRefusedToldAndNotShownAsVoted() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let id = try await propose(bert)
    _ = try await carl.engine.syncOnce()
    try vote(carl, "no", on: id)
    clock.pass(seconds: 86_400)
    let report = try await carl.engine.syncOnce()
    #expect(report.refused == 1)
    let entry = try #require(try carl.cache.reader.outbox().first?.entry)
    #expect(entry.state == .failed && entry.failure?.type == "proposalClosed")
    #expect(try detail(carl, id).row.ballot == nil && detail(carl, id).receipt == nil)
    #expect(try detail(carl, id).row.tally?.outcome == .noQuorum)
  }

  @Test func aSecondDeviceDoesNotOverwriteTheFirstOnesBallotUnseen() async throws {
    let (bert, one, two) = (try await device("bert"), try await device("carl"), try await device("carl"))
    let id = try await propose(bert)
    _ = (try await one.engine.syncOnce(), try await two.engine.syncOnce())
    try vote(one, "yes", on: id)
    try vote(two, "no", on: id)
    _ = try await one.engine.syncOnce()
    #expect(try await two.engine.syncOnce().refused == 1)
    let row = try #require(try two.cache.reader.outbox().first)
    #expect(row.entry.isSuperseded && row.entry.failure?.properties == ["choice"])
    #expect(try detail(two, id).row.ballot?.choice == "yes")
    _ = try two.cache.retry(row.entry.id)
    _ = try await two.engine.syncOnce()
    #expect(try detail(two, id).row.ballot?.choice == "no" && detail(two, id).row.tally?.counts == [0, 1, 0])
  }

  private func takeBack(_ device: Device, on id: ObjectID) throws {
    try device.cache.enqueue([Ballot.takeBack(on: ObjectKey(try device.account, Proposal.name, id))])
  }

  @Test func aSecondDeviceDoesNotTakeBackWhatItHasNotSeen() async throws {
    let (bert, one, two) = (try await device("bert"), try await device("carl"), try await device("carl"))
    let id = try await propose(bert)
    _ = (try await one.engine.syncOnce(), try await two.engine.syncOnce())
    try vote(one, "yes", on: id)
    _ = (try await one.engine.syncOnce(), try await two.engine.syncOnce())
    // What never left is not what the server has.
    try vote(two, "abstain", on: id)
    try takeBack(two, on: id)
    try vote(one, "no", on: id)
    _ = try await one.engine.syncOnce()
    #expect(try await two.engine.syncOnce().refused == 1)
    let row = try #require(try two.cache.reader.outbox().first)
    #expect(row.entry.isSuperseded && row.entry.basis == ["choice": "yes"])
    #expect(try detail(two, id).row.ballot?.choice == "no")
    _ = try two.cache.retry(row.entry.id)
    _ = try await two.engine.syncOnce()
    #expect(try detail(two, id).row.ballot == nil && two.cache.reader.outbox().isEmpty)
    #expect(try detail(two, id).row.tally?.ballotCount == 0)
  }

  /// The closing comes first, and a secret ballot is not kept: it is told as late, and not as done, nor as another device's doing.
  @Test(arguments: [true, false]) func whatIsTakenBackTooLateIsTold(isSecret: Bool) async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let id = try await propose(bert, isSecret: isSecret)
    _ = try await carl.engine.syncOnce()
    try vote(carl, "yes", on: id)
    try vote(bert, "yes", on: id)
    _ = (try await carl.engine.syncOnce(), try await bert.engine.syncOnce())
    try takeBack(carl, on: id)
    try vote(bert, "no", on: id)
    try pass(seconds: 86_400)
    for device in [carl, bert] {
      #expect(try await device.engine.syncOnce().refused == 1)
      let entry = try #require(try device.cache.reader.outbox().first?.entry)
      #expect(entry.state == .failed && entry.failure?.type == "proposalClosed")
      let me = try #require(try device.cache.reader.account(try device.account)?.principalID)
      let row = try detail(device, id)
      #expect(row.row.tally?.counts == [2, 0, 0])
      #expect(row.receipt?.verdict(in: row.row.tally, voter: me) == .counted)
    }
  }

  /// Three who have a receipt that is not found: voted anew elsewhere, taken back elsewhere, without the right to vote.
  @Test func aReceiptTellsWhatBecameOfItsBallot() async throws {
    let (one, two) = (try await device("carl"), try await device("carl"))
    let bert = try await device("bert")
    let id = try await propose(bert, isSecret: true)
    clock.pass(seconds: 1)
    let other = try await propose(bert, isSecret: true, clientID: "other")
    _ = (try await one.engine.syncOnce(), try await two.engine.syncOnce())
    for id in [id, other] {
      try vote(one, "yes", on: id)
      try vote(bert, "yes", on: id)
    }
    _ = (try await one.engine.syncOnce(), try await two.engine.syncOnce(), try await bert.engine.syncOnce())
    clock.pass(seconds: 60)
    try vote(two, "no", on: id)
    try takeBack(two, on: other)
    _ = try await two.engine.syncOnce()
    try world.cooperative.grant([.read], on: .channel(name: "Actions"), to: .member(handle: "bert"))
    try world.cooperative.grant([.read, .respond], on: .channel(name: "Actions"), to: .member(handle: "carl"))
    try pass(seconds: 86_400)
    _ = (try await one.engine.syncOnce(), try await bert.engine.syncOnce())
    func verdict(_ device: Device, _ id: ObjectID) throws -> Receipt.Verdict? {
      let found = try detail(device, id)
      return found.receipt?.verdict(in: found.row.tally, voter: nil)
    }
    guard case .replaced = try verdict(one, id) else {
      Issue.record("\(String(describing: try verdict(one, id)))")
      return
    }
    #expect(try verdict(one, other) == .takenBack)
    #expect(try verdict(bert, id) == .notEntitled)
  }

  /// With `blur` a ballot is not held back beyond the closing, where it would not count.
  @Test func aBallotIsNotHeldBackBeyondTheClosing() async throws {
    let bert = try await device("bert")
    let id = try await propose(bert)
    let key = ObjectKey(try bert.account, Proposal.name, id)
    let closes = try #require(try bert.cache.reader.proposal(key)?.row.proposal.closesAt)
    let blur = SendingBlur(["bert": 10 * 86_400], random: { 0.99 })
    let held = try blur.blurred([Ballot.cast("yes", on: key, instead: nil)], now: clock.now, bert.cache.reader)
    #expect(held.first?.notBefore == closes - 60)
  }

  /// Space leads to it once, the digest tells of it until it is done; both in the order of the closings.
  @Test func whatClosesSoonIsShownOnceAndToldUntilOneHasVoted() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let id = try await propose(bert)
    _ = try await carl.engine.syncOnce()
    let reader = carl.cache.reader
    #expect(try reader.votesThatClose(now: clock.now).map(\.key.id) == [id])
    #expect(try reader.votesThatClose(now: clock.now, within: 3_600).isEmpty)
    let (place, seen) = try reader.nextVote(after: VotesSeen(nil), now: clock.now)
    #expect(place?.reason == .vote && place?.conversation.id == id)
    #expect(try reader.nextVote(after: VotesSeen(seen.json), now: clock.now).place == nil)
    func digest() throws -> [Digest.Entry] {
      let json = try reader.madeDigest(try carl.account, since: clock.now - 60, now: clock.now)
      return (Digest(try carl.account, json)?.entries ?? []).filter { $0.key.type == Proposal.name }
    }
    #expect(try digest().map(\.change) == [.closing] && digest().first?.closesAt != nil)
    try vote(carl, "yes", on: id)
    #expect(try reader.votesThatClose(now: clock.now).isEmpty && digest().map(\.change) == [.new])
    #expect(try reader.nextVote(after: seen, now: clock.now).seen == VotesSeen(nil))
    _ = try await carl.engine.syncOnce()
    try pass(seconds: 86_400)
    _ = try await carl.engine.syncOnce()
    #expect(try digest().map(\.change) == [.closed] && digest().first?.outcome == .adopted)
  }

  @Test(arguments: ["signer", "type:vote texte", "type:proposition signer", "texte de:bert", "texte in:actions"])
  func aProposalIsFound(query: String) async throws {
    let bert = try await device("bert")
    let id = try await propose(bert)
    let page = try bert.cache.reader.search(query, limit: 9)
    #expect(page.hits.contains { $0.key.id == id }, "\(page.hits.map(\.key)) \(page.problems)")
  }

  @Test func aFirstVoteIsTakenBackWhole() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let id = try await propose(bert)
    _ = try await carl.engine.syncOnce()
    let key = ObjectKey(try carl.account, Proposal.name, id)
    let mutation = Ballot.cast("yes", on: key, instead: nil)
    let undoing = try carl.cache.reader.undoing(mutation)
    try carl.cache.enqueue([mutation])
    _ = try await carl.engine.syncOnce()
    #expect(undoing.inverse.map(\.action) == [.destroy])
    try carl.cache.enqueue(undoing.inverse)
    _ = try await carl.engine.syncOnce()
    #expect(try detail(carl, id).row.ballot == nil && detail(carl, id).row.tally?.ballotCount == 0)
  }
}
