import GRDB
public import JSON
import Wire

/// Why an object cannot be kept; one line for the importer's report.
public struct ImportRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: String
  public init(_ reason: String) { self.reason = reason }
  public var description: String { reason }
}

/// An object for `ImportBatch.insert`.
public struct ImportedObject: Hashable, Sendable {
  /// As in `Message/get`.
  public var type: String
  public var object: JSONObject

  public init(type: String, object: JSONObject) {
    self.type = type
    self.object = object
  }
}

extension Cooperative {
  /// Runs `body` in one durable transaction; when it throws, nothing of it is kept.
  public func importBatch(_ body: (inout ImportBatch) throws -> Void) throws {
    try write { transaction in
      // With the usual cache a batch's pages would be written several times each before it is over.
      try transaction.db.execute(sql: "PRAGMA cache_size = -65536")
      var batch = ImportBatch(transaction: transaction)
      try body(&batch)
    }
  }
}

/// The door of those who bring an archive: it trusts what they say of authors and times, and still refuses what no client could
/// be given.
public struct ImportBatch {
  let transaction: Transaction
  /// Ids of channels that are known to be there.
  var channels: Set<String> = []
  private var db: Database { transaction.db }

  init(transaction: Transaction) { self.transaction = transaction }

  // MARK: Containers: found, or made

  /// - Parameter kind: `forum` or `chat`.
  public mutating func channel(kind: String, name: String) throws -> String {
    let standing = try db.objects(
      where: "type = 'Channel' AND name = ? AND json ->> 'kind' = ?", [Folding.key(name), kind])
    return try standing.first?.id ?? insert(type: "Channel", ["kind": .string(kind), "name": .string(name)])
  }

  public mutating func calendar(name: String) throws -> String {
    let standing = try db.objects(where: "type = 'Calendar' AND name = ?", [Folding.key(name)])
    return try standing.first?.id ?? insert(type: "Calendar", ["name": .string(name)])
  }

  /// - Parameter path: names from the top down.
  /// - Returns: nil for the top.
  public mutating func folder(path: [String]) throws -> String? {
    var folder: String?
    for name in path {
      let standing = try db.objects(
        where: "type = 'FileNode' AND parent = ? AND name = ?", [folder ?? "", Folding.key(name)])
      let parent = folder.map(JSONValue.string) ?? .null
      folder = try standing.first?.id ?? insert(type: "FileNode", ["name": .string(name), "parentId": parent])
    }
    return folder
  }

  /// The member of this login name; one without password is made when there is none.
  public mutating func principal(handle: String, name: String) throws -> String {
    do {
      return try transaction.principal(handle: handle, name: name)
    } catch let error as SetError {
      throw ImportRefusal(error.description ?? error.type)
    }
  }

  // MARK: Contents

  public mutating func blob(_ bytes: [UInt8], type: String) throws -> (blobId: String, sha256: String, size: Int) {
    guard bytes.count <= Limits.core.maxSizeUpload else {
      throw ImportRefusal("larger than \(Limits.core.maxSizeUpload) bytes")
    }
    let blob = try db.keepBlob(bytes, now: transaction.now)
    return (blob.id, blob.sha256, Int(blob.size))
  }

  /// The object that was inserted under this `importKey`, also when it was destroyed since.
  public mutating func lookup(type: String, importKey: String) throws -> String? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM object WHERE type = ? AND importKey = ?"), arguments: [type, importKey])
  }

  public mutating func insert(_ object: ImportedObject) throws -> String {
    try insert(type: object.type, object.object)
  }

  /// Keeps an object as it is given, with the server-set properties that it holds; what it does not hold gets its initial value.
  /// A member `importKey` is remembered and not kept in the object.
  /// - Returns: its id.
  public mutating func insert(type name: String, _ object: JSONObject) throws -> String {
    guard let type = Types.named(name) else { throw ImportRefusal("no such type: \(name)") }
    do {
      var stored = StoredObject(type: name, json: object)
      stored.importKey = stored.json.removeValue(forKey: "importKey")?.string
      stored.clientId = stored.json.removeValue(forKey: "clientId")?.string
      stored.json = try complete(stored.json, type)
      try place(&stored)
      try Draft.checkSize(stored.json)
      try transaction.insert(&stored, as: type)
      if type.isContainer { try transaction.setOwnContainer(stored) }
      return stored.id
    } catch let error as SetError {
      throw ImportRefusal(error.description ?? error.type)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw ImportRefusal("it is there already")
    }
  }

  private func complete(_ object: JSONObject, _ type: any ObjectType) throws(SetError) -> JSONObject {
    var json = object
    json["id"] = nil
    for property in type.properties where property.name != "clientId" && property.name != "myRights" {
      if let value = json[property.name] {
        try property.check(value)
      } else if let initial = property.initial {
        json[property.name] = initial
      } else if !property.isOptional && !(type.isOpen && property.name == "uid") {
        throw .invalid(property.name, "is required")
      }
    }
    guard Property.isNeutral(.object(json)) else { throw SetError(SetError.invalidProperties, "a control character") }
    return json
  }
}
