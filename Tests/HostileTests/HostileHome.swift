import ClientCore
import Foundation
import JSON
import TestSupport
import Testing

/// A person's home whose cache is full of hostile text, and the program as it was built.
final class HostileHome: Sendable {
  let folder: TemporaryFolder
  let account: AccountID

  static let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  static let ter1 = programs.appendingPathComponent("ter1").path
  static let server = programs.appendingPathComponent("ter1-server").path

  init(from first: Int = 0, count: Int) async throws {
    folder = try TemporaryFolder()
    let state = folder.file("home/state")
    for path in [folder.file("home"), state, folder.file("home/config")] {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }
    account = try await Self.fill(state + "/ter1.sqlite", from: first, count: count)
    // Nobody answers there.
    let accounts = folder.file("home/config/accounts.toml")
    try #require(write(Array("[ul]\nurl = \"http://127.0.0.1:1\"\nuser = \"bert\"\n".utf8), to: accounts))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: accounts)
    // The program encrypts it: from its first command on it is like any other.
    let first = try run(["list", "accounts"])
    try #require(first.status == 0, "\(String(decoding: first.output, as: UTF8.self))")
  }

  /// Nobody has it open afterwards.
  private static func fill(_ path: String, from first: Int, count: Int) async throws -> AccountID {
    let cache = try Cache(path: path)
    let account = try await HostileCache(filling: cache, from: first, count: count).account
    try queue(in: cache, account, HostileStrings.all)
    return account
  }

  /// What a member pasted, and which waits.
  private static func queue(in cache: Cache, _ account: AccountID, _ strings: [String]) throws {
    let channel = try #require(try cache.ids(account, Channel.name).min())
    for (index, text) in strings.prefix(20).enumerated() {
      let properties: JSONObject = [
        "clientId": .string("hostile-\(index)"), "channelId": .string(channel.rawValue), "subject": .string(text),
        "body": .string(text), "sentAt": "2026-01-01T00:00:00Z",
      ]
      _ = try cache.enqueue([
        Mutation(
          account: account, type: Message.name, id: ObjectID(clientID: "hostile-\(index)"), action: .create(properties))
      ])
    }
  }

  var environment: [String: String] {
    [
      "TER1_HOME": folder.file("home"), "HOME": folder.path, "LANG": "fr_FR.UTF-8", "TZ": "Europe/Paris",
      "PATH": "/usr/bin:/bin",
    ]
  }

  /// What a command wrote to standard output and error.
  /// - Parameter lines: what is typed.
  func run(_ arguments: [String], locale: String = "fr_FR.UTF-8", lines: [String] = []) throws -> (
    status: Int32, output: [UInt8]
  ) {
    let (file, input) = (folder.file("output"), folder.file("input"))
    try #require(write(Array(lines.map { $0 + "\n" }.joined().utf8), to: input))
    let environment = environment.merging(["LANG": locale]) { $1 }
    let status = try ChildProcess([Self.ter1] + arguments, environment: environment, output: file, input: input).wait()
    return (status, try #require(read(file)))
  }

  /// The keys of what `ter1 list` lists.
  func keys(of kind: String) throws -> [String] {
    try run(["list", kind, "--json"]).output.split(separator: 0x0A)
      .compactMap { try JSONValue(parsing: Array($0))["key"]?.string }
  }
}
