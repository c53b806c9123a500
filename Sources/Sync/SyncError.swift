public import ClientCore
public import Text
public import Wire

/// Why a sync did not come to its end, by what happens next. Texts for people are made elsewhere.
public enum SyncError: Error, Hashable, Sendable {
  /// No connection, or it was lost: tried again with back-off.
  case offline(TransportError)
  /// The server's certificate is not to be trusted. Nothing was sent, and nothing will be until a person looks.
  case untrusted(TransportError.TLSFailure)
  /// What answers is the network's own, as it seems: a hotel's, a train's, a café's. Nothing was sent; tried again soon.
  case portal(Portal)
  /// A certificate is refused since the clock of this machine is wrong; tried again.
  /// - Parameter off: by how many seconds it is fast (or slow, below 0), where somebody told.
  case wrongClock(off: Double?)
  /// 401: name or password is wrong.
  case needsLogin
  /// 401 to a device's token: it was revoked.
  case revoked
  /// 403: known, and not allowed in.
  case forbidden
  /// Asked to be asked later.
  case throttled(retryAfter: Double?)
  /// 5xx: the server's own trouble; tried again with back-off.
  case serverFailed(status: Int, retryAfter: Double?)
  /// Something answers there, and it is no JMAP server.
  case notJMAP(Stranger)
  /// Neither JSON nor what RFC 8620 says: cut off, damaged, or a faulty server. Tried again with back-off.
  case unreadable(detail: String)
  /// The server says what cannot be. Tried again with back-off.
  case contradictory(Contradiction)
  /// The answer is larger than anything we asked for.
  case tooLarge(limit: Int)
  /// The server refused the request as a whole: RFC 8620, section 3.6.1.
  case refused(RequestError)
  case methodFailed(MethodError)
  case address(URLRefusal)
  /// The session names an address at a host that it may not speak for; no credential was sent there.
  case foreignHost(String)
  /// The server offers nothing that this program can show.
  case nothingOffered
  case cache(CacheError)
  case file(FileFailure)
  case cancelled

  public enum Stranger: Hashable, Sendable {
    /// A web page where data was asked for: a captive portal (a hotel's or train's login page), or a web site.
    case webPage
    /// Sent elsewhere; a captive portal, or a server that moved.
    case redirect(to: String)
    /// 404: nothing there.
    case notFound
    /// Another status, which no JMAP server answers here.
    case status(Int)
  }

  public enum Contradiction: Hashable, Sendable {
    /// It answers for another account than it was asked about.
    case foreignAccount
    /// Its pages come to no end: the same states or objects come again, or nothing does.
    case endless
    /// A state longer than any, or with control characters.
    case state
    /// A file is larger than the server said.
    /// - Parameter size: in bytes, as it was said.
    case longerThanSaid(size: Int)
  }

  public struct Portal: Hashable, Sendable {
    public enum Sign: Hashable, Sendable {
      /// A page where data was asked for.
      case webPage
      /// Sent to another host.
      case redirect
      /// 511: RFC 6585, section 6.
      case demandsLogin
      /// It shows a certificate for another name, or speaks no TLS.
      case certificate(TransportError.TLSFailure)
      /// Nothing comes through, and plain HTTP is sent elsewhere.
      case noPassage
    }
    public var sign: Sign
    /// Where to log in, as the network says.
    public var page: UntrustedText?

    public init(_ sign: Sign, page: UntrustedText? = nil) { (self.sign, self.page) = (sign, page) }
  }

  public enum FileFailure: Hashable, Sendable {
    /// No room for it: what is there is kept, and it goes on when there is.
    case diskFull(path: String)
    case notWritable(path: String, errno: Int32)
    case notReadable(path: String, errno: Int32)
    /// What arrived is not what the server said it would be; it was thrown away.
    case wrongDigest
    /// The server has something else than what was sent: it is sent again.
    case arrivedDamaged
    /// The server no longer has it.
    case gone
    case tooLarge(limit: Int)
  }
}

extension SyncError {
  public init(_ error: TransportError) {
    switch error {
    case .tls(let failure): self = .untrusted(failure)
    case .cancelled: self = .cancelled
    case .tooLarge(let limit): self = .tooLarge(limit: limit)
    default: self = .offline(error)
    }
  }

  /// Whether only a person can change it; else it is tried again by itself.
  public var needsPerson: Bool {
    switch self {
    case .untrusted, .needsLogin, .revoked, .forbidden, .address, .foreignHost, .nothingOffered: true
    case .cache(let error): error.needsPerson
    default: false
    }
  }

  /// What may pass without anybody here doing something, though a person had better look: a certificate is renewed, a right is
  /// given back. It is tried again, seldom.
  var mayPass: Bool {
    switch self {
    case .untrusted, .forbidden, .nothingOffered, .foreignHost: true
    default: false
    }
  }

  /// The longest wait between two tries, in seconds: a person who has just logged in to a network, or set the clock, waits for it.
  var longestWait: Double {
    switch self {
    case .portal: 15
    case .wrongClock: 60
    default: Backoff.longest
    }
  }

  /// What the server itself asked to wait, in seconds; however much it asks, it is asked again after an hour.
  public var retryAfter: Double? {
    switch self {
    case .throttled(let seconds), .serverFailed(_, let seconds): seconds
    default: nil
    }
  }
}

extension CacheError {
  fileprivate var needsPerson: Bool {
    switch self {
    case .corrupt, .newerSchema, .notWritable, .wrongKey, .isEncrypted, .isPlain: true
    case .full, .unreadable, .inUse, .unknownType, .beingDestroyed, .storage: false
    }
  }
}

/// Runs what may fail in the cache.
func cached<T>(_ body: () throws(CacheError) -> T) throws(SyncError) -> T {
  do { return try body() } catch { throw .cache(error) }
}
