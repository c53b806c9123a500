internal import GRDB

/// Up to where the member has been told of what is new, by account.
public struct NewsTold: Sendable, Equatable {
  fileprivate var rows: [AccountID: Int64] = [:]

  /// How far a server's clock may be behind: what is older in an account that nobody looked at before is no news.
  fileprivate static let tolerance = 600.0

  public init() {}
}

/// What came since the member was told last.
public struct News: Sendable, Hashable {
  /// Where the most important of it is; among equals the latest.
  public let place: UnreadPlace
  public let count: Int

  public init(place: UnreadPlace, count: Int) { (self.place, self.count) = (place, count) }
}

extension CacheReader {
  private static let conversationsAtOnce = 50
  private static let messagesAtOnce = 100

  /// What is here now counts as told.
  public func newsTold() throws(CacheError) -> NewsTold {
    try read { db in
      var told = NewsTold()
      for row in try Row.fetchAll(db.cachedStatement(sql: ChannelCounts.newest)) {
        let account = AccountID(rawValue: row[0])
        told.rows[account] = max(told.rows[account] ?? 0, row[1])
      }
      return told
    }
  }

  /// Unread messages of others that came after `told`, of conversations that are not muted.
  /// - Parameters:
  ///   - isAddressed: whether only what names the member or answers him counts.
  ///   - skipping: the conversation one looks at: what is in it counts as told.
  ///   - now: seconds since 1970.
  /// - Returns: nil for no news; and up to where the member is told once he has been told of these.
  public func news(
    after told: NewsTold, isAddressed: Bool, skipping: ObjectKey?, now: Double
  ) throws(CacheError) -> (news: News?, told: NewsTold) {
    try read { db in
      var after = told
      var best: (place: Row, message: Row)?
      var count = 0
      let begin = RowNumber.lowest(at: Int64((now - NewsTold.tolerance) * 1_000))
      let since = min(told.rows.values.min() ?? begin, begin)
      for place in try Row.fetchAll(
        db.cachedStatement(sql: Self.conversationsWithNews), arguments: [since, isAddressed, Self.conversationsAtOnce])
      {
        let account = AccountID(rawValue: place[0])
        for message in try Self.newMessages(place, after: told.rows[account] ?? begin, isAddressed, db) {
          after.rows[account] = max(after.rows[account] ?? begin, message[0])
          if skipping == ObjectKey(account, Self.type(of: place), ObjectID(place[1])) { continue }
          count += 1
          if best.map({ ($0.message[2] as Int, $0.message[0] as Int64) < (message[2], message[0]) }) ?? true {
            best = (place, message)
          }
        }
      }
      let news = try best.map { News(place: try Self.place($0.place, $0.message, db), count: count) }
      return (news, after)
    }
  }

  static let conversationsWithNews = """
    SELECT account, id, isChat, readRow FROM conversation
    WHERE unread > 0 AND isMuted = 0 AND lastRow > ?1 AND (NOT ?2 OR mentions > 0 OR replies > 0)
    ORDER BY lastRow DESC LIMIT ?3
    """

  static let newMessages = """
    SELECT row, id, address FROM message
    WHERE account = ? AND conversation = ? AND row > ? AND flags & 3 = 0 AND address >= ? ORDER BY row LIMIT ?
    """

  private static func newMessages(_ place: Row, after row: Int64, _ isAddressed: Bool, _ db: Database) throws -> [Row] {
    let (account, id, readRow): (Int64, String, Int64) = (place[0], place[1], place[3])
    let least = isAddressed ? Address.reply : .none
    return try Row.fetchAll(
      db.cachedStatement(sql: newMessages), arguments: [account, id, max(row, readRow), least.rawValue, messagesAtOnce])
  }

  private static func type(of place: Row) -> TypeName { place[2] ? Channel.name : Message.name }

  private static func place(_ place: Row, _ message: Row, _ db: Database) throws -> UnreadPlace {
    let key = ObjectKey(AccountID(rawValue: place[0]), type(of: place), ObjectID(place[1]))
    return UnreadPlace(
      reason: UnreadPlace.Reason(Address(rawValue: message[2]) ?? .none, isChat: place[2]), conversation: key,
      message: ObjectID(message[1]), title: try title(of: key, Lookup(db)))
  }
}
