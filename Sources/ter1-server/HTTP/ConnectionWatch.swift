import Glibc
import TER1Server

/// How long a client may take, in seconds.
struct Patience: Sendable {
  /// For the head of the first request of a connection.
  var head = 30
  /// Until the next request is there whole; a connection on which nothing moves is closed before, by the library.
  var nextHead: Int { head + 100 }
  /// For the content, and a second more for each `slowest` bytes that came.
  var content: Int { head * 10 }
  static let slowest = 50
}

/// Ends connections that keep the server waiting by sending a byte now and then. The library only knows how long nothing moved.
final class ConnectionWatch: Sendable {
  private enum Stage: Sendable {
    case head(until: Int)
    case content(since: Int, bytes: Int)
    /// It is the server's turn.
    case working
  }

  private struct Watched: Sendable {
    let socket: Int32
    var stage: Stage
  }

  private let patience: Patience
  /// By the connection's address.
  private let connections = Locked<[UInt: Watched]>([:])

  init(_ patience: Patience) {
    self.patience = patience
    Workers.thread { [weak self] in
      while let watch = self {
        watch.endOverdue(at: Self.now)
        usleep(500_000)
      }
    }
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  // MARK: What happens to a connection

  func opened(_ connection: OpaquePointer, socket: Int32) {
    let watched = Watched(socket: socket, stage: .head(until: Self.now + patience.head))
    connections.withLock { $0[UInt(bitPattern: connection)] = watched }
  }

  /// To be called while the socket is open: its number may belong to somebody else afterwards.
  func closed(_ connection: OpaquePointer) {
    connections.withLock { $0[UInt(bitPattern: connection)] = nil }
  }

  func hasHead(_ connection: OpaquePointer) { set(.working, connection) }
  func awaitsContent(_ connection: OpaquePointer) { set(.content(since: Self.now, bytes: 0), connection) }
  func hasContent(_ connection: OpaquePointer) { set(.working, connection) }
  func awaitsNext(_ connection: OpaquePointer) { set(.head(until: Self.now + patience.nextHead), connection) }

  func received(_ count: Int, on connection: OpaquePointer) {
    connections.withLock { connections in
      guard case .content(let since, let bytes)? = connections[UInt(bitPattern: connection)]?.stage else { return }
      connections[UInt(bitPattern: connection)]?.stage = .content(since: since, bytes: bytes + count)
    }
  }

  private func set(_ stage: Stage, _ connection: OpaquePointer) {
    connections.withLock { $0[UInt(bitPattern: connection)]?.stage = stage }
  }

  // MARK: Looking

  private func endOverdue(at now: Int) {
    connections.withLock { connections in
      for watched in connections.values where isOverdue(watched.stage, at: now) {
        // The library sees the end of the stream and closes it.
        shutdown(watched.socket, Int32(SHUT_RDWR))
      }
    }
  }

  private func isOverdue(_ stage: Stage, at now: Int) -> Bool {
    switch stage {
    case .head(let until): now > until
    case .content(let since, let bytes): now > since + patience.content + bytes / Patience.slowest
    case .working: false
    }
  }
}
