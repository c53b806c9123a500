import JSON
import Wire

/// docs/protocol.md, section 24: feeds and articles, as far as it can be told without a blog.
enum NewsChecks {
  static let all: [Check] = [
    Check(
      "Article.order", "each article names a feed that is there, and when it was received, no two at once",
      "docs/protocol.md, 24", levels: [.l2], order),
    Check(
      "Article.own", "nobody but the server makes an article", "docs/protocol.md, 24", levels: [.l2], need: .writing,
      own),
  ]

  private static func order(_ examinee: Examinee) async throws(Finding) {
    let articles = try ExaminedType.named("Article", examinee)
    let feeds = try await ExaminedType.named("Feed", examinee).get(["ids": nil]).list.compactMap { $0["id"]?.string }
    let list = try await articles.get(["ids": nil, "properties": ["feedId", "receivedAt"]]).list
    for article in list {
      try expect(feeds.contains(article["feedId"]?.string ?? ""), "its feed is there", "\(article)")
    }
    let times = list.compactMap { $0["receivedAt"]?.string }
    try expect(times.count == list.count && Set(times).count == times.count, "receivedAt, no two alike", "\(times)")
  }

  private static func own(_ examinee: Examinee) async throws(Finding) {
    let articles = try ExaminedType.named("Article", examinee)
    let result = try await articles.set(["create": ["n": ["title": "Forg\u{E9}"]]])
    let error = try want(result.notCreated["n"], "an article is refused", "created")
    try expect(["forbidden", "invalidProperties"].contains(error.type), "forbidden", error.words)
  }
}
