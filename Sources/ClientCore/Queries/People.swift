internal import GRDB

public struct PersonRow: Sendable, Hashable {
  public let key: ObjectKey
  public let principal: Principal
}

extension CacheReader {
  public func person(_ key: ObjectKey) throws(CacheError) -> PersonRow? {
    try read { db in
      try Lookup(db).principal(key.account, key.id).map { PersonRow(key: key, principal: $0) }
    }
  }

  /// Members whose name or handle begins so, for completion; by name. All of them for an empty beginning.
  public func people(
    _ account: AccountID, beginning: String = "", limit: Int
  ) throws(CacheError) -> [PersonRow] {
    try read { db in
      let limit = bounded(limit)
      var found: [PersonRow] = []
      for sql in beginning.isEmpty ? [Self.peopleByName] : [Self.peopleByHandle, Self.peopleByName] {
        let rows = try String.fetchAll(
          db.cachedStatement(sql: sql),
          arguments: [account.rawValue, beginning, beginning + "\u{10FFFF}", limit])
        for principal in try rows.map({ try Principal.stored($0) })
        where !principal.isRemoved && !found.contains(where: { $0.principal.id == principal.id }) {
          found.append(PersonRow(key: ObjectKey(account, Principal.name, principal.id), principal: principal))
        }
      }
      return Array(found.prefix(limit))
    }
  }

  static let peopleByName = """
    SELECT json FROM principal WHERE account = ? AND name COLLATE NOCASE BETWEEN ? AND ? ORDER BY name COLLATE NOCASE LIMIT ?
    """
  static let peopleByHandle = """
    SELECT json FROM principal WHERE account = ? AND handle COLLATE NOCASE BETWEEN ? AND ?
    ORDER BY handle COLLATE NOCASE LIMIT ?
    """
}
