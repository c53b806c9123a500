import JSON
import TER1Server
import Wire

@testable import Feeds

// Feeds and their articles.
extension MatrixAttempts {
  private static func changing(feed patch: JSONObject) -> Attempt {
    { world, person in try done { try world.update("Feed", world.feed(), patch, as: person) } }
  }

  static let feeds = reading("Feed") { world, _ in try world.feed() }.merging([
    "Feed/set create": { world, person in try done { try world.create("Feed", world.draftFeed(), as: person) } },
    "Feed/set update: `title`": { world, person in
      try done { try world.update("Feed", world.feed(), ["title": .string(world.unique("title"))], as: person) }
    },
    "Feed/set update: `trouble`": changing(feed: ["trouble": ["kind": "gone"]]),
    "Feed/set destroy": { world, person in try done { try world.destroy("Feed", world.feed(), as: person) } },
  ]) { first, _ in first }

  static let articles = reading("Article") { world, _ in try world.article() }.merging([
    "Article/set create": { world, person in
      try done { try world.create("Article", ["title": "Forgé"], as: person) }
    },
    "Article/set update: `title`": { world, person in
      try done { try world.update("Article", world.article(), ["title": "Forgé"], as: person) }
    },
    "Article/set update: `topicId`, the author’s topic": { world, person in
      let topic = try world.topic()
      return try done { try world.update("Article", world.article(), ["topicId": .string(topic)], as: person) }
    },
    "Article/set destroy": { world, person in try done { try world.destroy("Article", world.article(), as: person) } },
  ]) { first, _ in first }
}

extension MatrixWorld {
  func draftFeed() -> JSONObject {
    let name = unique("feed")
    return ["clientId": .string(name), "url": .string("https://union.example/\(name)")]
  }

  func feed() throws -> String { try create("Feed", draftFeed(), as: "administrator") }

  /// One that the server found in a feed of its own.
  func article() throws -> String {
    let feed = try feed()
    var news = Newsfeed(format: .rss)
    news.articles = [
      Newsfeed.Article(
        key: "1", title: "Un", address: nil, author: nil, published: nil, updated: nil, text: "Texte", isCut: false,
        pictures: [])
    ]
    for visit in try cooperative.dueFeeds(limit: 1_000) where visit.feedID == feed {
      try cooperative.keep(.read(news, FeedValidators(), address: nil, pictures: [:]), of: visit)
    }
    let ids = try call("Article/query", ["filter": ["feedId": .string(feed)]], as: "administrator")["ids"]?.array
    return ids?.first?.string ?? ""
  }
}
