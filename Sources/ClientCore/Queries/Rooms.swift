internal import GRDB
public import Text

/// A chat room, as a list shows it.
public struct RoomRow: Sendable, Hashable {
  public let key: ObjectKey
  public let channel: Channel
  public let unread: Int
  /// Unread messages that mention the member or answer him.
  public let addressed: Int
  public let isMuted: Bool
  public let lastAuthor: Author?
  public let lastLine: UntrustedText?
  /// Seconds since 1970.
  public let lastActivity: Double?
  public let mark: Mark
}

extension CacheReader {
  /// Chat rooms of one account or of all, by their order and name.
  public func rooms(_ account: AccountID? = nil) throws(CacheError) -> [RoomRow] {
    try read { db in
      let lookup = Lookup(db)
      return try ChannelTable.rows(db, kind: .chat, account).map { try Self.room($0.key, $0.channel, $0.mark, lookup) }
    }
  }

  /// The channel between the member and exactly these others; nil: there is none here.
  public func directRoom(_ account: AccountID, with others: [ObjectID]) throws(CacheError) -> RoomRow? {
    guard let me = try self.account(account)?.principalID else { return nil }
    let members = Set(others).union([me])
    return try rooms(account).first { $0.channel.isDirect && Set($0.channel.members) == members }
  }

  static let roomTally = """
    SELECT unread, mentions + replies, isMuted, lastRow, total, readRow FROM conversation WHERE account = ? AND id = ?
    """

  static func room(_ key: ObjectKey, _ channel: Channel, _ mark: Mark, _ lookup: Lookup) throws -> RoomRow {
    let tally = try Row.fetchOne(
      lookup.db.cachedStatement(sql: roomTally), arguments: [key.account.rawValue, key.id.rawValue])
    let last = try tally.flatMap { try lookup.message(row: $0[3]) }
    return RoomRow(
      key: key, channel: try lookup.called(channel, key.account), unread: tally?[0] ?? 0, addressed: tally?[1] ?? 0,
      isMuted: tally?[2] ?? false,
      lastAuthor: try last.map { try lookup.author(of: $0, key.account) }, lastLine: last?.body,
      lastActivity: last?.receivedAt, mark: mark)
  }
}
