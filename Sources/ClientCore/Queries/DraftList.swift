internal import GRDB
internal import JSON

extension CacheReader {
  /// Latest first.
  public func drafts(limit: Int = 200) throws(CacheError) -> [Draft] {
    try read { db in
      try Row.fetchAll(db.cachedStatement(sql: Self.latestDrafts), arguments: [bounded(limit)]).map(Self.draft)
    }
  }

  /// The latest draft meant for a place.
  public func draft(target: ObjectKey) throws(CacheError) -> Draft? {
    try read { db in
      try Row.fetchOne(
        db.cachedStatement(sql: Self.draftOfTarget),
        arguments: [target.account.rawValue, target.type.rawValue, target.id.rawValue]
      ).map(Self.draft)
    }
  }

  private static let draftColumns = "id, account, targetType, targetId, content, savedAt"
  static let latestDrafts = "SELECT \(draftColumns) FROM draft ORDER BY savedAt DESC LIMIT ?"
  static let draftOfTarget = """
    SELECT \(draftColumns) FROM draft WHERE account = ? AND targetType = ? AND targetId = ? ORDER BY savedAt DESC LIMIT 1
    """

  private static func draft(_ row: Row) throws -> Draft {
    let target = ObjectKey(AccountID(rawValue: row[1]), TypeName(row[2]), ObjectID(row[3]))
    return Draft(
      id: row[0], target: target, content: try JSONValue(parsing: row[4] as String).object ?? [:], savedAt: row[5])
  }
}
