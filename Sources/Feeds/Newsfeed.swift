/// What a feed says, whatever it is written in: RSS 0.9 to 2.0, RDF or Atom.
public struct Newsfeed: Sendable, Hashable {
  public enum Format: String, Sendable { case rss, rdf, atom }

  public var format: Format
  /// One line; "" when it has none.
  public var title = ""
  public var summary = ""
  /// The site that it is about; an address of http or https.
  public var site: String?
  /// The feed's own address, as it says itself.
  public var address: String?
  /// How long it asks to be left alone between two visits, in seconds; nil: it does not say.
  public var pause: Double?
  /// In the feed's order; each key once.
  public var articles: [Article] = []
}

extension Newsfeed {
  public struct Article: Sendable, Hashable {
    /// The same for the same article on every visit; unique in its feed. At most 1,000 bytes.
    public var key: String
    /// One line; "" when it has none.
    public var title: String
    /// An address of http or https.
    public var address: String?
    public var author: String?
    /// Seconds since 1970.
    public var published: Double?
    /// When it was last edited, where that is another time.
    public var updated: Double?
    /// Plain text, in paragraphs.
    public var text: String
    /// Whether the text goes on beyond what is here.
    public var isCut: Bool
    public var pictures: [Picture]
  }

  public struct Picture: Sendable, Hashable {
    /// An address of http or https.
    public var address: String
    /// What it shows, for those who do not see it; "" when nobody said.
    public var alt: String
    /// Bytes, as far as the feed tells.
    public var size: Int?
  }
}

/// Bounds of what is taken from a feed; the rest is passed over.
public struct FeedLimits: Sendable {
  public static let usual = FeedLimits()

  /// Bytes of the feed, unpacked.
  public var feedBytes = 5 << 20
  public var articles = 200
  /// Bytes of an article's text.
  public var textBytes = 65_536
  public var pictures = 12
  /// Bytes of a title or a name.
  public var lineBytes = 512
  /// Bytes of an address.
  public var addressBytes = 2_048
}

/// Why something is no feed.
public enum FeedError: Error, Sendable, Hashable {
  case empty
  case tooLarge(bytes: Int)
  /// Nothing in it can be read as XML.
  case notXML
  /// It is XML or HTML, and no feed.
  /// - Parameter root: what its outermost element is called.
  case notAFeed(root: String)
  /// It is OPML, and nothing is in it.
  case noBody
  /// It is OPML, and ends before anything is in it.
  case cut
}
