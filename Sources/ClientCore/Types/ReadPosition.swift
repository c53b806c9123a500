internal import GRDB
internal import JSON

/// How far the member has read a topic or a chat room: docs/protocol.md, section 7. Its id is the topic's or the channel's.
public struct ReadPosition: Sendable, Hashable {
  public let id: ObjectID
  /// The receivedAt of the newest message read, seconds since 1970.
  public let readUpTo: Double
  public let isMuted: Bool
  /// Of a feed: what was read out of its order, or is to be read once more, whatever `readUpTo` says.
  public let articles: [ObjectID: Bool]
}

extension ReadPosition: SyncedType {
  public static let name: TypeName = "ReadPosition"
  static let capability = "urn:ter1:discussion"
  static let code: Int64 = 2
  static let table = "readPosition"
  static let columns = ["readUpTo", "isMuted"]
  static let coalescesUpdates = true
  static let isSilent = true
  static let schema = [
    SchemaStep(
      name: "readPosition",
      sql: """
        CREATE TABLE readPosition (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          readUpTo INTEGER NOT NULL,
          isMuted INTEGER NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    readUpTo = object.instant("readUpTo") ?? 0
    isMuted = object.flag("isMuted")
    articles = (object["articles"]?.object ?? [:]).reduce(into: [:]) { $0[ObjectID($1.key)] = $1.value.bool }
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [(Message.name, id), (Channel.name, id), (Feed.name, id)] }
  var searchText: SearchText? { nil }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [UTCDate.milliseconds(from: readUpTo).databaseValue, isMuted.databaseValue]
  }

  /// An update of a position that does not exist yet makes it.
  static func blank(_ id: ObjectID) -> JSONValue? { ["id": .string(id.rawValue)] }

  /// A position never goes back, whatever is tried.
  static func patched(
    _ object: JSONValue, with patch: JSONObject, for viewer: Viewer
  ) throws(PatchError) -> JSONValue {
    let known = object["readUpTo"]?.string.flatMap { UTCDate.milliseconds($0) } ?? Int64.min
    var patch = patch
    if let later = patch["readUpTo"]?.string.flatMap({ UTCDate.milliseconds($0) }), later < known {
      patch["readUpTo"] = nil
    }
    // The server merges them, too.
    if let marks = patch["articles"]?.object { patch["articles"] = .object(merged(object["articles"]?.object, marks)) }
    return try object.patched(with: patch)
  }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard let before = known["readUpTo"], known.instant("readUpTo") ?? 0 > object?.instant("readUpTo") ?? 0 else {
      return nil
    }
    return .update(["readUpTo": before])
  }

  static func coalesced(_ earlier: JSONObject, _ later: JSONObject) -> JSONObject {
    earlier.merging(later) { old, new in
      if let marks = new.object { return .object(merged(old.object, marks)) }
      guard let before = old.string.flatMap({ UTCDate.milliseconds($0) }),
        let after = new.string.flatMap({ UTCDate.milliseconds($0) })
      else { return new }
      return before > after ? old : new
    }
  }

  private static func merged(_ earlier: JSONObject?, _ later: JSONObject) -> JSONObject {
    (earlier ?? [:]).merging(later) { _, later in later }
  }

  static func derive(_ changes: [RowChange], _ transaction: Transaction) throws {
    for change in changes {
      try transaction.conversations.positionChanged(ConversationKey(account: change.account, id: change.id))
      try transaction.db.cachedStatement(sql: readArticles).execute(arguments: [
        UTCDate.milliseconds(from: (change.after?.object as? ReadPosition)?.readUpTo ?? -1),
        JSONValue.object((change.after?.object as? ReadPosition)?.marks ?? [:]).text, change.account.rawValue,
        change.id.rawValue,
      ])
    }
  }

  private static let readArticles = """
    UPDATE article SET isRead = coalesce(json_extract(?2, '$."' || id || '"'), receivedAt <= ?1)
    WHERE account = ?3 AND feed = ?4
    """
  private var marks: JSONObject { articles.reduce(into: [:]) { $0[$1.key.rawValue] = .bool($1.value) } }
}

// MARK: - Intentions

extension ReadPosition {
  /// Everything in a topic or a room has been read, up to the message received at `upTo` (seconds since 1970).
  /// - Parameter conversation: the topic (Message) or the room (Channel).
  public static func read(_ conversation: ObjectKey, upTo: Double) -> Mutation {
    update(conversation, ["readUpTo": .string(UTCDate.string(from: upTo))])
  }

  public static func mute(_ conversation: ObjectKey, _ isMuted: Bool) -> Mutation {
    update(conversation, ["isMuted": .bool(isMuted)])
  }

  /// Nothing in it has been read.
  public static func unread(_ conversation: ObjectKey) -> Mutation {
    Mutation(account: conversation.account, type: name, id: conversation.id, action: .destroy)
  }

  private static func update(_ conversation: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: conversation.account, type: name, id: conversation.id, action: .update(patch))
  }
}
