import ClientCore
import Foundation
import JSON
import Sync
import TestSupport
import Testing

/// A sync over real sockets is cut at every byte, in both directions; after each cut a clean sync makes all equal, and nothing was lost
/// or done twice.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(60))) struct CutTests {
  enum Load: String, CaseIterable { case talk, file }

  /// In the short form, one byte in so many.
  private static let stride = Torture.isFull ? 1 : 61

  @Test(arguments: Load.allCases, CuttingProxy.Direction.allCases)
  func isCutAtEveryByte(_ load: Load, _ direction: CuttingProxy.Direction) async throws {
    let place = try await CutPlace(load)
    defer { place.proxy.end() }
    place.proxy.heal()
    try await place.prepare()
    try await place.sync()
    let length = place.proxy.passed(direction) + 8
    var cuts = 0
    for offset in Swift.stride(from: 0, to: length, by: Self.stride) {
      try await place.prepare()
      place.proxy.cut(direction, after: offset)
      do { try await place.sync() } catch { cuts += 1 }
      place.proxy.heal()
      try await place.sync()
      let left = try place.cache.reader.outbox().map(\.entry)
      try #require(left.isEmpty, "\(load) \(direction) \(offset): \(left)")
      if cuts % 50 == 0 { try await place.check() }
    }
    try await place.check()
    #expect(cuts > 0)
    print("cut: \(load), \(direction): \(cuts) cuts in \(length) bytes")
  }
}

/// A server, a proxy before it, a member's cache and what he does before each sync.
private final class CutPlace {
  let server: TortureServer
  let proxy: CuttingProxy
  let cache: Cache
  private let load: CutTests.Load
  private let curl = CurlEngine()
  private let anna, bert: Caller
  private let login: LoginConfiguration
  private let room: String
  private var account = AccountID(rawValue: 1)
  private var count = 0

  init(_ load: CutTests.Load) async throws {
    self.load = load
    server = try TortureServer()
    proxy = try CuttingProxy(to: server.port)
    anna = try await Caller(server, "anna", curl)
    bert = try await Caller(server, "bert", curl)
    room = try await anna.create("Channel", ["kind": "chat", "name": "Salon"])
    cache = try Cache(path: server.folder.file("cache.sqlite"))
    login = LoginConfiguration(
      name: "bert", sessionURL: try ServerURL("http://127.0.0.1:\(proxy.port)/.well-known/jmap"),
      credential: try await bert.token())
    try await sync()
    account = try #require(try cache.accounts(login: "bert").first?.id)
  }

  func sync() async throws {
    let engine = SyncEngine(login: login, cache: cache, transport: CurlTransport(curl)) { _ in }
    _ = try await engine.syncOnce()
  }

  /// Something to send, and something to fetch.
  func prepare() async throws {
    count += 1
    _ = try await anna.create(
      "Message", ["clientId": .string("a\(count)"), "channelId": .string(room), "body": .string("d’anna \(count)")])
    let channel = ObjectKey(account, Channel.name, ObjectID(room))
    switch load {
    case .talk:
      let last = try cache.ids(account, Message.name).filter { id in
        try cache.reader.json(ObjectKey(account, Message.name, id))?["clientId"]?.string == "b\(count - 1)"
      }
      try cache.enqueue(
        [Message.post(MessageDraft(body: "de bert \(count)"), in: channel, clientID: "b\(count)", sentAt: 1)]
          + last.map { Message.edit(ObjectKey(account, Message.name, $0), body: "changé \(count)") })
    case .file:
      let file = server.folder.file("content")
      try Data((0..<700).map { UInt8(truncatingIfNeeded: $0 * count) }).write(to: URL(filePath: file))
      try cache.enqueue(
        FileNode.upload(
          account, named: "fichier \(count)", in: nil, content: try cache.spool(copying: file), clientID: "f\(count)"))
    }
  }

  func check() async throws {
    #expect(try await differences(cache, account, bert).prefix(3) == [])
    let messages = try await bert.objects(Message.name).values
    let files = try await bert.objects(FileNode.name).values
    #expect(messages.count { $0["clientId"] != nil } == (load == .talk ? count : 0))
    #expect(files.count == (load == .file ? count : 0))
  }
}
