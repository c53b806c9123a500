internal import GRDB
internal import Text

/// A forum's board, as a list shows it.
public struct BoardRow: Sendable, Hashable {
  public let key: ObjectKey
  public let channel: Channel
  /// How many boards stand above it.
  public let depth: Int
  public let topics: Int
  /// How many topics have something new (muted ones aside).
  public let unreadTopics: Int
  /// Unread messages that mention the member or answer him.
  public let addressed: Int
  /// Seconds since 1970; nil on an empty board.
  public let lastActivity: Double?
  public let mark: Mark
}

extension CacheReader {
  /// Boards of one account or of all, each followed by those below it, by their order and name.
  public func boards(_ account: AccountID? = nil) throws(CacheError) -> [BoardRow] {
    try read { db in
      try ChannelTable.rows(db, kind: .forum, account).map { row in try board(db, row) }
    }
  }

  private func board(_ db: Database, _ row: ChannelTable.ChannelRow) throws -> BoardRow {
    let arguments: StatementArguments = [row.key.account.rawValue, row.key.id.rawValue]
    let counts = try ChannelCounts.board(row.key, db)
    let last = try Int64.fetchOne(db.cachedStatement(sql: Self.boardLatest), arguments: arguments + arguments)
    return BoardRow(
      key: row.key, channel: row.channel, depth: row.depth, topics: counts.conversations,
      unreadTopics: counts.fresh, addressed: counts.addressed,
      lastActivity: last.map { Double(RowNumber.time(of: $0)) / 1_000 }, mark: row.mark)
  }

  static let boardLatest = """
    SELECT max(lastRow) FROM (
      SELECT max(lastRow) AS lastRow FROM conversation WHERE account = ? AND channelId = ? AND isChat = 0 AND isPinned = 0
      UNION ALL
      SELECT max(lastRow) FROM conversation WHERE account = ? AND channelId = ? AND isChat = 0 AND isPinned = 1)
    """
}

/// The table `channel`: small, so read whole.
enum ChannelTable {
  struct ChannelRow {
    let key: ObjectKey
    let channel: Channel
    let depth: Int
    let mark: Mark
  }

  static let ofKind =
    "SELECT account, json, mark FROM channel WHERE kind = ? ORDER BY account, sortOrder, name LIMIT 5000"

  /// Channels of a kind, each below its parent; one whose parent is of the other kind, unknown, or its own descendant stands at the top.
  static func rows(_ db: Database, kind: Channel.Kind, _ account: AccountID?) throws -> [ChannelRow] {
    let all = try Row.fetchAll(db.cachedStatement(sql: ofKind), arguments: [kind.rawValue]).map { row in
      let channel = try Channel.stored(row[1])
      let key = ObjectKey(AccountID(rawValue: row[0]), Channel.name, channel.id)
      return ChannelRow(key: key, channel: channel, depth: 0, mark: Mark(rawValue: row[2]) ?? .none)
    }
    return ordered(all.filter { account == nil || $0.key.account == account })
  }

  private static func ordered(_ rows: [ChannelRow]) -> [ChannelRow] {
    let known = Set(rows.map(\.key))
    let below = Dictionary(grouping: rows) { row in
      row.channel.parentID.map { ObjectKey(row.key.account, Channel.name, $0) }.flatMap {
        known.contains($0) ? $0 : nil
      }
    }
    var result: [ChannelRow] = []
    var placed: Set<ObjectKey> = []
    func place(_ row: ChannelRow, _ depth: Int) {
      guard placed.insert(row.key).inserted else { return }
      result.append(ChannelRow(key: row.key, channel: row.channel, depth: depth, mark: row.mark))
      for child in below[row.key] ?? [] { place(child, min(depth + 1, 20)) }
    }
    for row in below[nil] ?? [] { place(row, 0) }
    for row in rows { place(row, 0) }
    return result
  }
}
