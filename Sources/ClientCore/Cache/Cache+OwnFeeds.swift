internal import CSodium
public import Feeds
internal import Foundation
internal import GRDB
internal import JSON

/// What came of reading a feed that this client reads by itself.
public enum OwnFeedOutcome: Sendable {
  case read(Newsfeed, etag: String?, lastModified: String?)
  case unchanged
  /// The kind as in docs/protocol.md.
  case failed(String)
}

extension Cache {
  /// - Parameter now: seconds since 1970.
  public func keep(_ outcome: OwnFeedOutcome, of feed: ObjectKey, now: Double) throws(CacheError) -> ChangeSet {
    try writeDurably { db in
      let transaction = Transaction(db, now: now)
      try transaction.keep(outcome, of: feed)
      return try transaction.finish()
    }
  }
}

extension Transaction {
  /// Does at once what nobody else has to agree to.
  func keepOwn(_ mutation: Mutation) throws {
    let type = try TypeRegistry.type(mutation.type)
    switch mutation.action {
    case .create(let object):
      var object = object
      object["id"] = .string(mutation.id.rawValue)
      object["created"] = .string(UTCDate.string(from: now))
      try put(type, .own, .object(object), mark: .none)
    case .update(let patch):
      guard let object = try shown(type, .own, mutation.id) ?? type.blank(mutation.id) else { return }
      try put(type, .own, try type.patched(object, with: patch, for: viewer(.own)), mark: .none)
    case .destroy:
      if type.name == Feed.name { try removeArticles(of: mutation.id, keeping: 0) }
      try remove(type, .own, mutation.id)
    case .upload: throw CacheError.unknownType(mutation.type)
    }
  }

  fileprivate func keep(_ outcome: OwnFeedOutcome, of feed: ObjectKey) throws {
    guard var object = try shown(Feed.self, .own, feed.id)?.object else { return }
    object["visitedAt"] = .string(UTCDate.string(from: now))
    switch outcome {
    case .unchanged: object["trouble"] = nil
    case .failed(let kind):
      if object["trouble"]?["kind"]?.string != kind {
        object["trouble"] = ["kind": .string(kind), "since": .string(UTCDate.string(from: now))]
      }
    case .read(let news, let etag, let lastModified):
      object["trouble"] = nil
      object["etag"] = etag.map(JSONValue.string)
      object["lastModified"] = lastModified.map(JSONValue.string)
      if object["title"]?.string?.isEmpty != false { object["title"] = .string(news.title) }
      object["site"] = news.site.map(JSONValue.string)
      try keep(news, of: feed.id)
      try removeArticles(of: feed.id, keeping: Newsfeed.mostKept)
    }
    try put(Feed.self, .own, .object(object), mark: .none)
  }

  private func keep(_ news: Newsfeed, of feed: ObjectID) throws {
    let listed = Set(news.articles.map { Self.articleID($0, feed) })
    let taken = try news.taken(isFirst: articles(of: feed).isEmpty) { article in
      try shown(Article.self, .own, Self.articleID(article, feed)) != nil
    }
    try keep(taken, of: feed)
    // What the feed still names would only come back, as new.
    let oldest = UTCDate.milliseconds(from: now - Newsfeed.keptFor)
    for (id, received) in try articles(of: feed) where received < oldest && !listed.contains(id) {
      try remove(Article.self, .own, id)
    }
  }

  /// With the times at which they were received, in milliseconds since 1970.
  private func articles(of feed: ObjectID) throws -> [(ObjectID, Int64)] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, receivedAt FROM article WHERE account = 0 AND feed = ?", arguments: [feed.rawValue])
    return rows.map { (ObjectID($0["id"]), $0["receivedAt"]) }
  }

  private func keep(_ articles: [Newsfeed.Article], of feed: ObjectID) throws {
    var received = UTCDate.milliseconds(from: now)
    for article in articles.reversed() {
      let id = Self.articleID(article, feed)
      let known = try shown(Article.self, .own, id)
      received += 1
      var object = Self.json(article, now: now)
      object["id"] = .string(id.rawValue)
      object["feedId"] = .string(feed.rawValue)
      object["receivedAt"] = known?["receivedAt"] ?? .string(UTCDate.string(from: Double(received) / 1_000))
      object["publishedAt"] = object["publishedAt"] ?? known?["publishedAt"] ?? object["receivedAt"]
      if known?.object != object { try put(Article.self, .own, .object(object), mark: .none) }
    }
  }

  /// The same for the same article on every visit.
  private static func articleID(_ article: Newsfeed.Article, _ feed: ObjectID) -> ObjectID {
    let text = Array("\(feed.rawValue) \(article.key)".utf8)
    var digest = [UInt8](repeating: 0, count: 16)
    crypto_generichash(&digest, digest.count, text, UInt64(text.count), nil, 0)
    let digits = Array("0123456789abcdef".utf8)
    return ObjectID(
      "a" + String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
  }

  private static func json(_ article: Newsfeed.Article, now: Double) -> JSONObject {
    func date(_ seconds: Double) -> JSONValue { .string(UTCDate.string(from: min(seconds, now))) }
    var json: JSONObject = ["title": .string(article.title), "text": .string(article.text)]
    json["url"] = article.address.map(JSONValue.string)
    json["author"] = article.author.map(JSONValue.string)
    json["publishedAt"] = article.published.map(date)
    json["updatedAt"] = article.updated.map(date)
    if article.isCut { json["isCut"] = true }
    if !article.pictures.isEmpty {
      json["pictures"] = .array(
        article.pictures.map { picture in
          var object: JSONObject = ["url": .string(picture.address), "alt": .string(picture.alt)]
          object["size"] = picture.size.map { .int(Int64($0)) }
          return .object(object)
        })
    }
    return json
  }

  private func removeArticles(of feed: ObjectID, keeping most: Int) throws {
    let ids = try String.fetchAll(
      db, sql: "SELECT id FROM article WHERE account = 0 AND feed = ? ORDER BY receivedAt DESC LIMIT -1 OFFSET ?",
      arguments: [feed.rawValue, most])
    for id in ids { try remove(Article.self, .own, ObjectID(id)) }
    if most == 0 { try remove(ReadPosition.self, .own, feed) }
  }
}
