internal import GRDB

/// What is here of a type, to be held against what a server has.
public struct AuditCount: Sendable, Hashable {
  /// Everything from here on is here, in milliseconds since 1970 and whole seconds; nil: all of the type is.
  public let since: Int64?
  /// So many from there on.
  public let count: Int
  /// All that are here.
  public let ids: Set<ObjectID>
}

extension Cache {
  /// nil while the two cannot be equal: something waits to be sent, is being read again, or its window is not filled yet.
  public func auditCount(_ account: AccountID, _ type: TypeName) throws(CacheError) -> AuditCount? {
    let since = try read { db in try AuditBound(db: db, account: account, type: type).find() }
    let ids = try ids(account, type)
    switch since {
    case .unsettled: return nil
    case .whole: return AuditCount(since: nil, count: ids.count, ids: ids)
    case .since(let time):
      let table = try TypeRegistry.type(type).table
      let count = try read { db in
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM \(table) WHERE account = ? AND row >= ?",
          arguments: [account.rawValue, RowNumber.lowest(at: time)]) ?? 0
      }
      return AuditCount(since: time, count: count, ids: ids)
    }
  }
}

/// Since when everything of a type is here, whatever its channel.
private struct AuditBound {
  enum Bound {
    case unsettled
    case whole
    case since(Int64)
  }

  let db: Database
  let account: AccountID
  let type: TypeName

  func find() throws -> Bound {
    guard try !(waits() || isReviewed()) else { return .unsettled }
    let coverage = CoverageTable(db, account)
    guard try coverage.start(type) != nil else { return .whole }
    guard type == Message.name else { return .unsettled }
    let channels = try String.fetchAll(
      db, sql: "SELECT id FROM channel WHERE account = ?", arguments: [account.rawValue])
    let latest = try channels.map { try coverage.since(type, $0) }.max() ?? .max
    // Servers may count in seconds; and in its last second not everything need be here.
    return latest == .max ? .unsettled : .since(latest == 0 ? 0 : (latest / 1_000 + 1) * 1_000)
  }

  private func waits() throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM outbox WHERE account = ? AND type = ?)",
      arguments: [account.rawValue, type.rawValue]) ?? false
  }

  private func isReviewed() throws -> Bool {
    try Int64.fetchOne(db, sql: FillPlan.reviewed, arguments: [account.rawValue, type.rawValue]) != nil
  }
}
