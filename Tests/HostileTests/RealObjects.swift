import ClientCore
import JSON
import Sync
import TER1Import
import TER1Server
import TestSupport
import Testing
import Text

/// All that a real server has of each type, as a client's sync brought it: the demonstration cooperative, over the engine.
struct RealObjects: Sendable {
  let objects: [TypeName: [JSONValue]]
  /// The session's account.
  let account: AccountDescription

  /// Fetched once.
  static let shared = Task { try await RealObjects() }

  private init() async throws {
    let folder = try TemporaryFolder()
    let cooperative = try Self.cooperative(folder.file("server"))
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let member = try #require(try cooperative.member(handle: "camille"))
    let login = LoginConfiguration(
      name: "ul", sessionURL: try ServerURL(CooperativeTransport.origin + "/.well-known/jmap"), credential: .bearer("t")
    )
    let engine = SyncEngine(
      login: login, cache: cache, transport: CooperativeTransport.make(cooperative, as: member)
    ) { _ in }
    _ = try await engine.syncOnce()
    let account = try #require(try cache.accounts(login: "ul").first)
    var objects: [TypeName: [JSONValue]] = [:]
    for type in Cache.syncedTypes.map(\.name) {
      objects[type] = try cache.ids(account.id, type).sorted()
        .compactMap { try cache.reader.json(ObjectKey(account.id, type, $0)) }
    }
    self.objects = objects
    self.account = AccountDescription(
      jmapID: account.jmapID, name: account.name.raw, capabilities: account.capabilities,
      principalID: account.principalID?.rawValue)
  }

  private static func cooperative(_ path: String) throws -> Cooperative {
    try Cooperative.create(at: path, name: Demonstration.name)
    let cooperative = try Cooperative(opening: path)
    try Demonstration.fill(cooperative)
    return cooperative
  }
}
