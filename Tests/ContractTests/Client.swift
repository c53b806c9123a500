import ClientCore
import JSON
import Sync
import Synchronization
import TestSupport
import Testing

/// One member's device.
final class Client: Sendable {
  let cache: Cache
  let engine: SyncEngine
  private let login: String
  private let events: EventLog

  init(_ peer: any Peer, _ handle: String, _ folder: TemporaryFolder) throws {
    let path = folder.file("\(handle)-\(UInt32.random(in: 0 ... .max)).sqlite")
    cache = try Cache(path: path)
    login = handle
    let events = EventLog()
    self.events = events
    engine = SyncEngine(login: try peer.login(handle), cache: cache, transport: try peer.transport(handle)) {
      events.add($0)
    }
  }

  var account: AccountID { get throws { try #require(try cache.accounts(login: login).first).id } }

  func objects(_ type: TypeName) throws -> [JSONObject] {
    let account = try account
    return try cache.ids(account, type).compactMap {
      try cache.reader.json(ObjectKey(account, type, $0))?.object
    }
  }

  func names(of type: TypeName) throws -> [String] { try objects(type).compactMap { $0["name"]?.string } }

  func bodies() throws -> [String] {
    try objects("Message").sorted { ($0["receivedAt"]?.string ?? "") < ($1["receivedAt"]?.string ?? "") }
      .compactMap { $0["body"]?.string }
  }

  func create(_ type: TypeName, _ properties: JSONObject) throws {
    let clientID = "t\(UInt64.random(in: 0 ... .max))"
    var properties = properties
    properties["clientId"] = .string(clientID)
    try cache.enqueue([
      Mutation(account: try account, type: type, id: ObjectID(clientID: clientID), action: .create(properties))
    ])
  }

  func makeRoom(_ name: String) async throws -> ObjectID {
    try create("Channel", ["kind": "chat", "name": .string(name)])
    _ = try await engine.syncOnce()
    let room = try objects("Channel").first { $0["name"]?.string == name }
    return ObjectID(try #require(room?["id"]?.string))
  }

  func say(_ text: String, in room: ObjectID) throws {
    try create(
      "Message",
      ["channelId": .string(room.rawValue), "body": .string(text), "sentAt": "2026-01-01T00:00:00Z"])
  }

  func upload(_ file: String, as name: String) async throws -> JSONObject {
    let blob = ObjectID(clientID: "u\(UInt64.random(in: 0 ... .max))")
    let action = try cache.spool(copying: file, type: "application/pdf")
    try cache.enqueue([Mutation(account: try account, type: "Blob", id: blob, action: action)])
    try create(
      "FileNode",
      ["name": .string(name), "parentId": nil, "blobId": .string(blob.rawValue), "type": "application/pdf"])
    _ = try await engine.syncOnce()
    return try #require(try objects("FileNode").first { $0["name"]?.string == name })
  }

  /// Waits until an event, or the last one again after a while, satisfies `isIt`.
  func wait(for seconds: Double = 10, _ isIt: (SyncEvent) throws -> Bool) async throws {
    struct TooLong: Error { let last: String }
    for _ in 0..<Int(seconds * 50) {
      if let last = events.last, try isIt(last) { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw TooLong(last: events.last.map { "\($0)" } ?? "nothing")
  }
}

private final class EventLog: Sendable {
  private let event = Mutex<SyncEvent?>(nil)
  var last: SyncEvent? { event.withLock { $0 } }
  func add(_ event: SyncEvent) { self.event.withLock { $0 = event } }
}
