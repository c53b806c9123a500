import CCurl
import Glibc

/// How much of each open connection's traffic is already on somebody's meter.
final class SocketLedger {
  private struct Entry {
    var meter: LinkMeter
    var sent = 0
    var received = 0
  }
  private var entries: [Int32: Entry] = [:]
  private var settledAt = 0.0

  /// Has curl tell us of the sockets that it opens and closes for this transfer.
  func watch(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer) {
    transfer.ledger = self
    ccurl_set_open_socket(easy, Self.openSocket, Unmanaged.passUnretained(transfer).toOpaque())
    // A connection outlives its first transfer, so this one belongs to the ledger.
    ccurl_set_close_socket(easy, Self.closeSocket, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Puts what went over `fd` since the last time on `meter`. False when the system does not tell.
  func settle(_ fd: Int32, with meter: LinkMeter) -> Bool {
    var (sent, received): (UInt64, UInt64) = (0, 0)
    guard fd >= 0, var entry = entries[fd], ccurl_tcp_bytes(fd, &sent, &received) == 0 else { return false }
    meter.add(up: max(0, Int(sent) - entry.sent), down: max(0, Int(received) - entry.received))
    (entry.meter, entry.sent, entry.received) = (meter, Int(sent), Int(received))
    entries[fd] = entry
    return true
  }

  /// Puts what went over all of them on their meters, once a second at most: a long transfer is counted while it lasts.
  func settle(at now: Double) {
    guard now - settledAt >= 1 else { return }
    settledAt = now
    for (fd, entry) in entries { _ = settle(fd, with: entry.meter) }
  }

  private func close(_ fd: Int32) {
    if let entry = entries[fd] { _ = settle(fd, with: entry.meter) }
    entries[fd] = nil
  }

  // MARK: By port

  func reading(port: Int) -> SocketReading? { descriptor(port: port).flatMap { SocketReading($0) } }

  /// Ends a connection under curl's hands: it finds it broken, and does not use it again.
  func end(port: Int) { if let fd = descriptor(port: port) { shutdown(fd, Int32(SHUT_RDWR)) } }

  func endAll() { for fd in entries.keys { shutdown(fd, Int32(SHUT_RDWR)) } }

  private func descriptor(port: Int) -> Int32? { port == 0 ? nil : entries.keys.first { Self.localPort($0) == port } }

  private static func localPort(_ fd: Int32) -> Int? {
    var address = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let failed = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &size) }
    }
    // The port stands at the same place in both families.
    return failed == 0 ? Int(UInt16(bigEndian: address.sin6_port)) : nil
  }

  private static let openSocket: ccurl_open_function = { context, _, address in
    guard let context, let address else { return CURL_SOCKET_BAD }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    let fd = socket(address.pointee.family, kind, address.pointee.protocol)
    guard fd >= 0 else { return fd }
    if address.pointee.family == AF_INET6 { transfer.hasTriedIPv6 = true }
    // Without it what was sent into a dead connection is repeated for a quarter of an hour.
    ccurl_set_user_timeout(fd, UInt32(max(10, min(transfer.request.stallSeconds, 300)) * 1_000))
    transfer.ledger?.entries[fd] = Entry(meter: transfer.meter)
    return fd
  }

  private static let closeSocket: ccurl_close_function = { context, fd in
    if let context { Unmanaged<SocketLedger>.fromOpaque(context).takeUnretainedValue().close(fd) }
    return Glibc.close(fd)
  }
}
