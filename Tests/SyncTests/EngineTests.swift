import ClientCore
import JSON
import TER1Server
import TestSupport
import Testing
import Text
import Wire

@testable import Sync

/// The engine against the cooperative, in one process.
@Suite(.timeLimit(.minutes(10))) struct EngineTests {
  let world: World
  init() throws { world = try World() }

  @Test func fetchesEverythingInOneRoundTripAfterTheSession() async throws {
    for number in 0..<20 { try world.post("bonjour \(number)") }
    let device = try Device(world, "bert", try world.transport("bert"))
    let report = try await device.engine.syncOnce()
    #expect(report.roundTrips == 2)
    for type in Cache.syncedTypes {
      #expect(try device.objects(type.name) == world.objects(type.name, as: "bert"), "\(type.name)")
    }
    #expect(
      report.received == Cache.syncedTypes.reduce(0) { (try? world.objects($1.name, as: "bert").count + $0) ?? 0 })
  }

  @Test func aWarmStartCostsOneRoundTrip() async throws {
    let device = try Device(world, "bert", try world.transport("bert"))
    _ = try await device.engine.syncOnce()
    try world.post("nouveau")
    let again = try Device(world, "bert", try world.transport("bert"), cache: device.cache)
    let report = try await again.engine.syncOnce()
    #expect(report.roundTrips == 1)
    #expect(report.received == 1)
  }

  @Test func pagesUntilThereIsNothingMore() async throws {
    for number in 0..<50 { try world.post("m\(number)") }
    let link = FaultyTransport(try world.transport("bert"), seed: 1, probability: 0, pageSize: 7)
    let device = try Device(world, "bert", link)
    let report = try await device.engine.syncOnce()
    #expect(report.roundTrips == 1 + 8)
    #expect(try device.objects("Message") == world.objects("Message", as: "bert"))
  }

  @Test func sendsWhatWasSaidOfflineInItsOrder() async throws {
    let device = try Device(world, "bert", try world.transport("bert"))
    _ = try await device.engine.syncOnce()
    for number in 0..<30 { try device.say("\(number)", in: world.room, clientID: "c\(number)") }
    let report = try await device.engine.syncOnce()
    #expect(report.delivered == 30)
    let bodies = try world.objects("Message", as: "carl").values.sorted {
      ($0["receivedAt"]?.string ?? "") < ($1["receivedAt"]?.string ?? "")
    }.compactMap { $0["body"]?.string }
    #expect(bodies == (0..<30).map(String.init))
    #expect(try device.objects("Message") == world.objects("Message", as: "bert"))
    #expect(try device.cache.reader.outbox().isEmpty)
  }

  @Test func aLostAnswerDoublesNothing() async throws {
    let good = try world.transport("bert")
    let first = try Device(world, "bert", good)
    _ = try await first.engine.syncOnce()
    try first.say("une fois", in: world.room, clientID: "once")
    let losing = InProcessTransport { request in
      do throws(TransportError) { _ = try await good.send(request) } catch { return .failure(error) }
      return .failure(.interrupted(detail: "cut"))
    }
    let cut = try Device(world, "bert", losing, cache: first.cache)
    await #expect(throws: SyncError.offline(.interrupted(detail: "cut"))) { try await cut.engine.syncOnce() }
    #expect(try world.objects("Message", as: "carl").count == 1)
    let again = try Device(world, "bert", good, cache: first.cache)
    #expect(try await again.engine.syncOnce().delivered == 1)
    #expect(try world.objects("Message", as: "carl").count == 1)
    #expect(try first.cache.reader.outbox().isEmpty)
  }

  @Test func aRefusalIsKeptWithItsReason() async throws {
    let device = try Device(world, "bert", try world.transport("bert"))
    _ = try await device.engine.syncOnce()
    try device.say("", in: world.room, clientID: "empty")
    try device.say("bien", in: world.room, clientID: "good")
    let report = try await device.engine.syncOnce()
    #expect(report.refused == 1)
    #expect(report.delivered == 1)
    let left = try device.cache.reader.outbox()
    #expect(left.count == 1)
    #expect(left.first?.entry.failure?.type == SetError.invalidProperties)
  }

  @Test func forgottenStatesCompareEverything() async throws {
    let ids = try (0..<10).map { try world.post("m\($0)") }
    let device = try Device(world, "anna", try world.transport("anna"))
    _ = try await device.engine.syncOnce()
    _ = try world.call("Message/set", ["destroy": [.string(ids[3])]], as: "anna")
    _ = try world.call("Message/set", ["update": [ids[4]: ["body": "changé"]]], as: "anna")
    try world.post("onze")
    for type in Cache.syncedTypes {
      _ = try await device.cache.apply([
        Delta(account: try device.account, type: type.name, upserts: [], newState: "unknown")
      ])
    }
    _ = try await device.engine.syncOnce()
    #expect(try device.objects("Message") == world.objects("Message", as: "anna"))
  }

  @Test func uploadsInPieces() async throws {
    let device = try Device(world, "anna", try world.transport("anna"))
    _ = try await device.engine.syncOnce()
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let file = world.folder.file("tract.pdf")
    try #require(write(bytes, to: file))
    let action = try device.cache.spool(copying: file, type: "application/pdf")
    let account = try device.account
    let upload = ObjectID(clientID: "up")
    try device.cache.enqueue([
      Mutation(account: account, type: "Blob", id: upload, action: action),
      Mutation(
        account: account, type: "FileNode", id: ObjectID(clientID: "node"),
        action: .create([
          "clientId": "node", "name": "tract.pdf", "parentId": nil, "blobId": .string(upload.rawValue),
          "type": "application/pdf",
        ])),
    ])
    let report = try await device.engine.syncOnce()
    #expect(report.delivered == 2)
    let node = try #require(
      try world.objects("FileNode", as: "bert").values.first { $0["name"]?.string == "tract.pdf" })
    #expect(node["size"]?.int == bytes.count)

    let blob = ObjectID(try #require(node["blobId"]?.string))
    let target = world.folder.file("got.pdf")
    var wanted = Download(id: "d1", account: account, blobID: blob, path: target, size: bytes.count, updatedAt: 0)
    wanted.sha256 = node["sha256"]?.string.map { UntrustedText($0) }
    #expect(try await device.engine.download(wanted) == target)
    #expect(read(target) == bytes)
    let second = Download(id: "d2", account: account, blobID: blob, path: target, size: bytes.count, updatedAt: 0)
    #expect(try await device.engine.download(second) == world.folder.file("got (2).pdf"))
    await #expect(throws: SyncError.file(.wrongDigest)) {
      try await device.engine.download(
        Download(
          id: "d3", account: account, blobID: blob, path: target, size: nil, sha256: UntrustedText("00"), updatedAt: 0))
    }
  }
}
