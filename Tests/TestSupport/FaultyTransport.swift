public import Sync
import Synchronization

/// A bad link: it loses, cuts, doubles and delays, by chance from a seed.
public final class FaultyTransport: Transport {
  public enum Fault: CaseIterable, Sendable {
    /// Nothing reaches the server.
    case lostRequest
    /// The server acts, and its answer is lost.
    case lostAnswer
    /// The server gets the request twice.
    case doubled
    /// The answer ends in its middle, and looks whole.
    case cut
    case serverError
    /// The server no longer knows the states that it gave.
    case forgottenStates
    case portal
    case throttled
  }

  private struct State {
    var random: SeededGenerator
    var probability: Double
    var pageSize: Int?
    var injected = 0
  }

  private let inner: any Transport
  private let faults: [Fault]
  private let state: Mutex<State>

  /// - Parameters:
  ///   - probability: of a fault for each request.
  ///   - faults: those that may be.
  ///   - pageSize: when given, every page of `/changes` has at most so many objects.
  public init(
    _ inner: any Transport, seed: UInt64, probability: Double, faults: [Fault] = Fault.allCases, pageSize: Int? = nil
  ) {
    (self.inner, self.faults) = (inner, faults)
    state = Mutex(State(random: SeededGenerator(seed: seed), probability: probability, pageSize: pageSize))
  }

  public func worsen(to probability: Double) { state.withLock { $0.probability = probability } }

  /// How many faults there were so far.
  public var injected: Int { state.withLock { $0.injected } }

  /// From now on the link is good.
  public func heal() { state.withLock { $0.probability = 0 } }

  public var traffic: LinkTraffic { inner.traffic }

  public func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
    guard nextFault() == nil else { throw .unreachable(.noConnection(detail: "faulty")) }
    return try await inner.open(request)
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let fault = nextFault()
    let request = rewritten(request, forgetting: fault == .forgottenStates)
    if state.withLock({ $0.random.chance(0.3) }) { await Task.yield() }
    switch fault {
    case .lostRequest: throw .unreachable(.noConnection(detail: "faulty"))
    case .lostAnswer:
      _ = try await inner.send(request)
      throw .interrupted(detail: "faulty")
    case .doubled:
      _ = try await inner.send(request)
      return try await inner.send(request)
    case .cut:
      var response = try await inner.send(request)
      response.body.removeLast(response.body.count / 2)
      return response
    case .serverError: return HTTPResponse(status: 500)
    case .portal:
      return HTTPResponse(status: 200, headers: ["content-type": "text/html"], body: Array("<html>".utf8))
    case .throttled: return HTTPResponse(status: 429, headers: ["retry-after": "1"])
    case .forgottenStates, nil: return try await inner.send(request)
    }
  }

  private func nextFault() -> Fault? {
    state.withLock { state in
      guard state.random.chance(state.probability) else { return nil }
      state.injected += 1
      return faults.randomElement(using: &state.random)
    }
  }

  private func rewritten(_ request: HTTPRequest, forgetting: Bool) -> HTTPRequest {
    if forgetting, request.url.text.contains("since="),
      let url = try? request.url.resolving("/jmap/sync?since=forgotten")
    {
      var request = request
      request.url = url
      return request
    }
    let pageSize = state.withLock { $0.pageSize }
    guard forgetting || pageSize != nil, request.method == .post, let bytes = PlainTransport.content(request) else {
      return request
    }
    var text = String(decoding: bytes, as: UTF8.self)
    if let pageSize { text = Self.paged(text, pageSize) }
    if forgetting {
      text.replace(/"sinceState":"[^"]{2,}"/, with: #""sinceState":"forgotten""#)
      text.replace(/"since":"[^"]+"/, with: #""since":"forgotten""#)
    }
    var request = request
    request.body = .bytes(Array(text.utf8))
    request.headers.removeAll { $0.name == "Content-Encoding" }
    return request
  }

  /// Not by regular expressions, which would take as long as the request's answer.
  private static func paged(_ text: String, _ size: Int) -> String {
    let parts = text.split(separator: #""maxChanges":"#, omittingEmptySubsequences: false)
    let paged = parts.dropFirst().map { "\"maxChanges\":\(size)" + $0.drop(while: \.isWholeNumber) }
    return (parts[0] + paged.joined())
      .replacing(#"["Sync/changes",{"#, with: "[\"Sync/changes\",{\"limit\":\(size),")
  }
}
