public import ClientCore
public import JSON
public import Wire

/// A server that was found and let us in.
public struct DiscoveredServer: Sendable {
  public let sessionURL: ServerURL
  /// What the person typed; to be kept with the login.
  public let domain: String
  public let session: Session
  /// The session as it came, for `Cache.storeSession`.
  public let document: JSONValue
  public let accounts: [AccountDescription]
  /// What to keep: the device's token where the server gives them, else what was given.
  public let credential: Credential

  /// Capabilities (RFC 8620, section 2) of at least one account.
  public var capabilities: Set<String> { accounts.reduce(into: []) { $0.formUnion($1.capabilities) } }
}

/// Finds the session of the server at `address`, and makes a token for this device where the server offers it, so that the
/// password can be forgotten.
/// - Parameters:
///   - device: what the token is called in the member's list of devices; nil: none is made.
///   - credential: is shown to the host that was typed or one below it, and to nobody else, wherever redirects lead.
///   - home: what `findHome` found; nil: it is found now.
public func discover(
  _ address: ServerAddress, at home: ServerURL? = nil, credential: Credential, device: String?,
  over transport: any Transport
) async throws(SyncError) -> DiscoveredServer {
  let found: ServerURL
  if let home { found = home } else { found = try await findHome(address, over: transport) }
  let home = found
  let login = LoginConfiguration(
    name: "", sessionURL: home, domain: address.domain, credential: credential, stallSeconds: 30)
  let connection = ServerConnection(transport: transport, login: login)
  let session = try await connection.readSession()
  var token: Credential?
  if let device { token = try await DeviceAccess(connection).make(named: device, session) }
  return DiscoveredServer(
    sessionURL: home, domain: address.domain, session: session.session, document: session.document,
    accounts: session.accounts, credential: token ?? credential)
}

/// Where the session of the server at `address` is, asked without any credential.
/// - Throws: `.foreignHost` when that is neither at the host that was typed nor below it.
public func findHome(
  _ address: ServerAddress, over transport: any Transport
) async throws(SyncError) -> ServerURL {
  let home = try await Discovery(transport: transport).findSession(from: address.start)
  let domain = address.domain.lowercased()
  guard home.host == domain || home.host.hasSuffix("." + domain) else { throw .foreignHost(home.text) }
  guard !home.isLoopback || home.port == address.start.port else { throw .foreignHost(home.text) }
  return home
}

struct Discovery {
  static let mostRedirects = 5
  let transport: any Transport

  /// Follows redirects, without any credential, to the address that wants one or answers.
  func findSession(from start: ServerURL) async throws(SyncError) -> ServerURL {
    var url = start
    for _ in 0...Self.mostRedirects {
      let response = try await look(at: url)
      switch response.status {
      case 301, 302, 303, 307, 308: url = try follow(response, from: url)
      case 401: return url
      default:
        // A server may answer a session to strangers; anything else is none.
        guard try AnswerCheck.json(response)["apiUrl"] != nil else { throw .notJMAP(.status(response.status)) }
        return url
      }
    }
    throw .notJMAP(.redirect(to: url.text))
  }

  private func look(at url: ServerURL) async throws(SyncError) -> HTTPResponse {
    do {
      return try await transport.send(HTTPRequest(.get, url, maximumSize: 4 << 20, stallSeconds: 30))
    } catch { throw SyncError(error) }
  }

  /// Never from https down to http, and from this machine's http to nowhere but itself or https.
  private func follow(_ response: HTTPResponse, from url: ServerURL) throws(SyncError) -> ServerURL {
    guard let location = response.head["location"] else { throw .notJMAP(.status(response.status)) }
    let next: ServerURL
    do { next = try url.resolving(location) } catch { throw .address(error) }
    guard next.scheme == "https" || url.scheme == "http" else { throw .address(.plainHTTP(host: next.host)) }
    return next
  }
}
