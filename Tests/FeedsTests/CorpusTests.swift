import Foundation
import TestSupport
import Testing

@testable import Feeds

/// The feeds that other readers of feeds are tested with, broken ones included.
@Suite struct CorpusTests {
  private static let all = Corpora.news

  private static func isFeed(_ path: String) -> Bool { !path.hasSuffix(".opml") && !path.hasSuffix("/empty.xml") }

  /// A comment at the head of those of feedparser says what HTTP says of them.
  private static func charset(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(600), as: UTF8.self)
    guard let mark = head.lowercased().firstRange(of: "content-type:") else { return nil }
    return ContentType(String(head.lowercased()[mark.upperBound...].prefix { !$0.isNewline })).charset
  }

  @Test(.enabled(if: !all.isEmpty), arguments: all.filter { isFeed($0.path) }) func isRead(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    let feed = try FeedReader.read(bytes, charset: Self.charset(bytes), address: "https://union.example/feed")
    for article in feed.articles {
      #expect(!article.key.isEmpty)
      #expect(!article.text.contains("<script") && !article.text.contains("\u{1B}"))
    }
  }

  @Test(
    .enabled(if: !all.isEmpty),
    arguments: [
      ("feedparser/encoding/euc-kr.xml", "EUC-KR"), ("miniflux/encoding_WINDOWS-1251.xml", "windows-1251"),
    ])
  func isReadInItsEncoding(_ name: String, _ encoding: String) throws {
    let file = try #require(Self.all.first { $0.path.hasSuffix(name) })
    let feed = try FeedReader.read(Array(try Data(contentsOf: file)), address: "https://union.example/feed")
    let text = feed.title + feed.articles.map { $0.title + $0.text }.joined()
    #expect(text.unicodeScalars.contains { $0.value > 0x400 } && !text.contains("\u{FFFD}"))
  }

  @Test(.enabled(if: !all.isEmpty)) func givesTheArticlesOfABlogInSPIP() throws {
    let file = try #require(Self.all.first { $0.path.hasSuffix(".rss") })
    let feed = try FeedReader.read(
      Array(try Data(contentsOf: file)), address: "https://sante.gouv.fr/spip.php?page=backend")
    #expect(feed.title == "Ministère de la Santé et de la Prévention" && !feed.articles.isEmpty)
    let article = try #require(feed.articles.first)
    #expect(article.title == "Foire aux questions : réponses clés" && article.published == 1_610_711_389)
    #expect(article.pictures.contains { $0.alt.hasPrefix("Infographie") })
  }

  @Test(.enabled(if: !all.isEmpty), arguments: all.filter { $0.path.hasSuffix(".opml") }) func readsOPML(_ file: URL)
    throws
  {
    let bytes = Array(try Data(contentsOf: file))
    do throws(FeedError) {
      let list = try OPML(reading: bytes)
      #expect(list.feeds.allSatisfy { WebAddress.isOne($0.address) })
      #expect(try Set(OPML(reading: Array(list.text.utf8)).feeds.map(\.address)) == Set(list.feeds.map(\.address)))
    } catch {
      #expect(file.path.contains("missing"), "\(error)")
    }
  }
}
