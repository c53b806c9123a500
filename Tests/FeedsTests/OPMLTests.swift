import Testing

@testable import Feeds

@Suite struct OPMLTests {
  @Test func comesBackAsItWent() throws {
    var list = OPML(
      title: "Flux & <autres>",
      feeds: [
        OPML.Feed(address: "https://a.example/?x=1&y=\"2\"", title: "A & B", site: "https://a.example/"),
        OPML.Feed(address: "https://b.example/", title: "B", folders: ["Unions", "Loire"]),
        OPML.Feed(address: "https://c.example/", title: "C", folders: ["Unions"]),
      ])
    list.feeds[0].address = "https://a.example/?x=1&y=2"
    let read = try OPML(reading: Array(list.text.utf8))
    #expect(read.title == list.title && Set(read.feeds) == Set(list.feeds) && read.passedOver.isEmpty)
  }

  @Test func passesOverWhatIsNoFeedOfTheWeb() throws {
    let text = """
      <opml><body><outline text="x" xmlUrl="exec:rm"/><outline xmlUrl="file:///etc/passwd"/><outline text="y"
      xmlURL="https://a.example/f"/><outline text="z" xmlUrl="https://a.example/f"/></body></opml>
      """
    let list = try OPML(reading: Array(text.utf8))
    #expect(
      list.feeds.map(\.address) == ["https://a.example/f"] && list.passedOver == ["exec:rm", "file:///etc/passwd"])
  }

  @Test func aLoginIsNeitherTakenNorHandedOn() throws {
    let list = try OPML(reading: Array("<opml><body><outline xmlUrl='http://a:b@c.example/f'/></body></opml>".utf8))
    #expect(list.feeds.isEmpty && list.passedOver == ["http://a:b@c.example/f"])
    let feeds = [OPML.Feed(address: "https://a:b@c.example/@x", title: "")]
    #expect(
      OPML(title: "", feeds: feeds).text.contains("title=\"https://c.example/@x\" xmlUrl=\"https://c.example/@x\""))
  }

  @Test(arguments: [
    ("https://a.example:8080/x", "a.example"), ("http://[2001:db8::1]:80/", "2001:db8::1"),
    ("https://A.example", "a.example"), ("https://a.example:/", "a.example"), ("https://a.example:0/", nil),
    ("https://a.example:1x/", nil), ("https://javascript:alert(1)", nil), ("https://:80/", nil),
  ])
  func hosts(_ address: String, _ host: String?) { #expect(WebAddress.host(address) == host) }

  @Test(arguments: [
    ("", FeedError.empty), ("<rss/>", .notAFeed(root: "rss")), ("<opml><head/></opml>", .noBody), ("<opml", .cut),
    ("<opml><head><title>x", .cut),
  ])
  func saysWhyItIsNoList(_ text: String, _ error: FeedError) {
    #expect(throws: error) { try OPML(reading: Array(text.utf8)) }
  }
}
