import GRDB
import JSON
import Wire

/// The surroundings of one create, update or destroy.
struct Change {
  let transaction: Transaction
  let access: Access
  /// The arguments of the /set.
  let arguments: JSONObject
  /// What a member may take of the disk; nil: whatever he likes.
  let memberBytes: Int64?

  var db: Database { transaction.db }
  var me: String { access.principalID }

  /// The object of `type` that the member may read.
  func readable(_ type: String, _ id: String) throws -> StoredObject? {
    guard let object = try db.object(type, id), access.mayRead(object.container) else { return nil }
    return object
  }

  func require(_ right: Rights, in container: String) throws {
    guard access.rights(in: container).contains(right) else { throw SetError(SetError.forbidden) }
  }

  /// The size and digest of a blob that the member may read.
  func blob(_ id: String) throws -> Blob {
    guard let blob = try db.blob(id), try db.mayRead(blob, access) else {
      throw SetError(SetError.blobNotFound, "no blob \(id)")
    }
    return blob
  }

  func destroyAll(_ type: any ObjectType, where condition: String, _ arguments: StatementArguments) throws {
    let objects = try db.objects(where: "type = '\(type.name)' AND (\(condition))", arguments)
    for object in objects { try transaction.destroy(object, as: type) }
  }
}
