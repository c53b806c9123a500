import Foundation
import Testing

@testable import Feeds

/// What stands in feeds, and what is made of it.
@Suite struct FeedReaderTests {
  private func read(_ text: String, charset: String? = nil, at address: String = "https://union.example/blog/feed")
    throws
    -> Newsfeed
  {
    try FeedReader.read(Array(text.utf8), charset: charset, address: address)
  }

  private func rss(_ item: String, head: String = "<title>Union</title>") -> String {
    """
    <?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:dc="d" xmlns:media="m"><channel>\(head)\
    <item>\(item)</item></channel></rss>
    """
  }

  private func article(_ item: String) throws -> Newsfeed.Article { try #require(read(rss(item)).articles.first) }

  @Test func readsAnArticleOfSPIP() throws {
    let article = try article(
      """
      <title>Gr&#232;ve &lt;em&gt;mardi&lt;/em&gt; &amp;amp; apr&#232;s</title><link>spip.php?article12</link>
      <guid isPermaLink="true">https://union.example/spip.php?article12</guid><dc:creator>Rosa</dc:creator>
      <dc:date>2026-03-01T10:00:00Z</dc:date><description>court</description>
      <content:encoded>&lt;p&gt;Un &lt;a href="tract.pdf"&gt;tract&lt;/a&gt;.&lt;/p&gt;&lt;p&gt;Deux.&lt;/p&gt;&lt;img
      src='/IMG/a.jpg' alt='La place'&gt;&lt;img src="/stat.gif" width="1" height="1"&gt;</content:encoded>
      """)
    #expect(article.title == "Grève mardi & après")
    #expect(article.address == "https://union.example/blog/spip.php?article12")
    #expect(article.text == "Un tract <https://union.example/blog/tract.pdf>.\n\nDeux.\n\n[La place]")
    #expect(article.author == "Rosa" && article.published == 1_772_359_200)
    #expect(article.pictures == [.init(address: "https://union.example/IMG/a.jpg", alt: "La place", size: nil)])
    #expect(article.key == "https://union.example/spip.php?article12")
  }

  @Test func readsAtomWithItsBases() throws {
    let feed = try read(
      """
      <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><title type="html">A &amp;lt; B</title>
      <link href="/"/><link rel="self" href="feed.atom"/><author><name>Section</name></author>
      <entry xml:base="2026/"><id>tag:a,1</id><title>Un</title><link href="un.html"/><updated>2026-01-02T00:00:00+01:00</updated>
      <published>2026-01-01T00:00:00Z</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Oui <a
      href="p">ici</a></p></div></content><link rel="enclosure" type="image/png" href="i.png" length="42"/></entry></feed>
      """)
    let article = try #require(feed.articles.first)
    #expect(
      feed.title == "A < B" && feed.site == "https://a.example/" && feed.address == "https://a.example/x/feed.atom")
    #expect(article.address == "https://a.example/x/2026/un.html" && article.author == "Section")
    #expect(article.text == "Oui ici <https://a.example/x/2026/p>" && article.key == "tag:a,1")
    #expect(article.updated == 1_767_308_400 && article.published == 1_767_225_600)
    #expect(article.pictures == [.init(address: "https://a.example/x/2026/i.png", alt: "", size: 42)])
  }

  @Test func readsRDF() throws {
    let feed = try read(
      """
      <rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>T</title></channel>
      <item rdf:about="https://a.example/1"><title>Un</title><link>https://a.example/1</link></item></rdf:RDF>
      """)
    #expect(feed.format == .rdf && feed.title == "T" && feed.articles.map(\.key) == ["https://a.example/1"])
  }

  @Test(arguments: [
    ("<title>Sans guid</title><link>https://a.example/1</link>", "https://a.example/1"),
    ("<title>Rien d’autre</title>", "Rien d’autre"),
    ("<title>Daté</title><pubDate>Thu, 01 Jan 1970 00:01:00 GMT</pubDate>", "Daté 60"),
    ("<description>Un texte seul</description>", "Un texte seul"),
    ("<title>Adresse</title><guid>n-12</guid>", "n-12"),
  ])
  func aKeyIsTheSameOnEveryVisit(_ item: String, _ key: String) throws {
    #expect(try article(item).key == key)
    #expect(try article(item).key == article(item).key)
  }

  @Test func takesEachKeyOnceAndNothingThatSaysNothing() throws {
    let feed = try read(rss("<guid>1</guid><title>A</title></item><item><guid>1</guid><title>B</title></item><item>"))
    #expect(feed.articles.map(\.title) == ["A"])
  }

  @Test func followsNoScriptAddressAndNoFile() throws {
    let article = try article(
      """
      <title>x</title><link>javascript:alert(1)</link><enclosure url="file:///etc/passwd" type="image/png"/>
      <description>&lt;a href="data:text/html,x"&gt;y&lt;/a&gt;&lt;script&gt;z&lt;/script&gt;</description>
      """)
    #expect(article.address == nil && article.pictures.isEmpty && article.text == "y")
  }

  /// An entity of the document's own is nothing, however often it names others; one of HTML's is its character.
  @Test(.timeLimit(.minutes(1))) func expandsNoEntityOfItsOwn() throws {
    let layers = (1...30).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 20))\">" }.joined()
    let bomb = """
      <!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">\(layers)]>\
      <rss><channel><title>&l30;&f;a&eacute;</title><item><title>&l30;b</title></item></channel></rss>
      """
    let feed = try? read(bomb)
    let texts = feed.map { [$0.title] + $0.articles.map(\.title) } ?? []
    #expect(texts.allSatisfy { !$0.contains("ha") && $0.count < 10 })
    #expect(try read(rss("<title>caf&eacute; &nope; &hellip;</title>")).articles.first?.title == "café …")
  }

  @Test func cutsWhatIsTooMuch() throws {
    var limits = FeedLimits()
    (limits.textBytes, limits.articles, limits.pictures) = (10, 2, 1)
    let items = (1...5).map { "<guid>\($0)</guid><description>\(String(repeating: "é", count: 30))</description>" }
    let text = rss(items.joined(separator: "</item><item>"))
    let feed = try FeedReader.read(Array(text.utf8), address: "https://a.example/", limits: limits)
    #expect(feed.articles.count == 2 && feed.articles.allSatisfy { $0.isCut && $0.text == "ééééé" })
    limits.feedBytes = 100
    #expect(throws: FeedError.tooLarge(bytes: text.utf8.count)) {
      try FeedReader.read(Array(text.utf8), address: "https://a.example/", limits: limits)
    }
  }

  @Test(arguments: [
    ("", FeedError.empty), ("rien", .empty), ("<", .notXML), ("<html><body>x</body></html>", .notAFeed(root: "html")),
    ("<opml><body/></opml>", .notAFeed(root: "opml")),
  ])
  func saysWhyItIsNoFeed(_ text: String, _ error: FeedError) {
    #expect(throws: error) { try read(text) }
  }

  @Test func findsTheFeedOfASite() {
    let page = "<html><head><link rel=alternate type='application/rss+xml' href='/spip.php?page=backend'></head></html>"
    #expect(
      FeedDiscovery.feed(inPage: Array(page.utf8), address: "https://union.example/a/b")
        == "https://union.example/spip.php?page=backend")
    #expect(FeedDiscovery.feed(inPage: Array("<html></html>".utf8), address: "https://a.example/") == nil)
  }

  @Test(
    arguments: [
      ("é".data(using: .windowsCP1252), "", nil), ("é".data(using: .windowsCP1252), " encoding=\"UTF-8\"", nil),
      ("é".data(using: .isoLatin1), " encoding=\"ISO-8859-1\"", nil), ("é".data(using: .utf8), "", nil),
      ("é".data(using: .isoLatin1), "", "iso-8859-1"), ("é".data(using: .utf8), " encoding=\"nobody-knows\"", "utf-8"),
      ("é".data(using: .utf8), "", "us-ascii"), ("é".data(using: .utf8), " encoding=\"nobody-knows\"", nil),
    ] as [(Data?, String, String?)])
  func readsTheEncodingThatIsMeant(_ letter: Data?, _ declared: String, _ charset: String?) throws {
    let bytes =
      Array("<?xml version=\"1.0\"\(declared)?><rss><channel><title>".utf8) + (letter ?? Data())
      + Array("</title></channel></rss>".utf8)
    #expect(try FeedReader.read(bytes, charset: charset, address: "https://a.example/").title == "é")
  }

  @Test(arguments: [
    ("Fri, 01 May 2026 10:30:05 +0200", 1_777_624_205.0), ("1 May 2026 08:30 GMT", 1_777_624_200),
    ("Fri, 1 May 26 8:30:05 UT", 1_777_624_205), ("2026-05-01T10:30:05+02:00", 1_777_624_205),
    ("2026-05-01 08:30:05", 1_777_624_205), ("20260501T083005Z", 1_777_624_205), ("2026-05-01", 1_777_593_600),
    ("2026-05", 1_777_593_600), ("2026-121", 1_777_593_600), ("2026", 1_767_225_600),
    ("ven., 1 mai 2026 10:30:05 CEST", 1_777_624_205), ("Friday, May 1, 2026 08:30:05 +0000", 1_777_624_205),
    ("01/05/2026 08:30", 1_777_624_200), ("Fri, 01-May-2026 08:30:05 GMT", 1_777_624_205),
    ("2026-05-01T08:30:05.123456Z", 1_777_624_205), ("Thu, 01 Jan 1970 00:00:00 EST", 18_000),
  ])
  func readsDatesAsTheyAreWritten(_ text: String, _ seconds: Double) { #expect(FeedDate.seconds(text) == seconds) }

  @Test(arguments: ["", "demain", "32 May", "2026-13-01", "99999999999", "2026-05-01T25:00:00Z", "0000-00-00", "1 2 3"])
  func readsNoDateOutOfNothing(_ text: String) { #expect(FeedDate.seconds(text) == nil) }

  @Test(arguments: [
    ("https://a.example/x", true), ("http://a.example", true), ("ftp://a.example/", false), ("https://", false),
    ("https://a b/", false), ("//a.example/", false), ("HTTPS://A.example/", true),
  ])
  func knowsAddressesOfTheWeb(_ text: String, _ isOne: Bool) { #expect(WebAddress.isOne(text) == isOne) }

  @Test func readsWhatHTTPSays() {
    #expect(ContentType("text/XML; a=b; Charset=\"utf-8\"") == ContentType("text/xml;charset=utf-8"))
    #expect(ContentType("text/xml; charset=").charset == nil && ContentType(nil).mediaType.isEmpty)
  }
}
