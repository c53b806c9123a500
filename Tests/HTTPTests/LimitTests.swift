import Foundation
import Glibc
import JSON
import TestSupport
import Testing
import Wire

/// What a client that means harm can take of the server: docs/security.md, "In the server".
@Suite(.ownThreads) struct LimitTests {
  @Test("who sends a byte now and then is cut off, in the head and in the content, and nobody else waits")
  func slowRequests() throws {
    let server = try ServerProcess(["--patience", "1"])
    let (head, content) = (try RawConnection(server), try RawConnection(server))
    head.send("GET /.well-known/jmap HTTP/1.1\r\nX: ")
    #expect(head.trickle("x"))
    content.request("POST", "/jmap/api", ["Content-Length: 100000", "Content-Type: application/json"])
    #expect(content.trickle(" "))
    #expect(try server.curl("/.well-known/jmap").status == 200)
  }

  @Test("a member has so many event streams; the oldest makes room for who comes again")
  func streams() throws {
    let server = try ServerProcess()
    var streams: [RawConnection] = []
    for _ in 0..<32 {
      let stream = try RawConnection(server)
      stream.request("GET", "/jmap/events?types=*&closeafter=no&ping=0")
      try #require(try stream.status() == 200)
      streams.append(stream)
    }
    let refused = try server.curl("/jmap/events?types=*&closeafter=no&ping=0")
    #expect(try refused.status == 429 && refused.json["limit"] == "maxEventStreams")
    #expect(refused.headers["retry-after"] != nil)
    #expect(try server.curl("/.well-known/jmap").status == 200)
    var status = 429
    for _ in 0..<100 where status == 429 {
      usleep(100_000)
      let again = try RawConnection(server)
      again.request("GET", "/jmap/events?types=*&closeafter=no&ping=0")
      status = try again.status()
    }
    #expect(status == 200)
  }

  @Test("who has his share of the disk uploads no more, and is told before he sends; others go on")
  func room() throws {
    let server = try ServerProcess(["--member-size", "1K"])
    let path = "/jmap/upload/\(try server.account)/"
    #expect(try server.curl(path, input: [UInt8](repeating: 65, count: 900)).status == 201)
    for arguments in [["-H", "Transfer-Encoding: chunked"], []] {
      let refused = try server.curl(path, arguments, input: [UInt8](repeating: 66, count: 300))
      #expect(try refused.status == 413 && refused.json["limit"] == "overQuota")
    }
    let pieces = ["-X", "PUT", "-H", "Upload-Id: u1", "-H", "Content-Range: bytes */5000"]
    #expect(try server.curl(path, pieces).json["limit"] == "overQuota")
    #expect(try FileManager.default.contentsOfDirectory(atPath: server.data + "/uploads") == [])
    let other = try server.curl(path, user: "anna:correct horse", input: [UInt8](repeating: 66, count: 300))
    #expect(other.status == 201)
  }

  @Test("of an error of the server's own a client gets a number; what it was stands under it in the log")
  func references() throws {
    let server = try ServerProcess()
    let room = try server.chat()
    let damage = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('DROP TABLE objectText')"
    try #require(try Program("/usr/bin/python3", ["-c", damage, server.data + "/cooperative.sqlite"]).status == 0)
    let draft: JSONValue = ["clientId": "m1", "channelId": .string(room), "body": "au secret"]
    let request = try server.request("Message/set", ["create": ["k": draft]])
    let answer = try server.curl("/jmap/api", input: request.bytes)
    let text = String(decoding: answer.body, as: UTF8.self)
    let reference = try #require(text.firstMatch(of: /reference ([0-9a-f]{8})/)?.1, "\(text)")
    #expect(text.contains("serverFail") && !text.contains("SQL"))
    let log = try String(contentsOfFile: server.folder.path + "/errors", encoding: .utf8)
    #expect(log.contains("ter1-server: \(reference): Message/set: SQLite error"))
    #expect(!log.contains("au secret"))
  }

  @Test("requests are counted by member, and by address behind a proxy")
  func rates() throws {
    let server = try ServerProcess(["--rate", "1", "--behind-proxy"])
    func statuses(_ arguments: [String], user: String? = nil, count: Int) throws -> [Substring] {
      let answer = try Program(
        "/usr/bin/curl",
        ["-sS", "-w", "%{http_code}\n", "-o", "/dev/null"] + (user.map { ["-u", $0] } ?? []) + arguments
          + ["\(server.url)/.well-known/jmap?x=[1-\(count)]"])
      return answer.text.split(separator: "\n")
    }
    let member = try statuses([], user: "bert:correct horse", count: 60)
    #expect(member.first == "200" && member.contains("429"))
    #expect(try statuses([], user: "anna:correct horse", count: 1) == ["200"])
    let address = try statuses(["-H", "X-Forwarded-For: 9.9.9.9"], count: 400)
    #expect(address.first == "401" && address.contains("429"))
    let other = ["-H", "X-Forwarded-For: 8.8.8.8"]
    #expect(try statuses(other, count: 1) == ["401"])
  }

  @Test("what is refused for its size leaves no trace in the limits")
  func refusedForSize() throws {
    let server = try ServerProcess()
    for _ in 0..<12 {
      let connection = try RawConnection(server)
      connection.request("POST", "/jmap/api", ["Content-Length: 20000000"])
      #expect(try connection.status() == 413)
    }
    #expect(try server.curl("/jmap/api", input: server.request("Channel/get", ["ids": nil]).bytes).status == 200)
  }

  @Test("deep JSON and endless heads are refused, and the server goes on")
  func shapes() throws {
    let server = try ServerProcess()
    let deep = Array(String(repeating: "[", count: 1_000_000).utf8)
    let answer = try server.curl("/jmap/api", input: deep)
    #expect(try answer.status == 400 && answer.json["type"] == .string(RequestError.notJSON))
    let connection = try RawConnection(server)
    connection.send("GET /.well-known/jmap HTTP/1.1\r\n")
    var isTaken = true
    for number in 0..<200 where isTaken {
      isTaken = connection.send("X-\(number): " + String(repeating: "x", count: 1_000) + "\r\n")
    }
    let status = isTaken ? try connection.status() : 0
    #expect(status == 0 || (400..<500).contains(status))
    #expect(try server.curl("/.well-known/jmap").status == 200)
  }

  @Test("passwords are tried in their own line: who has a token is served meanwhile")
  func guessing() throws {
    let server = try ServerProcess(["--behind-proxy"])
    let token = try device(server).token
    var guesses: [RawConnection] = []
    for number in 0..<24 {
      let guess = try RawConnection(server)
      guess.request(
        "GET", "/.well-known/jmap", ["X-Forwarded-For: 9.9.9.\(number)"], password: "wrong \(number)")
      guesses.append(guess)
    }
    let answer = try server.curl("/.well-known/jmap", ["-H", "Authorization: Bearer \(token)"], user: "")
    #expect(answer.status == 200)
    for guess in guesses { #expect(try [401, 429].contains(guess.status())) }
  }

  private func device(_ server: ServerProcess) throws -> (id: String, token: String) {
    let made = try SetResult(
      server.call("Device/set", ["create": ["k": ["name": "portable"]]], user: "bert:correct horse"))
    let device = try #require(made.created["k"])
    return (try #require(device["id"]?.string), try #require(device["token"]?.string))
  }

  @Test("a revoked device hears nothing more, while the member's others listen on; so with a password that was changed")
  func revokedStreams() throws {
    let server = try ServerProcess()
    let (id, token) = try device(server)
    let query = "types=*&closeafter=no&ping=0"
    let other = try Listening(server, query)
    try other.wait { $0.count == 1 }
    let lost = try Listening(server, query, ["-u", ":", "-H", "Authorization: Bearer \(token)"])
    try lost.wait { $0.count == 1 }
    try server.command(["device", "revoke", id])
    try lost.waitForEnd()
    _ = try server.chat()
    try other.wait { $0.dropFirst().contains { $0.text.contains("\"Channel\"") } }
    let new = try server.folder.file("new", Array("another horse\n".utf8))
    try server.command(["user", "passwd", "bert", "--password-file", new])
    try other.waitForEnd()
  }

  @Test("the audit log tells who did what kind of thing, and nothing of what was said, guessed, or from where")
  func audit() throws {
    let server = try ServerProcess()
    let chat = try server.chat("Caisse de greve")
    _ = try server.say("Rendez-vous a la Bourse", in: chat)
    _ = try server.curl("/.well-known/jmap", user: "bert:wrong password")
    _ = try server.curl("/.well-known/jmap", user: "nobody-here:x")
    try server.command(["rights", "grant", "read", "--channel", "Caisse de greve", "--to", "bert"])
    _ = try device(server)
    #expect(server.end(by: SIGTERM) == 0)
    let path = server.data + "/audit.log"
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let lines = try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    func has(_ event: String, _ member: String, _ value: JSONValue) -> Bool {
      lines.contains { $0["event"] == .string(event) && $0[member] == value }
    }
    #expect(has("login", "who", "anna") && has("refused", "who", "bert") && has("refused", "who", nil))
    #expect(has("act", "act", "administrator added") && has("act", "act", "rights changed"))
    #expect(has("act", "act", "device made"))
    #expect(lines.contains { $0["event"] == "methods" && $0["who"] == "anna" && $0["counts"]?["Message/set"] == 1 })
    for secret in ["greve", "Bourse", "password", "nobody-here", "127.0.0.1", ServerProcess.password] {
      #expect(!text.contains(secret), "\(secret)")
    }
  }
}
