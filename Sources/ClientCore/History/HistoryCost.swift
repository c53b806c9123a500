internal import GRDB

/// How much it takes to fetch what is not here, as far as what is here tells.
extension CacheReader {
  /// About how many bytes the answer will have on the wire, compressed as most servers do it.
  /// - Parameter now: seconds since 1970.
  public func expectedSize(of request: HistoryRequest, now: Double) throws(CacheError) -> Int {
    try read { db in
      let queries = try HistoryPlan(db: db, account: request.account, now: now).queries(request, Self.pageLimit)
      let sizes = ExpectedSize(db: db, account: request.account)
      return try queries.reduce(0) { try $0 + sizes.bytes(of: $1) }
    }
  }

  /// About how many bytes a window still lacks, of its messages.
  /// - Parameters:
  ///   - total: how many messages the server counted in it.
  ///   - start: where it begins, milliseconds since 1970.
  public func expectedSize(lackingOf total: Int, in account: AccountID, from start: Int64) throws(CacheError) -> Int {
    try read { db in
      let held =
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM message WHERE account = ? AND row >= ? AND flags & 32 = 0",
          arguments: [account.rawValue, RowNumber.lowest(at: start)]) ?? 0
      return try max(0, total - held) * ExpectedSize(db: db, account: account).each(Message.name)
    }
  }
}

private struct ExpectedSize {
  let db: Database
  let account: AccountID

  /// Objects of a list, compressed beside one another, take about this part of their text.
  private static let compressed = 0.35
  private static let titleBytes = 110
  /// Of a list of which nobody knows the length.
  private static let likelyCount = 40
  private static let likelyBytes = 600

  func bytes(of query: HistoryQuery) throws -> Int {
    switch query.choice {
    case .ids(let ids) where query.type == Lesson.name: try texts(of: ids)
    case .ids(let ids): try ids.count * each(query.type) + rest(of: ids)
    case .filter where query.isTitles: query.limit * Self.titleBytes
    case .filter where query.type == Message.name: try query.limit * each(query.type)
    case .filter: try min(query.limit, Self.likelyCount) * each(query.type)
    }
  }

  func each(_ type: TypeName) throws -> Int {
    let isWhole = type == Message.name ? "AND flags & 32 = 0" : ""
    let length = try Double.fetchOne(
      db,
      sql: """
        SELECT avg(length(json)) FROM (
          SELECT json FROM \(TypeRegistry.type(type).table) WHERE account = ? \(isWhole) LIMIT 50)
        """, arguments: [account.rawValue])
    return Int((length ?? Double(Self.likelyBytes)) * Self.compressed)
  }

  private func texts(of lessons: [ObjectID]) throws -> Int {
    let lookup = Lookup(db)
    let sizes = try lessons.compactMap { try lookup.object(Lesson.self, account, $0)?.object.size }
    return Int(Double(sizes.reduce(0, +)) * Self.compressed)
  }

  /// Texts of which only the beginning is here.
  private func rest(of ids: [ObjectID]) throws -> Int {
    let lookup = Lookup(db)
    let sizes = try ids.compactMap { try lookup.message($0, account)?.object.bodySize }
    return Int(Double(sizes.reduce(0, +)) * Self.compressed)
  }
}
