import Foundation
import GRDB
import Glibc

/// What an upload that cannot go on says.
public enum UploadError: Error, Hashable, Sendable {
  case tooLarge
  /// The piece does not begin where the upload ends; so many bytes are there.
  case misplaced(Int64)
  case storage(String)
}

extension Cooperative {
  /// The blob, when it exists and the member may read it.
  public func blob(_ id: String, for member: Member) throws(CooperativeError) -> Blob? {
    try Self.storage {
      try pool.read { db in
        guard let blob = try db.blob(id), try db.mayRead(blob, Access(member, db)) else { return nil }
        return blob
      }
    }
  }

  /// Some bytes of a blob from `offset` on: at most `count`, and never more than one stored piece (256 KiB).
  public func bytes(of blob: Blob, from offset: Int64, count: Int) throws(CooperativeError) -> [UInt8] {
    try Self.storage { try pool.read { try $0.bytes(of: blob, from: offset, count: count) } }
  }

  /// Keeps the content of a file as a blob that `member` uploaded. Others may write between its pieces.
  public func keepBlob(fromFile path: String, for member: Member) throws(CooperativeError) -> Blob {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
    defer { Glibc.close(descriptor) }
    let now = UTCDate.now
    return try Self.storage {
      let sequence = try pool.write { try $0.beginBlob(now: now) }
      let (digest, size) = try copyPieces(of: descriptor, to: sequence)
      return try pool.write { db in
        let blob = try db.finishBlob(sequence, digest: digest, size: size, now: now)
        try db.noteUpload(of: blob.id, by: member.principalID, now: now)
        return blob
      }
    }
  }

  public func keepBlob(_ bytes: [UInt8], for member: Member) throws(CooperativeError) -> Blob {
    try Self.storage {
      try pool.write { db in
        let blob = try db.keepBlob(bytes, now: .now)
        try db.noteUpload(of: blob.id, by: member.principalID, now: .now)
        return blob
      }
    }
  }

  private static let piecesInTransaction = 16

  private func copyPieces(of descriptor: Int32, to sequence: Int64) throws -> (digest: [UInt8], size: Int64) {
    var digest = SHA256()
    var size: Int64 = 0
    var number = 0
    var isAtEnd = false
    while !isAtEnd {
      try pool.write { db in
        for _ in 0..<Self.piecesInTransaction {
          let piece = try Self.piece(of: descriptor)
          piece.withUnsafeBytes { digest.update($0) }
          size += Int64(piece.count)
          if !piece.isEmpty { try db.appendChunk(piece, number: number, to: sequence) }
          number += 1
          isAtEnd = piece.count < Blob.chunkSize
          if isAtEnd { break }
        }
      }
    }
    return (digest.finish(), size)
  }

  private static func piece(of descriptor: Int32) throws(CooperativeError) -> [UInt8] {
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: Blob.chunkSize) { buffer, filled in
      while filled < Blob.chunkSize, failure == 0 {
        let count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), Blob.chunkSize - filled)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { failure = errno }
        guard count > 0 else { return }
        filled += count
      }
    }
    guard failure == 0 else { throw .storage(String(cString: strerror(failure))) }
    return piece
  }

  /// Removes what nothing refers to since a day, and uploads that were left unfinished for a week.
  public func removeAbandonedBlobs() throws(CooperativeError) {
    let day: Int64 = 86_400_000
    let now = UTCDate.now.milliseconds
    try Self.storage {
      try pool.write { db in
        try db.execute(sql: "DELETE FROM blobUpload WHERE at < ?", arguments: [now - day])
        try db.execute(
          sql: """
            DELETE FROM blob WHERE created < ? AND (id IS NULL OR id NOT IN (SELECT blobId FROM blobUse)
              AND id NOT IN (SELECT blobId FROM blobUpload))
            """, arguments: [now - day])
      }
    }
    removeOldUploads(before: now / 1000 - 7 * 86_400)
  }
}

extension Database {
  func keepBlob(_ bytes: [UInt8], now: UTCDate) throws -> Blob {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    let digest = hash.finish()
    if let known = try blob(Blob.id(of: digest)) { return known }
    let sequence = try beginBlob(now: now)
    for (number, start) in stride(from: 0, to: bytes.count, by: Blob.chunkSize).enumerated() {
      let piece = Array(bytes[start..<min(bytes.count, start + Blob.chunkSize)])
      try appendChunk(piece, number: number, to: sequence)
    }
    return try finishBlob(sequence, digest: digest, size: Int64(bytes.count), now: now)
  }

  func noteUpload(of blob: String, by principal: String, now: UTCDate) throws {
    try execute(
      sql: "INSERT OR REPLACE INTO blobUpload (blobId, principalId, at) VALUES (?, ?, ?)",
      arguments: [blob, principal, now.milliseconds])
  }
}
