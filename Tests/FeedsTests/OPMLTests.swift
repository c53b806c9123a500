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

  @Test(arguments: [
    ("", FeedError.empty), ("<rss/>", .notAFeed(root: "rss")), ("<opml><head/></opml>", .notAFeed(root: "opml")),
  ])
  func saysWhyItIsNoList(_ text: String, _ error: FeedError) {
    #expect(throws: error) { try OPML(reading: Array(text.utf8)) }
  }
}
