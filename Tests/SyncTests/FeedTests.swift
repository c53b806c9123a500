import ClientCore
import Feeds
import Foundation
import JSON
import Synchronization
import TER1News
import TER1Server
import TestSupport
import Testing
import Text
import Wire

@testable import Sync

/// A blog on a real socket, which remembers what it was asked.
final class Blog: Sendable {
  struct Page {
    var status = "200 OK"
    var type = "application/rss+xml"
    var headers: [String] = []
    var body = ""
  }

  private let pages = Mutex<[String: Page]>([:])
  private let asked = Mutex<[String]>([])
  private let server: LyingServer

  init() throws {
    let box = Mutex<Blog?>(nil)
    let shared = Box(box)
    server = try LyingServer { peer, _ in
      while let request = peer.request() {
        guard let blog = shared.value.withLock({ $0 }) else { return }
        blog.answer(request.head, peer)
      }
    }
    shared.value.withLock { $0 = self }
  }

  private final class Box: Sendable {
    let value: Mutex<Blog?>
    init(_ value: consuming Mutex<Blog?>) { self.value = value }
  }

  var url: String { server.url }
  /// The heads of all requests.
  var requests: [String] { asked.withLock(\.self) }

  func set(_ path: String, _ page: Page) { pages.withLock { $0[path] = page } }

  /// A feed with these articles, the newest last.
  func publish(_ titles: [String], at path: String = "/feed", etag: String? = nil, more: String = "") {
    let items = titles.reversed().map { title in
      "<item><title>\(title)</title><guid>\(title)</guid><description>Texte de \(title)\(more)</description></item>"
    }
    let body = "<rss><channel><title>Blog</title>\(items.joined())</channel></rss>"
    set(path, Page(headers: etag.map { ["ETag: \($0)"] } ?? [], body: body))
  }

  private func answer(_ head: String, _ peer: LyingServer.Peer) {
    asked.withLock { $0.append(head) }
    let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
    let page = pages.withLock { $0[path] } ?? Page(status: "404 Not Found")
    let etag = page.headers.first { $0.hasPrefix("ETag: ") }?.dropFirst(6)
    if let etag, head.contains("If-None-Match: \(etag)") {
      return peer.answer("304 Not Modified", type: page.type, headers: page.headers, "")
    }
    peer.answer(page.status, type: page.type, headers: page.headers, page.body)
  }

  deinit { server.stop() }
}

/// Feeds from a blog's socket over the server's visits to a member's cache.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct FeedTests {
  private final class Clock: Sendable {
    let time = Mutex<Int64>(Int64(Date.now.timeIntervalSince1970 * 1_000))
    func pass(hours: Double) { time.withLock { $0 += Int64(hours * 3_600_000) } }
  }

  private let clock: Clock
  private let world: World
  private let blog: Blog

  init() throws {
    let clock = Clock()
    self.clock = clock
    world = try World(clock: { clock.time.withLock(\.self) })
    blog = try Blog()
  }

  /// What the server does every few seconds.
  @discardableResult private func visit() throws -> Int {
    var manners = FeedManners()
    manners.allowsPrivate = true
    return try #require(FeedRounds(world.cooperative, manners: manners)).visitAll()
  }

  @discardableResult private func addFeed(_ path: String = "/feed") throws -> String {
    let feed: JSONValue = ["clientId": .string("f" + path), "url": .string(blog.url + path)]
    let result = try SetResult(try world.call("Feed/set", ["create": ["n": feed]], as: "anna"))
    return try #require(result.created["n"]?["id"]?.string)
  }

  private func device(_ handle: String) async throws -> Device {
    let device = try Device(world, handle, try world.transport(handle))
    _ = try await device.engine.syncOnce()
    return device
  }

  private func feed() throws -> JSONValue { try #require(try world.objects("Feed", as: "bert").values.first) }
  private func articles() throws -> [JSONValue] {
    try world.objects("Article", as: "bert").values.sorted {
      $0["receivedAt"]?.string ?? "" < $1["receivedAt"]?.string ?? ""
    }
  }

  @Test func anArticleComesFromTheBlogToAMember() async throws {
    try addFeed()
    blog.publish(["Un", "Deux"])
    #expect(try visit() == 1)
    let bert = try await device("bert")
    let reader = bert.cache.reader
    let row = try #require(try reader.feeds().first)
    #expect(row.feed.title.raw == "Blog" && row.unread == 2 && row.total == 2)
    let list = try reader.articles()
    #expect(list.map(\.title.raw).sorted() == ["Deux", "Un"] && list.allSatisfy { !$0.isRead })
    #expect(try reader.article(list[0].key)?.article.text.raw == "Texte de \(list[0].title.raw)")
    #expect(try reader.search("texte deux", limit: 5).hits.map(\.title.raw) == ["Deux"])
  }

  @Test func whatDidNotChangeIsNotSentAgainAndCostsMembersNothing() async throws {
    try addFeed()
    blog.publish(["Un"], etag: "\"a\"")
    try visit()
    #expect(try visit() == 0)
    let before = try world.cooperative.changeCount()
    clock.pass(hours: 2)
    #expect(try visit() == 1)
    #expect(blog.requests.last?.contains("If-None-Match: \"a\"") == true)
    #expect(try world.cooperative.changeCount() == before)
    blog.publish(["Un", "Deux"], etag: "\"b\"")
    clock.pass(hours: 2)
    try visit()
    #expect(try articles().count == 2 && feed()["trouble"] == nil)
  }

  @Test func anEditedArticleIsTheSameArticle() async throws {
    try addFeed()
    blog.publish(["Un"])
    try visit()
    let first = try #require(try articles().first)
    blog.publish(["Un"], more: ", corrigé")
    clock.pass(hours: 2)
    try visit()
    let second = try #require(try articles().first)
    #expect(try articles().count == 1 && first["id"] == second["id"] && first["receivedAt"] == second["receivedAt"])
    #expect(second["text"] == "Texte de Un, corrigé" && second["updatedAt"] != nil)
  }

  @Test func aFeedThatMovedForGoodIsFollowed() async throws {
    try addFeed("/old")
    blog.set("/old", Blog.Page(status: "301 Moved Permanently", headers: ["Location: /feed"]))
    blog.publish(["Un"])
    try visit()
    #expect(try feed()["url"] == .string(blog.url + "/feed") && articles().count == 1)
  }

  @Test func aFeedThatMovedForAWhileStaysWhereItIs() async throws {
    try addFeed("/old")
    blog.set("/old", Blog.Page(status: "302 Found", headers: ["Location: /feed"]))
    blog.publish(["Un"])
    try visit()
    #expect(try feed()["url"] == .string(blog.url + "/old") && articles().count == 1)
  }

  @Test func aFeedThatIsGoneIsNeverAskedForAgain() async throws {
    try addFeed()
    blog.set("/feed", Blog.Page(status: "410 Gone"))
    try visit()
    clock.pass(hours: 1_000)
    #expect(try visit() == 0)
    #expect(try feed()["trouble"]?["kind"] == "gone" && blog.requests.count == 1)
  }

  @Test func aFeedThatFailsIsLeftAloneLongerAndLonger() async throws {
    try addFeed()
    var pauses: [Double] = []
    for _ in 0..<5 {
      try visit()
      var hours = 0.0
      repeat {
        clock.pass(hours: 0.5)
        hours += 0.5
      } while try world.cooperative.dueFeeds().isEmpty
      pauses.append(hours)
    }
    #expect(pauses == pauses.sorted() && pauses[4] >= 32)
    #expect(try feed()["trouble"]?["kind"] == "missing")
    blog.publish(["Un"])
    try visit()
    #expect(try feed()["trouble"] == nil && articles().count == 1)
  }

  /// Its address is wrong: who added it is not to wait for the third visit.
  @Test func aFeedThatWasNeverReadSaysSoAtOnceAndOneThatWasWaits() async throws {
    try addFeed()
    try visit()
    #expect(try feed()["trouble"]?["kind"] == "missing")
    blog.publish(["Un"])
    clock.pass(hours: 3)
    try visit()
    #expect(try feed()["trouble"] == nil && articles().count == 1)
    blog.set("/feed", Blog.Page(status: "404 Not Found"))
    for isTold in [false, false, true] {
      clock.pass(hours: 200)
      try visit()
      #expect(try (feed()["trouble"] != nil) == isTold)
    }
  }

  /// The archive that the first visit left does not come as news with the second.
  @Test func ofAnArchiveOnlyWhatIsNewComesLater() async throws {
    try addFeed()
    let titles = (1...30).map { "Article \($0)" }
    blog.publish(titles)
    try visit()
    #expect(try articles().map { $0["title"]?.string } == Array(titles.suffix(10)))
    clock.pass(hours: 2)
    blog.publish(titles + ["Nouveau"])
    try visit()
    #expect(try articles().count == 11 && articles().last?["title"] == "Nouveau")
  }

  @Test func whoAsksToBeLeftAloneIs() async throws {
    try addFeed()
    blog.set("/feed", Blog.Page(status: "503 Service Unavailable", headers: ["Retry-After: 360000"]))
    try visit()
    clock.pass(hours: 99)
    #expect(try visit() == 0)
    clock.pass(hours: 30)
    #expect(try visit() == 1)
  }

  @Test func nothingOfTheServersOwnNetworkIsRead() async throws {
    try addFeed()
    blog.publish(["Un"])
    let rounds = try #require(FeedRounds(world.cooperative))
    for _ in 0..<3 {
      try rounds.visitAll()
      clock.pass(hours: 200)
    }
    #expect(blog.requests.isEmpty)
    #expect(try feed()["trouble"]?["kind"] == "notAllowed")
  }

  @Test(arguments: [
    ("/f:1", "tooLarge"), ("/page", "notAFeed"), ("/loop", "tooManyRedirects"), ("/file", "notAllowed"),
  ])
  func saysWhatIsWrong(_ path: String, _ kind: String) async throws {
    try addFeed(path)
    blog.set("/f:1", Blog.Page(body: "<rss><channel><title>" + String(repeating: "a", count: 6 << 20)))
    blog.set("/page", Blog.Page(type: "text/html", body: "<html><body>Bonjour</body></html>"))
    blog.set("/loop", Blog.Page(status: "302 Found", headers: ["Location: /loop"]))
    blog.set("/file", Blog.Page(status: "302 Found", headers: ["Location: file:///etc/passwd"]))
    for _ in 0..<3 {
      try visit()
      clock.pass(hours: 200)
    }
    #expect(try feed()["trouble"]?["kind"] == .string(kind))
  }

  @Test func theAddressOfASiteLeadsToItsFeed() async throws {
    try addFeed("/")
    blog.set(
      "/",
      Blog.Page(
        type: "text/html", body: "<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head>"))
    blog.publish(["Un"])
    try visit()
    #expect(try feed()["url"] == .string(blog.url + "/feed") && articles().count == 1)
  }

  @Test func picturesAreFetchedOnceAndKnownByTheirCost() async throws {
    try addFeed()
    blog.set("/a.png", Blog.Page(type: "image/png", body: "PNG…"))
    blog.set("/b.svg", Blog.Page(type: "image/svg+xml", body: "<svg/>"))
    let item = "&lt;img src='/a.png' alt='La place'&gt;&lt;img src='/b.svg'&gt;"
    blog.publish(["Un"], more: item)
    try visit()
    let bert = try await device("bert")
    let article = try #require(try bert.cache.reader.articles().first)
    let pictures = try #require(try bert.cache.reader.article(article.key)?.article.pictures)
    #expect(pictures.map(\.alt.raw) == ["La place", ""] && pictures[0].size == 6 && pictures[0].blobID != nil)
    #expect(pictures[1].blobID == nil)
    clock.pass(hours: 2)
    try visit()
    #expect(blog.requests.filter { $0.hasPrefix("GET /a.png") }.count == 1)
  }

  // MARK: What was read

  @Test func whatOneDeviceReadTheOtherKnows() async throws {
    try addFeed()
    blog.publish(["Un", "Deux", "Trois"])
    try visit()
    let (here, there) = (try await device("bert"), try await device("bert"))
    let rows = try here.cache.reader.articles()
    func row(_ title: String) throws -> ArticleRow { try #require(rows.first { $0.title.raw == title }) }
    let feed = try row("Deux").feed
    _ = try here.cache.enqueue(try here.cache.reader.marking([row("Deux").key.id], of: feed, isRead: true))
    #expect(try here.cache.reader.articles().filter(\.isRead).map(\.title.raw) == ["Deux"])
    _ = try await here.engine.syncOnce()
    _ = try await there.engine.syncOnce()
    #expect(try there.cache.reader.articles().filter(\.isRead).map(\.title.raw) == ["Deux"])
    _ = try there.cache.enqueue(try there.cache.reader.marking(nil, of: feed, isRead: true))
    _ = try there.cache.enqueue(try there.cache.reader.marking([row("Un").key.id], of: feed, isRead: false))
    _ = try await there.engine.syncOnce()
    _ = try await here.engine.syncOnce()
    #expect(try here.cache.reader.articles().filter { !$0.isRead }.map(\.title.raw) == ["Un"])
    let position = try #require(try world.objects("ReadPosition", as: "bert").values.first)
    #expect(position["articles"]?.object?.count == 1)
  }

  @Test func theFirstTopicOfAnArticleStands() async throws {
    try addFeed()
    blog.publish(["Un"])
    try visit()
    for handle in ["bert", "carl"] {
      let device = try await device(handle)
      let row = try #require(try device.cache.reader.articles().first)
      let board = ObjectKey(try device.account, Channel.name, world.board)
      let topic = Message.post(MessageDraft(subject: "Un", body: "?"), in: board, clientID: handle, sentAt: 0)
      _ = try device.cache.enqueue([topic, Article.discuss(row.key, in: topic.id)])
      for _ in 0..<2 { _ = try await device.engine.syncOnce() }
      #expect(try device.cache.reader.outbox().isEmpty)
    }
    let topic = try #require(try articles().first?["topicId"]?.string)
    #expect(try world.objects("Message", as: "bert")[ObjectID(topic)]?["clientId"] == "bert")
  }

  // MARK: Feeds of one's own

  @Test func aFeedOfOnesOwnIsReadByTheClientAndNeverSent() async throws {
    blog.publish(["Un", "Deux"], etag: "\"a\"")
    let bert = try await device("bert")
    _ = try bert.cache.enqueue([Feed.add(blog.url + "/feed", to: .own, clientID: "own")])
    let feeds = OwnFeeds(cache: bert.cache, transport: CurlTransport(CurlEngine()))
    let report = try await feeds.readAll(in: .system) { Date.now.timeIntervalSince1970 }
    #expect(report.read == 1 && report.failed.isEmpty)
    let day = LocalDay.system.name(at: Date.now.timeIntervalSince1970)
    let use = try #require(try bert.cache.reader.linkUse(day: day).first { $0.login.isEmpty && $0.place == .news }?.use)
    #expect(use.up == report.traffic.bytesUp && use.down == report.traffic.bytesDown && use.down > 100)
    let row = try #require(try bert.cache.reader.feeds().first)
    #expect(row.isOwn && row.feed.title.raw == "Blog" && row.unread == 2)
    _ = try await feeds.readAll(in: .system) { Date.now.timeIntervalSince1970 }
    #expect(blog.requests.last?.contains("If-None-Match: \"a\"") == true)
    let article = try #require(try bert.cache.reader.articles().first)
    _ = try bert.cache.enqueue(try bert.cache.reader.marking([article.key.id], of: row.key, isRead: true))
    #expect(try bert.cache.reader.feeds().first?.unread == 1 && bert.cache.reader.outbox().isEmpty)
    _ = try await bert.engine.syncOnce()
    #expect(try world.objects("Feed", as: "anna").isEmpty)
    _ = try bert.cache.enqueue([Feed.remove(row.key)])
    #expect(try bert.cache.reader.feeds().isEmpty && bert.cache.reader.articles().isEmpty)
  }

  /// 10 at first, later 50 at once, 100 in all, and after 60 days what the feed still names.
  @Test func aFeedOfOnesOwnKeepsAsManyAsTheServer() async throws {
    let bert = try await device("bert")
    _ = try bert.cache.enqueue([Feed.add(blog.url + "/feed", to: .own, clientID: "own")])
    let feeds = OwnFeeds(cache: bert.cache, transport: CurlTransport(CurlEngine()))
    let start = Date.now.timeIntervalSince1970
    var published = (1...200).map { "Article \($0)" }
    for (more, kept, days) in [(0, 10, 0.0), (1, 11, 1), (60, 61, 2), (60, 100, 3), (0, 60, 70), (60, 60, 71)] {
      published += (0..<more).map { "Article \(published.count + $0 + 1)" }
      blog.publish(published.suffix(70))
      _ = try await feeds.readAll(in: .system) { start + days * 86_400 }
      #expect(try bert.cache.reader.feeds().first?.total == kept, "\(published.count) published")
    }
    let newest = try #require(try bert.cache.reader.articles().first)
    #expect(newest.title.raw == published.last)
  }

  @Test func aFeedOfOnesOwnThatCannotBeReadSaysWhy() async throws {
    let bert = try await device("bert")
    _ = try bert.cache.enqueue([
      Feed.add(blog.url + "/none", to: .own, clientID: "a"),
      Feed.add("http://192.0.2.1:1/feed", to: .own, clientID: "b"),
    ])
    let options = ConnectionOptions(proxy: "socks5h://127.0.0.1:1", connectSeconds: 5)
    let report = try await OwnFeeds(cache: bert.cache, transport: CurlTransport(CurlEngine(), options: options))
      .readAll(in: .system) { Date.now.timeIntervalSince1970 }
    // The second one only through the proxy, which is not there.
    #expect(Set(report.failed.map(\.kind)) == ["missing", "unreachable"])
    #expect(try bert.cache.reader.feeds().allSatisfy { $0.feed.trouble != nil })
  }
}
