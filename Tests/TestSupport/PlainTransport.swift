import Compression
public import JSON
public import Sync

/// A link on which nothing is compressed: a test sees every request, and may change its answer.
public struct PlainTransport: Transport {
  /// - Parameter request: nil for what is no POST of JSON: the session, news.
  public typealias Change = @Sendable (_ request: JSONValue?, _ answer: JSONValue) -> JSONValue

  private let inner: any Transport
  private let change: Change

  public init(_ inner: any Transport, _ change: @escaping Change) { (self.inner, self.change) = (inner, change) }

  public var traffic: LinkTraffic { inner.traffic }
  public func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    var plain = request
    plain.headers.removeAll { ["Accept-Encoding", "Content-Encoding"].contains($0.name) }
    let content = Self.content(request)
    if let content { plain.body = .bytes(content) }
    var response = try await inner.send(plain)
    guard let answer = try? JSONValue(parsing: response.body) else { return response }
    let asked = request.method == .post ? content.flatMap { try? JSONValue(parsing: $0) } : nil
    response.body = change(asked, answer).bytes
    return response
  }

  /// A request's content as it was before its coding; nil: it has none, or it is a file.
  public static func content(_ request: HTTPRequest) -> [UInt8]? {
    guard case .bytes(let bytes)? = request.body else { return nil }
    guard request.headers.contains(where: { $0.name == "Content-Encoding" && $0.value == SharedDictionary.coding })
    else { return bytes }
    return try? Zstandard.decompress(bytes, most: 10_000_000, usingDictionary: true)
  }
}
