internal import GRDB
internal import JSON

/// What is known of the part of a conversation or a board that is not here.
public struct HistoryHint: Sendable, Hashable {
  /// Whether older things may be on the server.
  public let hasEarlier: Bool
  /// Messages of which only the title is here.
  public let titles: Int

  /// Whether there is nothing to ask the server for.
  public var isComplete: Bool { !hasEarlier && titles == 0 }
}

extension CacheReader {
  /// - Parameter conversation: a topic (Message), or a room or a board (Channel).
  public func history(of conversation: ObjectKey) throws(CacheError) -> HistoryHint {
    try read { try HistoryPlan(db: $0, account: conversation.account).hint(conversation) }
  }

  /// The pages that answer what a person opened, scrolled to or searched for; none when all of it is here.
  public func queries(for request: HistoryRequest, limit: Int = 50) throws(CacheError) -> [HistoryQuery] {
    try read { try HistoryPlan(db: $0, account: request.account).queries(request, limit) }
  }
}

extension CacheReader {
  /// Those of the ids that are not here whole.
  public func missing(_ account: AccountID, _ type: TypeName, _ ids: [ObjectID]) throws(CacheError) -> [ObjectID] {
    let type = try TypeRegistry.type(type)
    return try read { db in
      let lookup = Lookup(db)
      return try ids.filter { id in
        try lookup.json(type, ObjectKey(account, type.name, id)).map { !type.isWhole($0.json) } ?? true
      }
    }
  }
}

/// What to ask a server for when a person wants more.
struct HistoryPlan {
  let db: Database
  let account: AccountID

  static let titles = """
    SELECT id FROM message WHERE account = ? AND conversation = ? AND flags & 32 ORDER BY row DESC LIMIT ?
    """
  static let rootTime = "SELECT row FROM message WHERE account = ? AND id = ?"

  func hint(_ key: ObjectKey) throws -> HistoryHint {
    let titles = try key.type == Message.name || isRoom(key) ? titles(of: key.id, 1_000).count : 0
    return HistoryHint(hasEarlier: try since(key) > start(of: key), titles: titles)
  }

  private func isRoom(_ key: ObjectKey) throws -> Bool {
    guard key.type == Channel.name else { return false }
    return try Lookup(db).object(Channel.self, account, key.id)?.object.kind == .chat
  }

  /// Since when everything of it is here.
  private func since(_ key: ObjectKey) throws -> Int64 {
    let coverage = CoverageTable(db, account)
    let own = try coverage.since(Message.name, key.id.rawValue)
    guard key.type == Message.name, let channel = try channel(of: key.id) else { return own }
    return min(own, try coverage.since(Message.name, channel.rawValue))
  }

  private func channel(of topic: ObjectID) throws -> ObjectID? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT channelId FROM conversation WHERE account = ? AND id = ?"),
      arguments: [account.rawValue, topic.rawValue]
    ).map { ObjectID($0) }
  }

  /// Nothing of a topic is older than its first message.
  private func start(of key: ObjectKey) throws -> Int64 {
    guard key.type == Message.name else { return 0 }
    let row = try Int64.fetchOne(
      db.cachedStatement(sql: Self.rootTime), arguments: [account.rawValue, key.id.rawValue])
    return row.map { RowNumber.time(of: $0) } ?? 0
  }

  private func titles(of conversation: ObjectID, _ limit: Int) throws -> [ObjectID] {
    try String.fetchAll(
      db.cachedStatement(sql: Self.titles), arguments: [account.rawValue, conversation.rawValue, limit]
    ).map { ObjectID($0) }
  }

  // MARK: Queries

  func queries(_ request: HistoryRequest, _ limit: Int) throws -> [HistoryQuery] {
    switch request {
    case .conversation(let key): return try conversation(key, limit)
    case .board(let key): return try hint(key).hasEarlier ? [board(key, limit)] : []
    case .events: return try events(limit)
    case .folder(_, let folder): return try isPartial(FileNode.name) ? [self.folder(folder, limit)] : []
    case .search(_, let words): return Self.search(account, words, limit)
    }
  }

  private func isPartial(_ type: TypeName) throws -> Bool { try CoverageTable(db, account).start(type) != nil }

  private func conversation(_ key: ObjectKey, _ limit: Int) throws -> [HistoryQuery] {
    let hint = try hint(key)
    var queries: [HistoryQuery] = []
    if hint.titles > 0 {
      queries.append(HistoryQuery(account, Message.name, .ids(try titles(of: key.id, limit)), limit: limit))
    }
    guard hint.hasEarlier else { return queries }
    let property = key.type == Channel.name ? "channelId" : "threadRootId"
    let all = try since(key)
    var entry = try CoverageTable(db, account).entry(Message.name, key.id.rawValue) ?? .init(since: all)
    if entry.since > all { entry = .init(since: all) }
    return queries + [.earlier(account, [property: .string(key.id.rawValue)], scope: key.id, entry, limit: limit)]
  }

  private func board(_ key: ObjectKey, _ limit: Int) throws -> HistoryQuery {
    var query = HistoryQuery(account, Message.name, .filter(["channelId": .string(key.id.rawValue)]), limit: limit)
    query.position =
      try Int.fetchOne(
        db.cachedStatement(sql: CacheReader.topicTotal), arguments: [account.rawValue, key.id.rawValue]) ?? 0
    (query.sort, query.collapsesThreads, query.isTitles) = (HistoryQuery.newestFirst, true, true)
    query.related = [HistoryQuery.topics[0]]
    return query
  }

  private func events(_ limit: Int) throws -> [HistoryQuery] {
    guard let entry = try CoverageTable(db, account).entry(CalendarEvent.name), entry.since < .max else { return [] }
    let goal = max(1, entry.since - 180 * 86_400_000)
    return [FillPlan.events(account, from: goal, entry, limit: 500)]
  }

  private func folder(_ folder: ObjectID?, _ limit: Int) -> HistoryQuery {
    var query = HistoryQuery(
      account, FileNode.name, .filter(["parentId": folder.map { .string($0.rawValue) } ?? .null]), limit: 500)
    query.sort = [["property": "name"]]
    return query
  }

  private static func search(_ account: AccountID, _ words: String, _ limit: Int) -> [HistoryQuery] {
    [Message.name, CalendarEvent.name, FileNode.name].map { type in
      var query = HistoryQuery(account, type, .filter(["text": .string(words)]), limit: limit)
      if type == Message.name { (query.sort, query.related) = (HistoryQuery.newestFirst, [HistoryQuery.topics[0]]) }
      return query
    }
  }
}
