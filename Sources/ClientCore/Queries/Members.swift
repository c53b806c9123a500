internal import GRDB
internal import JSON
public import Text

/// A member, as the directory shows him.
public struct MemberRow: Sendable, Hashable {
  /// Of his principal.
  public let key: ObjectKey
  public let principal: Principal
  public let isViewer: Bool
  public let isFollowed: Bool
}

extension CacheReader {
  /// The members of one account or of all, by name; those who left are not among them.
  /// - Parameter text: only those in whose name, handle or profile all these words begin a word; "": all.
  public func members(_ account: AccountID? = nil, matching text: String = "") throws(CacheError) -> [MemberRow] {
    try read { db in
      let lookup = Lookup(db)
      let rows = try Row.fetchAll(db.cachedStatement(sql: Self.memberList), arguments: [account?.rawValue])
      let follows = try Self.follows(lookup)
      let wanted = Self.words(text)
      return try rows.compactMap { row in
        let account = AccountID(rawValue: row[0])
        let principal = try Principal.stored(row[1])
        guard !principal.isRemoved, !principal.isGroup, wanted.isEmpty || Self.matches(principal, wanted) else {
          return nil
        }
        return MemberRow(
          key: ObjectKey(account, Principal.name, principal.id), principal: principal,
          isViewer: try lookup.viewer(account) == principal.id,
          isFollowed: follows[account]?.contains(Followed(.person, principal.id.rawValue)) ?? false)
      }
    }
  }

  static let memberList = """
    SELECT p.account, p.json FROM principal p JOIN account a ON a.id = p.account AND a.isPresent
    WHERE ?1 IS NULL OR p.account = ?1 ORDER BY p.name COLLATE NOCASE, p.row LIMIT 10000
    """

  private static func words(_ text: String) -> [Substring] {
    Folding.folded(text).split { !$0.isLetter && !$0.isNumber }
  }

  private static func matches(_ principal: Principal, _ wanted: [Substring]) -> Bool {
    let texts = [principal.name, principal.handle] + principal.profile.values
    let found = texts.flatMap { words($0.raw) }
    return wanted.allSatisfy { wanted in found.contains { $0.hasPrefix(wanted) } }
  }

  /// One member, with all that he lets others see; nil: nobody has this id.
  public func member(_ key: ObjectKey) throws(CacheError) -> MemberRow? {
    try read { db in
      let lookup = Lookup(db)
      guard let principal = try lookup.principal(key.account, key.id) else { return nil }
      return MemberRow(
        key: ObjectKey(key.account, Principal.name, key.id), principal: principal,
        isViewer: try lookup.viewer(key.account) == key.id,
        isFollowed: try Self.follows(lookup)[key.account]?.contains(Followed(.person, key.id.rawValue)) ?? false)
    }
  }

  /// The member's own profile; nil: he has written none.
  public func profile(_ account: AccountID) throws(CacheError) -> Profile? {
    try read { db in
      let lookup = Lookup(db)
      guard let viewer = try lookup.viewer(account) else { return nil }
      return try lookup.object(Profile.self, account, viewer)?.object
    }
  }

  /// What the member follows, by account.
  public func follows() throws(CacheError) -> [AccountID: Set<Followed>] {
    try read { db in try Self.follows(Lookup(db)) }
  }

  /// What people call what is followed: people first, then places, tags and campaigns.
  public func names(of follows: Set<Followed>, _ account: AccountID) throws(CacheError) -> [UntrustedText] {
    try read { db in
      let lookup = Lookup(db)
      let order: [Followed.Kind] = [.person, .board, .tag, .campaign]
      return try order.flatMap { kind in
        try follows.filter { $0.kind == kind }.map { try Self.name(of: $0, account, lookup) }
          .sorted { $0.raw < $1.raw }
      }
    }
  }

  private static func name(of followed: Followed, _ account: AccountID, _ lookup: Lookup) throws -> UntrustedText {
    let id = ObjectID(followed.name)
    return switch followed.kind {
    case .person: try lookup.principal(account, id)?.name ?? UntrustedText(followed.name)
    case .board: try lookup.object(Channel.self, account, id)?.object.name ?? UntrustedText(followed.name)
    case .tag: UntrustedText("#" + followed.name)
    case .campaign: UntrustedText(followed.name)
    }
  }

  static func follows(_ lookup: Lookup) throws -> [AccountID: Set<Followed>] {
    let rows = try Row.fetchAll(lookup.db.cachedStatement(sql: "SELECT account, json FROM profile"))
    return try rows.reduce(into: [:]) { found, row in
      let profile = try Profile.stored(row[1])
      let account = AccountID(rawValue: row[0])
      guard try lookup.viewer(account) == profile.id else { return }
      found[account] = profile.follows
    }
  }
}
