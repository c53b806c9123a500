public import Bundles
public import ClientCore
import JSON
import Text
import Vault
import Wire

/// Why a bundle could not be made or taken, beside what is wrong with itself.
public enum BundleFailure: Error, Sendable {
  case cache(CacheError)
  case refused(BundleRefusal)
  case files(BundleFiles.Trouble)
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
  /// Of what others wrote only what is no older, in seconds since 1970; nil: everything.
  public var since: Double?
  /// Bytes of the largest part.
  public var split: Int?

  public init() {}
}

/// A bundle that was made. It is written by `BundleDesk.write`.
public struct MadeBundle: Sendable {
  public let bundle: SealedBundle
  /// What is kept in mind of it.
  public let kept: KeptBundle
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
      try addRecords(to: &content, for: wish)
    }
    guard !content.entries.isEmpty || content.records.values.contains(where: { !$0.list.isEmpty }) else {
      throw .nothing
    }
    let server = content.entries.isEmpty ? nil : serverKey
    let bundle: SealedBundle
    do { bundle = try .seal(content, for: recipients, server: server, by: secret, split: wish.split) } catch {
      throw .refused(error)
    }
    var kept = KeptBundle(
      account: account.id, id: bundle.id, role: .made, at: now, state: server == nil ? .done : .waiting)
    kept.note(content)
    kept.note(bundle)
    kept.people = wish.members
    let made = MadeBundle(bundle: bundle, kept: kept)
    // Before anybody has it: the next sync tells the server that it need not wait for this bundle.
    if server != nil { _ = try remember(made, at: nil) }
    return made
  }

  private func states() throws(BundleFailure) -> [String: String] {
    let states = try Self.cached { () throws(CacheError) in try cache.states(account.id) }
    return [String: String](states.map { ($0.rawValue, $1) }) { first, _ in first }
  }

  /// Writes a bundle, and keeps in mind where.
  /// - Returns: the names of the files.
  public func write(_ made: MadeBundle, to path: String) throws(BundleFailure) -> (names: [String], changes: ChangeSet)
  {
    let names: [String]
    do { names = try BundleFiles.write(made.bundle, to: path) } catch {
      // Nobody can have it.
      if case .exists = error { _ = try Self.cached { () throws(CacheError) in try cache.forget(made.kept) } }
      throw .files(error)
    }
    return (names, try remember(made, at: names.first))
  }

  /// - Parameter path: where it was written; nil: to another program.
  private func remember(_ made: MadeBundle, at path: String?) throws(BundleFailure) -> ChangeSet {
    var kept = made.kept
    kept.path = path.map { UntrustedText($0) }
    return try Self.cached { () throws(CacheError) in try cache.keep(kept) }
  }

  /// When this device made its last bundle for all of these members, in seconds since 1970; nil: never.
  public func last(for members: [ObjectID]) throws(BundleFailure) -> Double? {
    var times: [Double] = []
    for member in members {
      guard
        let time = try Self.cached({ () throws(CacheError) in try cache.reader.lastBundle(account.id, for: member) })
      else { return nil }
      times.append(time)
    }
    return times.min()
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

extension KeptBundle {
  mutating func note(_ bundle: SealedBundle) {
    (size, parts) = (bundle.parts.reduce(0) { $0 + $1.size }, bundle.parts.count)
    missing = bundle.missing
  }

  mutating func note(_ content: BundleContent) {
    (entries, files) = (content.entries.count { $0.action != .upload }, content.blobs.count)
    for (type, records) in content.records where !records.list.isEmpty {
      self.records[TypeName(type)] = records.list.count
    }
  }
}
