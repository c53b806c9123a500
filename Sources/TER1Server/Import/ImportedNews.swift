import Feeds
import JSON
import Wire

// Feeds and articles of an archive. A feed that is imported is not visited until somebody changes its address.
extension ImportBatch {
  func place(feed: inout StoredObject) throws {
    guard let url = feed.json["url"]?.string, WebAddress.isOne(url) else { throw ImportRefusal("url is no address") }
    feed.name = Folding.key(url)
    feed.json["created"] = feed.json["created"] ?? .string(transaction.now.text)
  }

  func place(article: inout StoredObject) throws {
    let json = article.json
    guard let feed = json["feedId"]?.string, try transaction.db.object("Feed", feed) != nil else {
      throw ImportRefusal("feedId names no feed")
    }
    guard let received = json["receivedAt"]?.string.flatMap(UTCDate.init) else {
      throw ImportRefusal("receivedAt is no date")
    }
    (article.parent, article.sortKey) = (feed, received.milliseconds)
    article.json["publishedAt"] = json["publishedAt"] ?? json["receivedAt"]
    transaction.noteReceived(received)
  }
}
