import Feeds
import GRDB
import JSON
import Wire

/// Puts what a feed says into the cooperative: new articles, edited ones, and what the next visit has to know.
struct FeedKeeping {
  let transaction: Transaction
  let feed: StoredObject
  let visit: FeedVisit
  let retryAfter: Double?
  let chance: Double

  private var db: Database { transaction.db }
  private var now: UTCDate { transaction.now }

  /// After so many vain visits members are told, of a feed that was never read at once: its address is wrong.
  private static let patience = 3

  func keep(_ outcome: FeedOutcome) throws {
    switch outcome {
    case .read(let news, let validators, let address, let pictures):
      try keep(news, pictures)
      try settle(news, address, trouble: nil)
      try setVisit(validators, asked: news.pause, failures: 0)
    case .unchanged(let validators, let address):
      try settle(nil, address, trouble: nil)
      try setVisit(validators, asked: nil, failures: 0)
    case .failed(let trouble):
      let failures = visit.failures + 1
      try settle(nil, nil, trouble: try isTold(after: failures) ? trouble : nil, isFailing: true)
      try setVisit(visit.validators, asked: nil, failures: failures)
    case .gone:
      try settle(nil, nil, trouble: .gone, isFailing: true)
      try db.execute(sql: "DELETE FROM feedVisit WHERE feedId = ?", arguments: [feed.id])
    }
  }

  private func isTold(after failures: Int) throws -> Bool {
    if failures >= Self.patience { return true }
    return try feed.json["site"] == nil && !db.hasArticles(feed.id)
  }

  private func setVisit(_ validators: FeedValidators, asked: Double?, failures: Int) throws {
    let pause = FeedPace.pause(asked: retryAfter ?? asked, failures: failures, chance: chance)
    try db.cachedStatement(
      sql: "UPDATE feedVisit SET dueAt = ?, etag = ?, lastModified = ?, failures = ? WHERE feedId = ?"
    ).execute(arguments: [
      now.milliseconds + Int64(pause * 1_000), validators.etag, validators.lastModified, failures, feed.id,
    ])
  }

  // MARK: The feed

  /// Members get a change only when there is one to see: a new address, a name, a trouble that began or ended.
  private func settle(_ news: Newsfeed?, _ address: String?, trouble: FeedTrouble?, isFailing: Bool = false) throws {
    var new = feed
    if let address, try mayMove(to: address) { (new.json["url"], new.name) = (.string(address), Folding.key(address)) }
    if let news {
      if new.json["title"]?.string?.isEmpty != false { new.json["title"] = .string(news.title) }
      new.json["site"] = news.site.map(JSONValue.string)
    }
    if let trouble {
      let isKnown = feed.json["trouble"]?["kind"]?.string == trouble.rawValue
      if !isKnown { new.json["trouble"] = ["kind": .string(trouble.rawValue), "since": .string(now.text)] }
    } else if !isFailing {
      new.json["trouble"] = nil
    }
    if new != feed { try transaction.update(new, from: feed, as: Types.feed) }
  }

  private func mayMove(to address: String) throws -> Bool {
    guard address != visit.address, WebAddress.isOne(address), address.utf8.count <= 2_048 else { return false }
    return try db.objects(where: "type = 'Feed' AND parent = '' AND name = ?", [Folding.key(address)]).isEmpty
  }

  // MARK: Articles

  /// A site that moved to https has the same articles as before.
  static func importKey(_ article: Newsfeed.Article, _ feed: String) -> String {
    let key = article.key.hasPrefix("http://") ? "https://" + article.key.dropFirst(7) : article.key
    return "\(feed) \(key)"
  }

  private func keep(_ news: Newsfeed, _ pictures: [String: FeedPicture]) throws {
    // The oldest first: so it is received.
    for article in try db.taken(of: news, feed.id).reversed() { try keep(article, pictures) }
    try removeOld()
  }

  private func keep(_ article: Newsfeed.Article, _ pictures: [String: FeedPicture]) throws {
    let key = Self.importKey(article, feed.id)
    guard let known = try db.article(key) else { return try insert(article, key, pictures) }
    guard !known.id.isEmpty else { return }
    var new = known
    for (name, value) in said(of: article) { new.json[name] = value }
    for name in ["url", "author", "isCut"] where said(of: article)[name] == nil { new.json[name] = nil }
    guard new.json != known.json else { return }
    new.json["updatedAt"] = .string(article.updated.map(date)?.text ?? now.text)
    try transaction.update(new, from: known, as: Types.article)
  }

  private func insert(_ article: Newsfeed.Article, _ key: String, _ pictures: [String: FeedPicture]) throws {
    var new = StoredObject(type: Types.article.name, json: said(of: article))
    let received = transaction.nextReceivedAt()
    new.json["feedId"] = .string(feed.id)
    new.json["receivedAt"] = .string(received.text)
    new.json["publishedAt"] = .string((article.published.map(date) ?? now).text)
    if let updated = article.updated { new.json["updatedAt"] = .string(date(updated).text) }
    if !article.pictures.isEmpty {
      new.json["pictures"] = .array(try article.pictures.map { try json($0, pictures[$0.address]) })
    }
    (new.parent, new.importKey, new.sortKey) = (feed.id, key, received.milliseconds)
    try transaction.insert(&new, as: Types.article)
  }

  /// What may be edited. Nobody writes in the future.
  private func said(of article: Newsfeed.Article) -> JSONObject {
    var json: JSONObject = ["title": .string(article.title), "text": .string(article.text)]
    if let url = article.address { json["url"] = .string(url) }
    if let author = article.author { json["author"] = .string(author) }
    if article.isCut { json["isCut"] = true }
    return json
  }

  private func date(_ seconds: Double) -> UTCDate { min(now, UTCDate(milliseconds: Int64(seconds * 1_000))) }

  private func json(_ picture: Newsfeed.Picture, _ fetched: FeedPicture?) throws -> JSONValue {
    var json: JSONObject = ["url": .string(picture.address)]
    if !picture.alt.isEmpty { json["alt"] = .string(picture.alt) }
    if let size = picture.size { json["size"] = .int(Int64(size)) }
    if let fetched {
      let blob = try db.keepBlob(fetched.bytes, now: now)
      json["blobId"] = .string(blob.id)
      json["type"] = .string(fetched.type)
      json["size"] = .int(blob.size)
    }
    return .object(json)
  }

  /// What is discussed stays.
  private func removeOld() throws {
    let kept = try db.objects(
      where: "type = 'Article' AND parent = ? AND json ->> 'topicId' IS NULL", [feed.id]
    ).sorted { $0.sortKey > $1.sortKey }
    for (place, article) in kept.enumerated()
    where place >= Newsfeed.mostKept || article.sortKey < now.milliseconds - Int64(Newsfeed.keptFor * 1_000) {
      try transaction.destroy(article, as: Types.article)
    }
  }
}
