import Foundation
import JSON
import TestSupport
import Testing

/// `ter1 feed`, `ter1 list feeds` and `ter1 list news`.
@Suite(.ownThreads) struct FeedTests {
  let village: Village
  let camille: Person

  init() throws {
    village = try Village()
    camille = try Person()
    try camille.join(village)
  }

  private static let list = """
    <opml version="2.0"><body><outline text="Unions"><outline text="Dockers" xmlUrl="https://docks.example/feed"/></outline>
    <outline text="Ailleurs" xmlUrl="exec:rm"/><outline text="Soignants" xmlUrl="https://soins.example/feed"/></body></opml>
    """

  private func imported(_ text: String, _ arguments: String..., by person: Person? = nil) throws -> Outcome {
    try Programs.run(
      [Programs.client, "feed", "import"] + arguments, environment: (person ?? camille).environment, input: text)
  }

  private func feeds(_ person: Person? = nil) throws -> [JSONValue] {
    try (person ?? camille).ter1("list", "feeds", "--json").lines.map { try JSONValue(parsing: $0) }
  }

  @Test func aListComesInAndGoesOut() throws {
    let done = try imported(Self.list)
    #expect(done.status == 0 && done.errors.contains("exec:rm"), "\(done.errors)")
    #expect(try feeds().map { $0["title"]?.string } == ["Soignants", "Dockers"])
    #expect(try feeds().allSatisfy { $0["isOwn"] == true })
    let out = try camille.ter1("feed", "export").output
    #expect(out.contains("<outline text=\"Unions\">") && out.contains("xmlUrl=\"https://docks.example/feed\""))
    #expect(try imported(out).errors.contains("2 feeds were there already"))
    #expect(try camille.ter1("feed", "remove", "dock").status == 0)
    #expect(try feeds().count == 1 && camille.ter1("outbox", "list").lines.isEmpty)
  }

  @Test(arguments: [
    ("", "empty"), ("bonjour", "empty"), ("<rss/>", "rss"), ("<opml><head/></opml>", "body"), ("<opml", "cut off"),
    ("<opml><body/></opml>", "names no feed"),
  ])
  func whatIsNoListIsSaidAndAddsNothing(_ text: String, _ words: String) throws {
    let done = try imported(text)
    #expect(done.status == 65 && done.errors.contains(words), "\(done.errors)")
    #expect(try feeds().isEmpty)
  }

  @Test func theServerReadsWhatAnAdministratorChose() throws {
    #expect(try camille.ter1("feed", "add", "docks.example/feed", "--for-all", "--title", "Dockers").status == 0)
    let lou = try Person()
    try lou.join(village, as: "lou")
    #expect(try feeds(lou).map { $0["url"]?.string } == ["https://docks.example/feed"])
    let refused = try lou.ter1("feed", "remove", "Dockers")
    #expect(refused.status == 65 && !refused.errors.isEmpty)
    #expect(try lou.ter1("sync").status == 0 && feeds(lou).count == 1)
  }

  @Test func aFeedThatCannotBeReadIsNamed() throws {
    #expect(try camille.ter1("feed", "add", "https://127.0.0.1:1/feed").status == 0)
    let done = try camille.ter1("feed", "fetch")
    #expect(done.status == 69 && done.errors.contains("127.0.0.1:1/feed"), "\(done.errors)")
    #expect(try feeds().first?["trouble"] == "unreachable")
  }

  @Test(arguments: [
    "pas une adresse", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "https://a.example:x/",
    "https://a.example:70000/", "http://user:pw@a.example/feed", "mailto:a@b.example",
  ])
  func whatIsNoAddressOfTheWebIsNotAdded(_ address: String) throws {
    let done = try camille.ter1("feed", "add", address)
    #expect(done.status == 64 && done.errors.contains("without a login"), "\(done.errors)")
    #expect(try feeds().isEmpty)
  }

  @Test func anAtInThePathIsNoLogin() throws {
    #expect(try camille.ter1("feed", "add", "https://mastodon.example:443/@union.rss", "--for-all").status == 0)
    #expect(try feeds().map { $0["url"]?.string } == ["https://mastodon.example:443/@union.rss"])
  }

  /// What libxml says of bytes that it cannot decode went to standard error: over the whole interface.
  @Test(arguments: [
    [0xFF, 0xFE, 0x3C, 0x00, 0x72, 0x00, 0x00, 0xD8, 0x00, 0xD8],
    Array("<?xml version=\"1.0\" encoding=\"ISO-2022-JP\"?><opml><body>".utf8) + [0x1B, 0x24, 0x42, 0xFF, 0xFF, 0x80],
    Array("<?xml version=\"1.0\" encoding=\"UTF-16\"?><opml><body>".utf8) + [0x00, 0xD8, 0x00, 0xD8, 0xDC],
    Array("<opml><body>".utf8) + (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 73 ^ ($0 >> 3)) },
  ])
  func bytesThatNobodyDecodesAreToldOnce(_ bytes: [UInt8]) throws {
    let place = try TemporaryFolder()
    let path = try place.write("list", "")
    try Data(bytes).write(to: URL(filePath: path))
    let (typed, errors) = (try #require(FileHandle(forReadingAtPath: path)), try place.handle("errors"))
    let child = try ChildProcess(
      [Programs.client, "feed", "import"], environment: camille.environment,
      redirecting: [0: typed.fileDescriptor, 2: errors.fileDescriptor])
    #expect(child.wait() == 65)
    let said = try place.text("errors")
    #expect(!said.contains("encoding error") && !said.contains("parser error") && !said.contains("error :"), "\(said)")
    #expect(said.split(separator: "\n").count <= 3, "\(said)")
  }
}
