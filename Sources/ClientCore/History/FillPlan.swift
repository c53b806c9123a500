internal import GRDB
internal import JSON

/// What the filler asks for next.
public enum FillStep: Sendable, Hashable {
  /// Read these again: everything newer has been. The row is where the next one begins; nil: these are the last.
  case review(HistoryQuery, next: Int64?)
  case fetch([HistoryQuery])
}

extension CacheReader {
  /// The next request that brings an account's cache nearer to its window; nil when it is reached.
  /// - Parameters:
  ///   - types: those that the account's server has.
  ///   - limit: how many objects at once.
  ///   - now: seconds since 1970.
  public func nextFill(
    _ account: AccountID, _ window: HistoryWindow, types: Set<TypeName>, limit: Int, now: Double
  ) throws(CacheError) -> FillStep? {
    try read { db in
      let plan = FillPlan(db: db, account: account, start: window.start(now: now), limit: limit)
      for type in [Message.name, CalendarEvent.name, FileNode.name] where types.contains(type) {
        if let step = try plan.review(type) { return step }
        if let queries = try plan.fill(type) { return .fetch(queries) }
      }
      return nil
    }
  }

  /// Whether `/changes` alone does not tell everything of a type, because only a part of it is here.
  public func isPartial(_ account: AccountID, _ type: TypeName) throws(CacheError) -> Bool {
    try read { try CoverageTable($0, account).start(type) != nil }
  }
}

struct FillPlan {
  let db: Database
  let account: AccountID
  /// Where the window begins, milliseconds since 1970.
  let start: Int64
  let limit: Int

  /// At most so many channels are asked about at once.
  private static let channelsAtOnce = 6
  /// What a member reads most may be this much older than the rest and still goes before it.
  private static let headStart = 7 * 86_400_000.0

  static let reviewed = "SELECT row FROM review WHERE account = ? AND type = ?"

  func review(_ type: TypeName) throws -> FillStep? {
    let row = try Int64.fetchOne(
      db.cachedStatement(sql: Self.reviewed), arguments: [account.rawValue, type.rawValue])
    guard let row else { return nil }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT row, id FROM \(TypeRegistry.type(type).table) WHERE account = ? AND row <= ? ORDER BY row DESC LIMIT ?
        """, arguments: [account.rawValue, row, limit])
    var ids = rows.map { ObjectID($0[1] as String) }
    if row == .max { ids += try hidden(type) }
    ids.removeAll { $0.isLocal || $0.rawValue.isEmpty }
    let last: Int64? = rows.count < limit ? nil : rows.last.map { ($0[0] as Int64) - 1 }
    return .review(HistoryQuery(account, type, .ids(Array(Set(ids))), limit: limit), next: last)
  }

  /// What the server has, and no row shows.
  private func hidden(_ type: TypeName) throws -> [ObjectID] {
    try String.fetchAll(
      db,
      sql: """
        SELECT id FROM shadow WHERE account = ?1 AND type = ?2 AND json <> 'null'
        UNION SELECT id FROM quarantine WHERE account = ?1 AND type = ?2
        """, arguments: [account.rawValue, type.rawValue]
    ).map { ObjectID($0) }
  }

  func fill(_ type: TypeName) throws -> [HistoryQuery]? {
    guard let entry = try CoverageTable(db, account).entry(type) else { return nil }
    switch type {
    case Message.name: return try roots().map { [$0] } ?? channels(thin: entry.cursor == CoverageTable.thin)
    case CalendarEvent.name: return try events(entry)
    default: return [files(entry)]
    }
  }

  // MARK: Messages

  private func roots() throws -> HistoryQuery? {
    let ids = try String.fetchAll(
      db, sql: "SELECT id FROM wantedRoot WHERE account = ? LIMIT ?", arguments: [account.rawValue, limit])
    return ids.isEmpty ? nil : HistoryQuery(account, Message.name, .ids(ids.map { ObjectID($0) }), limit: limit)
  }

  /// The channels whose next page lies least far back.
  private func channels(thin isThin: Bool) throws -> [HistoryQuery]? {
    let coverage = CoverageTable(db, account)
    guard let all = try coverage.start(Message.name) else { return nil }
    let ids = try String.fetchAll(db, sql: "SELECT id FROM channel WHERE account = ?", arguments: [account.rawValue])
    let open = try ids.compactMap { id -> (id: ObjectID, entry: CoverageTable.Entry)? in
      let entry = try coverage.entry(Message.name, id) ?? CoverageTable.Entry(since: all)
      let isReached = entry.since == 0 || entry.since <= start || ObjectID(id).isLocal
      return isReached ? nil : (ObjectID(id), entry)
    }
    guard !open.isEmpty else { return nil }
    let reads = try reads()
    let most = Double(max(1, reads.values.max() ?? 1))
    let order = open.map {
      (channel: $0, key: Double($0.entry.since) + Self.headStart * Double(reads[$0.id] ?? 0) / most)
    }
    .sorted { $0.key > $1.key }.prefix(Self.channelsAtOnce)
    let each = max(1, limit / order.count)
    return order.map { channel, _ in
      var query = HistoryQuery.earlier(
        account, ["channelId": .string(channel.id.rawValue)], scope: channel.id, channel.entry, downTo: start,
        limit: each)
      query.isThin = isThin
      return query
    }
  }

  /// How many topics of each board, and whether each room, the member has been in.
  private func reads() throws -> [ObjectID: Int] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT c.channelId, count(*) FROM readPosition p JOIN conversation c ON c.account = p.account AND c.id = p.id
        WHERE p.account = ? GROUP BY c.channelId
        """, arguments: [account.rawValue])
    return Dictionary(rows.map { (ObjectID($0[0]), $0[1]) }) { first, _ in first }
  }

  // MARK: Lists

  private func events(_ entry: CoverageTable.Entry) throws -> [HistoryQuery]? {
    guard entry.since > start else { return nil }
    // A list that is being read leads to what was the window when it began.
    let goal = !entry.isUnderWay || entry.goal > start ? start : entry.goal
    return [Self.events(account, from: goal, entry, limit: limit)]
  }

  static func events(
    _ account: AccountID, from goal: Int64, _ entry: CoverageTable.Entry, limit: Int
  ) -> HistoryQuery {
    var filter: JSONObject = [:]
    if goal > 0 { filter["after"] = .string(LocalTime(seconds: goal / 1_000).string) }
    if entry.since < .max { filter["before"] = .string(LocalTime(seconds: entry.since / 1_000 + 86_400).string) }
    var query = HistoryQuery(account, CalendarEvent.name, .filter(filter), limit: limit)
    (query.sort, query.progress) = ([["property": "start"]], .list(goal: goal))
    if entry.isUnderWay && entry.goal == goal { query.anchor = entry.cursor }
    return query
  }

  private func files(_ entry: CoverageTable.Entry) -> HistoryQuery {
    var query = HistoryQuery(account, FileNode.name, .filter([:]), limit: limit)
    (query.sort, query.progress) = ([["property": "name"]], .list(goal: 0))
    if entry.isUnderWay { query.anchor = entry.cursor }
    return query
  }
}
