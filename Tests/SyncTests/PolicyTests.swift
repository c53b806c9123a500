import ClientCore
import JSON
import Synchronization
import TER1Server
import TestSupport
import Testing

@testable import Sync

/// What goes over the link unasked, and what does not.
@Suite(.timeLimit(.minutes(10))) struct PolicyTests {
  let world: World
  init() throws { world = try World() }

  /// A clock that stands still until it is moved; who sleeps wakes when told.
  private final class StillClock: Sendable {
    let time = Mutex(1_776_585_600.0)
    var clock: SyncClock {
      SyncClock(
        now: { self.time.withLock { $0 } }, sleep: { _ in try? await Task.sleep(for: .seconds(60)) }, random: { 0 })
    }
  }

  private func device(
    _ policy: LinkPolicy, budget: Int? = nil, cache: Cache? = nil, transport: (any Transport)? = nil,
    history: HistoryWindow? = nil
  ) throws -> Device {
    let transport = try transport ?? world.transport("bert")
    return try Device(
      world, "bert", transport, clock: StillClock().clock, cache: cache, policy: policy, budget: budget,
      history: history)
  }

  private func requests(_ device: Device) async -> Int { await device.engine.connection.transport.traffic.requests }

  @Test func manualAsksNothingByItself() async throws {
    let device = try device(.manual)
    let run = Task { await device.engine.run() }
    try await device.untilStatus { $0.link == .resting }
    #expect(await requests(device) == 0)
    await device.engine.refresh()
    try await device.untilStatus { $0.link == .resting && $0.traffic.requests > 0 }
    #expect(try device.objects("Channel").count == 2)
    await device.engine.stop()
    await run.value
  }

  /// What changed there meanwhile comes, too: the pages cannot go in before it.
  @Test func manualBringsTheFolderAndTheRoomThatAPersonOpens() async throws {
    try OldMessages(world).fill(now: 1_776_585_600 - 60 * 86_400, topics: 1, lines: 130)
    let device = try device(.manual, history: .days(30))
    _ = try await device.engine.meet()
    let folders = try world.objects("FileNode", as: "anna")
    let tracts = try #require(folders.first { $0.value["name"]?.string == "Tracts" }?.key)
    let inner: JSONValue = ["clientId": "inner", "name": "2019", "parentId": .string(tracts.rawValue)]
    _ = try world.call("FileNode/set", ["create": ["n": inner]], as: "anna")
    try world.post("entre-temps")
    let run = Task { await device.engine.run() }
    try await device.untilStatus { $0.link == .resting }
    let account = try device.account
    let before = try device.objects("Message").count
    #expect(try await device.engine.fetch(.folder(account, tracts)).received == 1)
    #expect(try await device.engine.fetch(.conversation(ObjectKey(account, "Channel", world.room))).received > 0)
    while try device.objects("FileNode").count < 2
      || !device.objects("Message").values.contains(where: { $0["body"]?.string == "entre-temps" })
    {
      try await Task.sleep(for: .milliseconds(2))
    }
    try await device.untilStatus { $0.link == .resting }
    #expect(try (before + 2..<131).contains(device.objects("Message").count))
    #expect(await device.engine.policy == .manual)
    await device.engine.stop()
    await run.value
  }

  @Test func manualSendsWhatAPersonSaidAndNothingElse() async throws {
    let device = try device(.full)
    _ = try await device.engine.syncOnce()
    try world.post("personne ne l’a demandé")
    let again = try self.device(.manual, cache: device.cache)
    let run = Task { await again.engine.run() }
    try await again.untilStatus { $0.link == .resting }
    try again.say("dit", in: world.room, clientID: "said")
    await again.engine.nudge()
    try await again.untilStatus { $0.link == .resting && $0.traffic.requests > 0 }
    #expect(await requests(again) == 1)
    #expect(try world.objects("Message", as: "carl").count == 2)
    #expect(try again.objects("Message").count == 1)
    await again.engine.stop()
    await run.value
  }

  @Test func howFarOneHasReadWaitsForARealReason() async throws {
    let first = try device(.full)
    let id = try world.post("lu")
    _ = try await first.engine.syncOnce()
    let again = try device(.economy, cache: first.cache)
    let run = Task { await again.engine.run() }
    try await again.untilStatus { if case .live = $0.link { true } else { false } }
    let before = await requests(again)
    let position = Mutation(
      account: try again.account, type: "ReadPosition", id: world.room,
      action: .update(["readUpTo": "2026-01-02T00:00:00Z"]))
    try again.cache.enqueue([position])
    await again.engine.nudge()
    #expect(await requests(again) == before, "\(id)")
    await again.engine.stop()
    await run.value
  }

  @Test func aSwitchIsFollowedAndTold() async throws {
    let device = try device(.full)
    let run = Task { await device.engine.run() }
    try await device.untilStatus { if case .live = $0.link { true } else { false } }
    await device.engine.follow(.economy)
    #expect(device.status?.link == .live(.polling(seconds: SyncEngine.economyPollSeconds)))
    #expect(device.status?.standing.policy == .economy)
    await device.engine.follow(.manual)
    #expect(device.status?.link == .resting)
    await device.engine.follow(.full)
    try await device.untilStatus { if case .live = $0.link { true } else { false } }
    await device.engine.stop()
    await run.value
  }

  /// `ter1 account policy` and `budget`, in another process.
  @Test func whatAnotherProgramChoosesIsFollowedAndTold() async throws {
    let device = try device(.full)
    let now = 1_776_585_600.0
    // Before it began: that is in the settings already.
    try device.cache.note(chosen: .manual, login: "bert", now: now - 10)
    let run = Task { await device.engine.run() }
    try await device.untilStatus { if case .live = $0.link { true } else { false } }
    try await device.engine.heedChoices()
    #expect(device.status?.standing.policy == .full && device.notices.isEmpty)
    try device.cache.note(chosen: .economy, login: "bert", now: now)
    try device.cache.note(chosenBudget: 5_000_000, login: "bert", now: now)
    for _ in 0..<2 { try await device.engine.heedChoices() }
    #expect(device.status?.standing.policy == .economy && device.status?.standing.budget == 5_000_000)
    let told = device.notices.compactMap { if case .chosenElsewhere(let standing) = $0 { standing } else { nil } }
    #expect(told.map(\.policy) == [.economy] && told.map(\.budget) == [5_000_000])
    // The person chose otherwise here; and then the same again there.
    await device.engine.follow(.full)
    try device.cache.note(chosen: .economy, login: "bert", now: now + 5)
    try device.cache.note(chosenBudget: nil, login: "bert", now: now + 5)
    try await device.engine.heedChoices()
    #expect(device.status?.standing.policy == .economy && device.status?.standing.budget == nil)
    await device.engine.stop()
    await run.value
  }

  @Test func aSpentBudgetIsToldAndBindsAndIsLifted() async throws {
    for number in 0..<20 { try world.post("message \(number)") }
    let device = try device(.full, budget: 2_000)
    let run = Task { await device.engine.run() }
    try await device.untilStatus { $0.link == .resting }
    #expect(device.notices.contains(.budgetSpent))
    #expect(device.status?.standing.inForce == .manual)
    await device.engine.stop()
    await run.value

    // The day's sum is kept over a restart, and so is the lifting.
    let again = try self.device(.full, budget: 2_000, cache: device.cache)
    let second = Task { await again.engine.run() }
    try await again.untilStatus { $0.link == .resting }
    #expect(await requests(again) == 0)
    try await again.engine.liftBudget()
    try await again.untilStatus { if case .live = $0.link { true } else { false } }
    #expect(try again.objects("Message").count == 20)
    await again.engine.stop()
    await second.value
    let third = try self.device(.full, budget: 2_000, cache: device.cache)
    _ = try await third.engine.syncOnce()
    #expect(await third.engine.policy == .full)
  }

  /// What a person asks for is done, whatever the budget says.
  @Test func aSpentBudgetRefusesNobody() async throws {
    let device = try device(.full, budget: 1)
    _ = try await device.engine.syncOnce()
    try world.post("après")
    #expect(try await device.engine.syncOnce().received == 1)
  }

  @Test func everyByteHasItsPlace() async throws {
    for number in 0..<30 { try world.post("message \(number) assez long pour compter dans la somme") }
    let device = try device(.full)
    let report = try await device.engine.syncOnce()
    let day = LocalDay.system.name(at: 1_776_585_600)
    let uses = try device.cache.reader.linkUse(day: day)
    #expect(uses.reduce(0) { $0 + $1.use.up } == report.traffic.bytesUp)
    #expect(uses.reduce(0) { $0 + $1.use.down } == report.traffic.bytesDown)
    let chat = uses.first { $0.place == .chat }?.use.down ?? 0
    #expect(chat > report.traffic.bytesDown / 3, "\(uses)")
  }

  @Test func theCheaperWayOfWaitingIsMeasured() {
    var cost = WaitingCost()
    #expect(!cost.prefersStream(toPollEvery: 900))
    cost.note(poll: 320)
    cost.note(streamBytes: 900, news: 0, seconds: 60)
    #expect(cost.streamHour == nil)
    cost.note(streamBytes: 900, news: 0, seconds: 3_600)
    #expect(cost.prefersStream(toPollEvery: 900))
    #expect(!cost.prefersStream(toPollEvery: 3_600))
    cost.note(streamBytes: 900, news: 40, seconds: 3_600)
    #expect(!cost.prefersStream(toPollEvery: 900))
  }
}
