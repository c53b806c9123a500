/// Why no usable answer came over the network, by what happens next.
public enum TransportError: Error, Hashable, Sendable {
  /// No connection was made: nothing was sent.
  case unreachable(Unreachable)
  /// A connection was made and refused to be trusted: nothing was sent. Trying again does not help.
  case tls(TLSFailure)
  /// Nothing moved for the stated seconds. What was sent may have been taken.
  case timedOut(seconds: Double, Phase)
  /// The connection ended within an exchange. What was sent may have been taken.
  case interrupted(detail: String)
  /// The answer would be larger than the stated bytes; the rest was not received.
  case tooLarge(limit: Int)
  case cancelled
  /// curl refused to do it: settings that it does not understand, or no memory.
  case notPossible(detail: String)

  public enum Unreachable: Hashable, Sendable {
    case unknownHost(String)
    case unknownProxy
    /// Refused, no route, network down.
    case noConnection(detail: String)
    /// The proxy answered, but not with a connection.
    case proxyRefused
  }

  public enum TLSFailure: Hashable, Sendable {
    /// The certificate is good, for another name.
    case wrongName(host: String)
    case expired
    /// Nobody that this machine trusts vouches for it.
    case untrusted(detail: String)
    /// No common version or cipher, or no TLS at all on the other side.
    case handshake(detail: String)
    /// The setting `ca_file` names a file that cannot be read.
    case caFile
  }

  public enum Phase: Hashable, Sendable { case connecting, waiting }

  /// Whether the server may have received the request and acted on it.
  public var mayHaveBeenTaken: Bool {
    switch self {
    case .timedOut(_, .waiting), .interrupted, .tooLarge, .cancelled: true
    case .timedOut(_, .connecting), .unreachable, .tls, .notPossible: false
    }
  }
}
