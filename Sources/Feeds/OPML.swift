internal import CXml
internal import PlainText

/// A list of feeds, as readers of feeds hand them to one another (OPML 2.0).
public struct OPML: Sendable, Hashable {
  public struct Feed: Sendable, Hashable {
    /// An address of http or https.
    public var address: String
    /// One line; "" when it has none.
    public var title: String
    public var site: String?
    /// The names of the folders around it, from the outside in.
    public var folders: [String]

    public init(address: String, title: String, site: String? = nil, folders: [String] = []) {
      (self.address, self.title, self.site, self.folders) = (address, title, site, folders)
    }
  }

  public var title: String
  public var feeds: [Feed]
  /// Lines that name something else than a feed on the web: `exec:`, `filter:`, files.
  public var passedOver: [String] = []

  public init(title: String, feeds: [Feed]) { (self.title, self.feeds) = (title, feeds) }

  // MARK: Reading

  /// At most 5,000 feeds are taken; each address once.
  public init(reading bytes: [UInt8], limits: FeedLimits = .usual) throws(FeedError) {
    guard bytes.count <= limits.feedBytes else { throw .tooLarge(bytes: bytes.count) }
    let document = try FeedDocument(bytes, charset: nil, address: "")
    let root = document.root
    guard root.name == "opml" || root.name == "body" else {
      throw .notAFeed(root: CleanText.line(root.name, bytes: 64))
    }
    guard let body = root.name == "body" ? root : root.child("body") else {
      throw Self.isWhole(bytes) ? .noBody : .cut
    }
    self.init(title: CleanText.line(root.child("head")?.child("title")?.text ?? "", bytes: limits.lineBytes), feeds: [])
    var seen: Set<String> = []
    take(body, folders: [], &seen, limits)
  }

  /// Whether its last element is closed, whatever it is encoded in.
  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes.suffix(4_096).filter { $0 != 0 }, as: UTF8.self).contains("</opml")
  }

  private static let mostFeeds = 5_000
  private static let deepest = 8

  private mutating func take(_ element: FeedElement, folders: [String], _ seen: inout Set<String>, _ limits: FeedLimits)
  {
    for outline in element.children("outline") where feeds.count < Self.mostFeeds {
      let name = CleanText.line(outline.attribute("title") ?? outline.attribute("text") ?? "", bytes: limits.lineBytes)
      if let text = ["xmlUrl", "xmlURL", "xmlurl"].lazy.compactMap({ outline.attribute($0) }).first {
        take(text, name, outline, folders, &seen, limits)
      } else if folders.count < Self.deepest {
        take(outline, folders: name.isEmpty ? folders : folders + [name], &seen, limits)
      }
    }
  }

  private mutating func take(
    _ text: String, _ name: String, _ outline: FeedElement, _ folders: [String], _ seen: inout Set<String>,
    _ limits: FeedLimits
  ) {
    guard let address = WebAddress.resolved(text, base: nil), !WebAddress.hasLogin(address),
      address.utf8.count <= limits.addressBytes
    else {
      if passedOver.count < 100 { passedOver.append(CleanText.line(text, bytes: limits.lineBytes)) }
      return
    }
    guard seen.insert(address).inserted else { return }
    let site = outline.attribute("htmlUrl").flatMap { WebAddress.resolved($0, base: nil) }
    feeds.append(Feed(address: address, title: name, site: site, folders: folders))
  }

  // MARK: Writing

  /// Feeds of the same folder stand together. What a login in an address opens is nobody else's: it is left out.
  public var text: String {
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<opml version=\"2.0\">",
      "  <head><title>\(Self.escaped(title))</title></head>", "  <body>",
    ]
    lines += Self.outlines(feeds.map { ($0, $0.folders[...]) }, indent: "    ")
    return (lines + ["  </body>", "</opml>", ""]).joined(separator: "\n")
  }

  private static func outlines(_ feeds: [(Feed, ArraySlice<String>)], indent: String) -> [String] {
    var lines = feeds.filter(\.1.isEmpty).map { indent + outline($0.0) }
    var names: [String] = []
    for name in feeds.compactMap(\.1.first) where !names.contains(name) { names.append(name) }
    for name in names {
      let inside = feeds.filter { $0.1.first == name }.map { ($0.0, $0.1.dropFirst()) }
      lines.append("\(indent)<outline text=\"\(escaped(name))\">")
      lines += outlines(inside, indent: indent + "  ")
      lines.append("\(indent)</outline>")
    }
    return lines
  }

  private static func outline(_ feed: Feed) -> String {
    let address = WebAddress.withoutLogin(feed.address)
    let title = escaped(feed.title.isEmpty ? address : feed.title)
    let site = feed.site.map { " htmlUrl=\"\(escaped($0))\"" } ?? ""
    return "<outline type=\"rss\" text=\"\(title)\" title=\"\(title)\" xmlUrl=\"\(escaped(address))\"\(site)/>"
  }

  private static func escaped(_ text: String) -> String {
    CleanText.line(text, bytes: 4_096).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
