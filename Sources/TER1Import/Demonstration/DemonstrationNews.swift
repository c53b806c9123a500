import JSON
import TER1Server

/// Feeds with their articles, as if the server had read them: docs/protocol.md's, with `channel` and `at` in words of ours. Nothing is
/// fetched: the sites are of fiction.
extension DemonstrationWriter {
  mutating func addNews(_ text: String, _ batch: inout ImportBatch) throws {
    for feed in try JSONValue(parsing: clock.filled(text)).array ?? [] {
      var object = feed.object ?? [:]
      let articles = object.removeValue(forKey: "articles")?.array ?? []
      if let channel = object.removeValue(forKey: "channel")?.string {
        guard let id = channels[channel] else { throw ImportRefusal("no channel \(channel)") }
        object["channelId"] = .string(id)
      }
      object["created"] = date(clock.moment("-30d09:00", after: nil))
      let id = try batch.insert(type: "Feed", object)
      let received = try articles.map { try addArticle($0.object ?? [:], to: id, &batch) }
      readable.append(Readable(id: id, received: received))
    }
  }

  /// - Returns: when it came.
  private func addArticle(_ article: JSONObject, to feed: String, _ batch: inout ImportBatch) throws -> Int64 {
    var object = article
    let at = clock.moment(object.removeValue(forKey: "at")?.string ?? "", after: nil)
    object["feedId"] = .string(feed)
    object["publishedAt"] = date(at)
    object["receivedAt"] = date(at + 60_000)
    object["importKey"] = .string("\(feed) \(object["url"]?.string ?? "")")
    _ = try batch.insert(type: "Article", object)
    return at + 60_000
  }
}
