/// Who speaks to the server, and under which address he sees it.
struct Origin: Sendable {
  /// For slowing failures down.
  let client: String
  /// Scheme, host and port, without a slash at the end.
  let baseURL: String

  /// nil: the request came past the proxy in plain text, or its host is no host.
  init?(_ head: HTTPHead, _ proxy: ProxyRule) {
    let isProxy = proxy.isDeclared && proxy.trusts(head.peer)
    guard isProxy || PeerAddress.isLoopback(head.peer) else { return nil }
    let host = (isProxy ? head.headers["x-forwarded-host"] : nil) ?? head.headers["host"] ?? "localhost"
    guard Self.isHost(host) else { return nil }
    let scheme = isProxy && head.headers["x-forwarded-proto"] == "https" ? "https" : "http"
    baseURL = "\(scheme)://\(host)"
    let forwarded = head.headers["x-forwarded-for"]?.split(separator: ",").last?.filter { $0 != " " }
    client = (isProxy ? forwarded : nil) ?? head.peer
  }

  private static func isHost(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F: true
        default: false
        }
      }
  }
}

/// Whether a reverse proxy stands in front, and from where it speaks.
struct ProxyRule: Sendable {
  var isDeclared = false
  /// Numeric addresses beside loopback and Unix sockets.
  var addresses: Set<String> = []

  func trusts(_ peer: String) -> Bool { PeerAddress.isLoopback(peer) || addresses.contains(peer) }
}
