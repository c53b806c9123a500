import Foundation
import Glibc
import JSON
import TestSupport
import Testing
import Wire

@Suite(.ownThreads) struct LifeTests {
  @Test("what was acknowledged survives kill -9")
  func durability() throws {
    let server = try ServerProcess()
    let chat = try server.chat()
    for number in 0..<5 {
      let created = try server.say("\(number)", in: chat)
      try #require(created.created["k"] != nil)
      #expect(server.end(by: SIGKILL) == 128 + SIGKILL)
      try server.start()
      let changes = try Changes(server.call("Message/changes", ["sinceState": "0"]))
      #expect(changes.created.count == number + 1)
      #expect(try server.say("\(number)", in: chat).notCreated["k"]?.type == SetError.alreadyExists)
    }
  }

  @Test("SIGTERM ends it cleanly, streams and all")
  func termination() throws {
    let server = try ServerProcess()
    _ = try server.chat()
    let stream = try Listening(server, "types=*&closeafter=no&ping=0")
    try stream.wait { $0.count == 1 }
    #expect(server.end(by: SIGTERM) == 0)
    try stream.waitForEnd()
    let log = try FileManager.default.attributesOfItem(atPath: server.data + "/cooperative.sqlite-wal")[.size] as? Int
    #expect(log ?? 0 == 0)
  }

  @Test("nobody else may read the folder, and only one serves it")
  func folder() throws {
    let server = try ServerProcess()
    for (path, mode) in [("", 0o700), ("/cooperative.sqlite", 0o600), ("/uploads", 0o700), ("/serving.lock", 0o600)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: server.data + path)
      #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
    }
    let second = try server.command(["serve", "--listen", "127.0.0.1:0"], status: 69)
    #expect(second.errors.contains(server.data), "\(second.errors)")
    try server.command(["init", "--name", "x"], status: 73)
    try server.command(["user", "remove", "nobody"], status: 67)
  }

  @Test("plain HTTP stays on this machine unless a proxy is declared", arguments: ["0.0.0.0:0", "[::]:0"])
  func plain(address: String) throws {
    let server = try ServerProcess()
    #expect(server.end(by: SIGTERM) == 0)
    let refused = try server.command(["serve", "--listen", address], status: 69)
    #expect(refused.errors.contains("--behind-proxy"))
  }

  @Test("a declared proxy says who asks, and under which address")
  func proxy() throws {
    let server = try ServerProcess(["--behind-proxy"])
    let headers = ["-H", "X-Forwarded-Proto: https", "-H", "Host: coop.example", "-H", "X-Forwarded-For: 9.9.9.9"]
    #expect(try Session(server.curl("/.well-known/jmap", headers).json).apiUrl == "https://coop.example/jmap/api")
    #expect(try server.curl("/.well-known/jmap", ["-H", "Host: a/b"]).status == 403)
    let bare = try ServerProcess()
    #expect(try Session(bare.curl("/.well-known/jmap", headers).json).apiUrl == "http://coop.example/jmap/api")
  }

  @Test("it listens on a Unix socket")
  func unixSocket() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/s"
    let server = try ServerProcess(["--listen", "unix:\(path)"])
    #expect(server.url == "unix:\(path)")
    let answer = try server.curl("http://localhost/.well-known/jmap", ["--unix-socket", path])
    #expect(try Session(answer.json).apiUrl == "http://localhost/jmap/api")
    #expect(server.end(by: SIGTERM) == 0)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("members and rights change while it serves")
  func commands() throws {
    let server = try ServerProcess()
    let chat = try server.chat()
    try server.command(["rights", "grant", "read", "--channel", "permanence", "--to", "everyone"])
    let message: JSONValue = ["clientId": "1", "channelId": .string(chat), "body": "x"]
    let result = try SetResult(server.call("Message/set", ["create": ["k": message]], user: "bert:correct horse"))
    #expect(result.notCreated["k"]?.type == SetError.forbidden)
    #expect(try server.command(["rights", "list", "--channel", "permanence"]).text == "everyone\tread\n")
    #expect(try server.command(["user", "list"]).text == "anna\tadmin\tanna\nbert\tmember\tbert\n")
    try server.command(["user", "remove", "bert"])
    #expect(try server.curl("/.well-known/jmap").status == 401)
  }
}

/// An event stream that curl holds open.
final class Listening {
  private let child: ChildProcess
  private let folder: TemporaryFolder

  init(_ server: ServerProcess, _ query: String, _ arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    child = try ChildProcess(
      [
        "/usr/bin/curl", "-sN", "-u", "bert:correct horse", "-o", folder.path + "/events",
        "\(server.url)/jmap/events?\(query)",
      ] + arguments)
  }

  var events: [ServerSentEvent] {
    get throws {
      var parser = ServerSentEventParser()
      return try parser.append(FileManager.default.contents(atPath: folder.path + "/events") ?? Data())
    }
  }

  func wait(_ condition: ([ServerSentEvent]) throws -> Bool) throws {
    for _ in 0..<1_200 {
      if try condition(events) { return }
      usleep(50_000)
    }
    Issue.record("in vain: \(try events)")
  }

  func waitForEnd() throws {
    for _ in 0..<1_200 where child.isRunning { usleep(50_000) }
    try #require(!child.isRunning)
  }
}

@Suite(.ownThreads) struct PushTests {
  private func types(_ event: ServerSentEvent) throws -> [String] {
    try StateChange(JSONValue(parsing: event.text)).changed.values.flatMap(\.keys).sorted()
  }

  @Test("a listener is told, a returning one is told what it missed", arguments: [false, true])
  func reconnection(isCompressed: Bool) throws {
    let server = try ServerProcess()
    let chat = try server.chat()
    let coding = isCompressed ? ["--compressed"] : []
    var last = ""
    do {
      let stream = try Listening(server, "types=Message,Channel&closeafter=no&ping=0", coding)
      try stream.wait { $0.count == 1 }
      #expect(try types(stream.events[0]) == ["Channel", "Message"])
      _ = try server.say("a", in: chat)
      try stream.wait { $0.count == 2 }
      #expect(try types(stream.events[1]) == ["Message"])
      last = try stream.events[1].id
    }
    _ = try server.say("b", in: chat)
    let returned = try Listening(server, "types=*&closeafter=state&ping=0", coding + ["-H", "Last-Event-ID: \(last)"])
    try returned.waitForEnd()
    #expect(try returned.events.map(types) == [["Message"]])
  }

  @Test("what another process wrote is pushed too, and only types asked for")
  func otherProcess() throws {
    let server = try ServerProcess()
    let stream = try Listening(server, "types=Principal&closeafter=no&ping=0")
    try stream.wait { $0.count == 1 }
    _ = try server.chat()
    try server.command(["user", "add", "carl", "--password-file", server.folder.path + "/password"])
    try stream.wait { $0.count == 2 }
    #expect(try stream.events.map(types) == [["Principal"], ["Principal"]])
  }
}
