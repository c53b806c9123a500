import ClientCore
import Foundation
import GRDB
import Glibc
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Wire

/// How much is tried: a taste of everything in a minute, or all of it (`make torture`, TER1_TORTURE=full).
enum Torture {
  static let isFull = getenv("TER1_TORTURE").map { String(cString: $0) } == "full"
  static let seed = getenv("TER1_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64(Date().timeIntervalSince1970)

  static let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
  static var client: String { programs + "/ter1" }
  static var server: String { programs + "/ter1-server" }
  static let password = "camarade ensemble"
}

/// A real ter1-server on a loopback port, which is killed and started again at will.
final class TortureServer: Sendable {
  struct DidNotStart: Error { let output: String }

  let folder: TemporaryFolder
  let port: Int
  private let process: Mutex<ChildProcess>
  var url: String { "http://127.0.0.1:\(port)" }
  var data: String { folder.file("data") }
  var passwordFile: String { folder.file("password") }

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    let data = folder.file("data")
    port = try freePort()
    try Data((Torture.password + "\n").utf8).write(to: URL(filePath: folder.file("password")))
    chmod(folder.file("password"), 0o600)
    try Self.run(["init", "--data", data, "--name", "Union locale"])
    for (name, flags) in [("anna", ["--admin"]), ("bert", []), ("carl", [])] {
      try Self.run(["user", "add", name, "--data", data, "--password-file", folder.file("password")] + flags)
    }
    process = Mutex(try Self.serve(data, port, folder.file("output")))
  }

  deinit { process.withLock { _ = $0.end(SIGKILL) } }

  private static func run(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    guard try ChildProcess([Torture.server] + arguments, output: folder.file("output")).wait() == 0 else {
      throw DidNotStart(output: try String(contentsOfFile: folder.file("output"), encoding: .utf8))
    }
  }

  private static func serve(_ data: String, _ port: Int, _ output: String) throws -> ChildProcess {
    let process = try ChildProcess(
      [Torture.server, "serve", "--data", data, "--listen", "127.0.0.1:\(port)", "--rate", "1000000"], output: output)
    for _ in 0..<2_000 {
      if isListening(port) { return process }
      usleep(5_000)
    }
    throw DidNotStart(output: try String(contentsOfFile: output, encoding: .utf8))
  }

  /// As the power would: without a word.
  func killAndStart() throws {
    try process.withLock { process in
      process.end(SIGKILL)
      process = try Self.serve(data, port, folder.file("output"))
    }
  }

  /// Ends it in good order and asks SQLite what it thinks of the file.
  func integrity() throws -> [String] {
    process.withLock { _ = $0.end(SIGTERM) }
    return try DatabaseQueue(path: data + "/cooperative.sqlite").read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check")
    }
  }
}

/// One member, as he speaks to the server without any cache.
struct Caller {
  let transport: any Transport
  let url: String
  let credential: Credential
  let accountID: String

  init(_ server: TortureServer, _ name: String, _ engine: CurlEngine) async throws {
    transport = CurlTransport(engine)
    url = server.url
    credential = .basic(name: name, password: Torture.password)
    var request = HTTPRequest(.get, try ServerURL(url + "/.well-known/jmap"), credential: credential)
    request.maximumSize = 1 << 20
    let session = try JSONValue(parsing: try await transport.send(request).body)
    accountID = try #require(session["accounts"]?.object?.keys.first)
  }

  func call(_ name: String, _ arguments: JSONObject) async throws -> JSONObject {
    let using = [
      Capability.core, Capability.discussion, Capability.calendars, Capability.fileNode, Capability.principals,
      Capability.devices, Capability.proposals, Capability.news, Capability.courses, Capability.members,
    ]
    let arguments = arguments.merging(["accountId": .string(accountID)]) { own, _ in own }
    let request = Wire.Request(using: using, methodCalls: [Invocation(name, arguments, id: "0")])
    var post = HTTPRequest(
      .post, try ServerURL(url + "/jmap/api"), headers: [("Content-Type", "application/json")],
      body: .bytes(request.json.bytes), credential: credential)
    post.maximumSize = 64 << 20
    return try #require(try Response(JSONValue(parsing: try await transport.send(post).body)).result(of: "0"))
  }

  func create(_ type: String, _ object: JSONValue) async throws -> String {
    let result = try SetResult(try await call("\(type)/set", ["create": ["n": object]]))
    return try #require(result.created["n"]?["id"]?.string, "\(result.notCreated)")
  }

  /// A token of the member's own.
  func token() async throws -> Credential {
    let result = try SetResult(try await call("Device/set", ["create": ["n": ["name": "essai"]]]))
    return .bearer(try #require(result.created["n"]?["token"]?.string))
  }

  /// All objects of a type, by id.
  func objects(_ type: TypeName) async throws -> [ObjectID: JSONValue] {
    var objects: [ObjectID: JSONValue] = [:]
    var since = "0"
    while true {
      let changes = try Changes(try await call("\(type)/changes", ["sinceState": .string(since), "maxChanges": 500]))
      let ids = (changes.created + changes.updated).map { JSONValue.string($0) }
      for object in try GetResult(try await call("\(type)/get", ["ids": .array(ids)])).list {
        objects[ObjectID(object["id"]?.string ?? "")] = .object(object)
      }
      since = changes.newState
      guard changes.hasMoreChanges else { return objects }
    }
  }
}

/// Compares what a cache holds with what its member may read on the server.
func differences(_ cache: Cache, _ account: AccountID, _ member: Caller) async throws -> [String] {
  var differences: [String] = []
  for type in Cache.syncedTypes {
    let theirs = try await member.objects(type.name)
    let ids = try cache.ids(account, type.name)
    for id in ids.union(theirs.keys).sorted() {
      let ours = ids.contains(id) ? try cache.reader.json(ObjectKey(account, type.name, id)) : nil
      if ours != theirs[id] {
        differences.append("\(type.name) \(id): \(ours?.text ?? "nothing"), \(theirs[id]?.text ?? "nothing")")
      }
    }
  }
  return differences
}
