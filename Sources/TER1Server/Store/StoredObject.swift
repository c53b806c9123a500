import GRDB
import JSON

/// One object of any type, and what the server must know of it without reading its JSON.
struct StoredObject: Equatable {
  var sequence: Int64 = 0
  var type: String
  /// The principal whose private object this is; "" for an object of all.
  var owner = ""
  var id = ""
  /// All properties but those that differ from reader to reader (`clientId`, `myRights`).
  var json: JSONObject
  /// The channel, calendar or folder whose rights count; "" when everybody may read it.
  var container = ""
  /// The topic of a message, "" for topics and for everything else.
  var root = ""
  /// The folder of a file, the channel above a channel.
  var parent = ""
  /// The principal who made it; "" when imported.
  var creator = ""
  var clientId: String?
  var importKey: String?
  /// What its id shall begin with; nil: what those of its type do.
  var letter: String?
  /// What /query sorts by first: `receivedAt`, `start`, `sortOrder`.
  var sortKey: Int64 = 0
  /// What /query sorts by next; for files, the name as it is unique in its folder.
  var name = ""

  init(type: String, json: JSONObject) {
    self.type = type
    self.json = json
  }

  static let columns =
    "seq, type, owner, id, \(BallotContents.text), container, root, parent, creator, clientId, importKey, sortKey, name"

  init(_ row: Row) throws {
    self.init(type: row["type"], json: try JSONValue(parsing: row["json"] as String).object ?? [:])
    sequence = row["seq"]
    owner = row["owner"]
    id = row["id"]
    container = row["container"]
    root = row["root"]
    parent = row["parent"]
    creator = row["creator"]
    clientId = row["clientId"]
    importKey = row["importKey"]
    sortKey = row["sortKey"]
    name = row["name"]
  }
}

extension Database {
  /// The object, unless it was destroyed or never was.
  func object(_ type: String, _ id: String, owner: String = "") throws -> StoredObject? {
    let statement = try cachedStatement(
      sql: """
        SELECT \(StoredObject.columns) FROM object WHERE type = ? AND id = ? AND owner = ? AND isDestroyed = 0
        """)
    return try Row.fetchOne(statement, arguments: [type, id, owner]).map(StoredObject.init)
  }

  /// The objects that meet `condition`, an SQL expression.
  func objects(where condition: String, _ arguments: StatementArguments) throws -> [StoredObject] {
    let statement = try cachedStatement(
      sql: "SELECT \(StoredObject.columns) FROM object WHERE isDestroyed = 0 AND \(condition) ORDER BY seq")
    return try Row.fetchAll(statement, arguments: arguments).map(StoredObject.init)
  }
}
