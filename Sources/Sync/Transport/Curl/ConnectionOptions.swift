/// How one login's connections are made.
public struct ConnectionOptions: Sendable, Hashable {
  /// A PEM file with the authorities to trust instead of the system's: for a cooperative on a local network.
  public var caFile: String?
  /// `http://HOST:PORT` or `socks5h://HOST:PORT`; nil: what the environment's `https_proxy` says. Never used for this machine.
  public var proxy: String?
  /// Connects to this Unix socket whatever the address says.
  public var unixSocket: String?
  public var connectSeconds: Double

  public init(
    caFile: String? = nil, proxy: String? = nil, unixSocket: String? = nil, connectSeconds: Double = 30
  ) {
    (self.caFile, self.proxy, self.unixSocket) = (caFile, proxy, unixSocket)
    self.connectSeconds = connectSeconds
  }
}
