import Compression
import Foundation
import JSON
import TestSupport
import Testing
import Wire

@Suite(.ownThreads) struct TransportTests {
  @Test("the session has absolute URLs, and the connection is kept")
  func session() throws {
    let server = try ServerProcess()
    let session = try Session(server.curl("/.well-known/jmap").json)
    for url in [session.apiUrl, session.downloadUrl, session.uploadUrl, session.eventSourceUrl] {
      #expect(url.hasPrefix(server.url + "/jmap/"))
    }
    let twice = try Program(
      "/usr/bin/curl",
      [
        "-sv", "-u", "bert:correct horse", session.apiUrl, "-d", "{}", "--next", "-sv", "-u", "bert:correct horse",
        server.url + "/.well-known/jmap",
      ])
    #expect(twice.errors.contains("Re-using existing connection"))
  }

  @Test("wrong passwords, paths and methods are told apart, and failures are slowed down")
  func refusals() throws {
    let server = try ServerProcess()
    let refused = try server.curl("/.well-known/jmap", user: "bert:wrong")
    #expect(refused.status == 401 && refused.headers["www-authenticate"]?.contains("Basic") == true)
    #expect(try server.curl("/jmap/api", user: "bert:wrong", input: Array("{}".utf8)).status == 401)
    #expect(try server.curl("/nothing").status == 404)
    #expect(try server.curl("/jmap/api").status == 405)
    for _ in 0..<4 { _ = try server.curl("/.well-known/jmap", user: "bert:wrong") }
    let slowed = try server.curl("/.well-known/jmap", user: "bert:wrong")
    #expect(slowed.status == 429 && slowed.headers["retry-after"].flatMap(Int.init) ?? 0 >= 1)
  }

  @Test("answers are compressed as asked", arguments: ["gzip", "br", "zstd"])
  func compressedAnswers(coding: String) throws {
    let server = try ServerProcess()
    let plain = try server.curl("/.well-known/jmap")
    let raw = try server.curl("/.well-known/jmap", ["-H", "Accept-Encoding: \(coding)"])
    #expect(raw.headers["content-encoding"] == coding && raw.body.count < plain.body.count)
    let decoded = try server.curl("/.well-known/jmap", ["--compressed", "-H", "Accept-Encoding: \(coding)"])
    #expect(decoded.body == plain.body)
    #expect(
      try server.curl("/.well-known/jmap", ["-H", "Accept-Encoding: \(coding);q=0"]).headers["content-encoding"] == nil)
  }

  @Test("compressed requests are taken, bombs are not")
  func compressedRequests() throws {
    let server = try ServerProcess()
    let folder = try TemporaryFolder()
    let header = ["-H", "Content-Encoding: gzip"]
    let request = try folder.file("request", try server.request("Channel/get", ["ids": nil]).bytes)
    let small = try Program("/usr/bin/gzip", ["-c", request]).output
    #expect(try server.curl("/jmap/api", header, input: small).status == 200)
    let bomb = try Program(
      "/usr/bin/gzip", ["-c", try folder.file("zeros", [UInt8](repeating: 0x20, count: 60_000_000))])
    #expect(bomb.output.count < 100_000)
    let answer = try server.curl("/jmap/api", header, input: bomb.output)
    #expect(try answer.status == 413 && answer.json["limit"] == "maxSizeRequest")
    #expect(try server.curl("/jmap/api", header, input: Array("no gzip".utf8)).status == 400)
    #expect(try server.curl("/jmap/api", header, input: Array(small.dropLast(9))).status == 400)
    #expect(try server.curl("/jmap/api", ["-H", "Content-Encoding: x"], input: small).status == 415)
    #expect(try server.curl("/.well-known/jmap").status == 200)
  }

  @Test("the coding with the dictionary goes both ways, in one piece, in many, damaged and as a bomb")
  func dictionary() throws {
    let server = try ServerProcess()
    let coding = SharedDictionary.coding
    let accept = ["-H", "Accept-Encoding: \(coding)"]
    let header = accept + ["-H", "Content-Encoding: \(coding)"]
    let plain = try server.request("Channel/get", ["ids": nil]).bytes
    let request = try #require(Zstandard.compress(plain, .text, usingDictionary: true))
    let spoken = ["-H", "Content-Encoding: \(coding)"]
    for way in [header, header + ["-H", "Transfer-Encoding: chunked"], spoken] {
      let answer = try server.curl("/jmap/api", way, input: request)
      #expect(answer.status == 200 && answer.headers["content-encoding"] == coding)
      let content = try Zstandard.decompress(Array(answer.body), most: 1 << 20, usingDictionary: true)
      #expect(try Response(JSONValue(parsing: content)).result(of: "0")?["list"] != nil)
    }
    let session = try server.curl("/.well-known/jmap", accept)
    #expect(session.body.count < 400)
    let bomb = try #require(
      Zstandard.compress([UInt8](repeating: 0x20, count: 60_000_000), .bulk, usingDictionary: true))
    #expect(bomb.count < 100_000)
    #expect(try server.curl("/jmap/api", header, input: bomb).status == 413)
    for broken in [Array(request.dropLast(3)), request + [0], Array("no frame".utf8)] {
      #expect(try server.curl("/jmap/api", header, input: broken).status == 400)
    }
    #expect(try server.curl("/jmap/api", ["-H", "Content-Encoding: ter1-00000000"], input: request).status == 415)
  }

  @Test("news are asked for at one address")
  func news() throws {
    let server = try ServerProcess()
    let request = try server.request("Sync/changes", ["states": [:]])
    let first = try server.curl("/jmap/api", input: request.bytes)
    let token = try #require(try Response(first.json).result(of: "0")?["token"]?.string)
    let idle = try server.curl("/jmap/sync?since=\(token)")
    #expect(idle.status == 204 && idle.body.isEmpty)
    let other = try server.curl("/jmap/sync?since=x")
    #expect(other.status == 200)
    #expect(try Response(other.json).methodResponses.first?.name == "error")
    #expect(try server.curl("/jmap/sync?since=\(token)", user: "bert:wrong").status == 401)
  }

  @Test("a request that is too large or no JSON is told so", arguments: [true, false])
  func oversized(isChunked: Bool) throws {
    let server = try ServerProcess()
    let chunked = isChunked ? ["-H", "Transfer-Encoding: chunked"] : []
    let answer = try server.curl("/jmap/api", chunked, input: [UInt8](repeating: 0x20, count: 10_500_000))
    #expect(try answer.status == 413 && answer.json["type"] == .string(RequestError.overLimit))
    let bad = try server.curl("/jmap/api", chunked, input: Array("{".utf8))
    #expect(try bad.status == 400 && bad.json["type"] == .string(RequestError.notJSON))
  }

  @Test("a member has so many requests under way and no more")
  func concurrency() throws {
    let server = try ServerProcess()
    let account = try server.account
    let file = try server.folder.file("large", [UInt8](repeating: 1, count: 4_000_000))
    let slow = try (0..<4).map { _ in
      try ChildProcess([
        "/usr/bin/curl", "-s", "--retry", "50", "-u", "bert:correct horse", "--limit-rate", "20k", "-T", file,
        server.url + "/jmap/upload/\(account)",
      ])
    }
    defer { for child in slow { child.end() } }
    var answer = try server.curl("/jmap/upload/\(account)", input: [1])
    for _ in 0..<600 where answer.status == 201 {
      usleep(100_000)
      answer = try server.curl("/jmap/upload/\(account)", input: [1])
    }
    #expect(try answer.status == 429 && answer.json["limit"] == "maxConcurrentUpload")
  }
}

@Suite(.ownThreads) struct TransferTests {
  @Test("what was uploaded is downloaded, whole and in parts")
  func ranges() throws {
    let server = try ServerProcess()
    let account = try server.account
    let bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    let upload = try server.curl("/jmap/upload/\(account)", ["-H", "Content-Type: image/png"], input: bytes)
    let blob = try #require(try upload.json["blobId"]?.string)
    #expect(try upload.status == 201 && upload.json["size"] == 700_001 && upload.json["type"] == "image/png")
    let path = "/jmap/download/\(account)/\(blob)/une%20affiche.png?type=image/png"
    let whole = try server.curl(path)
    #expect(whole.body == bytes && whole.headers["content-type"] == "image/png")
    #expect(whole.headers["content-disposition"]?.hasPrefix("attachment") == true)
    #expect(whole.headers["x-content-type-options"] == "nosniff")
    let part = try server.curl(path, ["-r", "262000-263000", "--compressed"])
    #expect(part.status == 206 && part.body == Array(bytes[262_000...263_000]))
    #expect(part.headers["content-range"] == "bytes 262000-263000/700001" && part.headers["content-encoding"] == nil)
    #expect(try server.curl(path, ["-r", "-5"]).body == Array(bytes.suffix(5)))
    #expect(try server.curl(path, ["-r", "700000-"]).body == Array(bytes.suffix(1)))
    #expect(try server.curl(path, ["-r", "700001-"]).status == 416)
    #expect(try server.curl(path, ["-r", "0-1", "-H", "If-Range: \"other\""]).status == 200)
    let tag = try #require(whole.headers["etag"])
    #expect(try server.curl(path, ["-r", "0-1", "-H", "If-Range: \(tag)"]).status == 206)
    #expect(try server.curl(path, ["-H", "If-None-Match: \(tag)"]).status == 304)
    #expect(try server.curl(path, user: "anna:correct horse").status == 404)
  }

  @Test("an upload in pieces survives the server's end")
  func pieces() throws {
    let server = try ServerProcess()
    let path = "/jmap/upload/\(try server.account)"
    func put(_ range: String, _ text: String?) throws -> ServerProcess.Answer {
      try server.curl(
        server.url + path, ["-X", "PUT", "-H", "Upload-Id: u-1", "-H", "Content-Range: bytes \(range)"],
        input: text.map { Array($0.utf8) })
    }
    #expect(try put("*/10", nil).headers["range"] == nil)
    let first = try put("0-3/10", "abcd")
    #expect(first.status == 308 && first.headers["range"] == "bytes=0-3")
    #expect(server.end(by: SIGKILL) == 128 + SIGKILL)
    try server.start()
    let asked = try put("*/10", nil)
    #expect(asked.status == 308 && asked.headers["range"] == "bytes=0-3")
    #expect(try put("6-9/10", "ghij").headers["range"] == "bytes=0-3")
    #expect(try put("4-9/10", "efg").status == 400)
    let last = try put("4-9/10", "efghij")
    #expect(try last.status == 201 && last.json["size"] == 10)
    let blob = try #require(try last.json["blobId"]?.string)
    #expect(try server.curl("/jmap/download/\(try server.account)/\(blob)/x").body == Array("abcdefghij".utf8))
  }
}
