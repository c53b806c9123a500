import JSON
import Wire

/// One login's requests, and what their answers mean.
struct ServerConnection: Sendable {
  /// No answer of ours is larger: a page of 1,000 objects of the usual size has a tenth of it.
  static let maximumAnswer = 32 << 20
  /// A smaller request does not become smaller by being compressed.
  static let compressionFloor = 200

  let transport: any Transport
  let login: LoginConfiguration
  private let refusesGzip = Locked(false)
  private let samples = Locked<[LinkSample]>([])
  let serverClock = ServerClock()

  init(transport: any Transport, login: LoginConfiguration) {
    (self.transport, self.login) = (transport, login)
  }

  func readSession() async throws(SyncError) -> ServerSession {
    let request = request(.get, login.sessionURL, maximumSize: 4 << 20)
    let json = try AnswerCheck.json(try await send(request))
    return try ServerSession(json, home: login.sessionURL, domain: login.domain)
  }

  /// - Parameter compressing: whether the server is known to take gzip.
  func call(
    _ request: Request, _ session: ServerSession, compressing: Bool
  ) async throws(SyncError) -> Response {
    let body = request.json.bytes
    var post = self.request(.post, session.apiURL, maximumSize: Self.maximumAnswer)
    post.headers = [("Content-Type", "application/json")]
    post.body = .bytes(body)
    var response: HTTPResponse
    if let small = compressing && !refusesGzip.withLock({ $0 }) ? Self.compressed(body) : nil {
      response = try await send(Self.zipped(post, small))
      if response.status == 415 { refusesGzip.withLock { $0 = true } }
      // What is not understood inflated may be understood as it is.
      if response.status == 415 || response.status == 400 { response = try await send(post) }
    } else {
      response = try await send(post)
    }
    let json = try AnswerCheck.json(response)
    do { return try Response(json) } catch { throw .unreadable(detail: "\(error)") }
  }

  func request(_ method: HTTPRequest.Method, _ url: ServerURL, maximumSize: Int) -> HTTPRequest {
    HTTPRequest(
      method, url, credential: login.credential, maximumSize: maximumSize, stallSeconds: login.stallSeconds)
  }

  func send(_ request: HTTPRequest) async throws(SyncError) -> HTTPResponse {
    do {
      let response = try await transport.send(request)
      serverClock.note(response.head)
      samples.withLock { $0.append(response.sample) }
      return response
    } catch { throw SyncError(error) }
  }

  /// What the answers since the last time showed of the link.
  func takeSamples() -> [LinkSample] {
    samples.withLock { samples in
      defer { samples = [] }
      return samples
    }
  }

  func open(_ request: HTTPRequest) async throws(SyncError) -> HTTPStream {
    do { return try await transport.open(request) } catch { throw SyncError(error) }
  }

  private static func zipped(_ request: HTTPRequest, _ body: [UInt8]) -> HTTPRequest {
    var request = request
    request.headers.append(("Content-Encoding", "gzip"))
    request.body = .bytes(body)
    return request
  }

  private static func compressed(_ body: [UInt8]) -> [UInt8]? {
    guard body.count > compressionFloor, let small = Gzip.compress(body),
      small.count + "Content-Encoding: gzip\r\n".utf8.count < body.count
    else { return nil }
    return small
  }
}
