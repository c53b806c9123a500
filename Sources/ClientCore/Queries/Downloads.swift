internal import GRDB
internal import Text

extension CacheReader {
  /// Latest first.
  public func downloads(limit: Int = 200) throws(CacheError) -> [Download] {
    try read { db in
      try Row.fetchAll(db.cachedStatement(sql: DownloadTable.latest), arguments: [bounded(limit)])
        .map(DownloadTable.download)
    }
  }

  public func download(_ id: String) throws(CacheError) -> Download? {
    try read { db in
      try Row.fetchOne(db.cachedStatement(sql: DownloadTable.byID), arguments: [id]).map(DownloadTable.download)
    }
  }

  /// The last download of a blob.
  public func download(account: AccountID, blob: ObjectID) throws(CacheError) -> Download? {
    try read { try DownloadTable.fetch($0, account, blob) }
  }
}

/// The table `download`.
enum DownloadTable {
  private static let columns =
    "id, account, blobId, path, size, received, state, failure, updatedAt, mediaType, sha256, part"
  static let latest = "SELECT \(columns) FROM download ORDER BY updatedAt DESC LIMIT ?"
  static let byID = "SELECT \(columns) FROM download WHERE id = ?"
  static let ofBlob = "SELECT \(columns) FROM download WHERE account = ? AND blobId = ? ORDER BY updatedAt DESC LIMIT 1"

  static func fetch(_ db: Database, _ account: AccountID, _ blob: ObjectID) throws -> Download? {
    try Row.fetchOne(db.cachedStatement(sql: ofBlob), arguments: [account.rawValue, blob.rawValue]).map(download)
  }

  static func download(_ row: Row) -> Download {
    let size: Int = row[4]
    var download = Download(
      id: row[0], account: AccountID(rawValue: row[1]), blobID: ObjectID(row[2]), path: row[3],
      mediaType: text(row[9]).map { UntrustedText($0) }, size: size < 0 ? nil : size,
      sha256: text(row[10]).map { UntrustedText($0) }, received: row[5],
      state: Download.State(rawValue: row[6]) ?? .failed,
      failure: text(row[7]).map { Download.Failure(rawValue: $0) ?? .refused },
      updatedAt: row[8])
    download.part = text(row[11])
    return download
  }

  private static func text(_ column: String) -> String? { column.isEmpty ? nil : column }
}
