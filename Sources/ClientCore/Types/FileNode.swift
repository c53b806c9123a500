internal import GRDB
internal import JSON
public import Text

/// A file or a folder: docs/protocol.md, section 9.
public struct FileNode: Sendable, Hashable {
  public struct Rights: Sendable, Hashable {
    public let mayRead, mayWrite, mayAdmin: Bool
  }

  public let id: ObjectID
  /// nil: at the top.
  public let parentID: ObjectID?
  /// nil: a folder. Local while the upload waits.
  public let blobID: ObjectID?
  public let name: UntrustedText
  public let type: UntrustedText?
  /// In bytes; nil for a folder.
  public let size: Int?
  /// Lower-case hexadecimal.
  public let sha256: UntrustedText?
  public let summary: UntrustedText
  /// Seconds since 1970.
  public let created: Double?
  public let modified: Double?
  public let createdBy: ObjectID?
  public let rights: Rights
  /// Of a folder: the event, or the campaign, that what is in it is for.
  public let eventID: ObjectID?
  public let campaign: UntrustedText?

  public var isFolder: Bool { blobID == nil }
  public var isKit: Bool { isFolder && (eventID != nil || campaign != nil) }
}

extension FileNode: SyncedType {
  public static let name: TypeName = "FileNode"
  static let capability = "urn:ietf:params:jmap:filenode"
  static let code: Int64 = 5
  static let table = "fileNode"
  static let references: Set<String> = ["parentId", "blobId", "eventId"]
  static let columns = ["parentId", "isFile", "sortName", "isKit"]
  static let schema = [
    SchemaStep(
      name: "fileNode",
      sql: """
        CREATE TABLE fileNode (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          parentId TEXT NOT NULL,
          isFile INTEGER NOT NULL,
          sortName TEXT NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        CREATE INDEX fileNode_folder ON fileNode (account, parentId, isFile, sortName);
        """),
    SchemaStep(
      name: "fileNode kits",
      sql: """
        ALTER TABLE fileNode ADD COLUMN isKit INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX fileNode_kit ON fileNode (sortName) WHERE isKit;
        """),
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    parentID = object.reference("parentId")
    blobID = object.reference("blobId")
    name = UntrustedText(try object.required("name"))
    type = object["type"]?.string.map { UntrustedText($0) }
    size = object["size"]?.int.map { max(0, $0) }
    sha256 = object["sha256"]?.string.map { UntrustedText($0) }
    summary = object.text("description")
    created = object.instant("created")
    modified = object.instant("modified")
    createdBy = object.reference("createdBy")
    rights = Rights(object["myRights"])
    eventID = object.reference("eventId")
    campaign = object["campaign"]?.string.map { UntrustedText($0) }
  }

  var time: Int64 { UTCDate.milliseconds(from: modified ?? created ?? 0) }
  var containers: [(type: TypeName, id: ObjectID)] { [(Self.name, parentID ?? "")] }
  var searchText: SearchText? {
    let words = [summary.raw, campaign?.raw ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    return SearchText(title: name.raw, body: words, author: createdBy, container: parentID.map { (Self.name, $0) })
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [
      (parentID?.rawValue ?? "").databaseValue, (!isFolder).databaseValue,
      NaturalOrder.key(of: name.raw).databaseValue, isKit.databaseValue,
    ]
  }

  /// At the top, `parentId` is there and null, as the server says it.
  static func patched(
    _ object: JSONValue, with patch: JSONObject, for viewer: Viewer
  ) throws(PatchError) -> JSONValue {
    var result = try object.patched(with: patch)
    if patch["parentId"]?.isNull == true { result["parentId"] = .null }
    return result
  }

  static func guardsProperty(_ path: String) -> Bool { ["name", "parentId", "blobId", "description"].contains(path) }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, known["clientId"]?.string != nil else { return nil }
    let names = [
      "clientId", "parentId", "blobId", "name", "type", "size", "sha256", "description", "modified", "eventId",
      "campaign",
    ]
    return .create((known.object ?? [:]).filter { names.contains($0.key) && !$0.value.isNull })
  }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["created"] = .string(UTCDate.string(from: viewer.now))
    object["modified"] = properties["modified"] ?? object["created"]
    object["createdBy"] = viewer.principal.map { .string($0.rawValue) }
    object["myRights"] = ["mayRead": true, "mayWrite": true, "mayAdmin": false]
    return object
  }
}

extension FileNode.Rights {
  init(_ rights: JSONValue?) {
    (mayRead, mayWrite) = (rights?.flag("mayRead") ?? true, rights?.flag("mayWrite") ?? false)
    mayAdmin = rights?.flag("mayAdmin") ?? false
  }
}

// MARK: - Intentions

extension FileNode {
  /// - Parameters:
  ///   - parent: nil for the top.
  ///   - clientID: unique for ever: a UUID does.
  public static func createFolder(
    _ account: AccountID, named folderName: String, in parent: ObjectID?, clientID: String
  ) -> Mutation {
    let object = properties(named: folderName, in: parent, clientID: clientID)
    return Mutation(account: account, type: name, id: ObjectID(clientID: clientID), action: .create(object))
  }

  /// A new file: its content (from `Cache.spool(copying:)`), then the file that refers to it.
  public static func upload(
    _ account: AccountID, named fileName: String, in parent: ObjectID?, content: Mutation.Action, clientID: String
  ) -> [Mutation] {
    guard case .upload(_, let type, let size, let sha256) = content else { return [] }
    let blob = Blob.upload(account, content: content, clientID: clientID + "-blob")
    var object = properties(named: fileName, in: parent, clientID: clientID)
    object["blobId"] = .string(blob.id.rawValue)
    object["type"] = .string(type)
    object["size"] = .int(Int64(size))
    object["sha256"] = .string(sha256)
    return [blob, Mutation(account: account, type: name, id: ObjectID(clientID: clientID), action: .create(object))]
  }

  private static func properties(named name: String, in parent: ObjectID?, clientID: String) -> JSONObject {
    var object: JSONObject = ["clientId": .string(clientID), "name": .string(name)]
    if let parent { object["parentId"] = .string(parent.rawValue) }
    return object
  }

  public static func rename(_ node: ObjectKey, to newName: String) -> Mutation {
    update(node, ["name": .string(newName)])
  }

  /// Makes a folder the kit of an event or of a campaign; with neither, no kit.
  public static func tie(_ node: ObjectKey, event: ObjectID?, campaign: String?) -> Mutation {
    update(
      node,
      [
        "eventId": event.map { .string($0.rawValue) } ?? .null, "campaign": campaign.map { .string($0) } ?? .null,
      ])
  }

  /// - Parameter parent: nil for the top.
  public static func move(_ node: ObjectKey, into parent: ObjectID?) -> Mutation {
    update(node, ["parentId": parent.map { .string($0.rawValue) } ?? .null])
  }

  public static func delete(_ node: ObjectKey) -> Mutation {
    Mutation(account: node.account, type: name, id: node.id, action: .destroy)
  }

  private static func update(_ node: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: node.account, type: name, id: node.id, action: .update(patch))
  }
}
