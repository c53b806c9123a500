import Glibc

/// One login's way to its server, over the engine that all logins share.
public struct CurlTransport: Transport {
  private let engine: CurlEngine
  let options: ConnectionOptions
  private let meter = LinkMeter()

  public init(_ engine: CurlEngine, options: ConnectionOptions = ConnectionOptions()) {
    (self.engine, self.options) = (engine, options)
  }

  public var traffic: LinkTraffic { meter.traffic }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let buffer = ChunkBuffer(limit: nil)
    let transfer = Transfer(request, options, LinkMeter(of: meter), buffer)
    let outcome = await withTaskCancellationHandler {
      engine.add(transfer)
      return await buffer.whole()
    } onCancel: {
      engine.cancel(transfer)
    }
    var response = try await named(request.acceptsPart ? Self.withPart(outcome, buffer) : outcome)
    response.sample = transfer.sample
    return response
  }

  public func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
    let buffer = ChunkBuffer(limit: ChunkBuffer.streamLimit)
    let transfer = Transfer(request, options, LinkMeter(of: meter), buffer)
    let outcome = await withTaskCancellationHandler {
      engine.add(transfer)
      return await buffer.head()
    } onCancel: {
      engine.cancel(transfer)
    }
    let owner = StreamOwner(engine, transfer)
    return HTTPStream(
      head: try await named(outcome), next: { await owner.next() }, cancel: { owner.cancel() },
      measured: { owner.sample })
  }
}

extension CurlTransport {
  private static func withPart(
    _ outcome: Result<HTTPResponse, TransportError>, _ buffer: ChunkBuffer
  ) -> Result<HTTPResponse, TransportError> {
    outcome.flatMapError { error in
      switch error {
      case .interrupted, .timedOut(_, .waiting), .tooLarge: buffer.part(error).map { .success($0) } ?? .failure(error)
      default: .failure(error)
      }
    }
  }

  /// curl says the same of a name that does not exist and of a resolver that cannot be asked.
  private func named<T: Sendable>(_ outcome: Result<T, TransportError>) async throws(TransportError) -> T {
    // Behind a proxy nobody here asks for a name.
    if options.proxy == nil, case .failure(.unreachable(.unknownHost(let host))) = outcome,
      await NameLookup.code(for: host) == EAI_AGAIN
    {
      throw .unreachable(.resolverSilent(host: host))
    }
    return try outcome.get()
  }
}

/// Ends a streamed transfer when nobody can read it any more.
private final class StreamOwner: Sendable {
  private let engine: CurlEngine
  private let transfer: Transfer

  init(_ engine: CurlEngine, _ transfer: Transfer) { (self.engine, self.transfer) = (engine, transfer) }
  deinit { engine.cancel(transfer) }

  func cancel() { engine.cancel(transfer) }
  var sample: LinkSample { transfer.sample }

  func next() async -> Result<[UInt8]?, TransportError> {
    await withTaskCancellationHandler {
      let (chunk, wasFull) = await transfer.buffer.next()
      if wasFull { engine.resume(transfer) }
      return chunk
    } onCancel: {
      engine.cancel(transfer)
    }
  }
}
