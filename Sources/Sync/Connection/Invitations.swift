import ClientCore
import JSON
public import Text
import Wire

/// A link by which one person becomes a member once: docs/protocol.md, section 26. Its code is a secret.
public struct Invitation: Sendable, Hashable {
  public let id: String
  public let note: UntrustedText
  /// Seconds since 1970.
  public let expires: Double?
  public let usedAt: Double?

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    self.id = id
    note = UntrustedText(json["note"]?.string ?? "")
    expires = json["expires"]?.string.flatMap(UTCDate.seconds)
    usedAt = json["usedAt"]?.string.flatMap(UTCDate.seconds)
  }
}

/// The invitations of one login's cooperative; for who administers it.
public struct InvitationAccess: Sendable {
  private let connection: ServerConnection

  public init(_ login: LoginConfiguration, over transport: any Transport) {
    connection = ServerConnection(transport: transport, login: login)
  }

  public func list() async throws(SyncError) -> [Invitation] {
    let (session, account) = try await opened()
    let answer = try await call("Invitation/get", ["accountId": .string(account), "ids": nil], session)
    return (answer["list"]?.array ?? []).compactMap { Invitation($0) }
  }

  /// - Parameter days: how long it is good for.
  /// - Returns: the link, which is not told a second time.
  public func make(note: String, days: Int) async throws(SyncError) -> String {
    let (session, account) = try await opened()
    let draft: JSONValue = ["note": .string(note), "days": .int(Int64(days))]
    let answer = try await call(
      "Invitation/set", ["accountId": .string(account), "create": ["i": draft]], session)
    if let refusal = answer["notCreated"]?["i"].map(SetError.init) {
      throw .methodFailed(MethodError(refusal.type, refusal.description))
    }
    guard let code = answer["created"]?["i"]?["code"]?.string else { throw .unreadable(detail: "no code") }
    let join: ServerURL
    do { join = try connection.login.sessionURL.resolving("/jmap/join") } catch { throw .address(error) }
    return join.text + "#" + code
  }

  /// - Returns: false when there is none of this id that could still be used.
  public func revoke(_ id: String) async throws(SyncError) -> Bool {
    let (session, account) = try await opened()
    let answer = try await call(
      "Invitation/set", ["accountId": .string(account), "destroy": [.string(id)]], session)
    return answer["destroyed"]?.array?.contains(.string(id)) ?? false
  }

  private func opened() async throws(SyncError) -> (ServerSession, account: String) {
    let session = try await connection.readSession()
    guard let account = session.accounts.first(where: { $0.capabilities.contains(Capability.members) })?.jmapID else {
      throw .methodFailed(MethodError(MethodError.unknownMethod))
    }
    return (session, account)
  }

  private func call(
    _ name: String, _ arguments: JSONObject, _ session: ServerSession
  ) async throws(SyncError) -> JSONObject {
    let request = Request(
      using: [Capability.core, Capability.members], methodCalls: [Invocation(name, arguments, id: "0")])
    // The code is not compressed together with anything that somebody else chose.
    let response = try await connection.call(request, session, compressing: false)
    let answer: JSONObject?
    do { answer = try response.result(of: "0") } catch { throw .methodFailed(error) }
    guard let answer else { throw .unreadable(detail: "no answer to \(name)") }
    return answer
  }
}

/// An invitation as it was given: where to go, and the secret.
public struct InvitationLink: Sendable, Hashable {
  public let join: ServerURL
  let code: String

  /// nil: this is no such link.
  public init?(_ text: String) {
    // Why it is no address is not told: the text may hold the secret.
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count >= 20, let url = try? ServerURL(String(parts[0])) else { return nil }
    (join, code) = (url, String(parts[1]))
  }

  public enum Answer: Sendable, Hashable {
    case joined
    /// Those who administer will see that somebody asks.
    case asked
    /// No such invitation, or it was used, or its time is over.
    case refused
    case taken
    /// The server's own words.
    case invalid(UntrustedText)
    case later(seconds: Int)
  }

  /// Becomes a member.
  public func redeem(
    handle: String, name: String, password: String, over transport: any Transport
  ) async throws(SyncError) -> Answer {
    try await Self.send(
      [
        "code": .string(code), "handle": .string(handle), "name": .string(name), "password": .string(password),
      ], to: join, over: transport)
  }

  /// Asks those who administer a cooperative to become a member of it.
  public static func ask(
    at join: ServerURL, name: String, reach: String, text: String, over transport: any Transport
  ) async throws(SyncError) -> Answer {
    try await send(
      ["name": .string(name), "reach": .string(reach), "text": .string(text)], to: join, over: transport)
  }

  private static func send(
    _ body: JSONObject, to url: ServerURL, over transport: any Transport
  ) async throws(SyncError) -> Answer {
    var request = HTTPRequest(
      .post, url, headers: [("Content-Type", "application/json")], maximumSize: 1 << 20, stallSeconds: 30)
    request.body = .bytes(JSONValue.object(body).bytes)
    let response: HTTPResponse
    do { response = try await transport.send(request) } catch { throw SyncError(error) }
    switch response.status {
    case 201: return .joined
    case 202: return .asked
    case 403: return .refused
    case 409: return .taken
    case 400:
      let detail = (try? JSONValue(parsing: response.body))?["detail"]?.string
      return .invalid(UntrustedText(detail ?? ""))
    case 429: return .later(seconds: response.head["retry-after"].flatMap { Int($0) } ?? 60)
    default: throw .notJMAP(.status(response.status))
    }
  }
}
