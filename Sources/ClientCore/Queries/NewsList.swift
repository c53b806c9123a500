internal import GRDB
internal import JSON
public import Text

/// A feed, as a list shows it.
public struct FeedRow: Sendable, Hashable {
  public let key: ObjectKey
  public let feed: Feed
  public let unread: Int
  public let total: Int
  public let mark: Mark

  /// Whether this client reads it by itself.
  public var isOwn: Bool { key.account == .own }
}

/// An article, as a list shows it.
public struct ArticleRow: Sendable, Hashable {
  public let key: ObjectKey
  public let feedID: ObjectID
  public let feedName: UntrustedText
  public let title: UntrustedText
  /// Seconds since 1970.
  public let publishedAt: Double
  public let isRead: Bool
  public let isDiscussed: Bool

  public var feed: ObjectKey { ObjectKey(key.account, Feed.name, feedID) }
  public var place: UnreadPlace { UnreadPlace(reason: .article, conversation: key, message: key.id, title: title) }
}

/// All about one.
public struct ArticleDetail: Sendable {
  public let row: ArticleRow
  public let article: Article
  public let feed: Feed?
}

extension CacheReader {
  /// By folder, then by name; those that this client reads by itself come last.
  public func feeds(_ account: AccountID? = nil) throws(CacheError) -> [FeedRow] {
    try read { db in
      let rows = try Row.fetchAll(db.cachedStatement(sql: Self.feedList), arguments: [account?.rawValue])
      return try rows.map(Self.feedRow)
    }
  }

  public func feed(_ key: ObjectKey) throws(CacheError) -> FeedRow? {
    try read { db in
      try Row.fetchOne(
        db.cachedStatement(sql: Self.feedByID), arguments: [key.account.rawValue, key.id.rawValue]
      ).map(Self.feedRow)
    }
  }

  private static let feedColumns = """
    SELECT f.account, f.json, f.mark,
      (SELECT count(*) FROM article WHERE account = f.account AND feed = f.id AND isRead = 0),
      (SELECT count(*) FROM article WHERE account = f.account AND feed = f.id)
    FROM feed f
    """
  static let feedList = """
    \(feedColumns) LEFT JOIN account a ON a.id = f.account
    WHERE (f.account = 0 OR a.isPresent) AND (?1 IS NULL OR f.account IN (0, ?1))
    ORDER BY f.account = 0, coalesce(json_extract(f.json, '$.folder'), ''), f.sortName, f.id LIMIT 1000
    """
  static let feedByID = "\(feedColumns) WHERE f.account = ? AND f.id = ?"

  private static func feedRow(_ row: Row) throws -> FeedRow {
    let feed = try Feed.stored(row[1])
    return FeedRow(
      key: ObjectKey(AccountID(rawValue: row[0]), Feed.name, feed.id), feed: feed, unread: row[3], total: row[4],
      mark: Mark(rawValue: row[2]) ?? .none)
  }

  // MARK: Articles

  /// The latest first.
  /// - Parameter feed: nil: of all feeds of the account, or of all accounts.
  public func articles(
    of feed: ObjectKey? = nil, account: AccountID? = nil, isUnread: Bool = false, limit: Int = 500
  ) throws(CacheError) -> [ArticleRow] {
    try read { db in
      let statement = try db.cachedStatement(sql: feed == nil ? Self.articleList : Self.articlesOfFeed)
      let arguments: StatementArguments =
        feed.map { [$0.account.rawValue, $0.id.rawValue, isUnread, bounded(limit)] }
        ?? [account?.rawValue, isUnread, bounded(limit)]
      return try Row.fetchAll(statement, arguments: arguments).map(Self.articleRow)
    }
  }

  private static let articleColumns = """
    SELECT a.account, a.id, a.feed, json_extract(f.json, '$.title', '$.url'), json_extract(a.json, '$.title'), a.row,
      a.isRead, json_extract(a.json, '$.topicId') IS NOT NULL
    FROM article a LEFT JOIN feed f ON f.account = a.account AND f.id = a.feed
    """
  static let articlesOfFeed = """
    \(articleColumns) WHERE a.account = ?1 AND a.feed = ?2 AND (NOT ?3 OR a.isRead = 0) ORDER BY a.row DESC LIMIT ?4
    """
  static let articleList = """
    \(articleColumns) WHERE (?1 IS NULL OR a.account IN (0, ?1)) AND (NOT ?2 OR a.isRead = 0)
    ORDER BY a.row DESC LIMIT ?3
    """
  static let articleByID = "\(articleColumns) WHERE a.account = ? AND a.id = ?"
  /// The oldest that was not read.
  static let unreadArticle = """
    \(articleColumns) WHERE a.row = (
      SELECT min(row) FROM article INDEXED BY article_unread
      WHERE isRead = 0 AND row IS NOT (SELECT row FROM article WHERE account = ? AND id = ?))
    """

  private static func articleRow(_ row: Row) throws -> ArticleRow {
    let names = try (row[3] as String?).map { try JSONValue(parsing: $0).array ?? [] } ?? []
    let name = names.compactMap(\.string).first { !$0.isEmpty } ?? ""
    return ArticleRow(
      key: ObjectKey(AccountID(rawValue: row[0]), Article.name, ObjectID(row[1])), feedID: ObjectID(row[2]),
      feedName: UntrustedText(name), title: UntrustedText(row[4] ?? ""),
      publishedAt: Double(RowNumber.time(of: row[5])) / 1_000, isRead: row[6], isDiscussed: row[7])
  }

  public func article(_ key: ObjectKey) throws(CacheError) -> ArticleDetail? {
    try read { db in
      let lookup = Lookup(db)
      guard
        let row = try Row.fetchOne(
          db.cachedStatement(sql: Self.articleByID), arguments: [key.account.rawValue, key.id.rawValue]),
        let article = try lookup.object(Article.self, key.account, key.id)?.object
      else { return nil }
      return ArticleDetail(
        row: try Self.articleRow(row), article: article,
        feed: try lookup.object(Feed.self, key.account, article.feedID)?.object)
    }
  }

  /// How many articles nobody has opened here.
  public func unreadArticles(_ account: AccountID? = nil) throws(CacheError) -> Int {
    try read { db in
      try Int.fetchOne(db.cachedStatement(sql: Self.unreadArticleCount), arguments: [account?.rawValue]) ?? 0
    }
  }

  static let unreadArticleCount = "SELECT count(*) FROM article WHERE isRead = 0 AND (?1 IS NULL OR account IN (0, ?1))"

  /// The oldest article that was not read.
  public func nextUnreadArticle(skipping: ObjectKey? = nil) throws(CacheError) -> ArticleRow? {
    try read { db in
      try Row.fetchOne(
        db.cachedStatement(sql: Self.unreadArticle),
        arguments: [skipping?.account.rawValue ?? -1, skipping?.id.rawValue ?? ""]
      ).map(Self.articleRow)
    }
  }

  // MARK: Read and unread

  /// What makes articles of a feed read, or unread: as little as says it.
  /// - Parameter ids: nil: all that are here.
  public func marking(_ ids: Set<ObjectID>?, of feed: ObjectKey, isRead: Bool) throws(CacheError) -> [Mutation] {
    try read { db in
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: Self.readStates), arguments: [feed.account.rawValue, feed.id.rawValue])
      let known = try Lookup(db).object(ReadPosition.self, feed.account, feed.id)?.object
      let states = rows.map { row in
        let id = ObjectID(row[0] as String)
        return ArticleState(
          id: id, receivedAt: row[1], isRead: ids?.contains(id) ?? true ? isRead : row[2],
          isChanged: (ids?.contains(id) ?? true) && (row[2] as Bool) != isRead)
      }
      return ReadPosition.articles(states, of: feed, known: known).map { [$0] } ?? []
    }
  }

  static let readStates =
    "SELECT id, receivedAt, isRead FROM article WHERE account = ? AND feed = ? ORDER BY receivedAt, id"
}

/// How an article stands, or is to stand.
struct ArticleState {
  let id: ObjectID
  /// Milliseconds since 1970.
  let receivedAt: Int64
  let isRead: Bool
  let isChanged: Bool
}

extension ReadPosition {
  /// - Parameter states: of all articles of the feed, the first received first.
  /// - Returns: nil when nothing changes.
  static func articles(_ states: [ArticleState], of feed: ObjectKey, known: ReadPosition?) -> Mutation? {
    guard states.contains(where: \.isChanged) else { return nil }
    let before = UTCDate.milliseconds(from: known?.readUpTo ?? 0)
    let upTo = max(before, states.prefix(while: \.isRead).last?.receivedAt ?? 0)
    var marks: JSONObject = [:]
    for state in states {
      let isSaid = state.isRead == (state.receivedAt <= upTo)
      let standing = known?.articles[state.id]
      if isSaid ? standing == !state.isRead : standing != state.isRead {
        marks[state.id.rawValue] = .bool(state.isRead)
      }
    }
    var patch: JSONObject = [:]
    if upTo > before { patch["readUpTo"] = .string(UTCDate.string(from: Double(upTo) / 1_000)) }
    if !marks.isEmpty { patch["articles"] = .object(marks) }
    guard !patch.isEmpty else { return nil }
    return Mutation(account: feed.account, type: name, id: feed.id, action: .update(patch))
  }
}
