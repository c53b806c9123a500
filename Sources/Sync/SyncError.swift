public import ClientCore
public import Wire

/// Why a sync did not come to its end, by what happens next. Texts for people are made elsewhere.
public enum SyncError: Error, Hashable, Sendable {
  /// No connection, or it was lost: tried again with back-off.
  case offline(TransportError)
  /// The server's certificate is not to be trusted. Nothing was sent, and nothing will be until a person looks.
  case untrusted(TransportError.TLSFailure)
  /// 401: name, password or token is wrong, or the token was revoked.
  case needsLogin
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

  public enum FileFailure: Hashable, Sendable {
    case notWritable(path: String, errno: Int32)
    case notReadable(path: String, errno: Int32)
    /// What arrived is not what the server said it would be; it was thrown away.
    case wrongDigest
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
    case .untrusted, .needsLogin, .forbidden, .address, .foreignHost, .nothingOffered: true
    case .cache(let error): error.needsPerson
    default: false
    }
  }

  /// What the server itself asked to wait, in seconds.
  var retryAfter: Double? {
    switch self {
    case .throttled(let seconds), .serverFailed(_, let seconds): seconds
    default: nil
    }
  }
}

extension CacheError {
  fileprivate var needsPerson: Bool {
    switch self {
    case .corrupt, .newerSchema, .notWritable: true
    case .full, .unreadable, .unknownType, .beingDestroyed, .storage: false
    }
  }
}

/// Runs what may fail in the cache.
func cached<T>(_ body: () throws(CacheError) -> T) throws(SyncError) -> T {
  do { return try body() } catch { throw .cache(error) }
}
