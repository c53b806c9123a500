import Foundation
import GRDB
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Wire

@testable import ClientCore
@testable import TER1Server

/// A cooperative with an administrator `anna` and the members `bert` and `carl`, a board, a room, a calendar, a folder.
final class World: Sendable {
  let folder: TemporaryFolder
  private let served: Mutex<Cooperative>
  private let restores = Mutex(0)
  let board: ObjectID
  let room: ObjectID
  let calendar: ObjectID

  /// - Parameter clock: the server's, in the place of this machine's: milliseconds since 1970.
  init(clock: (@Sendable () -> Int64)? = nil) throws {
    folder = try TemporaryFolder(inMemory: true)
    let template = try WorldTemplate.shared.get()
    let path = folder.file("server")
    try FileManager.default.copyItem(atPath: template.path, toPath: path)
    let time: @Sendable () -> TER1Server.UTCDate = { clock.map { UTCDate(milliseconds: $0()) } ?? .now }
    served = Mutex(try Cooperative(opening: path, clock: time))
    (board, room, calendar) = (template.board, template.room, template.calendar)
  }

  var cooperative: Cooperative { served.withLock { $0 } }

  // MARK: Backups

  private var backup: String { folder.file("backup.sqlite") }
  var hasBackup: Bool { FileManager.default.fileExists(atPath: backup) }

  func backUp() throws {
    if hasBackup { try FileManager.default.removeItem(atPath: backup) }
    try cooperative.pool.backup(to: DatabaseQueue(path: backup))
  }

  /// The server ends, the backup is put in the place of its file, and it is started again.
  func restore() throws {
    let number = restores.withLock { count in
      count += 1
      return count
    }
    try cooperative.close()
    let path = folder.file("server-\(number)")
    try FileManager.default.createDirectory(atPath: path + "/uploads", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: backup, toPath: path + "/cooperative.sqlite")
    let restored = try Cooperative(opening: path)
    served.withLock { $0 = restored }
  }

  func member(_ handle: String) throws -> Member { try #require(try cooperative.member(handle: handle)) }

  /// - Parameter codes: whether the server offers to code contents, which takes a tenth of the time.
  func transport(_ handle: String, codes: Bool = true) throws -> InProcessTransport {
    CooperativeTransport.make(self.cooperative, as: try member(handle), codes: codes)
  }

  /// What the server answers a member, without any client.
  func call(_ name: String, _ arguments: JSONObject, as handle: String) throws -> JSONObject {
    let arguments = arguments.merging(["accountId": .string(cooperative.accountID)]) { own, _ in own }
    let using = [
      Capability.core, Capability.discussion, Capability.calendars, Capability.fileNode, Capability.principals,
      Capability.proposals, Capability.news,
    ]
    let request = Request(using: using, methodCalls: [Invocation(name, arguments, id: "0")])
    let answer = cooperative.api(request.json.bytes, as: try member(handle))
    return try #require(try Response(JSONValue(parsing: answer.body)).result(of: "0"))
  }

  /// All objects of a type that a member may read, by id.
  func objects(_ type: TypeName, as handle: String) throws -> [ObjectID: JSONValue] {
    let result = try GetResult(try call("\(type)/get", ["ids": nil], as: handle))
    return Dictionary(
      result.list.map { (ObjectID($0["id"]?.string ?? ""), JSONValue.object($0)) },
      uniquingKeysWith: { _, last in last })
  }

  @discardableResult
  func post(_ text: String, as handle: String = "anna") throws -> String {
    let message: JSONValue = [
      "clientId": .string("w-" + text), "channelId": .string(room.rawValue), "body": .string(text),
      "sentAt": "2026-01-01T00:00:00Z",
    ]
    let result = try SetResult(try call("Message/set", ["create": ["n": message]], as: handle))
    return try #require(result.created["n"]?["id"]?.string)
  }
}

/// The cooperative that every world begins as, made once.
struct WorldTemplate {
  static let shared = Result { try WorldTemplate() }

  let folder: TemporaryFolder
  let board, room, calendar: ObjectID
  var path: String { folder.file("server") }

  private init() throws {
    folder = try TemporaryFolder(inMemory: true)
    try Cooperative.create(at: folder.file("server"), name: "Union locale")
    let cooperative = try Cooperative(opening: folder.file("server"))
    var ids: [String] = []
    try cooperative.importBatch { batch in
      for name in ["anna", "bert", "carl"] { _ = try batch.principal(handle: name, name: name) }
      ids = [
        try batch.channel(kind: "forum", name: "Actions"), try batch.channel(kind: "chat", name: "Salon"),
        try batch.calendar(name: "Agenda"),
      ]
      _ = try batch.folder(path: ["Tracts"])
    }
    try cooperative.setAdmin("anna")
    try cooperative.close()
    (board, room, calendar) = (ObjectID(ids[0]), ObjectID(ids[1]), ObjectID(ids[2]))
  }
}

/// One member's device: a cache and an engine.
final class Device: Sendable {
  let cache: Cache
  let engine: SyncEngine
  let events = Mutex<[SyncEvent]>([])
  let handle: String

  init(
    _ world: World, _ handle: String, _ transport: any Transport, clock: SyncClock = .system, cache: Cache? = nil,
    policy: LinkPolicy = .full, budget: Int? = nil,
    history: HistoryWindow? = nil
  ) throws {
    self.handle = handle
    let path = world.folder.file("cache-\(handle)-\(UInt32.random(in: 0 ... .max)).sqlite")
    self.cache = try cache ?? Cache(path: path)
    var login = LoginConfiguration(
      name: handle, sessionURL: try ServerURL(CooperativeTransport.origin + "/.well-known/jmap"),
      credential: .bearer("t"))
    (login.policy, login.dayBudget) = (policy, budget)
    login.history = history
    let sink = Sink()
    engine = SyncEngine(login: login, cache: self.cache, transport: transport, clock: clock) { sink.take($0) }
    sink.device.withLock { $0.device = self }
  }

  /// How the engine last said that it stands.
  var status: SyncStatus? {
    events.withLock { events in
      events.lazy.reversed().compactMap { if case .status(let status) = $0 { status } else { nil } }.first
    }
  }

  var notices: [SyncNotice] {
    events.withLock { $0.compactMap { if case .notice(let notice) = $0 { notice } else { nil } } }
  }

  /// Returns when the engine says that it stands so; the suite's time limit ends a wait in vain.
  func untilStatus(_ isReached: (SyncStatus) -> Bool) async throws {
    while !(status.map(isReached) ?? false) { try await Task.sleep(for: .milliseconds(2)) }
  }

  var account: AccountID { get throws { try #require(try cache.accounts(login: handle).first).id } }

  func objects(_ type: TypeName) throws -> [ObjectID: JSONValue] {
    let account = try account
    let (ids, table) = (try cache.ids(account, type), try TypeRegistry.type(type))
    return try cache.read { db in
      let lookup = Lookup(db)
      return try ids.reduce(into: [:]) { $0[$1] = try lookup.json(table, ObjectKey(account, type, $1))?.json }
    }
  }

  func say(_ text: String, in channel: ObjectID, clientID: String) throws {
    try cache.enqueue([
      Mutation(
        account: try account, type: "Message", id: ObjectID(clientID: clientID),
        action: .create([
          "clientId": .string(clientID), "channelId": .string(channel.rawValue), "body": .string(text),
          "sentAt": "2026-01-01T00:00:00Z",
        ]))
    ])
  }
}

/// Brings an engine's events to its device, which is made after it, and which holds it.
private final class Sink: Sendable {
  struct Weak { weak var device: Device? }
  let device = Mutex(Weak())
  func take(_ event: SyncEvent) { device.withLock { $0.device }?.events.withLock { $0.append(event) } }
}
