internal import GRDB
internal import JSON
public import Text

/// An article of a feed: docs/protocol.md, section 24.
public struct Article: Sendable, Hashable {
  public struct Picture: Sendable, Hashable {
    public let url: UntrustedText
    /// What it shows, for those who do not see it; "" when nobody said.
    public let alt: UntrustedText
    /// The server has it; nil: only the site does.
    public let blobID: ObjectID?
    public let type: UntrustedText
    /// Bytes; nil: unknown.
    public let size: Int?
  }

  public let id: ObjectID
  public let feedID: ObjectID
  /// "" for none.
  public let title: UntrustedText
  public let url: UntrustedText?
  public let author: UntrustedText?
  /// Seconds since 1970.
  public let publishedAt: Double
  public let updatedAt: Double?
  /// When the server found it; what has been read is told by it.
  public let receivedAt: Double
  /// Plain text.
  public let text: UntrustedText
  /// The text goes on on the site.
  public let isCut: Bool
  public let pictures: [Picture]
  /// Where it is discussed.
  public let topicID: ObjectID?
  /// Whether a member brought it, and the server has not confirmed it.
  public let isCarried: Bool
}

extension Article: SyncedType {
  public static let name: TypeName = "Article"
  static let capability = "urn:ter1:news"
  static let code: Int64 = 12
  static let table = "article"
  static let references: Set<String> = ["topicId"]
  static let columns = ["feed", "receivedAt", "isRead"]
  static let schema = [
    SchemaStep.table(
      "article", columns: ["feed TEXT", "receivedAt INTEGER", "isRead INTEGER"],
      """
      CREATE INDEX article_feed ON article (account, feed);
      CREATE INDEX article_unread ON article (account, feed) WHERE isRead = 0;
      """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    feedID = ObjectID(try object.required("feedId"))
    title = object.text("title")
    url = object["url"]?.string.map { UntrustedText($0) }
    author = object["author"]?.string.map { UntrustedText($0) }
    guard let received = object.instant("receivedAt") else { throw DecodingFailure(reason: "receivedAt is no date") }
    receivedAt = received
    publishedAt = object.instant("publishedAt") ?? received
    updatedAt = object.instant("updatedAt")
    text = object.text("text")
    isCut = object.flag("isCut")
    pictures = (object["pictures"]?.array ?? []).prefix(50).map(Picture.init)
    topicID = object.reference("topicId")
    isCarried = object.isCarried
  }

  var time: Int64 { max(0, UTCDate.milliseconds(from: publishedAt)) }
  var containers: [(type: TypeName, id: ObjectID)] { [(Feed.name, feedID)] }
  var searchText: SearchText? {
    SearchText(
      title: title.raw, body: text.raw, authorName: author?.raw ?? "", container: (Feed.name, feedID),
      hasAttachment: !pictures.isEmpty)
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    let position = try transaction.shown(ReadPosition.self, viewer.account, feedID).flatMap { try? ReadPosition($0) }
    let received = UTCDate.milliseconds(from: receivedAt)
    let isRead = position.map { $0.articles[id] ?? (received <= UTCDate.milliseconds(from: $0.readUpTo)) } ?? false
    return [feedID.rawValue.databaseValue, received.databaseValue, isRead.databaseValue]
  }

  /// The first topic stands, on the server and here.
  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? { nil }
}

extension Article.Picture {
  fileprivate init(_ object: JSONValue) {
    (url, alt, type) = (object.text("url"), object.text("alt"), object.text("type"))
    blobID = object.reference("blobId")
    size = object["size"]?.int.map { max(0, $0) }
  }
}

// MARK: - Intentions

extension Article {
  /// - Parameter topic: one that waits to be sent too will do.
  public static func discuss(_ article: ObjectKey, in topic: ObjectID) -> Mutation {
    Mutation(
      account: article.account, type: name, id: article.id, action: .update(["topicId": .string(topic.rawValue)]))
  }
}
