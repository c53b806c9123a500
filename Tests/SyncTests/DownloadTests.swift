import ClientCore
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Sync

private final class Cell<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
  func change(_ body: (inout Value) -> Void) -> Value {
    value.withLock { value in
      body(&value)
      return value
    }
  }
}

/// Downloads that end in other ways than by coming to their end.
@Suite(.timeLimit(.minutes(10))) struct DownloadTests {
  private let world: World
  private let folder: TemporaryFolder
  private var target: String { folder.file("tract.pdf") }

  init() throws { (world, folder) = (try World(), try TemporaryFolder()) }

  /// A device whose downloads are answered with `length` as their size, after `meanwhile`.
  private func device(
    length: String = "3", meanwhile: @escaping @Sendable (SyncEngine) async -> Void = { _ in }
  ) async throws -> Device {
    let server = try world.transport("bert")
    let engine = Mutex<SyncEngine?>(nil)
    let transport = InProcessTransport { request in
      guard request.url.text.contains("/jmap/download/") else {
        do throws(TransportError) { return .success(try await server.send(request)) } catch { return .failure(error) }
      }
      if let engine = engine.withLock({ $0 }) { await meanwhile(engine) }
      let range = request.headers.first { $0.name == "Range" }?.value.dropFirst("bytes=".count)
      var headers = ["content-length": length]
      headers["content-range"] = range.map { "bytes " + $0 }
      let head = HTTPHead(status: range == nil ? 200 : 206, headers: headers)
      return .success(HTTPResponse(head: head, body: [1, 2, 3]))
    }
    let device = try Device(world, "bert", transport)
    engine.withLock { $0 = device.engine }
    _ = try await device.engine.syncOnce()
    return device
  }

  private func wanted(_ device: Device) throws -> Download {
    Download(id: "d", account: try device.account, blobID: "b", path: target, size: nil, updatedAt: 0)
  }

  @Test func oneIsStoppedBeforeItsAnswerIsThere() async throws {
    let device = try await device { try? await $0.pauseDownload("d") }
    await #expect(throws: SyncError.cancelled) { _ = try await device.engine.download(try wanted(device)) }
    #expect(try device.cache.reader.download("d")?.state == .paused)
    #expect(access(target, F_OK) != 0)
  }

  @Test func oneIsGivenUpBeforeItsAnswerIsThere() async throws {
    let device = try await device { try? await $0.giveUpDownload("d") }
    await #expect(throws: SyncError.cancelled) { _ = try await device.engine.download(try wanted(device)) }
    #expect(try device.cache.reader.download("d") == nil)
    #expect(access(target, F_OK) != 0 && access(target + ".part", F_OK) != 0)
  }

  @Test(arguments: ["9223372036854775807", "-1"]) func anAbsurdSizeIsNamed(_ length: String) async throws {
    let device = try await device(length: length)
    var wanted = try wanted(device)
    wanted.part = target + ".part"
    let part = creat(target + ".part", 0o600)
    #expect(write(part, "xx", 2) == 2)
    close(part)
    try device.cache.recordDownload(wanted)
    await #expect(throws: SyncError.self) { _ = try await device.engine.download(wanted) }
    #expect(try device.cache.reader.download("d")?.state == .failed)
  }

  /// The engine's other connections may be well: none of them says that this one was cut.
  @Test func oneThatIsCutGoesOnByItselfWhileTheLinkIsWell() async throws {
    let (server, cuts, now) = (try world.transport("bert"), Cell(2), Cell(1_776_585_600.0))
    let transport = InProcessTransport { request in
      guard request.url.text.contains("/jmap/download/") else {
        do throws(TransportError) { return .success(try await server.send(request)) } catch { return .failure(error) }
      }
      if cuts.change({ $0 -= 1 }) >= 0 { return .failure(.interrupted(detail: "cut")) }
      return .success(HTTPResponse(head: HTTPHead(status: 200, headers: ["content-length": "3"]), body: [1, 2, 3]))
    }
    let clock = SyncClock(
      now: { now.change { _ in } },
      sleep: { seconds in
        try? await Task.sleep(for: .milliseconds(seconds < 60 ? 5 : 600_000))
        if !Task.isCancelled { _ = now.change { $0 += seconds } }
      }, random: { 0 })
    let device = try Device(world, "bert", transport, clock: clock)
    let run = Task { await device.engine.run() }
    try await device.untilStatus { if case .live = $0.link { true } else { false } }
    await #expect(throws: SyncError.self) { _ = try await device.engine.download(try wanted(device)) }
    #expect(try device.cache.reader.download("d")?.failure == .link)
    while try device.cache.reader.download("d")?.state != .done { try await Task.sleep(for: .milliseconds(5)) }
    #expect(read(target) == [1, 2, 3])
    await device.engine.stop()
    await run.value
  }

  /// Whoever may write to the download folder lays links where the file, its part and its other names will be.
  @Test func nothingIsSavedThroughALink() async throws {
    let device = try await device()
    let secret = folder.file("secret")
    #expect(write(Array("mine".utf8), to: secret))
    let names = [target, folder.file("tract (2).pdf")]
    for name in names.flatMap({ [$0, $0 + ".part"] }) { #expect(symlink(secret, name) == 0) }
    let path = try await device.engine.download(try wanted(device))
    #expect(!names.contains(path) && read(path) == [1, 2, 3])
    #expect(read(secret) == Array("mine".utf8))
  }

  /// The same, while a download waits to go on: what it had begun is a link now.
  @Test func nothingGoesOnThroughALink() async throws {
    let device = try await device()
    let secret = folder.file("secret")
    #expect(write(Array("mine".utf8), to: secret))
    var wanted = try wanted(device)
    wanted.part = target + ".part"
    #expect(symlink(secret, target + ".part") == 0)
    try device.cache.recordDownload(wanted)
    await #expect(throws: SyncError.self) { _ = try await device.engine.download(wanted) }
    #expect(try device.cache.reader.download("d")?.state == .failed)
    #expect(read(secret) == Array("mine".utf8))
  }

  @Test func aNameThatWasTakenInVainIsFreedAgain() throws {
    let part = try PartFile(for: target, own: nil, key: nil)
    part.discard()
    #expect(throws: SyncError.self) { _ = try part.publish(as: target) }
    #expect(access(target, F_OK) != 0)
  }
}
