/// A transport over a function: a server in the same process.
public struct InProcessTransport: Transport {
  public typealias Answer = @Sendable (HTTPRequest) async -> Result<HTTPResponse, TransportError>
  private let answer: Answer
  private let meter = LinkMeter()

  public init(_ answer: @escaping Answer) { self.answer = answer }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard !Task.isCancelled else { throw .cancelled }
    var response = try await answer(request).get()
    var up = 0
    if case .bytes(let bytes)? = request.body { up = bytes.count }
    meter.add(requests: 1, up: up, down: response.body.count)
    response.sample.traffic = LinkTraffic(requests: 1, bytesUp: up, bytesDown: response.body.count)
    guard response.body.count <= request.maximumSize else { throw .tooLarge(limit: request.maximumSize) }
    return response
  }

  /// The whole answer as one piece.
  public func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
    let response = try await send(request)
    let rest = Locked<[UInt8]?>(response.body)
    return HTTPStream(
      head: response.head,
      next: {
        .success(
          rest.withLock { body in
            defer { body = nil }
            return body?.isEmpty == false ? body : nil
          })
      }, cancel: {})
  }

  public var traffic: LinkTraffic { meter.traffic }
}
