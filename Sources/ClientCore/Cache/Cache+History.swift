internal import GRDB
public import JSON

extension Cache {
  /// Writes pages that were fetched beside `/changes`, and the coverage that they lead to, all or none.
  ///
  /// Objects that were read at the very state the cache is at go in. With `isNoted` the state is not looked at: the caller has noted
  /// all ids of the pages, to ask again for what `/changes` does not name; what is here already is then left alone, being newer or
  /// the same.
  /// - Returns: nil when the state is another one and nothing was written.
  public func take(_ pages: [HistoryPage], isNoted: Bool) async throws(CacheError) -> ChangeSet? {
    do {
      return try await pool.write { db in
        let transaction = Transaction(db, now: clock())
        transaction.isBeyondCoverage = true
        let pending = try PendingObjects(db)
        for page in pages where !isNoted {
          guard try transaction.isReadNow(page) else { return nil }
        }
        for page in pages { try transaction.take(page, isNoted: isNoted, pending) }
        return try transaction.finish()
      }
    } catch {
      throw noted(CacheError(error, path: path))
    }
  }

  /// Whether an object of which only the place is known belongs to what this cache holds.
  public func isWanted(_ object: JSONValue, _ account: AccountID, _ type: TypeName) throws(CacheError) -> Bool {
    try read { db in try Transaction(db, now: 0).isHeld(object, TypeRegistry.type(type), account) }
  }

  /// Begins to read everything of a type again, because `/changes` can no longer tell what happened to it.
  /// - Parameters:
  ///   - state: where `/changes` goes on.
  ///   - newest: everything later is told by it; milliseconds since 1970.
  public func beginReview(
    _ account: AccountID, _ type: TypeName, state: String, newest: Int64?
  ) throws(CacheError) {
    try write { db in
      let coverage = CoverageTable(db, account)
      try coverage.remove(type)
      try coverage.set(type, "", CoverageTable.Entry(since: newest.map { $0 + 1 } ?? .max, cursor: CoverageTable.thin))
      try db.execute(
        sql: "INSERT OR REPLACE INTO review (account, type, row) VALUES (?, ?, ?)",
        arguments: [account.rawValue, type.rawValue, Int64.max])
      try db.execute(
        sql: "INSERT OR REPLACE INTO syncState (account, type, state) VALUES (?, ?, ?)",
        arguments: [account.rawValue, type.rawValue, state])
    }
  }

  /// These and everything newer has been reviewed.
  public func endReview(_ account: AccountID, _ type: TypeName, downTo row: Int64?) throws(CacheError) {
    try write { db in
      if let row {
        try db.execute(
          sql: "UPDATE review SET row = ? WHERE account = ? AND type = ?",
          arguments: [row, account.rawValue, type.rawValue])
      } else {
        try db.execute(
          sql: "DELETE FROM review WHERE account = ? AND type = ?", arguments: [account.rawValue, type.rawValue])
      }
    }
  }
}

extension Transaction {
  /// Whether every object of the page was read at the state that the cache is at, or at the one that comes with it.
  func isReadNow(_ page: HistoryPage) throws -> Bool {
    for (type, state) in page.readAt {
      let known = type == page.query.type ? page.newState : nil
      guard try (known ?? self.state(page.query.account, type)) == state else { return false }
    }
    return true
  }

  private func state(_ account: AccountID, _ type: TypeName) throws -> String? {
    let statement = try db.cachedStatement(sql: "SELECT state FROM syncState WHERE account = ? AND type = ?")
    return try String.fetchOne(statement, arguments: [account.rawValue, type.rawValue])
  }

  func take(_ page: HistoryPage, isNoted: Bool, _ pending: PendingObjects) throws {
    let account = page.query.account
    for (type, objects) in [page.query.type: page.objects].merging(page.related, uniquingKeysWith: +) {
      let type = try TypeRegistry.type(type)
      for object in objects { try take(.object(object), type, account, isNoted: isNoted, pending) }
    }
    for id in page.notFound where !isNoted {
      let type = try TypeRegistry.type(page.query.type)
      try destroy(ObjectKey(account, type.name, id), type, pending)
    }
    if page.query.type == Message.name, case .ids(let ids) = page.query.choice {
      for id in ids { try WantedRoots(db).remove(ConversationKey(account: account, id: id)) }
    }
    try cover(page)
    if let state = page.newState { try setState(account, page.query.type, state) }
  }

  private func take(
    _ object: JSONValue, _ type: any SyncedType.Type, _ account: AccountID, isNoted: Bool, _ pending: PendingObjects
  ) throws {
    let id = ObjectID(object["id"]?.string ?? "")
    let known = try shadow(ObjectKey(account, type.name, id))?.unlessNull ?? shown(type, account, id)
    if let known, isNoted ? type.isWhole(known) || !type.isWhole(object) : type.isWhole(known) && !type.isWhole(object)
    {
      return
    }
    try upsert(object, type, account, pending)
  }

  private func cover(_ page: HistoryPage) throws {
    let type = try TypeRegistry.type(page.query.type)
    let times = page.objects.compactMap { type.place(of: .object($0))?.time }
    let oldest = try page.query.progress == .backwards ? lastTime(page, type) ?? times.min() : nil
    try CoverageTable(db, page.query.account).advance(by: page, oldest: oldest, newest: times.max())
  }

  /// Of the last of the page's objects that is here, be it that it was here before.
  private func lastTime(_ page: HistoryPage, _ type: any SyncedType.Type) throws -> Int64? {
    let statement = try db.cachedStatement(sql: "SELECT row FROM \(type.table) WHERE account = ? AND id = ?")
    for id in page.ids.reversed() {
      let row = try Int64.fetchOne(statement, arguments: [page.query.account.rawValue, id.rawValue])
      if let row { return RowNumber.time(of: row) }
    }
    return nil
  }
}
