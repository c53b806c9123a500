public import Vault

/// One HTTP request, as a `Transport` takes it.
public struct HTTPRequest: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
  }

  public enum Body: Sendable {
    case bytes([UInt8])
    /// The first `size` bytes of a file's content, read while they are sent; with a key, the file is sealed (`ContentFile`).
    case file(path: String, size: Int, key: DatabaseKey?)
  }

  public var method: Method
  public var url: ServerURL
  /// Beyond those that the transport makes: Host, Authorization, Accept-Encoding, Content-Length, User-Agent.
  public var headers: [(name: String, value: String)]
  public var body: Body?
  /// Sent to `url` only; redirects are never followed.
  public var credential: Credential?
  /// An answer that inflates past this many bytes is cut off: `TransportError.tooLarge`.
  public var maximumSize: Int
  /// Given up when no byte moves for this long. There is no limit on the whole.
  public var stallSeconds: Double
  /// Whether what came of an answer that was cut is of use: then it is given, and says that it was cut.
  public var acceptsPart = false
  /// Whether the answer may come compressed; never with `Range`.
  public var acceptsCompression = true

  public init(
    _ method: Method, _ url: ServerURL, headers: [(name: String, value: String)] = [], body: Body? = nil,
    credential: Credential? = nil, maximumSize: Int = 1 << 20, stallSeconds: Double = 60
  ) {
    (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
    (self.credential, self.maximumSize, self.stallSeconds) = (credential, maximumSize, stallSeconds)
  }
}

/// The status and the headers of an answer.
public struct HTTPHead: Sendable, Hashable {
  public var status: Int
  private var headers: [String: String]

  /// - Parameter headers: by lower-case name.
  public init(status: Int, headers: [String: String] = [:]) { (self.status, self.headers) = (status, headers) }

  /// A header's value; the last one when it came several times. Names are told apart without regard to case.
  public subscript(name: String) -> String? { headers[name.lowercased()] }

  mutating func set(_ name: String, _ value: String) { headers[name.lowercased()] = value }

  /// `Content-Type` without its parameters, lower-case.
  public var mediaType: String {
    let type = self["content-type"]?.prefix { $0 != ";" && $0 != " " } ?? ""
    return type.lowercased()
  }

  /// When the server says it is: seconds since 1970. nil also when the answer may come out of somebody's store.
  public var date: Double? { self["age"] == nil ? self["date"].flatMap(HTTPDate.seconds) : nil }

  /// `Retry-After` in seconds, in both its forms. A date is read by the server's own clock where the answer tells it.
  public var retryAfter: Double? {
    guard let text = self["retry-after"] else { return nil }
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) { return Double(text) }
    return HTTPDate.seconds(text).map { max(0, $0 - (date ?? SyncClock.system.now())) }
  }
}

/// A whole answer.
public struct HTTPResponse: Sendable, Hashable {
  public var head: HTTPHead
  public var body: [UInt8]
  /// Why the rest of the body did not come; nil: it is whole.
  public var cut: TransportError?
  public var sample = LinkSample()

  public init(head: HTTPHead, body: [UInt8]) { (self.head, self.body) = (head, body) }
  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.init(head: HTTPHead(status: status, headers: headers), body: body)
  }
  public var status: Int { head.status }
}

/// An answer that comes in pieces: a download or a stream of events.
public struct HTTPStream: Sendable {
  public let head: HTTPHead
  private let nextChunk: @Sendable () async -> Result<[UInt8]?, TransportError>
  private let end: @Sendable () -> Void
  private let measured: @Sendable () -> LinkSample

  public init(
    head: HTTPHead, next: @escaping @Sendable () async -> Result<[UInt8]?, TransportError>,
    cancel: @escaping @Sendable () -> Void, measured: @escaping @Sendable () -> LinkSample = { LinkSample() }
  ) {
    (self.head, nextChunk, end) = (head, next, cancel)
    self.measured = measured
  }

  /// What it has taken of the link so far; known to the second while it lasts.
  public var sample: LinkSample { measured() }

  /// The next piece; nil at the end. One reader at a time.
  public func next() async throws(TransportError) -> [UInt8]? { try await nextChunk().get() }

  /// Ends the transfer; a waiting `next` throws `.cancelled`.
  public func cancel() { end() }
}
