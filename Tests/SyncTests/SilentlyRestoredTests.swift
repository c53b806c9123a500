import ClientCore
import JSON
import Sync
import Synchronization
import TER1Server
import TestSupport
import Testing

/// A server whose states are plain numbers, and that takes one of the future without a word: Cyrus, put back from a backup.
@Suite(.timeLimit(.minutes(10))) struct SilentlyRestoredTests {
  @Test func numbersThatGoBackAreTakenForARestoredServer() async throws {
    let world = try World()
    let device = try Device(world, "bert", NumberedStates(world: world, inner: try world.transport("bert")))
    _ = try await device.engine.syncOnce()
    try world.backUp()
    try device.cache.enqueue([
      FileNode.createFolder(try device.account, named: "Dossier", in: nil, clientID: "f")
    ])
    _ = try await device.engine.syncOnce()
    #expect(try world.objects("FileNode", as: "bert").values.contains { $0["clientId"]?.string == "f" })
    try world.restore()
    for _ in 0..<2 { _ = try await device.engine.syncOnce() }
    #expect(device.events.withLock { $0.contains { if case .notice(.restored) = $0 { true } else { false } } })
    #expect(try world.objects("FileNode", as: "bert").values.contains { $0["clientId"]?.string == "f" })
    #expect(try device.objects("FileNode") == world.objects("FileNode", as: "bert"))
    #expect(try device.cache.reader.outbox().isEmpty)
  }
}

/// Speaks for a cooperative as a server would that offers nothing of ours but files and calendars.
private struct NumberedStates: Transport {
  let world: World
  let inner: any Transport
  var traffic: LinkTraffic { inner.traffic }

  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    var request = request
    if case .bytes(let bytes)? = request.body { request.body = .bytes(known(bytes)) }
    var response = try await inner.send(request)
    if let json = try? JSONValue(parsing: response.body) { response.body = told(json).bytes }
    return response
  }

  private func told(_ json: JSONValue) -> JSONValue {
    switch json {
    case .array(let elements): return .array(elements.map(told))
    case .object(let members):
      let kept = members.filter { !$0.key.hasPrefix("urn:ter1:") }.map { name, value in
        ["state", "oldState", "newState"].contains(name) ? (name, number(value)) : (name, told(value))
      }
      return .object(JSONObject(kept) { first, _ in first })
    default: return json
    }
  }

  private func number(_ state: JSONValue) -> JSONValue {
    let parts = state.string?.split(separator: ".") ?? []
    return parts.count == 3 ? .string(String(parts[2].prefix { $0 != "-" })) : state
  }

  /// A number that was never reached stands for where the server is.
  private func known(_ bytes: [UInt8]) -> [UInt8] {
    guard let member = try? world.member("bert"), let states = try? world.cooperative.standing(of: member).states,
      let json = try? JSONValue(parsing: bytes), let calls = json["methodCalls"]?.array
    else { return bytes }
    var request = json
    request["methodCalls"] = .array(
      calls.map { call in
        guard let name = call[0]?.string, var arguments = call[1]?.object, let since = arguments["sinceState"]?.string,
          let number = Int(since), let now = states[String(name.prefix { $0 != "/" })],
          let dot = now.lastIndex(of: "."), let current = Int(now[now.index(after: dot)...])
        else { return call }
        arguments["sinceState"] = .string(number > current ? now : String(now[...dot]) + since)
        return [.string(name), .object(arguments), call[2] ?? .null]
      })
    return request.bytes
  }
}
