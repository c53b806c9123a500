import ClientCore
import Foundation
import Glibc
import JSON
import Settings
import Sync
import TestSupport
import Testing
import Vault

/// A change of the key, or of what opens it, is killed at a random moment. The next start goes on with it: everything is there, under one
/// key, and what waited to be sent is sent once.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(60))) struct VaultKillTests {
  @Test func theKeyIsChangedAndTheChangeIsKilled() async throws {
    let kills = Torture.isFull ? 200 : 12
    let place = try await VaultPlace()
    var random = SeededGenerator(seed: Torture.seed)
    var (killed, round) = (0, 0)
    while killed < kills, round < kills * 4 {
      round += 1
      if try place.change(&random) { killed += 1 }
      try place.check()
    }
    try await place.checkSent()
    #expect(killed >= kills / 2, "too little happened to say anything")
    print("kill: change of the key killed \(killed) times in \(round) changes, seed \(Torture.seed)")
  }
}

/// A home with messages, a file that waits to be sent, and a credential.
private struct VaultPlace {
  private let server: TortureServer
  private let anna: Caller
  private static let passphrase = "cinq mots sans rapport aucun"
  private var home: String { server.folder.file("home") }
  private let folders: Folders
  /// Lines of `outbox list` while nothing was sent.
  private var waiting = 0

  init() async throws {
    let server = try TortureServer()
    self.server = server
    folders = try Folders(environment: ["TER1_HOME": server.folder.file("home")])
    anna = try await Caller(server, "anna", CurlEngine())
    let room = try await anna.create("Channel", ["kind": "chat", "name": "salon"])
    _ = try await anna.create(
      "Message", ["clientId": "m", "channelId": .string(room), "body": "la grève commence"])
    _ = try await anna.create("FileNode", ["clientId": "docs", "name": "Docs"])
    try Data((Self.passphrase + "\n").utf8).write(to: URL(filePath: server.folder.file("passphrase")))
    try require([
      "account", "add", server.url, "--user", "bert", "--name", "ul", "--no-fetch", "--password-file",
      server.passwordFile,
    ])
    try require(["sync"])
    try Data("contenu du tract".utf8).write(to: URL(filePath: server.folder.file("tract")))
    try require(["file", "put", server.folder.file("tract"), "--in", "Docs", "--queue"])
    waiting = try require(["outbox", "list"]).count
    try #require(waiting > 0)
  }

  private func command(_ arguments: [String]) throws -> TestSupport.ChildProcess {
    let environment = ["TER1_HOME": home, "HOME": home, "LANG": "en_GB.UTF-8", "PATH": "/usr/bin:/bin"]
    return try TestSupport.ChildProcess(
      [Torture.client] + arguments, environment: environment, output: server.folder.file("client-output"))
  }

  @discardableResult
  private func require(_ arguments: [String]) throws -> [Substring] {
    let status = try command(arguments).wait()
    let said = try String(contentsOfFile: server.folder.file("client-output"), encoding: .utf8)
    try #require(status == 0, "\(arguments): \(status) \(said)")
    return said.split(separator: "\n")
  }

  /// - Returns: whether the change was killed.
  func change(_ random: inout SeededGenerator) throws -> Bool {
    let kinds = [["rekey"], ["rekey"], ["passphrase", "--passphrase-file", server.folder.file("passphrase")]]
    let process = try command(["vault"] + (kinds.randomElement(using: &random) ?? []))
    usleep(UInt32.random(in: 0...300_000, using: &random))
    let isKilled = process.end(SIGKILL) == 128 + SIGKILL
    try openByFile()
    return isKilled
  }

  /// Where the passphrase counts by now, it opens the key that the cache has; nobody is here to type it again and again.
  private func openByFile() throws {
    let file = VaultFile(folders)
    guard case .passphrase(let wrapped, _)? = try file.read()?.protection else { return }
    let secret = try GuardedBytes(count: Self.passphrase.utf8.count) { $0.copyBytes(from: Self.passphrase.utf8) }
    try file.write(VaultFile.Content(.file(wrapped.key(passphrase: secret))))
  }

  func check() throws {
    #expect(try require(["search", "grève"]).count == 1)
    #expect(try require(["outbox", "list"]).count == waiting)
    let file = try #require(try VaultFile(folders).read())
    #expect(file.previous == nil)
    let cache = folders.cacheFile
    #expect(try CacheInspection(path: cache, key: homeKey(home)).findings().filter(\.isDamage) == [])
    let stray = try FileManager.default.contentsOfDirectory(atPath: folders.state).filter { $0.contains("damaged") }
    #expect(stray.isEmpty)
  }

  /// The credential opens the server, and the file arrives as it was, once.
  func checkSent() async throws {
    try require(["sync"])
    let files = try await anna.objects(FileNode.name).values.filter { $0["name"] == "tract" }
    #expect(files.count == 1 && files.first?["size"] == 16)
    #expect(try require(["outbox", "list"]).isEmpty)
  }
}
