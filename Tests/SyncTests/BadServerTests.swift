import ClientCore
import JSON
import Synchronization
import TestSupport
import Testing
import Text

@testable import Sync

/// What an engine makes of servers that lie, over real sockets: a distinct error for each, and nothing lost.
@Suite(.timeLimit(.minutes(10))) struct BadServerTests {
  static let network = CurlEngine()
  let folder: TemporaryFolder
  init() throws {
    folder = try TemporaryFolder()
    LieCount.add()
  }

  /// The session that every one of these servers gives.
  static let session: JSONValue = [
    "capabilities": ["urn:ietf:params:jmap:core": ["maxObjectsInGet": 500], "urn:ter1:discussion": [:]],
    "accounts": ["A": ["name": "Union locale", "accountCapabilities": ["urn:ter1:discussion": [:]]]],
    "primaryAccounts": [:], "username": "bert", "apiUrl": "/api", "state": "s",
  ]

  /// A server that answers every POST with what `answer` writes.
  func server(_ answer: @escaping @Sendable (LyingServer.Peer, Int) -> Void) throws -> LyingServer {
    let posts = Counter()
    return try LyingServer { peer, _ in
      while let (head, _) = peer.request() {
        if head.hasPrefix("GET") { peer.answer("200 OK", Self.session.text) } else { answer(peer, posts.next()) }
      }
    }
  }

  func engine(_ server: LyingServer, _ cache: Cache? = nil, stall: Double = 20) throws -> SyncEngine {
    let login = LoginConfiguration(
      name: "essai", sessionURL: try ServerURL(server.url + "/.well-known/jmap"), credential: .bearer("t"),
      stallSeconds: stall)
    let path = folder.file("cache\(UInt32.random(in: 0 ... .max)).sqlite")
    return SyncEngine(
      login: login, cache: try cache ?? Cache(path: path), transport: CurlTransport(Self.network)
    ) { _ in }
  }

  func error(_ server: LyingServer, stall: Double = 20) async throws -> SyncError? {
    let engine = try engine(server, stall: stall)
    do throws(SyncError) {
      _ = try await engine.syncOnce()
      return nil
    } catch { return error }
  }

  @Test func aCaptivePortal() async throws {
    let page = "<!DOCTYPE html><title>Bienvenue</title>"
    // The session was read, so there is a server: what answers now is something else.
    let portal = SyncError.portal(.init(.webPage))
    #expect(try await error(server { peer, _ in peer.answer("200 OK", type: "text/html", page) }) == portal)
    #expect(try await error(server { peer, _ in peer.answer("200 OK", page) }) == portal)
    let away = try server { peer, _ in peer.answer("302 Found", headers: ["Location: http://portal/"], "") }
    #expect(try await error(away) == .portal(.init(.redirect, page: UntrustedText("http://portal/"))))
    let locked = try server { peer, _ in
      peer.answer("511 Network Authentication Required", type: "text/html", headers: ["Location: http://portal/"], page)
    }
    #expect(try await error(locked) == .portal(.init(.demandsLogin, page: UntrustedText("http://portal/"))))
  }

  @Test func whereNoServerWasEverSeenAWebPageIsAWebSite() async throws {
    let site = try LyingServer { peer, _ in
      while peer.request() != nil { peer.answer("200 OK", type: "text/html", "<!DOCTYPE html>") }
    }
    #expect(try await error(site) == .notJMAP(.webPage))
  }

  @Test func aWebPageInPlaceOfTheEventStreamIsAFailure() async throws {
    let engine = try engine(server { _, _ in })
    func isStream(_ status: Int, _ type: String) async throws(SyncError) -> Bool {
      try await engine.isEventStream(HTTPHead(status: status, headers: ["content-type": type]))
    }
    await #expect(throws: SyncError.notJMAP(.webPage)) { try await isStream(200, "text/html") }
    #expect(try await isStream(200, "text/event-stream"))
    #expect(try await !isStream(204, ""))
  }

  @Test func jsonThatIsNone() async throws {
    for body in ["", "{\"methodResponses\":[[", "[1,2]", "null", "{\"methodResponses\":7}"] {
      guard case .unreadable? = try await error(server { peer, _ in peer.answer("200 OK", body) }) else {
        Issue.record("\(body) was read")
        return
      }
    }
  }

  @Test func statusesHaveTheirNames() async throws {
    let expected: [(String, SyncError)] = [
      ("500 Oops", .serverFailed(status: 500, retryAfter: nil)), ("401 No", .revoked), ("403 No", .forbidden),
      ("404 No", .notJMAP(.notFound)), ("418 Tea", .notJMAP(.status(418))),
    ]
    for (status, error) in expected {
      #expect(try await self.error(server { peer, _ in peer.answer(status, "{}") }) == error)
    }
    let slow = try server { peer, _ in peer.answer("429 Slow", headers: ["Retry-After: 90"], "") }
    #expect(try await error(slow) == .throttled(retryAfter: 90))
  }

  @Test func anAnswerAHundredTimesTooLarge() async throws {
    let endless = try server { peer, _ in
      peer.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
      while peer.write(String(repeating: " ", count: 1 << 20)) {}
    }
    #expect(try await error(endless) == .tooLarge(limit: ServerConnection.maximumAnswer))
  }

  @Test func aStallAndACut() async throws {
    let silent = try server { peer, _ in _ = peer.request() }
    #expect(try await error(silent, stall: 0.3) == .offline(.timedOut(seconds: 0.3, .waiting)))
    let cut = try server { peer, _ in
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"methodRes")
      peer.hangUp()
    }
    guard case .offline(.interrupted)? = try await error(cut) else {
      Issue.record("the cut was not noticed")
      return
    }
  }

  @Test func aServerThatDiesAmidItsPagesIsResumedAtThePage() async throws {
    let cache = try Cache(path: folder.file("resumed.sqlite"))
    let asked = Mutex<[String]>([])
    let dying = try LyingServer { peer, number in
      while let (head, body) = peer.request() {
        if Self.answered(peer, head) { continue }
        let since = Self.since(body)
        asked.withLock { $0.append(since) }
        guard since != "2" || asked.withLock({ $0.filter { $0 == "2" }.count }) > 1 else {
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"methodRes")
          return peer.hangUp()
        }
        peer.answer("200 OK", Self.page(since))
      }
    }
    let engine = try engine(dying, cache)
    guard case .offline? = await outcome(engine) else {
      Issue.record("the death was not noticed")
      return
    }
    let account = try #require(try cache.accounts(login: "essai").first).id
    #expect(try cache.state(account, "Channel") == "2")
    #expect(try cache.ids(account, "Channel") == ["c0", "c1"])
    #expect(await outcome(engine) == nil)
    #expect(try cache.ids(account, "Channel") == ["c0", "c1", "c2"])
    #expect(asked.withLock { $0.filter { $0 == "0" }.count } == 1)
  }

  func outcome(_ engine: SyncEngine) async -> SyncError? {
    do throws(SyncError) {
      _ = try await engine.syncOnce()
      return nil
    } catch { return error }
  }

  @Test func typesThatCannotBeGivenDoNotHoldUpTheOthers() async throws {
    let cache = try Cache(path: folder.file("partial.sqlite"))
    let partial = try LyingServer { peer, _ in
      while let (head, body) = peer.request() {
        if !Self.answered(peer, head) { peer.answer("200 OK", Self.page(Self.since(body))) }
      }
    }
    // Only Channel is answered there; all else is serverFail.
    #expect(await outcome(try engine(partial, cache)) == nil)
    let account = try #require(try cache.accounts(login: "essai").first).id
    #expect(try cache.ids(account, "Channel").count == 3)
    #expect(try cache.state(account, "Message") == nil)
  }

  /// What every request but a plain POST gets: the session, or that gzip is not understood.
  private static func answered(_ peer: LyingServer.Peer, _ head: String) -> Bool {
    if head.hasPrefix("GET") {
      peer.answer("200 OK", Self.session.text)
    } else if head.contains("Content-Encoding: gzip") {
      peer.answer("415 Unsupported Media Type", "")
    } else {
      return false
    }
    return true
  }

  /// The state from which a request asks for channels; "-" when it does not.
  private static func since(_ body: [UInt8]) -> String {
    guard let json = try? JSONValue(parsing: body), let calls = json["methodCalls"]?.array else { return "?" }
    return calls.first { $0[0]?.string == "Channel/changes" }?[1]?["sinceState"]?.string ?? "-"
  }

  /// One channel a page, three in all; every other type fails.
  private static func page(_ since: String) -> String {
    let number = Int(since) ?? 9
    let ids: JSONValue = number < 3 ? [.string("c\(number)")] : []
    let next = min(number + 1, 3)
    let channel: JSONValue = ["id": .string("c\(number)"), "kind": "chat", "name": "Salon", "myRights": [:]]
    let failures: [JSONValue] = ["0", "1", "2"].map { ["error", ["type": "serverFail"], .string($0)] }
    let changes: JSONValue = [
      "Channel/changes",
      [
        "oldState": .string(since), "newState": .string("\(next)"), "hasMoreChanges": .bool(next < 3),
        "created": ids, "updated": [], "destroyed": [],
      ], "0",
    ]
    let get: JSONValue = ["Channel/get", ["list": number < 3 ? [channel] : [], "notFound": []], "0c"]
    let responses = since == "-" ? failures : [changes, get] + failures.dropFirst()
    return JSONValue.object(["methodResponses": .array(responses), "sessionState": "s"]).text
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock { count in
      defer { count += 1 }
      return count
    }
  }
}
