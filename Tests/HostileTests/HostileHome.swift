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
    try FileManager.default.createDirectory(
      atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let cache = try Cache(path: state + "/ter1.sqlite")
    account = try await HostileCache(filling: cache, from: first, count: count).account
    try Self.queue(in: cache, account, HostileStrings.all)
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
  func run(_ arguments: [String]) throws -> (status: Int32, output: [UInt8]) {
    let file = folder.file("output-\(UUID().uuidString)")
    let status = try ChildProcess([Self.ter1] + arguments, environment: environment, output: file).wait()
    return (status, try #require(read(file)))
  }
}
