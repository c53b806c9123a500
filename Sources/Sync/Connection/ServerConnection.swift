import Compression
import JSON
import Wire

/// One login's requests, and what their answers mean.
struct ServerConnection: Sendable {
  /// No answer of ours is larger: a page of 1,000 objects of the usual size has a tenth of it.
  static let maximumAnswer = 32 << 20
  /// A smaller request does not become smaller by being compressed.
  static let compressionFloor = 200
  /// The same with the dictionary, which knows what our requests begin with.
  static let dictionaryFloor = 60

  let transport: any Transport
  let login: LoginConfiguration
  /// What servers answer that do not look at Content-Encoding, or know no such coding.
  private static let mayMeanTheCoding: Set = [400, 415, 422, 500, 501]
  /// Silence for so many round trips is no slowness any more.
  private static let stallRoundTrips = 20.0
  private let refusesCoding = Locked(false)
  private let samples = Locked<[LinkSample]>([])
  let serverClock = ServerClock()
  private let roundTrip = Locked<Double?>(nil)

  init(transport: any Transport, login: LoginConfiguration) {
    (self.transport, self.login) = (transport, login)
  }

  func readSession() async throws(SyncError) -> ServerSession {
    let request = request(.get, login.sessionURL, maximumSize: 4 << 20)
    let json = try AnswerCheck.json(try await send(request, coded: .unknownServer))
    return try ServerSession(json, home: login.sessionURL, domain: login.domain)
  }

  /// - Parameters:
  ///   - compressing: whether to try it. Who does not understand it is asked again, and no more after that.
  ///   - acceptsPart: whether an answer that was cut is of use as far as it came.
  func call(
    _ request: Request, _ session: ServerSession, compressing: Bool, acceptsPart: Bool = false
  ) async throws(SyncError) -> Response {
    let body = request.json.bytes
    var post = self.request(.post, session.apiURL, maximumSize: Self.maximumAnswer)
    post.headers = [("Content-Type", "application/json")]
    post.body = .bytes(body)
    post.acceptsPart = acceptsPart
    let coding: AnswerCoding? = session.sharesDictionary ? .dictionary : nil
    var response: HTTPResponse
    if compressing, !refusesCoding.withLock({ $0 }), let small = Self.compressed(post, body, coding) {
      response = try await send(small, coded: coding)
      // What is not understood inflated may be understood as it is. One that has our dictionary means its 500.
      if (coding == nil ? Self.mayMeanTheCoding : [400, 415]).contains(response.status) {
        let refused = response.status
        response = try await send(post, coded: coding)
        if refused == 415 || response.status < 300 { refusesCoding.withLock { $0 = true } }
      }
    } else {
      response = try await send(post, coded: coding)
    }
    let answer = try Self.response(response)
    try Contradictions.check(answer, to: request)
    return answer
  }

  /// docs/protocol.md, section 17.
  /// - Returns: no response: nothing is new; and what it cost to ask.
  func news(
    _ offer: ServerSession.SyncOffer, since token: String
  ) async throws(SyncError) -> (response: Response?, traffic: LinkTraffic) {
    let request = request(.get, try offer.url(since: token), maximumSize: Self.maximumAnswer)
    let response = try await send(request, coded: offer.coding)
    return (response.status == 204 ? nil : try Self.response(response), response.sample.traffic)
  }

  private static func response(_ response: HTTPResponse) throws(SyncError) -> Response {
    if let cut = response.cut {
      guard response.status == 200, let part = Response(cut: response.body) else { throw SyncError(cut) }
      return part
    }
    let json = try AnswerCheck.json(response)
    do { return try Response(json) } catch { throw .unreadable(detail: "\(error)") }
  }

  func request(_ method: HTTPRequest.Method, _ url: ServerURL, maximumSize: Int) -> HTTPRequest {
    HTTPRequest(
      method, url, credential: login.credential, maximumSize: maximumSize, stallSeconds: stallSeconds)
  }

  /// Says how long an answer of this link takes to begin: silence is then told from slowness by that.
  func expect(roundTrip seconds: Double?) { roundTrip.withLock { $0 = seconds } }

  /// The login's limit on silence; more where answers take long to begin, up to five times as much.
  private var stallSeconds: Double {
    let usual = roundTrip.withLock { $0 } ?? 0
    return max(login.stallSeconds, min(usual * Self.stallRoundTrips, login.stallSeconds * 5))
  }

  func send(_ request: HTTPRequest) async throws(SyncError) -> HTTPResponse {
    let response: HTTPResponse
    do { response = try await transport.send(request) } catch { throw SyncError(error) }
    serverClock.note(response.head)
    samples.withLock { $0.append(response.sample) }
    try checkToken(response.head)
    return response
  }

  /// A token does not become wrong by itself: who was let in with it before is told that it counts no more.
  private func checkToken(_ head: HTTPHead) throws(SyncError) {
    if head.status == 401, case .bearer = login.credential { throw .revoked }
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

  private func send(_ request: HTTPRequest, coded coding: AnswerCoding?) async throws(SyncError) -> HTTPResponse {
    guard let coding else { return try await send(request) }
    return try AnswerCoding.undo(try await send(coding.ask(request)), most: request.maximumSize)
  }

  /// nil: it would not become smaller.
  private static func compressed(_ request: HTTPRequest, _ body: [UInt8], _ coding: AnswerCoding?) -> HTTPRequest? {
    let name = coding == nil ? "gzip" : SharedDictionary.coding
    guard body.count > (coding == nil ? compressionFloor : dictionaryFloor),
      let small = coding == nil ? Gzip.compress(body) : Zstandard.compress(body, .text, usingDictionary: true),
      small.count + "Content-Encoding: \(name)\r\n".utf8.count < body.count
    else { return nil }
    var request = request
    request.headers.append(("Content-Encoding", name))
    request.body = .bytes(small)
    return request
  }
}
