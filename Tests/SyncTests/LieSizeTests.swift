import CBrotli
import ClientCore
import Compression
import Glibc
import JSON
import Synchronization
import TestSupport
import Testing
import Text
import Wire

@testable import Sync

/// The same of what is too much, and of who is sent elsewhere.
@Suite(.timeLimit(.minutes(10))) struct LieSizeTests: LieSuite {
  let folder: TemporaryFolder
  init() throws {
    folder = try TemporaryFolder()
    LieCount.add()
  }

  @Test(arguments: ["https://evil.example/jmap", "//evil.example/jmap", "https://coop.example.evil.example/"])
  func aRedirectToAnotherHostGetsNoCredential(location: String) async throws {
    let shown = Mutex<[String]>([])
    let transport = InProcessTransport { request in
      if request.credential != nil { shown.withLock { $0.append(request.url.host) } }
      guard request.url.host == "coop.example" else { return .success(HTTPResponse(status: 401)) }
      return .success(HTTPResponse(status: 302, headers: ["location": location]))
    }
    await #expect(throws: SyncError.self) {
      try await discover(
        ServerAddress("coop.example"), credential: .basic(name: "anna", password: "geheim"), device: "d",
        over: transport)
    }
    #expect(shown.withLock { $0 }.isEmpty)
  }

  @Test func aRedirectBelowTheHostIsFollowed() async throws {
    let transport = InProcessTransport { request in
      guard request.url.host == "coop.example" else { return .success(HTTPResponse(status: 401)) }
      return .success(HTTPResponse(status: 302, headers: ["location": "https://jmap.coop.example/session"]))
    }
    let home = try await findHome(ServerAddress("coop.example"), over: transport)
    #expect(home.text == "https://jmap.coop.example/session")
  }

  // MARK: Sizes

  /// An attachment that is larger than its message says: with a length, and without one or an end.
  @Test(arguments: [true, false], [1_000, nil]) func anAttachmentOfTenGigabytes(saysSo: Bool, expected: Int?)
    async throws
  {
    let server = try LyingServer { peer, _ in
      while let (head, _) = peer.request() {
        guard head.hasPrefix("GET /download") else {
          if head.hasPrefix("GET") {
            peer.answer("200 OK", JSONValue.object(Liar.session()).text)
          } else {
            peer.answer("200 OK", #"{"methodResponses":[],"sessionState":"s"}"#)
          }
          continue
        }
        let length = saysSo ? "Content-Length: 10000000000\r\n" : ""
        peer.write("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\(length)\r\n")
        let piece = [UInt8](repeating: 0x41, count: 1 << 20)
        while peer.write(piece) {}
      }
    }
    let login = LoginConfiguration(
      name: "essai", sessionURL: try ServerURL(server.url + "/.well-known/jmap"), credential: .bearer("t"))
    let cache = try cache()
    let engine = SyncEngine(login: login, cache: cache, transport: CurlTransport(BadServerTests.network)) { _ in }
    _ = await outcome(engine)
    // Without any size the limit is a gigabyte: that much is not written here.
    guard saysSo || expected != nil else { return }
    let download = Download(
      id: "d", account: try account("essai", cache), blobID: "b", path: folder.file("tract.pdf"), size: expected,
      updatedAt: 0)
    let size = expected ?? 1 << 30
    await #expect(throws: SyncError.contradictory(.longerThanSaid(size: size))) { try await engine.download(download) }
    #expect(access(folder.file("tract.pdf"), F_OK) != 0)
    #expect(try cache.reader.download("d")?.received ?? 0 <= 3 << 20)
  }

  /// Little on the wire, much in memory: in each coding that we undo.
  @Test(arguments: ["gzip", "dcz", "br"]) func bombs(coding: String) async throws {
    let zeros = [UInt8](repeating: 0x20, count: 80 << 20)
    let small: [UInt8]?
    let name: String
    switch coding {
    case "gzip": (small, name) = (Gzip.compress(zeros), "gzip")
    case "dcz": (small, name) = (Zstandard.compress(zeros, .bulk, usingDictionary: true), SharedDictionary.coding)
    default: (small, name) = (Self.brotli(zeros), "br")
    }
    let body = try #require(small)
    #expect(body.count < 1 << 18)
    let server = try LyingServer { peer, _ in
      while peer.request() != nil {
        peer.write(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: \(name)\r\nContent-Length: \(body.count)\r\n\r\n"
        )
        peer.write(body)
      }
    }
    let transport = CurlTransport(BadServerTests.network)
    if coding == "br" {
      let request = HTTPRequest(.get, try ServerURL(server.url), maximumSize: 4 << 20)
      await #expect(throws: TransportError.tooLarge(limit: 4 << 20)) { try await transport.send(request) }
    } else {
      let login = LoginConfiguration(
        name: "essai", sessionURL: try ServerURL(server.url + "/.well-known/jmap"), credential: .bearer("t"))
      let engine = SyncEngine(login: login, cache: try cache(), transport: transport) { _ in }
      #expect(await outcome(engine) == .tooLarge(limit: 4 << 20))
    }
  }

  private static func brotli(_ bytes: [UInt8]) -> [UInt8]? {
    var size = BrotliEncoderMaxCompressedSize(bytes.count)
    var output = [UInt8](repeating: 0, count: size)
    let done = BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, bytes.count, bytes, &size, &output)
    return done != 0 ? Array(output.prefix(size)) : nil
  }

  @Test(arguments: ["[", "{\"a\":", "[[],"]) func nestsAMillionDeep(opening: String) async throws {
    let body = Array(String(repeating: opening, count: 1_000_000).utf8)
    #expect(throws: (any Error).self) { try JSONValue(parsing: body) }
    let transport = InProcessTransport { _ in .success(HTTPResponse(status: 200, body: body)) }
    let error = await outcome(try engine(transport, try cache()))
    switch error {
    case .unreadable?, .tooLarge?: break
    default: Issue.record("\(error as Any)")
    }
  }

  @Test(arguments: ["{}", "[]", "0", "{\"a\":1}", "\"\""]) func sendsTenMillionSmallThings(value: String) throws {
    let body = Array(("[" + String(repeating: value + ",", count: 10_000_000 / value.utf8.count)).utf8)
    #expect(throws: (any Error).self) { try JSONValue(parsing: body) }
  }

  @Test func floodsAnEventStream() throws {
    var flood = StreamFlood(since: 0)
    var chunks = 0
    while flood.admits(65_536, at: 1) { chunks += 1 }
    #expect(chunks < 100)
    var parser = ServerSentEventParser()
    #expect(try parser.append(Array("id: \(String(repeating: "x", count: 5_000))\nid: a\u{1B}b\n\n".utf8)).isEmpty)
    #expect(parser.lastID.isEmpty)
    #expect(throws: WireError.self) { try parser.append(Array(String(repeating: "data: x\n", count: 1_000_000).utf8)) }
  }
}
