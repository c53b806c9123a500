import GRDB
import JSON
import Wire

/// How much of the disk a member takes, and may take.
///
/// The column `member.bytes` counts the text and the files of what he made and all can see, each file once for each object that refers to
/// it. What was imported was not put there by him, and reading marks are no burden: neither counts.
extension Cooperative {
  /// Whether so many bytes more may be uploaded. What he uploaded and nothing refers to yet counts too, unfinished uploads included.
  public func hasRoom(for bytes: Int64, of member: Member) throws(CooperativeError) -> Bool {
    guard let most = memberBytes else { return true }
    let (kept, waiting) = try Self.storage {
      try read { (try $0.bytes(of: member.principalID), try $0.waitingBytes(of: member.principalID)) }
    }
    return kept + waiting + unfinishedBytes(of: member) + bytes <= most
  }
}

extension Database {
  /// Of what the member made.
  func bytes(of principalID: String) throws -> Int64 {
    let statement = try cachedStatement(sql: "SELECT bytes FROM member WHERE principalId = ?")
    return try Int64.fetchOne(statement, arguments: [principalID]) ?? 0
  }

  /// Of files that the member uploaded within a day and nothing refers to.
  fileprivate func waitingBytes(of principalID: String) throws -> Int64 {
    let statement = try cachedStatement(
      sql: """
        SELECT coalesce(sum(size), 0) FROM blobUpload JOIN blob ON id = blobId
        WHERE principalId = ? AND NOT EXISTS (SELECT 1 FROM blobUse WHERE blobUse.blobId = blobUpload.blobId)
        """)
    return try Int64.fetchOne(statement, arguments: [principalID]) ?? 0
  }

  fileprivate func size(of object: StoredObject, _ type: any ObjectType) throws -> Int64 {
    guard object.countsForCreator else { return 0 }
    let text = Int64(JSONValue.object(object.json).bytes.count)
    return try Set(type.blobs(object.json)).reduce(text) { $0 + (try blob($1)?.size ?? 0) }
  }
}

extension StoredObject {
  fileprivate var countsForCreator: Bool { importKey == nil && owner.isEmpty && !creator.isEmpty }
}

extension Transaction {
  /// Counts what came or went for him who made the object.
  func count(_ new: StoredObject?, instead old: StoredObject?, as type: any ObjectType) throws {
    guard let creator = (new ?? old)?.creator else { return }
    let growth = try (new.map { try db.size(of: $0, type) } ?? 0) - (old.map { try db.size(of: $0, type) } ?? 0)
    guard growth != 0 else { return }
    try db.cachedStatement(sql: "UPDATE member SET bytes = bytes + ? WHERE principalId = ?")
      .execute(arguments: [growth, creator])
  }
}

extension Change {
  /// Refuses what would take its maker beyond what he may have; others may touch what is his meanwhile, and he may make it smaller.
  func requireRoom(for new: StoredObject, instead old: StoredObject?, as type: any ObjectType) throws {
    guard let memberBytes, new.creator == me else { return }
    let growth = try db.size(of: new, type) - (old.map { try db.size(of: $0, type) } ?? 0)
    guard growth > 0, try db.bytes(of: me) + growth > memberBytes else { return }
    throw SetError(SetError.overQuota, "a member may have \(memberBytes) bytes")
  }
}
