import ClientCore
import Glibc
import JSON
import Synchronization
import TER1Server
import TestSupport
import Testing
import Wire

@testable import Sync

/// Whatever a bad link does: in the end both caches hold what the server holds, everything that was said was said once, and
/// nothing is left over.
@Suite(.timeLimit(.minutes(2))) struct ConvergenceTests {
  @Test(arguments: 0..<Self.runs) func convergesAfterRandomEditsOverABadLink(_ seed: UInt64) async throws {
    var run = try Run(seed: seed)
    try await run.go()
  }

  /// `TER1_CONVERGENCE_RUNS` asks for more.
  static let runs = getenv("TER1_CONVERGENCE_RUNS").flatMap { UInt64(String(cString: $0)) } ?? 40
}

private struct Run {
  let seed: UInt64
  let world: World
  let links: [FaultyTransport]
  let devices: [Device]
  let time = SharedTime()
  var random: SeededGenerator
  var said: [String: String] = [:]

  init(seed: UInt64) throws {
    (self.seed, random) = (seed, SeededGenerator(seed: seed))
    world = try World()
    var links: [FaultyTransport] = []
    var devices: [Device] = []
    for (index, handle) in ["bert", "carl"].enumerated() {
      let pageSize = [1, 2, 5, nil][Int(seed) % 4]
      let link = FaultyTransport(
        try world.transport(handle), seed: seed &* 7 &+ UInt64(index), probability: 0, pageSize: pageSize)
      let time = time
      let clock = SyncClock(now: { time.now }, sleep: { time.pass($0) }, random: { 0.5 })
      links.append(link)
      devices.append(try Device(world, handle, link, clock: clock))
    }
    (self.links, self.devices) = (links, devices)
  }

  mutating func go() async throws {
    for device in devices { _ = try await device.engine.syncOnce() }
    for link in links { link.worsen(to: 0.35) }
    for step in 0..<24 {
      let device = devices[Int.random(in: 0..<2, using: &random)]
      if random.chance(0.7) { try edit(device, step) }
      if random.chance(0.2) { try editOnServer(step) }
      if random.chance(0.5) { await sync(device) }
    }
    for link in links { link.heal() }
    for device in devices { await quiet(device) }
    for device in devices { await quiet(device) }
    try check()
  }

  private func sync(_ device: Device) async {
    time.pass(600)
    do { _ = try await device.engine.syncOnce() } catch {
      if case .cache(let error) = error { Issue.record("seed \(seed): \(error)") }
    }
  }

  private func quiet(_ device: Device) async {
    for _ in 0..<4 { await sync(device) }
  }

  private mutating func edit(_ device: Device, _ step: Int) throws {
    let account = try device.account
    let own = try device.objects("Message").filter {
      $0.value["senderId"]?.string == (try? device.cache.accounts(login: device.handle).first?.principalID?.rawValue)
        && $0.value["deletedAt"]?.string == nil
    }.keys.sorted()
    guard random.chance(0.5), let target = own.randomElement(using: &random) else {
      let id = "\(device.handle)-\(step)"
      said[id] = "dit \(id)"
      return try device.say("dit \(id)", in: world.room, clientID: id)
    }
    let action: Mutation.Action =
      random.chance(0.7)
      ? .update(["body": .string("changé par \(device.handle) \(step)")])
      : .update(["deletedAt": "2026-01-01T00:00:00Z"])
    try device.cache.enqueue([Mutation(account: account, type: "Message", id: target, action: action)])
  }

  private mutating func editOnServer(_ step: Int) throws {
    let messages = try world.objects("Message", as: "anna").keys.sorted()
    if random.chance(0.3), let target = messages.randomElement(using: &random) {
      let body = try world.objects("Message", as: "anna")[target]?["body"]?.string ?? ""
      if body.hasPrefix("dit ") { said[String(body.dropFirst(4))] = nil }
      said = said.filter { $0.key != owner(of: target) }
      _ = try world.call("Message/set", ["destroy": [.string(target.rawValue)]], as: "anna")
    } else {
      try world.post("anna \(step)")
    }
  }

  private func owner(of target: ObjectID) -> String? {
    for handle in ["bert", "carl"] {
      if let id = try? world.objects("Message", as: handle)[target]?["clientId"]?.string { return id }
    }
    return nil
  }

  private func check() throws {
    for device in devices {
      for type in Cache.syncedTypes {
        let (ours, theirs) = (try device.objects(type.name), try world.objects(type.name, as: device.handle))
        let different = Set(ours.keys).union(theirs.keys).filter { ours[$0] != theirs[$0] }
        let shown = different.sorted().map {
          "ours: \(ours[$0]?.text ?? "nothing"), theirs: \(theirs[$0]?.text ?? "nothing")"
        }
        #expect(shown.isEmpty, "seed \(seed), \(device.handle), \(type.name)")
      }
      let left = try device.cache.reader.outbox().filter { $0.entry.state != .failed }
      #expect(left.isEmpty, "seed \(seed), \(device.handle): left in the outbox")
      let ids = try world.objects("Message", as: device.handle).values.compactMap { $0["clientId"]?.string }
      #expect(ids.count == Set(ids).count, "seed \(seed): doubled")
      for id in said.keys where id.hasPrefix(device.handle) {
        #expect(ids.contains(id), "seed \(seed): \(id) was lost")
      }
    }
  }
}

private final class SharedTime: Sendable {
  private let time = Mutex(1_800_000_000.0)
  var now: Double { time.withLock { $0 } }
  func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
}
