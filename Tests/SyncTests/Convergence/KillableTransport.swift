import Foundation
import GRDB
import Sync
import Synchronization
import TestSupport

@testable import ClientCore

/// Ends a program while one of its requests is on its way: nothing comes through any more, and what was on its disk then is kept for
/// the next start.
final class KillableTransport: Transport {
  private struct Plan {
    var countdown: Int
    let isAfterServer: Bool
    var disk: String?
  }

  private let inner: any Transport
  private let cache: Cache
  private let plan = Mutex<Plan?>(nil)

  init(_ inner: any Transport, cache: Cache) { (self.inner, self.cache) = (inner, cache) }

  func killAt(request: Int, afterTheServer isAfterServer: Bool) {
    plan.withLock { $0 = Plan(countdown: request, isAfterServer: isAfterServer) }
  }

  /// What a new start finds; nil when there were not so many requests.
  func left() throws -> Cache? {
    let disk = plan.withLock { plan in
      let disk = plan?.disk
      plan = nil
      return disk
    }
    return try disk.map { try Cache(path: $0) }
  }

  var traffic: LinkTraffic { inner.traffic }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard let isAfterServer = isLast() else { return try await inner.send(request) }
    if isAfterServer { _ = try await inner.send(request) }
    try keepDisk()
    throw .interrupted(detail: "killed")
  }

  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
    guard plan.withLock({ $0?.disk == nil }) else { throw .interrupted(detail: "killed") }
    return try await inner.open(request)
  }

  /// nil: the program lives on.
  private func isLast() -> Bool? {
    plan.withLock { plan in
      guard plan != nil else { return nil }
      plan?.countdown -= 1
      return plan.map { $0.countdown <= 0 ? $0.isAfterServer && $0.disk == nil : nil } ?? nil
    }
  }

  private func keepDisk() throws(TransportError) {
    guard plan.withLock({ $0?.disk == nil }) else { return }
    let path = cache.path + "+"
    do {
      try cache.pool.backup(to: DatabaseQueue(path: path))
      if FileManager.default.fileExists(atPath: cache.path + "-spool") {
        try FileManager.default.copyItem(atPath: cache.path + "-spool", toPath: path + "-spool")
      }
    } catch { throw .notPossible(detail: "\(error)") }
    plan.withLock { $0?.disk = path }
  }
}

/// An empty cache file, made once.
struct CacheTemplate {
  static let shared = CacheTemplate()
  private let bytes = Result { () throws -> Data in
    let folder = try TemporaryFolder(inMemory: true)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    try cache.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    return try Data(contentsOf: URL(filePath: cache.path))
  }

  func copy(to path: String) throws -> Cache {
    try bytes.get().write(to: URL(filePath: path))
    return try Cache(path: path)
  }
}
