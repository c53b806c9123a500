import ClientCore
import JSON
public import Text
import Wire

/// One of a member's own access tokens: docs/protocol.md, section 10.
public struct Device: Sendable, Hashable {
  public let id: String
  public let name: UntrustedText
  /// Seconds since 1970; nil: the server does not say.
  public let created: Double?
  /// To the hour.
  public let lastUsed: Double?
  /// Whether it is the token that was shown to ask.
  public let isCurrent: Bool

  init?(_ json: JSONObject) {
    guard let id = json["id"]?.string else { return nil }
    self.id = id
    name = UntrustedText(json["name"]?.string ?? "")
    created = json["created"]?.string.flatMap(UTCDate.seconds)
    lastUsed = json["lastUsed"]?.string.flatMap(UTCDate.seconds)
    isCurrent = json["isCurrent"]?.bool ?? false
  }
}

/// The access tokens of one login at its server.
public struct DeviceAccess: Sendable {
  private let connection: ServerConnection

  public init(_ login: LoginConfiguration, over transport: any Transport) {
    connection = ServerConnection(transport: transport, login: login)
  }

  init(_ connection: ServerConnection) { self.connection = connection }

  /// All of them; nil where the server gives no tokens.
  public func list() async throws(SyncError) -> [Device]? {
    let session = try await connection.readSession()
    guard let account = Self.account(session) else { return nil }
    let answer = try await call("Device/get", ["accountId": .string(account), "ids": nil], session)
    return (answer["list"]?.array ?? []).compactMap { $0.object.flatMap(Device.init) }
  }

  /// Revokes tokens: whoever holds one is let in no more from then on.
  /// - Returns: those of which the server knows nothing.
  public func revoke(_ ids: [String]) async throws(SyncError) -> [String] {
    let session = try await connection.readSession()
    guard let account = Self.account(session) else { return ids }
    let arguments: JSONObject = ["accountId": .string(account), "destroy": .array(ids.map(JSONValue.string))]
    let answer = try await call("Device/set", arguments, session)
    let destroyed = Set((answer["destroyed"]?.array ?? []).compactMap(\.string))
    return ids.filter { !destroyed.contains($0) }
  }

  /// Revokes the token that this login shows: it can do nothing at the server any more.
  /// - Returns: false where there is none: the server gives no tokens, or a password is what the login shows.
  public func revokeCurrent() async throws(SyncError) -> Bool {
    guard case .bearer = connection.login.credential, let current = try await list()?.first(where: \.isCurrent) else {
      return false
    }
    return try await revoke([current.id]).isEmpty
  }

  /// Makes a token that is shown instead of the password from then on; nil where the server has no such thing.
  func make(named name: String, _ session: ServerSession) async throws(SyncError) -> Credential? {
    guard case .basic = connection.login.credential, let account = Self.account(session) else { return nil }
    let arguments: JSONObject = ["accountId": .string(account), "create": ["d": ["name": .string(name)]]]
    let answer = try await call("Device/set", arguments, session)
    if let refusal = answer["notCreated"]?["d"].map(SetError.init) {
      throw .methodFailed(MethodError(refusal.type, refusal.description))
    }
    return answer["created"]?["d"]?["token"]?.string.map { .bearer($0) }
  }

  private func call(
    _ name: String, _ arguments: JSONObject, _ session: ServerSession
  ) async throws(SyncError) -> JSONObject {
    let request = Request(
      using: [Capability.core, Capability.devices], methodCalls: [Invocation(name, arguments, id: "0")])
    let response = try await connection.call(request, session, compressing: false)
    let answer: JSONObject?
    do { answer = try response.result(of: "0") } catch { throw .methodFailed(error) }
    guard let answer else { throw .unreadable(detail: "no answer to \(name)") }
    return answer
  }

  private static func account(_ session: ServerSession) -> String? {
    if let primary = session.session.primaryAccounts[Capability.devices] { return primary }
    return session.accounts.first { $0.capabilities.contains(Capability.devices) }?.jmapID
  }
}
