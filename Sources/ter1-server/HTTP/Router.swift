import Foundation
import JSON
import TER1Server
import Wire

/// Which request is answered by what. It knows no socket.
struct Router: Sendable {
  let cooperative: Cooperative
  let proxy: ProxyRule
  let hub: EventHub
  let quota: Quota
  let rate: RateLimit

  /// What becomes of a request once its head is read.
  enum Admission: Sendable {
    case answer(HTTPAnswer)
    case receive(Reception, Admitted)
  }

  /// A request of a member, to one of our paths.
  struct Admitted: Sendable {
    let route: Route
    let member: Member
    let baseURL: String
    /// The address that it comes from.
    var client = ""
  }

  func admit(_ head: HTTPHead) -> Admission {
    guard let origin = Origin(head, proxy) else {
      return .answer(.problem(403, "only the declared proxy may speak plain HTTP to this server"))
    }
    if !PeerAddress.isLoopback(origin.client), let wait = rate.wait("address " + origin.client, rate.address) {
      return .answer(tooMany(wait, "maxRequestRate", nil))
    }
    guard let route = Route(path: head.path) else { return .answer(.problem(404, "nothing is here")) }
    guard route.methods.contains(head.method) else {
      var answer = HTTPAnswer.problem(405, "not with this method")
      answer.headers.append(("Allow", route.methods.joined(separator: ", ")))
      return .answer(answer)
    }
    if route == .join { return join(head, Admitted(route: route, member: .nobody, baseURL: "", client: origin.client)) }
    switch authenticate(head, origin) {
    case .failure(let refusal): return .answer(refusal.answer)
    case .success(let member): return admit(head, Admitted(route: route, member: member, baseURL: origin.baseURL))
    }
  }

  private func admit(_ head: HTTPHead, _ admitted: Admitted) -> Admission {
    let member = admitted.member
    if let wait = rate.wait("member " + member.principalID, rate.member) {
      return .answer(tooMany(wait, "maxRequestRate", member))
    }
    if let limit = quota.exceeded(by: admitted) {
      if case .events = admitted.route { hub.makeRoom(for: member) }
      return .answer(tooMany(1, limit, member))
    }
    let isUpload = if case .upload = admitted.route { true } else { false }
    let most = isUpload ? Limits.core.maxSizeUpload : Limits.core.maxSizeRequest
    if let size = head.headers["content-length"].flatMap(Int.init), size > most {
      quota.ended(admitted)
      return .answer(.tooLarge(isUpload ? "maxSizeUpload" : "maxSizeRequest"))
    }
    if isUpload, let refusal = refusal(head, member) {
      quota.ended(admitted)
      return .answer(refusal)
    }
    return .receive(isUpload ? uploadReception(head, admitted.member, most) : .memory(most: most), admitted)
  }

  /// Whoever asks to become a member shows nothing that lets him in.
  private func join(_ head: HTTPHead, _ admitted: Admitted) -> Admission {
    if let limit = quota.exceeded(by: admitted) { return .answer(tooMany(5, limit, nil)) }
    return .receive(.memory(most: Self.largestJoining), admitted)
  }

  /// Bytes of what is sent to become a member.
  private static let largestJoining = 16_384

  /// - Parameter seconds: until it is worth another try.
  private func tooMany(_ seconds: Int, _ limit: String, _ member: Member?) -> HTTPAnswer {
    cooperative.audit.count(limit, by: member?.handle)
    var answer = HTTPAnswer.problem(RequestError(RequestError.overLimit, status: 429, limit: limit))
    answer.headers.append(("Retry-After", String(seconds)))
    return answer
  }

  private struct Refusal: Error { let answer: HTTPAnswer }

  private func authenticate(_ head: HTTPHead, _ origin: Origin) -> Result<Member, Refusal> {
    var answer = HTTPAnswer.problem(401, "name and password, or a device's token")
    answer.headers.append(("WWW-Authenticate", "Basic realm=\"ter1\", charset=\"UTF-8\""))
    answer.headers.append(("WWW-Authenticate", "Bearer"))
    guard let credentials = Credentials(authorization: head.headers["authorization"]) else {
      return .failure(Refusal(answer: answer))
    }
    switch cooperative.authenticate(credentials, from: origin.client) {
    case .member(let member): return .success(member)
    case .refused: return .failure(Refusal(answer: answer))
    case .unavailable: return .failure(Refusal(answer: .problem(503, "the cooperative's file cannot be read")))
    case .slowDown(let seconds):
      var answer = HTTPAnswer.problem(429, "too many failures")
      answer.headers.append(("Retry-After", String(seconds)))
      return .failure(Refusal(answer: answer))
    }
  }

  // MARK: Answers

  func answer(_ head: HTTPHead, _ admitted: Admitted, _ content: HTTPContent) -> HTTPAnswer {
    switch admitted.route {
    case .session:
      let session = cooperative.session(for: admitted.member, baseURL: admitted.baseURL)
      var answer = HTTPAnswer(status: 200, type: "application/json", session.bytes)
      answer.headers.append(("Cache-Control", "no-cache, no-store, must-revalidate"))
      return answer
    case .api:
      guard case .memory(let body) = content else { return .problem(RequestError(RequestError.notJSON, status: 400)) }
      let answer = cooperative.api(body, as: admitted.member)
      return HTTPAnswer(status: answer.status, type: answer.type, answer.body)
    case .upload(let account): return upload(head, account, admitted.member, content)
    case .download(let account, let blob, let name):
      return download(head, account, blob, name: name, for: admitted.member)
    case .events: return events(head, admitted.member)
    case .join: return joining(content, admitted)
    case .sync: return news(head, admitted.member)
    }
  }

  /// docs/protocol.md, section 26.
  private func joining(_ content: HTTPContent, _ admitted: Admitted) -> HTTPAnswer {
    guard case .memory(let body) = content else { return .problem(RequestError(RequestError.notJSON, status: 400)) }
    switch cooperative.join(body, from: admitted.client) {
    case .joined(let handle):
      let json: JSONValue = ["username": .string(handle), "name": .string(cooperative.name)]
      return HTTPAnswer(status: 201, type: "application/json", json.bytes)
    case .asked: return HTTPAnswer(status: 202, type: "application/json", JSONValue.object([:]).bytes)
    case .refused: return .problem(403, "no such invitation, or it was used, or its time is over")
    case .taken: return .problem(409, "this name is taken")
    case .invalid(let reason): return .problem(400, reason)
    case .slowDown(let seconds): return tooMany(Int(seconds), "maxRequestRate", nil)
    case .unavailable: return .problem(503, "the cooperative's file cannot be read")
    }
  }

  /// docs/protocol.md, section 17.
  private func news(_ head: HTTPHead, _ member: Member) -> HTTPAnswer {
    do throws(CooperativeError) {
      guard let answer = try cooperative.news(since: head.query["since"] ?? "", for: member) else {
        return HTTPAnswer(status: 204)
      }
      return HTTPAnswer(
        status: answer.status, headers: [("Content-Type", answer.type), ("Cache-Control", "no-store")],
        body: .bytes(answer.body))
    } catch {
      return .problem(503, "the cooperative's file cannot be read")
    }
  }

  /// docs/protocol.md, section 13: the same address, answered at once.
  private func poll(_ head: HTTPHead, _ member: Member) -> HTTPAnswer {
    do throws(CooperativeError) {
      let standing = try cooperative.standing(of: member)
      let tag = "\"\(cooperative.tag(of: standing, for: member))\""
      guard head.headers["if-none-match"] != tag else {
        return HTTPAnswer(status: 304, headers: [("ETag", tag)], body: .bytes([]))
      }
      let change = Array(cooperative.stateChange(standing.states).utf8)
      return HTTPAnswer(
        status: 200, headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("ETag", tag)],
        body: .bytes(change))
    } catch {
      return .problem(503, "the cooperative's file cannot be read")
    }
  }

  private func events(_ head: HTTPHead, _ member: Member) -> HTTPAnswer {
    guard head.query["closeafter"] != "now" else { return poll(head, member) }
    let accepted = ContentCoding.allowsGzip(head.headers["accept-encoding"])
    let stream = EventStream(member: member, wish: EventWish(head), isCompressed: accepted)
    hub.add(stream)
    var headers = [
      ("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"), ("X-Accel-Buffering", "no"),
    ]
    if stream.isCompressed { headers.append(("Content-Encoding", "gzip")) }
    return HTTPAnswer(status: 200, headers: headers, body: .events(stream))
  }
}

extension HTTPAnswer {
  static func problem(_ error: RequestError) -> HTTPAnswer {
    HTTPAnswer(status: error.status, type: "application/problem+json", error.json.bytes)
  }

  static func problem(_ status: Int, _ detail: String) -> HTTPAnswer {
    problem(RequestError(RequestError.blank, status: status, detail: detail))
  }

  /// An error of ours.
  static func failed(_ error: any Error, in place: String) -> HTTPAnswer {
    problem(500, Failure(error, in: place).words)
  }

  static func tooLarge(_ limit: String) -> HTTPAnswer {
    problem(RequestError(RequestError.overLimit, status: 413, limit: limit))
  }
}

extension Credentials {
  /// nil when there is no such header or it is ill-formed.
  init?(authorization: String?) {
    guard let parts = authorization?.split(separator: " ", maxSplits: 1), parts.count == 2 else { return nil }
    switch parts[0].lowercased() {
    case "bearer": self = .bearer(token: String(parts[1]))
    case "basic":
      guard let bytes = Data(base64Encoded: String(parts[1])), let text = String(validating: bytes, as: UTF8.self),
        let colon = text.firstIndex(of: ":")
      else { return nil }
      self = .basic(handle: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    default: return nil
    }
  }
}
