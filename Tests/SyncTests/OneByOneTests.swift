import ClientCore
import Foundation
import JSON
import Synchronization
import TER1Server
import TestSupport
import Testing
import Wire

@testable import Sync

/// What goes wrong for one entry or one object stays its own; and what a server's limits say is kept to.
@Suite(.timeLimit(.minutes(10))) struct OneByOneTests {
  let world: World
  init() throws { world = try World() }

  private func device(_ change: @escaping PlainTransport.Change) async throws -> Device {
    let first = try Device(world, "bert", try world.transport("bert"))
    _ = try await first.engine.syncOnce()
    return try Device(world, "bert", PlainTransport(try world.transport("bert"), change), cache: first.cache)
  }

  /// Its create is refused because it is there already, and then the server does not say what is there.
  @Test(arguments: [MethodError.serverFail, MethodError.forbidden])
  func anEntryThatTheServerWillNotSpeakOfHoldsUpNoOther(error: String) async throws {
    try world.post("x", as: "bert")
    let device = try await device { request, answer in
      let first = request?["methodCalls"]?[0]
      guard first?[0]?.string == "Message/get", first?[2]?.string == "0" else { return answer }
      var answer = answer
      answer["methodResponses"] = [["error", ["type": .string(error)], "0"]]
      return answer
    }
    try device.say("x", in: world.room, clientID: "w-x")
    try device.say("autre", in: world.room, clientID: "o")
    try world.post("de quelqu’un d’autre")
    let report = try await device.engine.syncOnce()
    #expect(report.delivered == 1)
    #expect(error == MethodError.serverFail ? report.postponed > 0 : report.refused == 1)
    #expect(try world.objects("Message", as: "carl").count == 3)
    #expect(try device.objects("Message") == world.objects("Message", as: "bert"))
  }

  /// More than the server gives at once are known from the answers to one's own writes alone.
  @Test func whatIsAskedForByItselfIsAskedInPortions() async throws {
    let most = 3
    let sizes = Mutex<[Int]>([])
    let device = try await device { request, answer in
      if request == nil { return Self.limited(answer, to: most) }
      for call in request?["methodCalls"]?.array ?? [] where call[0]?.string == "Message/get" {
        if let ids = call[1]?["ids"]?.array { sizes.withLock { $0.append(ids.count) } }
      }
      return answer
    }
    try await device.engine.readSession()
    for number in 0..<8 { try device.say("\(number)", in: world.room, clientID: "c\(number)") }
    _ = try await device.engine.drainOutbox()
    // Made and destroyed between two states: `/changes` need not tell of it.
    let ids = try world.objects("Message", as: "bert").keys.map { JSONValue.string($0.rawValue) }
    _ = try world.call("Message/set", ["destroy": .array(ids)], as: "anna")
    _ = try await device.engine.syncOnce()
    #expect(try device.objects("Message").isEmpty)
    let asked = sizes.withLock { $0 }
    #expect(asked.prefix(3) == [3, 3, 2] && asked.allSatisfy { $0 <= most }, "\(asked)")
    _ = try await device.engine.syncOnce()
    #expect(sizes.withLock { $0 } == asked, "and not again")
  }

  private static func limited(_ session: JSONValue, to most: Int) -> JSONValue {
    var session = session
    session["capabilities"]?[Capability.core]?["maxObjectsInGet"] = .int(Int64(most))
    // Else all news come along with the answer to a write.
    session["capabilities"]?[Capability.sync] = Optional.none
    return session
  }

  /// The answer to one write brought all news along; the next one, a file's content, brings none.
  @Test func whatCameWithAnEarlierWriteIsNotTakenForWhatComesWithThis() async throws {
    let device = try await device { _, answer in answer }
    try device.say("un", in: world.room, clientID: "one")
    _ = try await device.engine.syncOnce()
    #expect(await device.engine.isCurrent)
    let file = world.folder.file("tract.pdf")
    try #require(write([1, 2, 3], to: file))
    let action = try device.cache.spool(copying: file, type: "application/pdf")
    try device.cache.enqueue([
      Mutation(account: try device.account, type: "Blob", id: ObjectID(clientID: "up"), action: action)
    ])
    try world.post("de quelqu’un d’autre")
    let report = try await device.engine.syncOnce()
    #expect(report.delivered == 1)
    #expect(try device.objects("Message") == world.objects("Message", as: "bert"))
  }
}
