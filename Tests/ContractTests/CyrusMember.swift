import ClientCore
import Foundation
import Sync
import Synchronization
import TestSupport
import Testing

/// One member of a cooperative on a real Cyrus: a cache and an engine.
final class CyrusMember: Sendable {
  let cache: Cache
  let engine: SyncEngine
  let link: CuttingTransport
  let cooperative: CyrusServer.Cooperative
  private let handle: String
  private let told = Mutex<[SyncNotice]>([])

  /// - Parameters:
  ///   - history: nil: everything, at once.
  ///   - cache: another device's, to go on with.
  init(
    _ cooperative: CyrusServer.Cooperative, _ handle: String, _ folder: TemporaryFolder,
    _ transport: any Transport = CurlTransport(BinaryPeer.engine), history: HistoryWindow? = nil, cache: Cache? = nil,
    clock: SyncClock = .system
  ) throws {
    (self.cooperative, self.handle) = (cooperative, handle)
    self.cache = try cache ?? Cache(path: folder.file("\(handle)-\(UInt32.random(in: 0 ... .max)).sqlite"))
    link = CuttingTransport(transport)
    var login = LoginConfiguration(
      name: handle, sessionURL: try ServerURL(cooperative.server.url).resolving("/jmap/"),
      credential: .basic(name: cooperative.name(handle), password: cooperative.password(handle)), pollSeconds: 3_600,
      pingSeconds: nil)
    login.history = history
    let sink = NoticeSink()
    engine = SyncEngine(login: login, cache: self.cache, transport: link, clock: clock) { sink.take($0) }
    sink.member.withLock { $0 = self }
  }

  /// Two members of a new cooperative, who know what is there.
  static func pair(
    _ version: CyrusServer.Version, _ folder: TemporaryFolder
  ) async throws -> (anna: CyrusMember, bert: CyrusMember) {
    let cooperative = try CyrusServer.shared(version).newCooperative()
    let members = (try CyrusMember(cooperative, "anna", folder), try CyrusMember(cooperative, "bert", folder))
    try await members.0.sync()
    try await members.1.sync()
    return members
  }

  @discardableResult func sync() async throws -> SyncReport { try await engine.syncOnce() }

  /// The cooperative's, which is shared with the member.
  var account: Account {
    get throws {
      let accounts = try cache.accounts(login: handle)
      return try #require(accounts.first { $0.jmapID == cooperative.account })
    }
  }

  var outbox: [OutboxEntry] { get throws { try cache.reader.outbox().map(\.entry) } }
  var notices: [SyncNotice] { told.withLock { $0 } }

  private final class NoticeSink: Sendable {
    let member = Mutex<CyrusMember?>(nil)
    func take(_ event: SyncEvent) {
      guard case .notice(let notice) = event else { return }
      member.withLock { $0 }?.told.withLock { $0.append(notice) }
    }
  }
}

/// A link that, when told, loses the answer to the next request that writes, after the server has done it.
final class CuttingTransport: Transport {
  private let inner: any Transport
  private let losesNext = Mutex(false)
  private let hook = Mutex<(words: String, body: @Sendable () -> Void)?>(nil)

  init(_ inner: any Transport) { self.inner = inner }

  func loseNextAnswer() { losesNext.withLock { $0 = true } }
  /// Something that happens right after the next answer that holds these words.
  func afterNextAnswer(holding words: String, _ body: @escaping @Sendable () -> Void) {
    hook.withLock { $0 = (words, body) }
  }

  private func runHook(_ response: HTTPResponse) {
    let text = String(decoding: response.body, as: UTF8.self)
    let body = hook.withLock { hook -> (@Sendable () -> Void)? in
      guard let waiting = hook, text.contains(waiting.words) else { return nil }
      hook = nil
      return waiting.body
    }
    body?()
  }

  var traffic: LinkTraffic { inner.traffic }
  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let response = try await inner.send(request)
    runHook(response)
    // Not the request: that may be compressed.
    guard String(decoding: response.body, as: UTF8.self).contains("Email/set"),
      losesNext.withLock({ losesNext in
        defer { losesNext = false }
        return losesNext
      })
    else { return response }
    throw .interrupted(detail: "the answer is lost")
  }
}

/// A link on which, when told, something happens right after the next answer.
final class InterruptedTransport: Transport {
  private let inner: any Transport
  private let body = Mutex<(@Sendable () async -> Void)?>(nil)

  init(_ inner: any Transport) { self.inner = inner }

  func afterNextAnswer(_ body: @escaping @Sendable () async -> Void) { self.body.withLock { $0 = body } }
  var traffic: LinkTraffic { inner.traffic }
  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let response = try await inner.send(request)
    let body = body.withLock { body in
      defer { body = nil }
      return body
    }
    await body?()
    return response
  }
}
