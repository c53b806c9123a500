internal import GRDB
public import JSON
public import Text

/// A feed of news: one that the server reads for all members (docs/protocol.md, section 24), or one that this client reads by itself.
public struct Feed: Sendable, Hashable {
  /// Why it cannot be read.
  public struct Trouble: Sendable, Hashable {
    /// As in docs/protocol.md: `unreachable`, `notAFeed`…
    public let kind: String
    /// Seconds since 1970.
    public let since: Double?
  }

  public let id: ObjectID
  public let url: UntrustedText
  /// "" until it was read for the first time.
  public let title: UntrustedText
  /// "" for none.
  public let folder: UntrustedText
  /// Where its articles are discussed.
  public let channelID: ObjectID?
  public let site: UntrustedText?
  public let trouble: Trouble?
  public let created: Double?
  /// Of one that this client reads: what its server called its last answer, and when it was asked (seconds since 1970).
  public let etag, lastModified: String?
  public let visitedAt: Double?

  /// What it is called; its address while it has no title.
  public var name: UntrustedText { title.isEmpty ? url : title }
}

extension AccountID {
  /// Of what is nobody's but this machine's: feeds that the client reads by itself. No server has it, and nothing of it is sent.
  public static let own = AccountID(rawValue: 0)
}

extension Feed: SyncedType {
  public static let name: TypeName = "Feed"
  static let capability = "urn:ter1:news"
  static let code: Int64 = 11
  static let table = "feed"
  static let references: Set<String> = ["channelId"]
  static let columns = ["sortName"]
  static let schema = [
    SchemaStep.table("feed", columns: ["sortName TEXT"])
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    url = UntrustedText(try object.required("url"))
    title = object.text("title")
    folder = object.text("folder")
    channelID = object.reference("channelId")
    site = object["site"]?.string.map { UntrustedText($0) }
    trouble = object["trouble"]?["kind"]?.string.map { kind in
      Trouble(kind: kind, since: object["trouble"]?.instant("since"))
    }
    created = object.instant("created")
    (etag, lastModified) = (object["etag"]?.string, object["lastModified"]?.string)
    visitedAt = object.instant("visitedAt")
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [] }
  var searchText: SearchText? { SearchText(title: title.raw, body: url.raw) }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [NaturalOrder.key(of: name.raw).databaseValue]
  }

  static func guardsProperty(_ path: String) -> Bool { ["url", "title", "folder", "channelId"].contains(path) }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, known["clientId"]?.string != nil else { return nil }
    return .create(
      (known.object ?? [:]).filter {
        ["clientId", "url", "title", "folder", "channelId"].contains($0.key) && !$0.value.isNull
      })
  }
}

// MARK: - Intentions

extension Feed {
  /// - Parameters:
  ///   - account: `.own` for one that this client reads by itself.
  ///   - clientID: unique for ever: a UUID does.
  public static func add(
    _ url: String, title: String = "", folder: String = "", to account: AccountID, clientID: String
  ) -> Mutation {
    var object: JSONObject = ["clientId": .string(clientID), "url": .string(url)]
    if !title.isEmpty { object["title"] = .string(title) }
    if !folder.isEmpty { object["folder"] = .string(folder) }
    return Mutation(account: account, type: name, id: ObjectID(clientID: clientID), action: .create(object))
  }

  public static func change(_ feed: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: feed.account, type: name, id: feed.id, action: .update(patch))
  }

  /// Its articles go with it.
  public static func remove(_ feed: ObjectKey) -> Mutation {
    Mutation(account: feed.account, type: name, id: feed.id, action: .destroy)
  }
}
