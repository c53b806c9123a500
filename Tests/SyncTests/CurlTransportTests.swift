import Glibc
import JSON
import TestSupport
import Testing

@testable import Sync

/// The transport on real sockets, against servers that misbehave.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct CurlTransportTests {
  static let engine = CurlEngine()
  let transport = CurlTransport(Self.engine)

  func get(_ url: String, maximumSize: Int = 1 << 20, stall: Double = 20) throws -> HTTPRequest {
    HTTPRequest(.get, try ServerURL(url), maximumSize: maximumSize, stallSeconds: stall)
  }

  func failure(_ request: HTTPRequest) async -> TransportError? {
    do {
      _ = try await transport.send(request)
      return nil
    } catch { return error }
  }

  @Test func aLibraryThatIsNotReadySaysSo() async throws {
    let refusal = TransportError.notPossible(detail: "curl_global_init: out of memory")
    let transport = CurlTransport(CurlEngine(CurlLoop(refusal: refusal)))
    await #expect(throws: refusal) { _ = try await transport.send(try get("http://127.0.0.1:1/")) }
  }

  @Test func sendsAndReceivesOnOneKeptConnection() async throws {
    let server = try LyingServer { peer, _ in
      while let (head, body) = peer.request() {
        peer.answer("200 OK", headers: ["X-Seen: \(head.count)"], String(decoding: body, as: UTF8.self))
      }
    }
    for text in ["un", "deux", ""] {
      var request = try get(server.url)
      request.method = .post
      request.body = .bytes(Array(text.utf8))
      let response = try await transport.send(request)
      #expect(response.status == 200)
      #expect(String(decoding: response.body, as: UTF8.self) == text)
      #expect(response.head["x-seen"] != nil)
    }
    #expect(server.connections == 1)
  }

  @Test func sendsFewHeadersAndTheCredential() async throws {
    let server = try LyingServer { peer, _ in
      while let (head, _) = peer.request() { peer.answer("200 OK", type: "text/plain", head) }
    }
    var request = try get(server.url + "/a")
    request.credential = .basic(name: "anna", password: "geheim")
    let basic = String(decoding: try await transport.send(request).body, as: UTF8.self)
    #expect(basic.contains("Authorization: Basic YW5uYTpnZWhlaW0="))
    #expect(!basic.lowercased().contains("accept: "))
    #expect(!basic.lowercased().contains("expect"))
    request.credential = .bearer("token")
    let bearer = String(decoding: try await transport.send(request).body, as: UTF8.self)
    #expect(bearer.contains("Authorization: Bearer token"))
    #expect(bearer.utf8.count < 150)
  }

  @Test func countsTheBytesOfTheWire() async throws {
    let server = try LyingServer { peer, _ in
      while peer.request() != nil { peer.answer("200 OK", String(repeating: "x", count: 50_000)) }
    }
    let before = transport.traffic
    _ = try await transport.send(try get(server.url))
    let traffic = transport.traffic - before
    #expect(traffic.requests == 1)
    #expect((50_060...50_200).contains(traffic.bytesDown))
    #expect((40...150).contains(traffic.bytesUp))
  }

  @Test func namesWhatIsUnreachable() async throws {
    let server = try LyingServer { _, _ in }
    let url = server.url
    server.stop()
    #expect(await failure(try get(url)) == .unreachable(.refused))
    #expect(
      await failure(try get("https://nobody.invalid/"))
        == .unreachable(.unknownHost("nobody.invalid")))
  }

  @Test func endsAnAnswerThatIsTooLarge() async throws {
    let server = try LyingServer { peer, _ in
      guard peer.request() != nil else { return }
      peer.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
      while peer.write(String(repeating: "[", count: 65_536)) {}
    }
    #expect(await failure(try get(server.url, maximumSize: 100_000)) == .tooLarge(limit: 100_000))
  }

  @Test func endsEndlessHeaders() async throws {
    let server = try LyingServer { peer, _ in
      guard peer.request() != nil else { return }
      peer.write("HTTP/1.1 200 OK\r\n")
      while peer.write("X-More: " + String(repeating: "y", count: 4_000) + "\r\n") {}
    }
    #expect(await failure(try get(server.url)) == .tooLarge(limit: Transfer.maximumHeaderSize))
  }

  @Test func endsAStallAndNotALongAnswer() async throws {
    let server = try LyingServer { peer, number in
      guard peer.request() != nil else { return }
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
      for _ in 0..<(number == 0 ? 1 : 6) {
        usleep(150_000)
        peer.write(".")
      }
      if number == 0 { _ = peer.request() }
    }
    let stalled = await failure(try get(server.url, stall: 0.4))
    #expect(stalled == .timedOut(seconds: 0.4, .waiting))
    #expect(try await transport.send(try get(server.url, stall: 0.4)).body.count == 6)
  }

  @Test func tellsACutAnswerFromAWholeOne() async throws {
    let server = try LyingServer { peer, _ in
      guard peer.request() != nil else { return }
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
    }
    guard case .interrupted? = await failure(try get(server.url)) else {
      Issue.record("the cut was not noticed")
      return
    }
  }

  @Test func isCancelledThoughNoAnswerComes() async throws {
    let server = try LyingServer { peer, _ in while peer.request() != nil {} }
    let request = try get(server.url)
    let task = Task { await failure(request) }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test func doesNotFollowRedirects() async throws {
    let server = try LyingServer { peer, _ in
      while peer.request() != nil { peer.answer("302 Found", headers: ["Location: https://evil.example/"], "") }
    }
    let response = try await transport.send(try get(server.url))
    #expect(response.status == 302)
    #expect(response.head["Location"] == "https://evil.example/")
  }

  @Test func receivesAStreamNoFasterThanItIsRead() async throws {
    let total = 8 << 20
    let server = try LyingServer { peer, _ in
      guard peer.request() != nil else { return }
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
      peer.write([UInt8](repeating: 7, count: total))
    }
    let stream = try await transport.open(try get(server.url, maximumSize: .max))
    #expect(stream.head.status == 200)
    try await Task.sleep(for: .milliseconds(200))
    var largest = 0
    var received = 0
    while let chunk = try await stream.next() {
      largest = max(largest, chunk.count)
      received += chunk.count
    }
    #expect(received == total)
    #expect(largest <= ChunkBuffer.streamLimit)
  }

  @Test func endsAStreamThatNobodyHolds() async throws {
    let server = try LyingServer { peer, _ in
      guard peer.request() != nil else { return }
      peer.write("HTTP/1.1 200 OK\r\n\r\nx")
      while peer.write("y") { usleep(5_000) }
      gone.signal()
    }
    do {
      let stream = try await transport.open(try get(server.url))
      _ = try await stream.next()
    }
    #expect(await gone.wait(seconds: 5))
  }

  @Test func sendsAFileWithoutHoldingIt() async throws {
    let path = "/tmp/ter1-upload-\(getpid())"
    defer { unlink(path) }
    let file = try #require(fopen(path, "w"))
    for _ in 0..<1000 { fputs(String(repeating: "z", count: 1000), file) }
    fclose(file)
    let server = try LyingServer { peer, _ in
      guard let (_, body) = peer.request() else { return }
      peer.answer("200 OK", String(body.count))
    }
    var request = try get(server.url)
    (request.method, request.body) = (.post, .file(path: path, size: 1_000_000, key: nil))
    #expect(String(decoding: try await transport.send(request).body, as: UTF8.self) == "1000000")
  }
}

private let gone = Signal()

/// Set once, by any thread.
final class Signal: Sendable {
  private let isSet = Locked(false)
  func signal() { isSet.withLock { $0 = true } }
  func wait(seconds: Double) async -> Bool {
    for _ in 0..<Int(seconds * 100) {
      if isSet.withLock({ $0 }) { return true }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return false
  }
}
