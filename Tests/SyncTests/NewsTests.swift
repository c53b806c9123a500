import ClientCore
import JSON
import Sync
import Synchronization
import TER1Server
import TestSupport
import Testing

/// docs/protocol.md, section 17, as a client uses it.
@Suite(.timeLimit(.minutes(10))) struct NewsTests {
  let world: World
  let asked = Asked()
  let device: Device

  final class Asked: Sendable {
    let addresses = Mutex<[String]>([])
    var all: [String] { addresses.withLock { $0 } }
    func clear() { addresses.withLock { $0 = [] } }
  }

  init() throws {
    world = try World()
    let (inner, asked) = (try world.transport("bert"), asked)
    let link = InProcessTransport { request in
      asked.addresses.withLock { $0.append(request.url.text) }
      do throws(TransportError) { return .success(try await inner.send(request)) } catch { return .failure(error) }
    }
    device = try Device(world, "bert", link)
  }

  private func isSame() throws -> Bool {
    try Cache.syncedTypes.allSatisfy { type in
      try device.objects(type.name) == world.objects(type.name, as: "bert")
    }
  }

  @Test func afterThePullOneShortQuestionIsEnough() async throws {
    _ = try await device.engine.syncOnce()
    asked.clear()
    #expect(try await device.engine.syncOnce().roundTrips == 1)
    for number in 0..<3 { try world.post("m\(number)") }
    #expect(try await device.engine.syncOnce().received == 3)
    #expect(asked.all.count == 2)
    #expect(asked.all.allSatisfy { $0.contains("/jmap/sync?since=") })
    #expect(try isSame())
  }

  @Test func aColdStartAsksAsShortly() async throws {
    _ = try await device.engine.syncOnce()
    try world.post("nouvelle")
    asked.clear()
    let again = try Device(world, "bert", try world.transport("bert"), cache: device.cache)
    let report = try await again.engine.syncOnce()
    #expect(report.roundTrips == 1)
    #expect(report.received == 1)
  }

  @Test func aStateThatMovedOtherwiseMakesTheTokenUseless() async throws {
    _ = try await device.engine.syncOnce()
    try world.post("nouvelle")
    let account = try device.account
    let state = try device.cache.state(account, "Message")
    _ = try await device.cache.apply([
      Delta(account: account, type: "ReadPosition", upserts: [], newState: try world.state("Message", as: "bert"))
    ])
    #expect(try device.cache.state(account, "Message") == state)
    asked.clear()
    _ = try await device.engine.syncOnce()
    #expect(!asked.all.contains { $0.contains("/jmap/sync") })
    asked.clear()
    #expect(try await device.engine.syncOnce().roundTrips == 1)
    #expect(asked.all.allSatisfy { $0.contains("/jmap/sync") })
    #expect(try isSame())
  }

  @Test func moreThanAnAnswerHoldsComesInPages() async throws {
    _ = try await device.engine.syncOnce()
    for number in 0..<300 { try world.post("m\(number)") }
    let report = try await device.engine.syncOnce()
    #expect(report.received == 300)
    #expect(report.roundTrips == 2)
    #expect(try isSame())
  }

  @Test func otherRightsBringWhatIsReadableNow() async throws {
    try world.post("secret")
    _ = try await device.engine.syncOnce()
    try world.cooperative.grant([], on: .channel(name: "Salon"), to: .member(handle: "bert"))
    _ = try await device.engine.syncOnce()
    #expect(try device.objects("Message").isEmpty)
    #expect(try isSame())
    try world.cooperative.grant(.usual, on: .channel(name: "Salon"), to: .member(handle: "bert"))
    _ = try await device.engine.syncOnce()
    #expect(try device.objects("Message").count == 1)
    #expect(try isSame())
  }

  @Test func aWriteBringsTheNewsAlong() async throws {
    _ = try await device.engine.syncOnce()
    try world.post("question")
    try device.say("réponse", in: world.room, clientID: "r")
    let report = try await device.engine.syncOnce()
    #expect(report.roundTrips == 1)
    #expect(report.delivered == 1)
    #expect(try isSame())
    #expect(try device.cache.reader.outbox().isEmpty)
  }

  @Test(arguments: [400, 415]) func whoTakesNoCodingIsAskedWithoutIt(_ status: Int) async throws {
    let coded = Mutex(0)
    let inner = try world.transport("bert")
    let link = InProcessTransport { request in
      guard !request.headers.contains(where: { $0.name == "Content-Encoding" }) else {
        coded.withLock { $0 += 1 }
        return .success(HTTPResponse(status: status))
      }
      do throws(TransportError) { return .success(try await inner.send(request)) } catch { return .failure(error) }
    }
    let device = try Device(world, "bert", link)
    _ = try await device.engine.syncOnce()
    try device.say("sans codage", in: world.room, clientID: "plain")
    #expect(try await device.engine.syncOnce().delivered == 1)
    #expect(coded.withLock { $0 } == 1)
  }

  @Test func anAnswerThatIsCutIsAskedForInPages() async throws {
    _ = try await device.engine.syncOnce()
    for number in 0..<100 { try world.post("m\(number)") }
    let cutting = Mutex(true)
    let (inner, asked) = (try world.transport("bert"), asked)
    let link = InProcessTransport { request in
      asked.addresses.withLock { $0.append(request.url.text) }
      do throws(TransportError) {
        var response = try await inner.send(request)
        if cutting.withLock({ $0 }), request.url.text.contains("/jmap/sync") {
          response.body.removeLast(response.body.count / 2)
        }
        return .success(response)
      } catch { return .failure(error) }
    }
    let again = try Device(world, "bert", link, cache: device.cache)
    await #expect(throws: SyncError.self) { try await again.engine.syncOnce() }
    #expect(try await again.engine.syncOnce().received == 100)
    #expect(try isSame())
    cutting.withLock { $0 = false }
    asked.clear()
    _ = try await again.engine.syncOnce()
    _ = try await again.engine.syncOnce()
    #expect(asked.all.last?.contains("/jmap/sync") == true)
  }
}

extension World {
  /// The state of a type, as a member sees it.
  func state(_ type: TypeName, as handle: String) throws -> String? {
    try call("\(type)/get", ["ids": []], as: handle)["state"]?.string
  }
}
