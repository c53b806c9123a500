import CMicrohttpd
import Glibc
import Localization

/// Where a server listens.
enum ListenAddress: Equatable, Sendable {
  case unix(path: String)
  case tcp(host: String, port: UInt16)

  /// `unix:/path`, `HOST:PORT` or `[HOST]:PORT`.
  init?(_ text: String) {
    if text.hasPrefix("unix:") {
      self = .unix(path: String(text.dropFirst(5)))
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    let host = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
    guard !host.isEmpty else { return nil }
    self = .tcp(host: String(host), port: port)
  }

  struct Failure: Error, CustomStringConvertible { let description: String }
}

/// A socket that listens.
struct Listener {
  let descriptor: Int32
  /// What a client on this machine asks.
  let url: String
  let isLoopback: Bool

  init(_ address: ListenAddress) throws(ListenAddress.Failure) {
    switch address {
    case .unix(let path): try self.init(unix: path)
    case .tcp(let host, let port): try self.init(host: host, port: port)
    }
  }

  private static func failure(_ doing: String) -> ListenAddress.Failure {
    ListenAddress.Failure(description: "\(doing): \(String(cString: strerror(errno)))")
  }

  private static func listen(_ descriptor: Int32) throws(ListenAddress.Failure) {
    guard Glibc.listen(descriptor, 512) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
      throw failure("listen")
    }
  }

  // MARK: Unix

  private init(unix path: String) throws(ListenAddress.Failure) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
      guard path.utf8.count < buffer.count else { return false }
      buffer.copyBytes(from: path.utf8)
      return true
    }
    guard fits, !path.isEmpty else { throw ListenAddress.Failure(description: tr("%1: no path for a socket", path)) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("socket") }
    try Self.removeDead(path, &address)
    guard Self.bind(descriptor, &address) == 0 else { throw Self.failure(path) }
    try Self.listen(descriptor)
    url = "unix:\(path)"
    isLoopback = true
  }

  /// A socket that a server left behind stands in the way; one that answers belongs to somebody.
  private static func removeDead(_ path: String, _ address: inout sockaddr_un) throws(ListenAddress.Failure) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    let isAlive = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard !isAlive else { throw ListenAddress.Failure(description: tr("%1: another server listens there", path)) }
    unlink(path)
  }

  private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  // MARK: TCP

  private init(host: String, port: UInt16) throws(ListenAddress.Failure) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &found)
    guard status == 0, let first = found?.pointee, let address = first.ai_addr else {
      throw ListenAddress.Failure(description: "\(host): \(String(cString: gai_strerror(status)))")
    }
    defer { freeaddrinfo(found) }
    isLoopback = PeerAddress.isLoopback(address)
    descriptor = socket(first.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("socket") }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard Glibc.bind(descriptor, address, first.ai_addrlen) == 0 else { throw Self.failure("\(host):\(port)") }
    try Self.listen(descriptor)
    let name = host.contains(":") ? "[\(host)]" : host
    url = "http://\(name):\(Self.port(of: descriptor) ?? port)"
  }

  private static func port(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard getsockname(descriptor, address, &size) == 0 else { return nil }
        return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
      }
    }
  }
}

/// The other end of a connection, in words.
enum PeerAddress {
  static func isLoopback(_ address: UnsafePointer<sockaddr>) -> Bool { isLoopback(text(address)) }

  static func isLoopback(_ text: String) -> Bool {
    text == "unix" || text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
  }

  /// The numeric address; "unix" for a Unix socket.
  static func text(_ address: UnsafePointer<sockaddr>) -> String {
    let size: Int
    switch Int32(address.pointee.sa_family) {
    case AF_INET: size = MemoryLayout<sockaddr_in>.size
    case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
    default: return "unix"
    }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = getnameinfo(address, socklen_t(size), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
    guard status == 0 else { return "unknown" }
    return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
