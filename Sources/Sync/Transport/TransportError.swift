/// Why no usable answer came over the network, by what happens next.
public enum TransportError: Error, Hashable, Sendable {
  /// No connection was made: nothing was sent.
  case unreachable(Unreachable)
  /// The proxy of the settings is in the way: nothing reached the server.
  case proxy(ProxyFailure)
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
    /// This machine has no network: no interface with an address, or no way that leads out.
    case noNetwork
    /// The network's resolver says that there is no such name.
    case unknownHost(String)
    /// Nobody answers when asked for names, or answers that it cannot find out now.
    case resolverSilent(host: String)
    /// The machine is there and nobody listens, or somebody on the way refuses for it.
    case refused
    /// No way leads there, or it ends before a connection.
    case noConnection(detail: String)
  }

  public enum ProxyFailure: Hashable, Sendable {
    /// Its name is unknown here.
    case unknownName
    /// It is down, or not there.
    case unreachable
    /// 407, or its word in SOCKS: it wants a name and a password, or others than it got.
    case needsLogin
    /// It will not make this connection; the HTTP status where it speaks HTTP.
    case refused(status: Int?)
    /// It tried, and could not reach the server or does not know its name.
    case cannotReach
    /// What answers there is no proxy of this kind: a web page, say.
    case notAProxy
  }

  public enum TLSFailure: Hashable, Sendable {
    /// The certificate is good, for another name.
    case wrongName(host: String)
    case expired
    /// It begins in the future: most often the clock of this machine is behind.
    case notYetValid
    /// Nobody that this machine trusts vouches for it.
    case untrusted(detail: String)
    /// No common version or cipher, or no TLS at all on the other side.
    case handshake(detail: String)
    /// It shows another key than the one that was pinned, whoever vouches for it.
    case otherKey
    /// The setting `ca_file` names a file that cannot be read.
    case caFile
  }

  public enum Phase: Hashable, Sendable {
    /// No connection: nobody answers there.
    case connecting
    /// A connection, and TLS does not come about.
    case securing
    case waiting
  }

  /// Whether the server may have received the request and acted on it.
  public var mayHaveBeenTaken: Bool {
    switch self {
    case .timedOut(_, .waiting), .interrupted, .tooLarge, .cancelled: true
    case .timedOut(_, .connecting), .timedOut(_, .securing), .unreachable, .proxy, .tls, .notPossible: false
    }
  }
}
