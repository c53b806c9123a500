import Glibc
import Synchronization

/// A TCP port of this machine that nobody listens on, for a program that cannot choose one itself.
///
/// It stays its owner's while nobody listens there: it lies below those that the system gives to whoever asks for any
/// (ip_local_port_range), and this process gives it once. One of the system's was taken by a connection of another test
/// while a relay on it was replaced.
public func freePort() throws -> Int {
  struct NoPort: Error {}
  for _ in 0..<1_000 {
    let port = Int.random(in: 10_000..<32_000)
    if given.withLock({ $0.insert(port).inserted }), canListen(port) { return port }
  }
  throw NoPort()
}

private let given = Mutex<Set<Int>>([])

private func canListen(_ port: Int) -> Bool {
  let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(fd) }
  return withAddress(port) { bind(fd, $0, $1) == 0 }
}

/// Whether somebody takes connections there.
public func isListening(_ port: Int) -> Bool {
  let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(fd) }
  return withAddress(port) { connect(fd, $0, $1) == 0 }
}

private func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
  }
}
