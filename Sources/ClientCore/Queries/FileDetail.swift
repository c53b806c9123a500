internal import GRDB

public struct FileDetail: Sendable {
  public let file: FileRow
  /// From the top down to its folder.
  public let path: [FileNode]
  /// How many things are in it, for a folder.
  public let children: Int?
}

extension CacheReader {
  public func file(_ key: ObjectKey) throws(CacheError) -> FileDetail? {
    try read { db in
      let lookup = Lookup(db)
      let arguments: StatementArguments = [key.account.rawValue, key.id.rawValue]
      let statement = try db.cachedStatement(sql: "SELECT json, mark FROM fileNode WHERE account = ? AND id = ?")
      guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
      let file = try Self.fileRow(row, key.account, lookup)
      return FileDetail(
        file: file, path: try file.node.parentID.map { try Self.path(to: $0, key.account, lookup) } ?? [],
        children: file.node.isFolder
          ? try Int.fetchOne(db.cachedStatement(sql: Self.folderTotal), arguments: arguments) : nil)
    }
  }
}
