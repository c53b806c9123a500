import CCurl
import Glibc

/// Tells what moves, however slowly, from what is silent. It belongs to the curl thread.
struct LinkWatch {
  enum Verdict {
    /// To be looked at again after so many seconds.
    case wait(Double)
    case end(TransportError)
  }

  /// On a kept connection that others use too, their bytes show that the link lives; they excuse a server's silence for so many
  /// times the limit.
  private static let mostPatience = 5.0
  /// How long IPv6 is taken for dead once it was seen to be.
  private static let memory = 600.0

  private var deadIPv6: [String: Double] = [:]
  private var slept = LinkWatch.sleepSoFar()

  /// Looks what moved since the last time, and ends what has been silent for too long.
  /// - Parameter isAlone: whether no transfer has a connection that this one might get.
  func look(at transfer: Transfer, _ sockets: SocketLedger, isAlone: Bool) -> Verdict {
    let stage = transfer.stage
    if stage == .queued, isAlone { return inVain(transfer) }
    guard stage == .securing || stage == .waiting else { return .wait(60) }
    transfer.connected()
    let reading = sockets.reading(port: transfer.localPort)
    if let reading, reading.bytes != transfer.bytesOfConnection {
      transfer.bytesOfConnection = reading.bytes
      transfer.touchConnection()
    }
    if let reading, transfer.isOnKeptConnection, reading.isDead(since: transfer.lastOwnMove) {
      // curl notices, and sends what got no answer again on a new connection, once.
      sockets.end(port: transfer.localPort)
      return .wait(1)
    }
    return verdict(transfer, stage)
  }

  /// curl 7.88 lets a transfer wait for ever for a connection that ended before it could tell whether it would be shared.
  private func inVain(_ transfer: Transfer) -> Verdict {
    let limit = transfer.options.connectSeconds
    let left = transfer.lastMove + limit - CurlLoop.now()
    return left > 0 ? .wait(left) : .end(.timedOut(seconds: limit, .connecting))
  }

  private func verdict(_ transfer: Transfer, _ stage: Transfer.Stage) -> Verdict {
    let limit = stage == .securing ? transfer.options.connectSeconds : transfer.request.stallSeconds
    let deadline = min(transfer.lastMove + limit, transfer.lastOwnMove + limit * Self.patience(transfer))
    let left = deadline - CurlLoop.now()
    if left <= 0 { return .end(.timedOut(seconds: limit, stage == .securing ? .securing : .waiting)) }
    // Bytes within a TLS record move without waking anybody; a look at them now and then is cheap.
    return .wait(min(left, max(limit / 4, 0.05)))
  }

  private static func patience(_ transfer: Transfer) -> Double {
    transfer.isOnKeptConnection ? mostPatience : .infinity
  }

  // MARK: IPv6

  func isIPv6Dead(of host: String) -> Bool { deadIPv6[host].map { $0 > CurlLoop.now() } ?? false }

  mutating func rememberIPv6IsDead(of host: String) { deadIPv6[host] = CurlLoop.now() + Self.memory }

  // MARK: Sleep

  /// Whether the machine slept since the last time: what was connected before is most likely gone, and does not say so.
  mutating func hasSlept() -> Bool {
    let now = Self.sleepSoFar()
    defer { slept = now }
    return now - slept > 10
  }

  /// The clock that counts sleep, and the one that does not.
  private static func sleepSoFar() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 - CurlLoop.now()
  }
}
