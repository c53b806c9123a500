import ClientCore
import JSON
public import Sync
import Wire

/// A server, as its members reach it.
public struct Examinee: Sendable {
  /// One member's way to it.
  public struct Visitor: Sendable {
    public let login: LoginConfiguration
    public let transport: any Transport

    public init(login: LoginConfiguration, transport: any Transport) {
      (self.login, self.transport) = (login, transport)
    }
  }

  let visitor: Visitor
  let other: Visitor?
  let session: ServerSession
  /// The account that was asked for, if one was.
  let wantedAccount: String?
  let mayWrite: Bool
  /// Whether requests go over HTTP, with names and passwords.
  let isHTTP: Bool
  /// A folder for caches and files.
  let scratch: String
  let trash = Trash()

  /// Reads the session.
  /// - Parameters:
  ///   - other: a second member of the same cooperative, for what others may and may not.
  ///   - account: the account to look at; nil: a shared one where there is one.
  ///   - isHTTP: false for a server in this process.
  public init(
    _ visitor: Visitor, other: Visitor? = nil, account: String? = nil, mayWrite: Bool, isHTTP: Bool = true,
    scratch: String
  ) async throws(SyncError) {
    (self.visitor, self.other, wantedAccount) = (visitor, other, account)
    (self.mayWrite, self.isHTTP, self.scratch) = (mayWrite, isHTTP, scratch)
    session = try await visitor.session()
  }

  init(_ examinee: Examinee, as visitor: Visitor) async throws(Finding) {
    self.visitor = visitor
    (other, wantedAccount, mayWrite) = (nil, examinee.wantedAccount, examinee.mayWrite)
    (isHTTP, scratch) = (examinee.isHTTP, examinee.scratch)
    do { session = try await visitor.session() } catch {
      throw .failed(expected: "a session for the second member", seen: "\(error)")
    }
  }

  /// As those see it who share an account: on a server of mail its owner has no boards, only letters.
  func shared() async throws(Finding) -> Examinee {
    isOfLevel2 || other == nil ? self : try await second()
  }

  /// The server as the second member sees it.
  func second() async throws(Finding) -> Examinee {
    guard let other else { throw .notTried("needs a second member (--second-user)") }
    return try await Examinee(self, as: other)
  }
}

extension Examinee.Visitor {
  func session() async throws(SyncError) -> ServerSession {
    let request = HTTPRequest(
      .get, login.sessionURL, credential: login.credential, maximumSize: 4 << 20, stallSeconds: 30)
    let response: HTTPResponse
    do { response = try await transport.send(request) } catch { throw SyncError(error) }
    guard response.status != 401 else { throw .needsLogin }
    guard response.status == 200 else { throw .notJMAP(.status(response.status)) }
    let document: JSONValue
    do { document = try JSONValue(parsing: response.body) } catch { throw .unreadable(detail: "\(error)") }
    return try ServerSession(document, home: login.sessionURL, domain: login.domain)
  }
}

// MARK: - Accounts

extension Examinee {
  var capabilities: JSONObject { session.session.capabilities }

  /// Whether it says that it has docs/protocol.md's own types.
  var isOfLevel2: Bool { capabilities[Capability.discussion] != nil }

  func capability(_ urn: String, of account: String) -> JSONValue? {
    session.session.accounts[account]?.accountCapabilities[urn]
  }

  /// The account that is looked at for a capability: the one asked for, else a shared one, else the primary one.
  func account(having urn: String) throws(Finding) -> String {
    let having = session.session.accounts.filter { $0.value.accountCapabilities[urn] != nil }
    if let wantedAccount {
      guard having[wantedAccount] != nil else { throw .notOffered("the account \(wantedAccount) has no \(urn)") }
      return wantedAccount
    }
    let shared = having.filter { !$0.value.isPersonal }.keys.min()
    guard let account = shared ?? session.session.primaryAccounts[urn] ?? having.keys.min() else {
      throw .notOffered("no account has \(urn)")
    }
    return account
  }
}
