/// How one login's connections are made.
public struct ConnectionOptions: Sendable, Hashable {
  /// A PEM file with the authorities to trust instead of the system's: for a cooperative on a local network.
  public var caFile: String?
  /// `http://HOST:PORT` or `socks5h://HOST:PORT`; nil: none, whatever the environment says. Never used for this machine. A SOCKS
  /// proxy is always the one that looks names up, also when it is written `socks5:`.
  public var proxy: String?
  /// Connects to this Unix socket whatever the address says.
  public var unixSocket: String?
  /// The only key that the server may show, whoever vouches for another: `PublicKey`; nil: any that is vouched for.
  public var pin: String?
  /// Who has the pinned key is the server, whatever his certificate says and whoever vouches for it; nothing without a `pin`.
  public var trustsPinAlone = false
  /// PEM files that prove to the server, or to the proxy in front of it, that this machine may connect at all; the key may stand in the
  /// same file.
  public var clientCertificate: String?
  public var clientKey: String?
  /// Whose way through a SOCKS proxy this is: logins with different ones never share a circuit; nil: nobody's in particular.
  public var circuit: String?
  /// Given up when there is no connection after so long, and when TLS is silent for so long.
  public var connectSeconds: Double

  public init(
    caFile: String? = nil, proxy: String? = nil, unixSocket: String? = nil, connectSeconds: Double = 30
  ) {
    (self.caFile, self.proxy, self.unixSocket) = (caFile, proxy, unixSocket)
    self.connectSeconds = connectSeconds
  }

  /// Whether a proxy hides from the network, and from the server, who speaks to whom.
  var isSOCKS: Bool { proxy?.hasPrefix("socks") ?? false }

  /// The proxy on the way to `url`. Plain HTTP goes to this machine only, so a proxy would only get to read it.
  func proxy(for url: ServerURL) -> String? { url.isLoopback || unixSocket != nil ? nil : proxy }
}
