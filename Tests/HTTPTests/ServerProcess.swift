import Foundation
import Glibc
import JSON
import TestSupport
import Testing
import Wire

/// The real binary with a cooperative in a temporary folder: an administrator `anna` and a member `bert`.
final class ServerProcess {
  static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("ter1-server").path
  static let password = "correct horse"

  let folder: TemporaryFolder
  private var child: ChildProcess?
  /// What it said on its first line: where it listens.
  private(set) var url = ""

  var data: String { folder.path + "/data" }

  init(_ arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    _ = try folder.file("password", Array((Self.password + "\n").utf8))
    try command(["init", "--name", "Union locale"])
    try command(["user", "add", "anna", "--admin", "--password-file", folder.path + "/password"])
    try command(["user", "add", "bert", "--password-file", folder.path + "/password"])
    try start(arguments)
  }

  /// Runs a subcommand on the cooperative, which may be served meanwhile.
  @discardableResult
  func command(_ arguments: [String], status: Int32 = 0) throws -> Program {
    let result = try Program(Self.program, arguments + ["--data", data])
    try #require(result.status == status, "\(arguments): \(result.errors)")
    return result
  }

  func start(_ arguments: [String] = []) throws {
    let listen = arguments.contains("--listen") ? [] : ["--listen", "127.0.0.1:0"]
    let output = folder.path + "/output"
    let errors = folder.path + "/errors"
    let child = try ChildProcess(
      [Self.program, "serve", "--data", data] + listen + arguments, output: output, errors: errors)
    self.child = child
    var line = ""
    for _ in 0..<4_000 where !line.hasSuffix("\n") && child.isRunning {
      usleep(25_000)
      line = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    }
    let said = FileManager.default.contents(atPath: errors) ?? Data()
    try #require(line.hasPrefix("ter1-server: listening on "), "\(String(decoding: said, as: UTF8.self))")
    url = String(try #require(line.split(whereSeparator: \.isWhitespace).last))
  }

  /// Ends it by a signal.
  /// - Returns: its exit status; 128 and the signal's number when that ended it.
  func end(by signal: Int32) -> Int32? { child?.end(signal) }

  // MARK: Requests

  /// One answer as curl got it.
  struct Answer {
    let status: Int
    /// By lower-case name.
    let headers: [String: String]
    let body: [UInt8]
    var json: JSONValue { get throws { try JSONValue(parsing: body) } }
  }

  /// - Parameter path: with a slash in front, or a whole URL.
  func curl(_ path: String, _ arguments: [String] = [], user: String = "bert:correct horse", input: [UInt8]? = nil)
    throws
    -> Answer
  {
    let here = try TemporaryFolder()
    let target = path.hasPrefix("/") ? url + path : path
    let sent = try input.map { ["--data-binary", "@" + (try here.file("sent", $0))] } ?? []
    let result = try Program(
      "/usr/bin/curl",
      ["-sS", "-m", "20", "-u", user, "-D", here.path + "/head", "-o", here.path + "/body", target] + sent + arguments)
    try #require(result.status == 0, "curl: \(result.errors)")
    let head = try String(contentsOfFile: here.path + "/head", encoding: .utf8)
    let body = FileManager.default.contents(atPath: here.path + "/body") ?? Data()
    return try Self.answer(head, Array(body))
  }

  private static func answer(_ head: String, _ body: [UInt8]) throws -> Answer {
    let blocks = head.replacing("\r\n", with: "\n").components(separatedBy: "\n\n").filter { !$0.isEmpty }
    let lines = try #require(blocks.last).split(separator: "\n")
    let status = try #require(lines.first.flatMap { Int($0.split(separator: " ")[1]) })
    let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    return Answer(status: status, headers: Dictionary(pairs) { $0 + ", " + $1 }, body: body)
  }

  var account: String {
    get throws {
      try #require(try curl("/.well-known/jmap").json["accounts"]?.object?.keys.first)
    }
  }

  static let using = [Capability.core, Capability.discussion, Capability.fileNode, Capability.devices, Capability.sync]

  func request(_ name: String, _ arguments: JSONObject) throws -> JSONValue {
    var arguments = arguments
    arguments["accountId"] = .string(try account)
    return Request(using: Self.using, methodCalls: [Invocation(name, arguments, id: "0")]).json
  }

  @discardableResult
  func call(_ name: String, _ arguments: JSONObject, user: String = "anna:correct horse") throws -> JSONObject {
    let answer = try curl("/jmap/api", user: user, input: try request(name, arguments).bytes)
    try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(try Response(answer.json).result(of: "0"))
  }

  /// Makes a chat channel; its id.
  func chat(_ name: String = "Permanence") throws -> String {
    let result = try SetResult(call("Channel/set", ["create": ["k": ["kind": "chat", "name": .string(name)]]]))
    return try #require(result.created["k"]?["id"]?.string)
  }

  func say(_ body: String, in chat: String) throws -> SetResult {
    let message: JSONValue = ["clientId": .string(body), "channelId": .string(chat), "body": .string(body)]
    return try SetResult(call("Message/set", ["create": ["k": message]]))
  }
}
