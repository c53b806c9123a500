internal import GRDB
internal import JSON

extension CacheReader {
  private static let mostKits = 500
  /// More files than that are no kit to be handed out.
  private static let mostFiles = 500

  /// By name, with all that is in them.
  public func kits(_ account: AccountID? = nil) throws(CacheError) -> [Kit] {
    try read { db in
      let lookup = Lookup(db)
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: Self.kitList), arguments: [account?.rawValue, Self.mostKits])
      return try rows.compactMap { row in
        try Self.kit(Self.fileRow(row, AccountID(rawValue: row[2]), lookup), lookup)
      }
    }
  }

  /// nil: it is no kit.
  public func kit(_ folder: ObjectKey) throws(CacheError) -> Kit? {
    try read { db in
      let lookup = Lookup(db)
      guard let (json, mark) = try lookup.json(FileNode.self, folder), let node = try? FileNode(json) else {
        return nil
      }
      let row = FileRow(key: folder, node: node, createdBy: nil, download: nil, mark: mark)
      return try Self.kit(row, lookup)
    }
  }

  /// The kits of an event.
  public func kits(of event: ObjectKey) throws(CacheError) -> [Kit] {
    try kits(event.account).filter { $0.folder.node.eventID == event.id }
  }

  /// Those with a code: one, if any.
  public func kits(code: String) throws(CacheError) -> [Kit] { try kits().filter { $0.code == code } }

  static let kitList = """
    SELECT f.json, f.mark, f.account FROM fileNode f INDEXED BY fileNode_kit
    CROSS JOIN account a ON a.id = f.account AND a.isPresent
    WHERE f.isKit AND (?1 IS NULL OR f.account = ?1) ORDER BY f.sortName LIMIT ?2
    """

  private static func kit(_ folder: FileRow, _ lookup: Lookup) throws -> Kit? {
    guard folder.node.isKit, let account = try lookup.account(folder.key.account) else { return nil }
    let files = try Row.fetchAll(
      lookup.db.cachedStatement(sql: folderPage),
      arguments: [folder.key.account.rawValue, folder.key.id.rawValue, mostFiles, 0]
    ).map { try fileRow($0, folder.key.account, lookup) }
    return Kit(
      folder: folder,
      event: try folder.node.eventID.flatMap { try lookup.object(CalendarEvent.self, folder.key.account, $0)?.object },
      leaflets: Kit.Leaflet.all(files.filter { !$0.node.isFolder }),
      code: Kit.code(of: folder.key.id, in: account.jmapID))
  }
}
