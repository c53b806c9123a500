public import Bundles
public import ClientCore
import JSON
import Vault
import Wire

/// Why a bundle could not be made or taken, beside what is wrong with itself.
public enum BundleFailure: Error, Sendable {
  case cache(CacheError)
  case refused(BundleRefusal)
  /// The account was never synced: nothing is known of its cooperative.
  case neverSynced
  /// The server has no bundles.
  case notOffered
  /// The login shows a password: it has no key.
  case noKey
  /// There is nothing to put into it.
  case nothing
  /// A file that waits to be uploaded cannot be read any more.
  case unreadable
  /// No device of this member is known here.
  case unreachable(ObjectID)
}

/// Where bundles of one login are made and opened: docs/protocol.md, section 29. It asks no network.
public struct BundleDesk: Sendable {
  public let account: Account
  let login: String
  let cache: Cache
  let dialects: Dialects
  let secret: BundleSecret
  let serverKey: BundleKey

  public init(_ login: LoginConfiguration, _ cache: Cache) throws(BundleFailure) {
    (self.login, self.cache) = (login.name, cache)
    let session = try Self.session(login, cache)
    let accounts = try Self.cached { () throws(CacheError) in try cache.accounts(login: login.name) }
    guard let account = accounts.first(where: { $0.capabilities.contains(Capability.bundles) }),
      let offered = session.session.accounts[account.jmapID]?.accountCapabilities[Capability.bundles],
      let key = offered["key"]?.string.flatMap({ BundleKey(text: $0) })
    else { throw .notOffered }
    guard case .bearer(let token) = login.credential, let secret = BundleSecret(token: token) else { throw .noKey }
    (self.account, dialects, self.secret, serverKey) = (account, Dialects(session.session), secret, key)
  }

  private static func session(_ login: LoginConfiguration, _ cache: Cache) throws(BundleFailure) -> ServerSession {
    let document = try cached { () throws(CacheError) in try cache.session(login: login.name) }
    guard let document, let session = try? ServerSession(document, home: login.sessionURL, domain: login.domain) else {
      // One that cannot be read is as good as none: the next sync brings another.
      throw .neverSynced
    }
    return session
  }

  static func cached<T>(_ body: () throws(CacheError) -> T) throws(BundleFailure) -> T {
    do { return try body() } catch { throw .cache(error) }
  }
}

/// What goes into a bundle.
public struct BundleWish: Sendable {
  /// For whom, beside the server: principals.
  public var members: [ObjectID] = []
  /// Whether what waits in the outbox goes along, for the server.
  public var outbox = true
  /// Bytes of the largest part.
  public var split: Int?

  public init() {}
}

/// A bundle that was made.
public struct MadeBundle: Sendable {
  public let bundle: SealedBundle
  /// Changes that wait, and objects.
  public let entries: Int
  public let records: Int
}

extension BundleDesk {
  public func make(_ wish: BundleWish, now: Double) throws(BundleFailure) -> MadeBundle {
    var content = BundleContent(
      cooperative: account.jmapID, author: account.principalID?.rawValue ?? "", made: UTCDate.string(from: now))
    content.states = try states()
    if wish.outbox { try addOutbox(to: &content, now) }
    var recipients: Set<BundleKey> = []
    if !wish.members.isEmpty {
      for member in wish.members { recipients.formUnion(try keys(of: member)) }
      try addRecords(to: &content, for: wish.members)
    }
    let records = content.records.values.reduce(0) { $0 + $1.list.count }
    guard !content.entries.isEmpty || records > 0 else { throw .nothing }
    let server = content.entries.isEmpty ? nil : serverKey
    let bundle: SealedBundle
    do { bundle = try .seal(content, for: recipients, server: server, by: secret, split: wish.split) } catch {
      throw .refused(error)
    }
    if server != nil { try remember(bundle.id) }
    return MadeBundle(bundle: bundle, entries: content.entries.count, records: records)
  }

  private func states() throws(BundleFailure) -> [String: String] {
    let states = try Self.cached { () throws(CacheError) in try cache.states(account.id) }
    return [String: String](states.map { ($0.rawValue, $1) }) { first, _ in first }
  }

  /// The next sync tells the server that it need not wait for this bundle.
  private func remember(_ bundle: String) throws(BundleFailure) {
    let note = LoginNote.bundles.name(login)
    try Self.cached { () throws(CacheError) in
      let kept = try cache.reader.note(note)?.array ?? []
      try cache.setNote(note, .array(kept + [[.string(account.jmapID), .string(bundle)]]))
    }
  }

  /// The devices of a member, as the server told them.
  func keys(of member: ObjectID) throws(BundleFailure) -> Set<BundleKey> {
    let key = ObjectKey(account.id, Principal.name, member)
    let principal = try Self.cached { () throws(CacheError) in try cache.reader.json(key) }
    let keys = (principal?["bundleKeys"]?.array ?? []).compactMap { $0.string.flatMap { BundleKey(text: $0) } }
    guard principal?["isRemoved"]?.bool != true, !keys.isEmpty else { throw .unreachable(member) }
    return Set(keys)
  }
}
