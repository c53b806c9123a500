import Foundation
import GRDB

/// What is known of a blob; its bytes lie in the same file, in pieces, so that a part is read without the rest.
public struct Blob: Hashable, Sendable {
  /// The digest of the content, in the alphabet of ids: the same content is the same blob.
  public let id: String
  /// Lower-case hexadecimal.
  public let sha256: String
  public let size: Int64
  let sequence: Int64

  /// Bytes in one piece.
  static let chunkSize = 262_144

  static func id(of digest: [UInt8]) -> String { "B" + Secrets.text(digest) }
}

extension Database {
  func blob(_ id: String) throws -> Blob? {
    let statement = try cachedStatement(sql: "SELECT seq, sha256, size FROM blob WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id]).map {
      Blob(id: id, sha256: $0["sha256"], size: $0["size"], sequence: $0["seq"])
    }
  }

  /// A member reads what he uploaded, and what an object that he can read refers to.
  func mayRead(_ blob: Blob, _ access: Access) throws -> Bool {
    let uploaded = try Bool.fetchOne(
      self, sql: "SELECT 1 FROM blobUpload WHERE blobId = ? AND principalId = ?",
      arguments: [blob.id, access.principalID])
    if uploaded == true { return true }
    let uses = try Row.fetchAll(
      self,
      sql: """
        SELECT DISTINCT container, type = 'Message' AND object.name = ?3 AND creator != ?2 AS isHidden
        FROM blobUse JOIN object ON object.seq = blobUse.object
        WHERE blobId = ?1 AND isDestroyed = 0 AND owner IN ('', ?2)
        """, arguments: [blob.id, access.principalID, MessageType.hiddenName])
    return uses.contains { use in
      let needed: Rights = use["isHidden"] ? [.read, .moderate] : .read
      return access.rights(in: use["container"]).isSuperset(of: needed)
    }
  }

  /// At most `count` bytes of the blob from `offset` on, and no more than one piece.
  func bytes(of blob: Blob, from offset: Int64, count: Int) throws -> [UInt8] {
    let within = Int(offset % Int64(Blob.chunkSize))
    let statement = try cachedStatement(
      sql: "SELECT substr(bytes, ?, ?) FROM blobChunk WHERE blob = ? AND number = ?")
    let row = try Row.fetchOne(
      statement, arguments: [within + 1, count, blob.sequence, offset / Int64(Blob.chunkSize)])
    return try row?.withUnsafeData(atIndex: 0) { $0.map(Array.init) ?? [] } ?? []
  }

  /// Makes a finished blob of the pieces under `sequence`, unless its content is known already.
  func finishBlob(_ sequence: Int64, digest: [UInt8], size: Int64, now: UTCDate) throws -> Blob {
    let id = Blob.id(of: digest)
    if let known = try blob(id) {
      try execute(sql: "DELETE FROM blob WHERE seq = ?", arguments: [sequence])
      return known
    }
    let sha256 = Secrets.hexadecimal(digest)
    try execute(
      sql: "UPDATE blob SET id = ?, sha256 = ?, size = ?, created = ? WHERE seq = ?",
      arguments: [id, sha256, size, now.milliseconds, sequence])
    return Blob(id: id, sha256: sha256, size: size, sequence: sequence)
  }

  func beginBlob(now: UTCDate) throws -> Int64 {
    try execute(sql: "INSERT INTO blob (sha256, size, created) VALUES ('', 0, ?)", arguments: [now.milliseconds])
    return lastInsertedRowID
  }

  func appendChunk(_ bytes: [UInt8], number: Int, to sequence: Int64) throws {
    try cachedStatement(sql: "INSERT INTO blobChunk (blob, number, bytes) VALUES (?, ?, ?)")
      .execute(arguments: [sequence, number, Data(bytes)])
  }
}
