import CMicrohttpd
import Glibc
import TER1Server

/// The sockets: libmicrohttpd's threads read and write them, and hand each request to ours.
final class HTTPServer: @unchecked Sendable {
  private let router: Router
  private let workers: Workers
  /// Those who look at passwords: however many are tried, others are served.
  private let doorkeepers: Workers
  fileprivate let watch: ConnectionWatch
  private let underway = Locked(0)
  private var daemon: OpaquePointer?

  /// Seconds without a byte after which a connection is closed.
  private static let timeout: UInt32 = 120
  private static let mostConnections: UInt32 = 20_000

  init(_ listener: Listener, _ router: Router, _ patience: Patience) throws(ListenAddress.Failure) {
    self.router = router
    workers = Workers(count: 8)
    doorkeepers = Workers(count: 3, most: 1_000)
    watch = ConnectionWatch(patience)
    daemon = ter1_http_start(
      listener.descriptor, 2, Self.connections(), Self.timeout, receive, completed, connected,
      Unmanaged.passUnretained(self).toOpaque())
    guard daemon != nil else { throw ListenAddress.Failure(description: "the HTTP library does not start") }
  }

  /// As many as the process may have open files, less what the database and uploads need.
  private static func connections() -> UInt32 {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return UInt32(min(UInt64(mostConnections), UInt64(max(64, limit.rlim_cur)) - 48))
  }

  /// Takes no new connection, lets answers under way finish (at most so long), closes event streams, and ends.
  func stop(withinSeconds seconds: Int) {
    guard let daemon else { return }
    let listening = MHD_quiesce_daemon(daemon)
    if listening >= 0 { close(listening) }
    router.hub.end()
    for _ in 0..<(seconds * 20) where underway.withLock(\.self) > 0 { usleep(50_000) }
    MHD_stop_daemon(daemon)
    self.daemon = nil
  }

  fileprivate func begin(_ connection: OpaquePointer, _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?)
    -> Exchange
  {
    underway.withLock { $0 += 1 }
    let peer = ter1_http_peer(connection).map { PeerAddress.text($0) } ?? "unknown"
    let head = HTTPHead(
      method: method.map { String(cString: $0) } ?? "", path: url.map { String(cString: $0) } ?? "",
      query: Self.values(connection, MHD_ValueKind.GET_ARGUMENT_KIND, isHeader: false),
      headers: Self.values(connection, MHD_ValueKind.HEADER_KIND, isHeader: true), peer: peer)
    watch.hasHead(connection)
    return Exchange(head, router, watch)
  }

  fileprivate func step(_ exchange: Exchange, _ connection: OpaquePointer, _ piece: UnsafeBufferPointer<UInt8>)
    -> MHD_Result
  {
    exchange.step(connection, piece, workers(for: exchange))
  }

  /// Hundreds who were told of news and ask for it at once do not keep waiting who wants to say something.
  private func workers(for exchange: Exchange) -> Workers {
    if exchange.showsPassword { return doorkeepers }
    return exchange.asksForNews ? router.hub.readers : workers
  }

  fileprivate func end(_ exchange: Exchange, _ connection: OpaquePointer?) {
    connection.map(watch.awaitsNext)
    exchange.end()
    underway.withLock { $0 -= 1 }
  }

  private final class Values {
    let isHeader: Bool
    var members: [String: String] = [:]
    init(isHeader: Bool) { self.isHeader = isHeader }
  }

  private static func values(_ connection: OpaquePointer, _ kind: MHD_ValueKind, isHeader: Bool) -> [String: String] {
    let values = Values(isHeader: isHeader)
    MHD_get_connection_values(
      connection, kind,
      { closure, _, name, value in
        guard let closure, let name else { return MHD_Result.YES }
        let values = Unmanaged<Values>.fromOpaque(closure).takeUnretainedValue()
        let key = values.isHeader ? String(cString: name).lowercased() : String(cString: name)
        let text = value.map { String(cString: $0) } ?? ""
        values.members[key] = values.members[key].map { $0 + ", " + text } ?? text
        return MHD_Result.YES
      }, Unmanaged.passUnretained(values).toOpaque())
    return values.members
  }
}

private func receive(
  _ closure: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ content: UnsafePointer<CChar>?,
  _ size: UnsafeMutablePointer<Int>?, _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let closure, let connection, let size, let context else { return MHD_Result.NO }
  let server = Unmanaged<HTTPServer>.fromOpaque(closure).takeUnretainedValue()
  if context.pointee == nil {
    context.pointee = Unmanaged.passRetained(server.begin(connection, url, method)).toOpaque()
  }
  guard let known = context.pointee else { return MHD_Result.NO }
  let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
  let bytes = UnsafeRawBufferPointer(start: content, count: content == nil ? 0 : size.pointee)
  let result = server.step(exchange, connection, bytes.bindMemory(to: UInt8.self))
  size.pointee = 0
  return result
}

private func completed(
  _ closure: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
  guard let closure, let known = context?.pointee else { return }
  context?.pointee = nil
  let server = Unmanaged<HTTPServer>.fromOpaque(closure).takeUnretainedValue()
  server.end(Unmanaged<Exchange>.fromOpaque(known).takeRetainedValue(), connection)
}

private func connected(
  _ closure: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
  guard let closure, let connection else { return }
  let watch = Unmanaged<HTTPServer>.fromOpaque(closure).takeUnretainedValue().watch
  if ter1_http_is_new(change) != 0 {
    watch.opened(connection, socket: ter1_http_socket(connection))
  } else {
    watch.closed(connection)
  }
}
