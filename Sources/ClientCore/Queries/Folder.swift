internal import GRDB

/// A file or folder, as its folder shows it.
public struct FileRow: Sendable, Hashable {
  public let key: ObjectKey
  public let node: FileNode
  public let createdBy: Author?
  public let download: Download?
  public let mark: Mark
}

/// A folder and part of what is in it: folders first, then files, in natural order.
public struct FolderPage: Sendable {
  public let account: Account
  /// From the top down to this folder; empty at the top.
  public let path: [FileNode]
  public let rows: Page<FileRow>
  /// New things may be put here, as far as is known.
  public let mayWrite: Bool
}

extension CacheReader {
  /// Part of a folder; nil when there is no such folder.
  /// - Parameter parent: nil for the top.
  public func folder(
    _ account: AccountID, _ parent: ObjectID?, at anchor: Anchor = .start, limit: Int
  ) throws(CacheError) -> FolderPage? {
    try read { db in
      let lookup = Lookup(db)
      guard let known = try lookup.account(account) else { return nil }
      let path = try parent.map { try Self.path(to: $0, account, lookup) } ?? []
      if let parent, path.last?.id != parent { return nil }
      let arguments: StatementArguments = [account.rawValue, parent?.rawValue ?? ""]
      let total = try Int.fetchOne(db.cachedStatement(sql: Self.folderTotal), arguments: arguments) ?? 0
      let limit = bounded(limit)
      let offset = try anchor.offset(limit: limit, total: total) { try Self.index(of: $0, arguments, db) }
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: Self.folderPage), arguments: arguments + [limit, offset])
      let mayWrite = !known.isReadOnly && path.last?.rights.mayWrite ?? true
      return FolderPage(
        account: known, path: path,
        rows: Page(total: total, offset: offset, rows: try rows.map { try Self.fileRow($0, account, lookup) }),
        mayWrite: mayWrite)
    }
  }

  static let folderTotal = "SELECT count(*) FROM fileNode WHERE account = ? AND parentId = ?"
  static let folderPage = """
    SELECT json, mark FROM fileNode WHERE account = ? AND parentId = ? ORDER BY isFile, sortName LIMIT ? OFFSET ?
    """
  static let filesBefore = """
    SELECT count(*) FROM fileNode WHERE account = ?1 AND parentId = ?2
    AND (isFile, sortName) < (SELECT isFile, sortName FROM fileNode WHERE account = ?1 AND id = ?3)
    """

  private static func index(of id: ObjectID, _ folder: StatementArguments, _ db: Database) throws -> Int? {
    try Int.fetchOne(db.cachedStatement(sql: filesBefore), arguments: folder + [id.rawValue])
  }

  static func fileRow(_ row: Row, _ account: AccountID, _ lookup: Lookup) throws -> FileRow {
    let node = try FileNode.stored(row[0])
    return FileRow(
      key: ObjectKey(account, FileNode.name, node.id), node: node,
      createdBy: try node.createdBy.map { try lookup.author(account, $0) },
      download: try node.blobID.flatMap { try DownloadTable.fetch(lookup.db, account, $0) },
      mark: Mark(rawValue: row[1]) ?? .none)
  }

  /// From the top down to a folder, that included; a circle or a missing parent ends it.
  static func path(to folder: ObjectID, _ account: AccountID, _ lookup: Lookup) throws -> [FileNode] {
    var path: [FileNode] = []
    var next: ObjectID? = folder
    while let id = next, path.count < 100, let node = try lookup.object(FileNode.self, account, id)?.object {
      guard !path.contains(where: { $0.id == id }) else { break }
      path.append(node)
      next = node.parentID
    }
    return path.reversed()
  }
}
