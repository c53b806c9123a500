import Foundation
import Glibc
import Synchronization

/// A TCP proxy on loopback that counts bytes, and cuts its connections after a stated one.
final class CuttingProxy: Sendable {
  enum Direction: Sendable, CaseIterable { case up, down }

  private struct State {
    var passed: [Direction: Int] = [:]
    /// Cut when so many more have passed; nil: never.
    var left: (Direction, Int)?
    var isCut = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let listener: Int32
  private let target: Int
  let port: Int

  init(to target: Int) throws {
    struct NotMade: Error { let code: Int32 }
    self.target = target
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = Self.loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound else { throw NotMade(code: errno) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in accept() }
  }

  /// From now on everything passes; the counts begin anew.
  func heal() { state.withLock { $0 = State() } }

  /// The next connection is cut when `count` bytes have passed in the direction, and no other is let through.
  func cut(_ direction: Direction, after count: Int) {
    state.withLock { state in
      state = State()
      state.left = (direction, count)
    }
  }

  func passed(_ direction: Direction) -> Int { state.withLock { $0.passed[direction] ?? 0 } }

  func end() {
    state.withLock { $0.isOver = true }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      guard !state.withLock({ $0.isCut }) else {
        close(client)
        continue
      }
      Thread.detachNewThread { [self] in serve(client) }
    }
  }

  private func serve(_ client: Int32) {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer {
      close(server)
      close(client)
    }
    var address = Self.loopback(target)
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return }
    var polled = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&polled, 2, 10_000) >= 0 {
      if polled[0].revents != 0, !pass(client, server, .up) { return }
      if polled[1].revents != 0, !pass(server, client, .down) { return }
    }
  }

  /// - Returns: whether the connection stands.
  private func pass(_ from: Int32, _ to: Int32, _ direction: Direction) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(from, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    let (allowed, isCut) = state.withLock { state in
      guard !state.isCut else { return (0, true) }
      var allowed = count
      if let (limited, left) = state.left, limited == direction {
        allowed = min(count, left)
        state.left = (limited, left - allowed)
        state.isCut = left - allowed == 0 && (allowed < count || left == allowed)
      }
      state.passed[direction, default: 0] += allowed
      return (allowed, state.isCut)
    }
    var sent = 0
    while sent < allowed {
      let written = buffer.withUnsafeBytes {
        send(to, $0.baseAddress! + sent, allowed - sent, Int32(MSG_NOSIGNAL))
      }
      guard written > 0 else { return false }
      sent += written
    }
    return !isCut
  }
}
