internal import GRDB
public import JSON
internal import Text

// MARK: - Drafts

extension Cache {
  /// Keeps a text somebody is still writing; it is on the disk when this returns.
  public func saveDraft(_ draft: Draft) throws(CacheError) {
    try writeDurably { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO draft (id, account, targetType, targetId, content, savedAt) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          draft.id, draft.target.account.rawValue, draft.target.type.rawValue, draft.target.id.rawValue,
          JSONValue.object(draft.content).text, draft.savedAt,
        ])
    }
  }

  public func deleteDraft(_ id: String) throws(CacheError) {
    try write { try $0.execute(sql: "DELETE FROM draft WHERE id = ?", arguments: [id]) }
  }
}

// MARK: - Downloads

extension Cache {
  public func recordDownload(_ download: Download) throws(CacheError) {
    try write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO download
          (id, account, blobId, path, size, received, state, failure, updatedAt, mediaType, sha256, part)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          download.id, download.account.rawValue, download.blobID.rawValue, download.path, download.size ?? -1,
          download.received, download.state.rawValue, download.failure?.rawValue ?? "", download.updatedAt,
          download.mediaType?.raw ?? "", download.sha256?.raw ?? "", download.part ?? "",
        ])
    }
  }

  /// The file itself stays.
  public func forgetDownload(_ id: String) throws(CacheError) {
    try write { try $0.execute(sql: "DELETE FROM download WHERE id = ?", arguments: [id]) }
  }
}

// MARK: - Small settings of the interface

extension Cache {
  /// Keeps a value under a name: the last place, the history of a prompt. nil forgets it.
  public func setNote(_ name: String, _ value: JSONValue?) throws(CacheError) {
    try write { db in
      if let value {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)")
          .execute(arguments: [name, value.text])
      } else {
        try db.cachedStatement(sql: "DELETE FROM note WHERE name = ?").execute(arguments: [name])
      }
    }
  }
}
