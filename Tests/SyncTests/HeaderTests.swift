import ClientCore
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// What a request says beside what it asks for: docs/security.md, "On the wire".
@Suite(.timeLimit(.minutes(10))) struct HeaderTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Everything that a request may say, and what of it is always the same.
  private static let allowed: [String: String?] = [
    "Host": nil, "Authorization": nil, "User-Agent": "ter1", "Accept-Encoding": nil, "Content-Type": nil,
    "Content-Encoding": nil, "Content-Length": nil,
  ]

  private final class Heads: Sendable {
    private let heads = Mutex<[String]>([])
    func add(_ head: String) { heads.withLock { $0.append(head) } }
    /// Names and values, request by request.
    var all: [[(name: String, value: String)]] {
      heads.withLock { heads in
        heads.map { head in
          head.split(separator: "\r\n").dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? parts[1].trimmingPrefix(" ").description : "")
          }
        }
      }
    }
  }

  private func record(_ heads: Heads) throws -> LyingServer {
    try LyingServer { peer, _ in
      while let (head, _) = peer.request() {
        heads.add(head)
        peer.answer("200 OK", head.hasPrefix("GET") ? BadServerTests.session.text : "{}")
      }
    }
  }

  @Test func aSyncSaysWhoAsksAndNothingOfHisMachine() async throws {
    let heads = Heads()
    let server = try record(heads)
    let login = LoginConfiguration(
      name: "essai", sessionURL: try ServerURL(server.url + "/.well-known/jmap"), credential: .bearer("t"))
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let engine = SyncEngine(login: login, cache: cache, transport: CurlTransport(CurlEngine())) { _ in }
    await #expect(throws: SyncError.self) { try await engine.syncOnce() }
    #expect(heads.all.count >= 2)
    for (name, value) in heads.all.flatMap({ $0 }) {
      let known = try #require(Self.allowed[name], "\(name) is said to the server")
      if let known { #expect(value == known) }
    }
  }

  @Test func eachKindOfRequestSaysExactlyThis() async throws {
    let heads = Heads()
    let server = try record(heads)
    let transport = CurlTransport(CurlEngine())
    var post = HTTPRequest(.post, try ServerURL(server.url + "/api"), credential: .bearer("t"))
    (post.headers, post.body) = ([("Content-Type", "application/json")], .bytes(Array("{}".utf8)))
    var part = HTTPRequest(.get, try ServerURL(server.url + "/file"), credential: .bearer("t"))
    (part.headers, part.acceptsCompression) = ([("Range", "bytes=7-")], false)
    for request in [HTTPRequest(.get, try ServerURL(server.url + "/"), credential: .bearer("t")), post, part] {
      _ = try await transport.send(request)
    }
    let usual: Set = ["Host", "Authorization", "User-Agent"]
    #expect(
      heads.all.map { Set($0.map(\.name)) } == [
        usual.union(["Accept-Encoding"]), usual.union(["Accept-Encoding", "Content-Type", "Content-Length"]),
        usual.union(["Range"]),
      ])
  }
}
