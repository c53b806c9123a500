import Foundation
import Glibc
import JSON
import TestSupport
import Testing
import Wire

@Suite(.ownThreads) struct BackupTests {
  @Test("a backup made under load is of one moment, is put back whole, and clients are told of it")
  func underLoad() throws {
    let server = try ServerProcess()
    let chat = try server.chat()
    for number in 0..<5 { _ = try server.say("avant \(number)", in: chat) }
    let file = server.folder.path + "/backup.sqlite"
    let load = try Load(server, chat)
    try server.command(["backup", file])
    try load.stop()
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    #expect(!FileManager.default.fileExists(atPath: file + ".part"))
    try server.command(["backup", file], status: 73)
    _ = try server.say("perdu", in: chat)
    let lost = try Changes(server.call("Message/changes", ["sinceState": "0"]))
    #expect(server.end(by: SIGTERM) == 0)

    try FileManager.default.moveItem(atPath: server.data, toPath: server.folder.path + "/before")
    try server.command(["restore", file])
    #expect(try FileManager.default.attributesOfItem(atPath: server.data)[.posixPermissions] as? Int == 0o700)
    try server.command(["restore", file], status: 73)
    try server.start()
    let there = try Changes(server.call("Message/changes", ["sinceState": "0"]))
    #expect(there.created.count >= 5 && there.created.count < lost.created.count)
    #expect(Array(lost.created.prefix(there.created.count)) == there.created)
    _ = try server.say("après", in: chat)
    #expect(throws: MethodError(MethodError.cannotCalculateChanges, isRestored: true)) {
      try server.call("Message/changes", ["sinceState": .string(lost.newState)])
    }
    #expect(try server.say("perdu", in: chat).created["k"] != nil)
  }

  @Test("what is no backup, or a damaged one, makes no cooperative")
  func refused() throws {
    let server = try ServerProcess()
    let file = server.folder.path + "/backup.sqlite"
    try server.command(["backup", file])
    var bytes = Array(try Data(contentsOf: URL(filePath: file)))
    for index in stride(from: 8_192, to: bytes.count, by: 1_000) { bytes[index] = ~bytes[index] }
    let damaged = try server.folder.file("damaged", bytes)
    let other = server.folder.path + "/other"
    let attempts: [(path: String, status: Int32)] = [
      (damaged, 74), (server.folder.path + "/none", 66), (server.folder.path + "/password", 74),
    ]
    for (path, status) in attempts {
      let result = try Program(ServerProcess.program, ["restore", path, "--data", other])
      #expect(result.status == status, "\(path): \(result.status) \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: other + "/cooperative.sqlite"))
    }
  }

  /// Somebody who goes on writing.
  private final class Load {
    private let child: ChildProcess
    init(_ server: ServerProcess, _ chat: String) throws {
      let message: JSONValue = ["channelId": .string(chat), "body": "pendant", "clientId": "x"]
      let request = try server.request("Message/set", ["create": ["k": message]]).text
      let config = (0..<400).map { number in
        let body = request.replacing("\"clientId\":\"x\"", with: "\"clientId\":\"load \(number)\"")
          .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return
          "url = \"\(server.url)/jmap/api\"\nuser = \"bert:correct horse\"\ndata = \"\(body)\"\noutput = \"/dev/null\"\n"
      }.joined(separator: "next\n")
      child = try ChildProcess(["/usr/bin/curl", "-s", "-K", try server.folder.file("load", Array(config.utf8))])
    }

    func stop() throws {
      try #require(child.wait() == 0)
    }
  }
}
