import ClientCore
import Foundation
import JSON
import Synchronization
import TER1Server
import TestSupport

@testable import Sync

/// One run from one seed: two devices and an administrator change everything there is, while links fail, programs are killed and the
/// server is put back from a backup; then the links heal, and all must agree.
final class ConvergenceRun {
  let seed: UInt64
  let world: World
  let time = SharedTime()
  var random: SeededGenerator
  var devices: [Device] = []
  var links: [FaultyTransport] = []
  private var doors: [KillableTransport] = []
  /// For each device, what the server had told by push and the link has not brought yet.
  private var pushes: [[String]] = [[], []]
  private(set) var trace: [String] = []
  var problems: [String] = []
  /// By device.
  var wanted = [Wanted(), Wanted()]
  /// What somebody had deleted in times that a backup has wiped out since.
  var forgotten: Set<String> = []
  var wasRestored = false
  var count = 0
  /// Kills and restores; those of the links are counted there.
  private var blows = 0
  /// Of links that are no more.
  private var earlierFaults = 0
  /// How much went wrong in it: faults of the links, kills, restores.
  var faults: Int { links.reduce(blows + earlierFaults) { $0 + $1.injected } }

  let handles: [String]
  let mayRestore: Bool
  private let mayKill: Bool
  /// How many steps it has, however many its seed gives it.
  private let mostSteps: Int

  init(seed: UInt64, mostSteps: Int = .max) throws {
    self.mostSteps = mostSteps
    (self.seed, random) = (seed, SeededGenerator(seed: seed &* 0x9E37_79B9))
    handles = seed % 3 == 0 ? ["bert", "bert"] : ["bert", "carl"]
    (mayRestore, mayKill) = (seed % 4 == 1, seed % 2 == 0)
    world = try World()
    try world.keepHistory()
    if seed % 5 == 0 { try world.cooperative.setAdmin("carl") }
    for index in 0..<2 {
      try open(index, cache: try CacheTemplate.shared.copy(to: world.folder.file("cache-\(index)")))
    }
  }

  func note(_ step: @autoclosure () -> String) { trace.append(step()) }

  private func open(_ index: Int, cache: Cache) throws {
    let handle = handles[index]
    let door = KillableTransport(try world.transport(handle, codes: seed % 4 == 0), cache: cache)
    let pageSize = [1, 2, 5, nil][Int(seed / 2) % 4]
    // A server that has forgotten its states cannot tell that it was restored.
    let faults = FaultyTransport.Fault.allCases.filter { $0 != .forgottenStates || !mayRestore }
    let link = FaultyTransport(door, seed: random.next(), probability: 0, faults: faults, pageSize: pageSize)
    let clock = SyncClock(now: { [time] in time.now }, sleep: { [time] in time.pass($0) }, random: { 0.5 })
    let device = try Device(world, handle, link, clock: clock, cache: cache)
    if devices.count > index {
      earlierFaults += links[index].injected
      (devices[index], links[index], doors[index]) = (device, link, door)
    } else {
      devices.append(device)
      links.append(link)
      doors.append(door)
    }
  }

  func problems() async throws -> [String] {
    for device in devices { _ = try await device.engine.syncOnce() }
    let badness: Double = [0, 0.2, 0.35, 0.5].randomElement(using: &random) ?? 0
    for link in links { link.worsen(to: badness) }
    let steps = min(Int.random(in: 16...40, using: &random), mostSteps)
    for _ in 0..<steps { try await step(badness) }
    for link in links { link.heal() }
    // What one sends in its first round, the other fetches in its second; what is refused there may free something else.
    for _ in 0..<3 { for index in 0..<2 { await sync(index) } }
    try check()
    return problems
  }

  private func step(_ badness: Double) async throws {
    let index = Int.random(in: 0..<2, using: &random)
    if random.chance(0.75) { try edit(index) }
    if random.chance(0.3) { try editOnServer() }
    if random.chance(0.3) { try await hear(index) }
    if random.chance(0.5) { await sync(index) }
    if mayKill, random.chance(0.12) { try await kill(index, badness) }
    if mayRestore, random.chance(0.06) { try backUp() }
    if mayRestore, random.chance(0.06) { try await restore() }
  }

  private func sync(_ index: Int) async {
    time.pass(600)
    note("sync \(index)")
    do { _ = try await devices[index].engine.syncOnce() } catch { told(error) }
  }

  private func told(_ error: SyncError) {
    note("  \(error)")
    if case .cache(let error) = error { problems.append("cache: \(error)") }
  }
}

// MARK: - Pushes, kills, backups

extension ConvergenceRun {
  /// The link brings what the server pushed: late, twice, in another order, or never.
  private func hear(_ index: Int) async throws {
    let standing = try world.cooperative.standing(of: try world.member(handles[index]))
    pushes[index].append(world.cooperative.stateChange(standing.states))
    guard let text = pushes[index].randomElement(using: &random) else { return }
    if random.chance(0.5) { pushes[index].removeAll { $0 == text } }
    let engine = devices[index].engine
    note("push \(index)")
    await engine.heard(text)
    do { try await engine.perform(engine.takeWanted()) } catch { told(error) }
  }

  /// The program ends while a request is on its way: all that is left is what was on the disk then.
  private func kill(_ index: Int, _ badness: Double) async throws {
    let isAfter = random.chance(0.5)
    doors[index].killAt(request: Int.random(in: 1...4, using: &random), afterTheServer: isAfter)
    note("kill \(index) \(isAfter ? "after" : "before")")
    await sync(index)
    guard let left = try doors[index].left() else { return }
    blows += 1
    try open(index, cache: left)
    links[index].worsen(to: badness)
  }

  private func backUp() throws {
    note("back up")
    try world.backUp()
  }

  private func restore() async throws {
    guard world.hasBackup else { return }
    note("restore")
    blows += 1
    wasRestored = true
    forgotten.formUnion(try world.deletedIDs())
    try world.restore()
  }
}

/// What somebody wanted and did not take back himself.
struct Wanted {
  /// Of texts.
  var marks: Set<String> = []
  /// The clientIds of what he made.
  var creates: Set<String> = []

  mutating func change(from before: Wanted, to after: Wanted) {
    marks = marks.subtracting(before.marks.subtracting(after.marks)).union(after.marks)
    creates = creates.subtracting(before.creates.subtracting(after.creates)).union(after.creates)
  }
}

final class SharedTime: Sendable {
  private let time = Mutex(1_800_000_000.0)
  var now: Double { time.withLock { $0 } }
  func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
}
