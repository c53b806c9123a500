public import Feeds
import GRDB
import JSON
import Wire

/// A feed that is to be read now, and what was learnt of it by the last visit.
public struct FeedVisit: Sendable, Hashable {
  public let feedID: String
  public let address: String
  /// What the feed's server called its last answer: for `If-None-Match` and `If-Modified-Since`.
  public let validators: FeedValidators
  /// How many visits in a row came to nothing.
  public let failures: Int
}

public struct FeedValidators: Sendable, Hashable {
  public var etag: String?
  public var lastModified: String?
  public init(etag: String? = nil, lastModified: String? = nil) {
    (self.etag, self.lastModified) = (etag, lastModified)
  }
}

/// What came of a visit.
public enum FeedOutcome: Sendable {
  /// - Parameters:
  ///   - address: where the feed lives from now on; nil: where it was.
  ///   - pictures: what was fetched of the pictures, by their addresses.
  case read(Newsfeed, FeedValidators, address: String?, pictures: [String: FeedPicture])
  case unchanged(FeedValidators, address: String?)
  /// Will be tried again later.
  case failed(FeedTrouble)
  /// 410: never again.
  case gone
}

public struct FeedPicture: Sendable, Hashable {
  /// image/jpeg…
  public let type: String
  public let bytes: [UInt8]
  public init(type: String, bytes: [UInt8]) { (self.type, self.bytes) = (type, bytes) }
}

/// Why a feed cannot be read; members see it once it lasts.
public enum FeedTrouble: String, Error, Sendable {
  case unreachable, tls, notAllowed, tooLarge, notAFeed, refused, missing, serverError, tooManyRedirects, gone
}

/// When a feed is visited next.
public struct FeedPace: Sendable {
  /// Seconds between two visits, where a feed asks for no longer one.
  public static let usual = 3_600.0
  public static let shortest = 900.0
  public static let longest = 86_400.0
  /// Feeds that fail are left alone for at most so long.
  public static let longestFailing = 7 * 86_400.0

  /// - Parameters:
  ///   - asked: what the feed or its server asks for, in seconds; nil: nothing.
  ///   - failures: how many visits in a row came to nothing, this one included.
  ///   - chance: 0…1; spreads visits over a fifth of the pause.
  public static func pause(asked: Double?, failures: Int, chance: Double) -> Double {
    let usual = min(max(asked ?? usual, shortest), longest)
    let pause = failures == 0 ? usual : min(usual * Double(1 << min(failures, 12)), longestFailing)
    return max(pause, failures > 0 ? min(asked ?? 0, longestFailing) : 0) * (1 + 0.2 * chance)
  }
}

extension Cooperative {
  /// The feeds whose time has come, the longest waiting first.
  public func dueFeeds(limit: Int = 50) throws(CooperativeError) -> [FeedVisit] {
    let now = clock().milliseconds
    return try Self.storage {
      try read { db in
        let statement = try db.cachedStatement(
          sql: """
            SELECT feedId, json ->> 'url' AS url, etag, lastModified, failures FROM feedVisit
            JOIN object ON type = 'Feed' AND owner = '' AND id = feedId AND isDestroyed = 0
            WHERE dueAt <= ? ORDER BY dueAt LIMIT ?
            """)
        return try Row.fetchAll(statement, arguments: [now, limit]).map { row in
          FeedVisit(
            feedID: row["feedId"], address: row["url"],
            validators: FeedValidators(etag: row["etag"], lastModified: row["lastModified"]),
            failures: row["failures"])
        }
      }
    }
  }

  /// The pictures of articles that are not here yet: at most four an article and twenty in all.
  public func newPictures(of feed: Newsfeed, _ visit: FeedVisit) throws(CooperativeError) -> [String] {
    try Self.storage {
      try read { db in
        let articles = try db.taken(of: feed, visit.feedID).filter {
          try db.article(FeedKeeping.importKey($0, visit.feedID)) == nil
        }
        return Array(articles.flatMap { $0.pictures.prefix(4).map(\.address) }.prefix(20))
      }
    }
  }

  /// Keeps what came of a visit.
  /// - Parameters:
  ///   - retryAfter: seconds that the server asks to be left alone for; nil: it does not say.
  ///   - chance: 0…1, for the time of the next visit.
  public func keep(
    _ outcome: FeedOutcome, of visit: FeedVisit, retryAfter: Double? = nil, chance: Double = .random(in: 0...1)
  ) throws(CooperativeError) {
    try Self.storage {
      try write { transaction in
        guard let feed = try transaction.db.object("Feed", visit.feedID), feed.json["url"]?.string == visit.address
        else { return }
        try FeedKeeping(transaction: transaction, feed: feed, visit: visit, retryAfter: retryAfter, chance: chance)
          .keep(outcome)
      }
    }
  }
}

extension Database {
  /// The next visit is at once.
  func beginVisits(of feed: String) throws {
    try execute(sql: "INSERT OR REPLACE INTO feedVisit (feedId, dueAt, failures) VALUES (?, 0, 0)", arguments: [feed])
  }

  func hasArticles(_ feed: String) throws -> Bool {
    let statement = try cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM object WHERE type = 'Article' AND parent = ? AND isDestroyed = 0)")
    return try Bool.fetchOne(statement, arguments: [feed]) ?? false
  }

  /// What a visit takes of a feed.
  func taken(of news: Newsfeed, _ feed: String) throws -> [Newsfeed.Article] {
    try news.taken(isFirst: !hasArticles(feed)) { try article(FeedKeeping.importKey($0, feed)) != nil }
  }

  /// The article that was kept under this key; its id is "" when it was removed since.
  func article(_ importKey: String) throws -> StoredObject? {
    let statement = try cachedStatement(
      sql: "SELECT id, isDestroyed FROM object WHERE type = 'Article' AND importKey = ?")
    guard let row = try Row.fetchOne(statement, arguments: [importKey]) else { return nil }
    guard row["isDestroyed"] == false else { return StoredObject(type: "Article", json: [:]) }
    return try object("Article", row["id"])
  }
}
