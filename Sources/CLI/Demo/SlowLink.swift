internal import Foundation
internal import Glibc
internal import Synchronization

/// A bad link, on this machine: what goes through a port of loopback to another one is slow, late, now and then lost (and sent again, as
/// TCP does), and cut.
final class SlowLink: Sendable {
  /// Bits a second, each way.
  static let rate = 50_000.0
  /// Seconds there and back.
  static let roundTrip = 0.6
  /// Of a hundred packets so many are lost; TCP notices it after about a second.
  private static let lost = 2
  private static let resending = 1.0
  /// A connection lives so long, in seconds, on average.
  private static let life = 120.0
  /// What one packet carries.
  private static let packet = 536

  private let listener: Int32
  private let target: UInt16
  let port: UInt16
  /// When each direction has sent what it was given: all connections share it.
  private let freeAt = Mutex([0.0, 0.0])

  /// - Throws: the error number.
  init(to target: UInt16) throws(Refused) {
    self.target = target
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = Self.loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = Self.with(&address) { bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 }
    guard isBound, Self.with(&address, { getsockname(descriptor, $0, &size) == 0 }) else { throw Refused(errno: errno) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in accept() }
  }

  struct Refused: Error {
    let errno: Int32
    var reason: String { String(cString: strerror(errno)) }
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return address
  }

  private static func with(_ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Bool) -> Bool {
    withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
  }

  private func accept() {
    while true {
      let near = Glibc.accept(listener, nil, nil)
      guard near >= 0 else {
        // With no descriptor left it would fail again at once.
        usleep(100_000)
        continue
      }
      let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      var address = Self.loopback(target)
      let size = socklen_t(MemoryLayout<sockaddr_in>.size)
      guard Self.with(&address, { connect(far, $0, size) == 0 }) else {
        close(near)
        close(far)
        continue
      }
      Thread.detachNewThread { [self] in carry(near, far) }
    }
  }

  /// Both ways, until both are closed or it is cut.
  private func carry(_ near: Int32, _ far: Int32) {
    let end = Self.now + -log(Double.random(in: 0.001..<1)) * Self.life
    var lanes = [Lane(0, near, far), Lane(1, far, near)]
    while lanes.contains(where: { !$0.isOver }), Self.now < end {
      var ready = lanes.map { pollfd(fd: $0.wantsMore ? $0.source : -1, events: Int16(POLLIN), revents: 0) }
      let due = min(lanes.compactMap(\.due).min() ?? end, end)
      poll(&ready, nfds_t(ready.count), Int32(max(0, (due - Self.now) * 1_000)) + 1)
      for index in lanes.indices {
        if ready[index].revents != 0 { lanes[index].take { arrival(of: $0, index) } }
        lanes[index].deliver(until: Self.now)
      }
    }
    close(near)
    close(far)
  }

  private func arrival(of count: Int, _ direction: Int) -> Double {
    let sent = freeAt.withLock { free in
      free[direction] = max(free[direction], Self.now) + Double(count * 8) / Self.rate
      return free[direction]
    }
    return sent + Self.roundTrip / 2 + (Int.random(in: 0..<100) < Self.lost ? Self.resending : 0)
  }

  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// One direction of one connection.
  private struct Lane {
    let source, sink: Int32
    private var onTheWay: [(at: Double, bytes: [UInt8])] = []
    private var hasEnded = false
    private(set) var isOver = false

    /// A few seconds of the link: more waits where it comes from.
    private static let most = 40

    init(_ direction: Int, _ source: Int32, _ sink: Int32) { (self.source, self.sink) = (source, sink) }

    var wantsMore: Bool { !hasEnded && onTheWay.count < Self.most }
    var due: Double? { onTheWay.first?.at }

    mutating func take(_ arrival: (Int) -> Double) {
      var buffer = [UInt8](repeating: 0, count: packet)
      let count = read(source, &buffer, buffer.count)
      guard count > 0 else {
        hasEnded = true
        return
      }
      // What comes after a lost packet waits for it.
      onTheWay.append((max(arrival(count), onTheWay.last?.at ?? 0), Array(buffer[..<count])))
    }

    mutating func deliver(until now: Double) {
      while let first = onTheWay.first, first.at <= now {
        onTheWay.removeFirst()
        if write(sink, first.bytes, first.bytes.count) != first.bytes.count { hasEnded = true }
      }
      guard hasEnded, onTheWay.isEmpty, !isOver else { return }
      isOver = true
      shutdown(sink, Int32(SHUT_WR))
    }
  }
}
