import ClientCore
import JSON
import TestSupport
import Testing

@testable import Sync

/// A server that answers as it likes, in this process.
struct Liar: Sendable {
  typealias Lie = @Sendable (_ method: String, _ arguments: JSONObject) -> JSONObject?

  static let home = CooperativeTransport.origin + "/.well-known/jmap"
  static let capabilities: JSONObject = ["urn:ter1:discussion": [:], "urn:ietf:params:jmap:core": [:]]

  static func session(_ changes: JSONObject = [:], capabilities: JSONObject = Self.capabilities) -> JSONObject {
    let session: JSONObject = [
      "capabilities": .object(capabilities),
      "accounts": ["A": ["name": "Union locale", "accountCapabilities": .object(capabilities)]],
      "apiUrl": "/api", "downloadUrl": "/download/{accountId}/{blobId}/{name}", "uploadUrl": "/upload/{accountId}/",
      "eventSourceUrl": "/events", "state": "s",
    ]
    return session.merging(changes) { $1 }
  }

  /// - Parameter lie: the arguments of the answer to a call; nil: an honest one, of a server that has nothing.
  static func transport(_ session: JSONObject = Self.session(), _ lie: @escaping Lie) -> InProcessTransport {
    InProcessTransport { request in
      guard request.method == .post, case .bytes(let body)? = request.body else {
        return .success(json(.object(session)))
      }
      guard !request.headers.contains(where: { $0.name == "Content-Encoding" }) else {
        return .success(HTTPResponse(status: 415))
      }
      let calls = (try? JSONValue(parsing: body))?["methodCalls"]?.array ?? []
      let answers = calls.map { call -> JSONValue in
        let (method, arguments) = (call[0]?.string ?? "", call[1]?.object ?? [:])
        return [.string(method), .object(lie(method, arguments) ?? honest(method, arguments)), call[2] ?? .null]
      }
      return .success(json(["methodResponses": .array(answers), "sessionState": "s"]))
    }
  }

  private static func json(_ value: JSONValue) -> HTTPResponse {
    HTTPResponse(status: 200, headers: ["content-type": "application/json"], body: value.bytes)
  }

  static func honest(_ method: String, _ arguments: JSONObject) -> JSONObject {
    let account = arguments["accountId"] ?? "A"
    if method.hasSuffix("/changes") { return changes(to: "1", arguments) }
    if method.hasSuffix("/query") { return ["accountId": account, "ids": [], "queryState": "1", "position": 0] }
    if method.hasSuffix("/set") { return ["accountId": account, "newState": "1"] }
    return ["accountId": account, "state": "1", "list": [], "notFound": []]
  }

  static func changes(
    to state: String, created: [String] = [], hasMore: Bool = false, account: String = "A", _ arguments: JSONObject
  ) -> JSONObject {
    [
      "accountId": .string(account), "oldState": arguments["sinceState"] ?? "0", "newState": .string(state),
      "hasMoreChanges": .bool(hasMore), "created": .array(created.map { .string($0) }), "updated": [], "destroyed": [],
    ]
  }

  static func get(_ objects: [JSONObject], account: String = "A") -> JSONObject {
    ["accountId": .string(account), "state": "1", "list": .array(objects.map { .object($0) }), "notFound": []]
  }

  static func channel(_ id: String) -> JSONObject {
    ["id": .string(id), "kind": "chat", "name": "Salon", "myRights": [:]]
  }

  static func message(_ id: String, in channel: String) -> JSONObject {
    [
      "id": .string(id), "channelId": .string(channel), "body": "…", "sentAt": "2026-01-01T00:00:00Z",
      "receivedAt": "2026-01-01T00:00:00Z",
    ]
  }
}

/// A suite of lies, with a folder for its caches.
protocol LieSuite { var folder: TemporaryFolder { get } }

extension LieSuite {
  func cache(_ name: String = "cache") throws -> Cache {
    try Cache(path: folder.file("\(name)\(UInt32.random(in: 0 ... .max)).sqlite"))
  }

  func engine(_ transport: any Transport, _ cache: Cache, login name: String = "essai") throws -> SyncEngine {
    let login = LoginConfiguration(name: name, sessionURL: try ServerURL(Liar.home), credential: .bearer("t"))
    return SyncEngine(login: login, cache: cache, transport: transport) { _ in }
  }

  func outcome(_ engine: SyncEngine) async -> SyncError? {
    do throws(SyncError) {
      _ = try await engine.syncOnce()
      return nil
    } catch { return error }
  }

  func outcome(
    _ session: JSONObject = Liar.session(), _ lie: @escaping Liar.Lie
  ) async throws -> SyncError? {
    await outcome(try engine(Liar.transport(session, lie), try cache()))
  }

  func account(_ login: String, _ cache: Cache) throws -> AccountID {
    try #require(try cache.accounts(login: login).first).id
  }
}
