/// Carries HTTP messages of one login to its server. What they mean is no business of it.
public protocol Transport: Sendable {
  /// One request, one whole answer, whatever its status. Ends early with `.cancelled` when the task is cancelled.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

  /// Returns when the head of the answer is there. The rest is received as fast as it is read, and no faster.
  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream

  /// What went over the link so far.
  var traffic: LinkTraffic { get }
}

/// Bytes as they went over the wire, with TLS and headers, where the system tells them; else as HTTP counts them.
public struct LinkTraffic: Sendable, Hashable {
  public var requests = 0
  public var bytesUp = 0
  public var bytesDown = 0

  public init(requests: Int = 0, bytesUp: Int = 0, bytesDown: Int = 0) {
    (self.requests, self.bytesUp, self.bytesDown) = (requests, bytesUp, bytesDown)
  }

  public static func - (later: LinkTraffic, earlier: LinkTraffic) -> LinkTraffic {
    LinkTraffic(
      requests: later.requests - earlier.requests, bytesUp: later.bytesUp - earlier.bytesUp,
      bytesDown: later.bytesDown - earlier.bytesDown)
  }
}
