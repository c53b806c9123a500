public import ClientCore
import Compression
public import JSON
public import Wire

/// A session object with its addresses resolved and checked.
public struct ServerSession: Sendable {
  public let document: JSONValue
  public let session: Session
  let limits: CoreLimits
  public let apiURL: ServerURL
  private let home: ServerURL
  private let domain: String?

  /// - Parameters:
  ///   - home: where the document came from.
  ///   - domain: what the person typed to find it, if anything.
  public init(_ document: JSONValue, home: ServerURL, domain: String?) throws(SyncError) {
    do { session = try Session(document) } catch { throw .unreadable(detail: "\(error)") }
    (self.document, self.home, self.domain) = (document, home, domain)
    limits = session.coreLimits
    apiURL = try Self.address(session.apiUrl, home: home, domain: domain)
  }

  /// Whether the server keeps docs/protocol.md, so that `sinceState: "0"`, compressed requests and pieces may be used.
  public var isTER1: Bool { session.capabilities.keys.contains { $0.hasPrefix("urn:ter1:") } }

  /// RFC 8620, section 6.1.
  public func uploadURL(account: String) throws(SyncError) -> ServerURL {
    try expand(session.uploadUrl, ["accountId": account])
  }

  /// RFC 8620, section 6.2.
  public func downloadURL(account: String, blob: String, name: String, type: String) throws(SyncError) -> ServerURL {
    try expand(session.downloadUrl, ["accountId": account, "blobId": blob, "name": name, "type": type])
  }

  /// RFC 8620, section 7.3.
  public func eventSourceURL(types: [String], ping: Int) throws(SyncError) -> ServerURL {
    try expand(
      session.eventSourceUrl, ["types": types.joined(separator: ","), "closeafter": "no", "ping": String(ping)])
  }

  /// The accounts that the member sees, by their ids.
  public var accounts: [AccountDescription] {
    let dialects = Dialects(session)
    return session.accounts.sorted { $0.key < $1.key }.map { id, account in
      let principals = account.accountCapabilities[Capability.principals]
      return AccountDescription(
        jmapID: id, name: account.name, capabilities: Set(account.accountCapabilities.keys),
        principalID: principals?["currentUserPrincipalId"]?.string, isReadOnly: account.isReadOnly,
        offers: dialects.offers(jmapID: id))
    }
  }

  /// docs/protocol.md, section 12.
  public func offersResumableUpload(account: String) -> Bool {
    session.accounts[account]?.accountCapabilities[Capability.discussion]?["resumableUpload"]?.bool ?? false
  }

  /// Whether updates can be bound to what they were made from: docs/protocol.md, section 4.
  func offersIfMatch(account: String) -> Bool {
    session.accounts[account]?.accountCapabilities[Capability.discussion]?["ifMatch"]?.bool ?? false
  }

  /// docs/protocol.md, section 18: whether the server has the dictionary that we have.
  var sharesDictionary: Bool { session.capabilities[Capability.sync]?["coding"]?.string == SharedDictionary.coding }

  /// docs/protocol.md, section 17; nil where it is not offered.
  var sync: SyncOffer? {
    guard let template = session.capabilities[Capability.sync]?["url"]?.string else { return nil }
    return SyncOffer(template: template, session: self)
  }

  struct SyncOffer: Sendable {
    fileprivate let template: String
    fileprivate let session: ServerSession

    var coding: AnswerCoding? { session.sharesDictionary ? .dictionary : nil }
    func url(since token: String) throws(SyncError) -> ServerURL { try session.expand(template, ["since": token]) }
  }

  /// docs/protocol.md, section 13; nil where it is not offered by all accounts.
  public func statePollURL() throws(SyncError) -> ServerURL? {
    let isOffered = session.accounts.values.allSatisfy {
      $0.accountCapabilities[Capability.discussion]?["statePoll"]?.bool ?? false
    }
    guard isOffered, !session.accounts.isEmpty else { return nil }
    return try expand(session.eventSourceUrl, ["types": "*", "closeafter": "now", "ping": "0"])
  }

  /// RFC 6570, level 1.
  fileprivate func expand(_ template: String, _ values: [String: String]) throws(SyncError) -> ServerURL {
    guard !template.isEmpty else { throw .unreadable(detail: "the session lacks an address") }
    let text = values.reduce(template) { $0.replacing("{\($1.key)}", with: PercentEncoding.encode($1.value)) }
    return try Self.address(text, home: home, domain: domain)
  }

  /// An address of the session, which may be relative, at a host that may have the credential: the session's own, or one
  /// that lies below the domain that the person typed.
  private static func address(_ text: String, home: ServerURL, domain: String?) throws(SyncError) -> ServerURL {
    let url: ServerURL
    do { url = try home.resolving(text) } catch { throw .address(error) }
    let domain = domain?.lowercased() ?? home.host
    guard url.host == home.host || url.host == domain || url.host.hasSuffix("." + domain) else {
      throw .foreignHost(url.host)
    }
    // On a machine that many share, another port is somebody else.
    guard !url.isLoopback || url.port == home.port else { throw .foreignHost("\(url.host):\(url.port)") }
    guard url.scheme == home.scheme || url.scheme == "https" else { throw .address(.plainHTTP(host: url.host)) }
    return url
  }
}

enum PercentEncoding {
  /// All but RFC 3986's unreserved characters.
  static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
