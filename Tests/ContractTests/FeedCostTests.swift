import ClientCore
import Compression
import Foundation
import JSON
import Sync
import TestSupport
import Testing

@testable import Feeds
@testable import TER1Server

/// What a day's news cost on the wire, on a connection that is there: the goal of docs/performance.md.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: ServerBinary.isThere && !Corpora.news.isEmpty))
struct FeedCostTests {
  /// Articles of real blogs, in French: those that have a text.
  private func articles() throws -> [Newsfeed.Article] {
    let files = Corpora.news.filter { $0.path.contains("/postgresqlfr/") || $0.path.contains("/spip/") }
    let all = try files.flatMap { file in
      try FeedReader.read(Array(try Data(contentsOf: file)), address: "https://union.example/feed").articles
    }
    var seen: Set<String> = []
    return all.filter { !$0.text.isEmpty && seen.insert($0.text).inserted }
  }

  private func keep(_ articles: [[Newsfeed.Article]], in cooperative: Cooperative) throws {
    for (visit, articles) in zip(try cooperative.dueFeeds(limit: 100), articles) {
      var news = Newsfeed(format: .rss, title: "Union \(visit.feedID)")
      news.articles = articles
      try cooperative.keep(.read(news, FeedValidators(), address: nil, pictures: [:]), of: visit)
    }
  }

  @Test func aDaysNewsOfTwentyFeeds() async throws {
    let folder = try TemporaryFolder()
    let server = try ServerBinary(binary: try #require(ServerBinary.path), ["--no-feeds"])
    let peer = BinaryPeer(server: server)
    let (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
    _ = try await anna.engine.syncOnce()
    for number in 0..<20 { try anna.create("Feed", ["url": .string("https://union\(number).example/feed")]) }
    _ = try await anna.engine.syncOnce()
    // The server's own process reads no feeds: what its visits would bring is kept here, by the same rules.
    let cooperative = try Cooperative(opening: server.folder.file("data"))
    let all = try articles()
    try #require(all.count >= 40)
    try keep(Array(repeating: [], count: 20), in: cooperative)
    _ = try await bert.engine.syncOnce()
    _ = try await bert.engine.syncOnce()
    try keep((0..<20).map { Array(all[($0 * 2)..<($0 * 2 + 2)]) }, in: try later(cooperative, server))
    let day = try await bert.engine.syncOnce()
    #expect(try bert.objects("Article").count == 40 && day.roundTrips == 1)
    let texts = all.prefix(40).flatMap { [$0.title, $0.text] }.joined(separator: "\n")
    let compressed = try #require(Zstandard.compress(Array(texts.utf8), .text, usingDictionary: false)).count
    let cost = day.traffic.bytesUp + day.traffic.bytesDown
    let ratio = Double(cost) / Double(compressed)
    print(
      "a day's news: \(day.traffic.bytesUp) B up, \(day.traffic.bytesDown) B down, \(day.roundTrips) round trip,"
        + " \(texts.utf8.count) B of text, \(compressed) B compressed, ratio \((ratio * 100).rounded() / 100)")
    #expect(ratio <= 1.3)
  }

  /// The same cooperative a day later.
  private func later(_ cooperative: Cooperative, _ server: ServerBinary) throws -> Cooperative {
    try cooperative.close()
    return try Cooperative(opening: server.folder.file("data")) {
      UTCDate(milliseconds: UTCDate.now.milliseconds + 86_400_000)
    }
  }
}
