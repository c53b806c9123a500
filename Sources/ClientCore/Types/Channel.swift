internal import GRDB
internal import JSON
public import Text

/// A forum's board or a chat room: docs/protocol.md, section 5.
public struct Channel: Sendable, Hashable {
  public enum Kind: String, Sendable { case forum, chat }

  public struct Rights: Sendable, Hashable {
    public let mayRead, mayPost, mayModerate, mayAdmin: Bool
  }

  public let id: ObjectID
  public let kind: Kind
  public private(set) var name: UntrustedText
  public let summary: UntrustedText
  public let parentID: ObjectID?
  public let sortOrder: Int
  public let isArchived: Bool
  /// A mailbox on a server that knows no more than mail: nobody vouches for authors, nothing can be changed.
  public let isMail: Bool
  public let rights: Rights
  /// The principals between whom it is, and nobody else; empty: it is for all who have rights there.
  public let members: [ObjectID]

  public var isDirect: Bool { !members.isEmpty }

  /// The channel under the name by which one of its members knows it.
  func called(_ name: UntrustedText) -> Channel {
    var channel = self
    channel.name = name
    return channel
  }
}

extension Channel {
  /// Closes a board or a room for writing, or opens it again.
  public static func archive(_ channel: ObjectKey, _ isArchived: Bool) -> Mutation {
    Mutation(
      account: channel.account, type: name, id: channel.id, action: .update(["isArchived": .bool(isArchived)]))
  }
}

extension Channel {
  /// A channel between the member and these others; where they have one already, the server names that.
  /// - Parameter me: the member's own principal.
  public static func direct(with others: [ObjectID], me: ObjectID, in account: AccountID, clientID: String) -> Mutation
  {
    let members = Set(others + [me]).map(\.rawValue).sorted().map { JSONValue.string($0) }
    return Mutation(
      account: account, type: name, id: ObjectID(clientID: clientID),
      action: .create(["clientId": .string(clientID), "kind": "chat", "name": "-", "members": .array(members)]))
  }
}

extension Channel: SyncedType {
  public static let name: TypeName = "Channel"
  static let capability = "urn:ter1:discussion"
  static let code: Int64 = 1
  static let table = "channel"
  static let references: Set<String> = ["parentId"]
  static let columns = ["kind", "name", "parentId", "sortOrder"]
  static let schema = [
    SchemaStep(
      name: "channel",
      sql: """
        CREATE TABLE channel (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          parentId TEXT NOT NULL,
          sortOrder INTEGER NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    guard let kind = Kind(rawValue: try object.required("kind")) else { throw DecodingFailure(reason: "unknown kind") }
    self.kind = kind
    name = UntrustedText(try object.required("name"))
    summary = object.text("description")
    parentID = object.reference("parentId")
    sortOrder = object["sortOrder"]?.int ?? 0
    (isArchived, isMail) = (object.flag("isArchived"), object.flag("isMail"))
    rights = Rights(object["myRights"])
    members = (object["members"]?.array ?? []).compactMap { $0.string.map { ObjectID($0) } }
  }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["myRights"] = ["mayRead": true, "mayPost": true, "mayModerate": false, "mayAdmin": false]
    return object
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [] }
  var searchText: SearchText? { SearchText(title: name.raw, body: summary.raw) }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [
      kind.rawValue.databaseValue, name.raw.databaseValue, (parentID?.rawValue ?? "").databaseValue,
      sortOrder.databaseValue,
    ]
  }
}

extension Channel.Rights {
  init(_ rights: JSONValue?) {
    (mayRead, mayPost) = (rights?.flag("mayRead") ?? true, rights?.flag("mayPost") ?? false)
    (mayModerate, mayAdmin) = (rights?.flag("mayModerate") ?? false, rights?.flag("mayAdmin") ?? false)
  }
}
