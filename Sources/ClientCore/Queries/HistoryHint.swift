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
  /// - Parameter now: seconds since 1970.
  public func queries(for request: HistoryRequest, now: Double) throws(CacheError) -> [HistoryQuery] {
    try read { try HistoryPlan(db: $0, account: request.account, now: now).queries(request, Self.pageLimit) }
  }

  static let pageLimit = 50

  /// Since when an account's events are here: seconds since 1970, infinite when only some are; nil: all of them are.
  public func eventsSince(_ account: AccountID) throws(CacheError) -> Double? {
    try read { db in
      try CoverageTable(db, account).start(CalendarEvent.name).map { $0 == .max ? .infinity : Double($0) / 1_000 }
    }
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
  /// Seconds since 1970.
  var now = 0.0

  static let titles = """
    SELECT id FROM message WHERE account = ? AND conversation = ? AND flags & 32 ORDER BY row DESC LIMIT ?
    """
  static let rootTime = "SELECT row FROM message WHERE account = ? AND id = ?"
  static let mailRootTime = "SELECT min(row) FROM message WHERE account = ? AND mailKey = ? AND mailKey <> ''"
  static let lastOfBoard = """
    SELECT m.id FROM conversation c JOIN message m ON m.row = c.lastRow
    WHERE c.account = ? AND c.channelId = ? AND c.isChat = 0 ORDER BY c.lastRow LIMIT 1
    """

  func hint(_ key: ObjectKey) throws -> HistoryHint {
    let titles = try key.type == Message.name || isRoom(key) ? titles(of: key.id, 1_000).count : 0
    let hasEarlier = try since(key) > start(of: key) && !isAlone(key)
    return HistoryHint(hasEarlier: hasEarlier, titles: titles)
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
    let arguments: StatementArguments = [account.rawValue, key.id.rawValue]
    let row =
      try Int64.fetchOne(db.cachedStatement(sql: Self.rootTime), arguments: arguments)
      ?? Int64.fetchOne(db.cachedStatement(sql: Self.mailRootTime), arguments: arguments)
    return row.map { RowNumber.time(of: $0) } ?? 0
  }

  /// A mail without Message-ID, which nothing can answer.
  private func isAlone(_ key: ObjectKey) throws -> Bool {
    guard key.type == Message.name, let oldest = try Lookup(db).oldest(key.id, account) else { return false }
    return oldest.isMail && !oldest.isAnswerable
  }

  private func mailTopic(_ topic: ObjectID) throws -> HistoryQuery.MailTopic? {
    guard let oldest = try Lookup(db).oldest(topic, account), oldest.isMail,
      let object = try Lookup(db).json(Message.self, ObjectKey(account, Message.name, oldest.id))?.json,
      let id = Message.rootMessageID(of: object)
    else { return nil }
    return HistoryQuery.MailTopic(messageID: id, board: oldest.channelID)
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
    case .events(_, let moment): return try events(from: moment)
    case .folder(_, let folder): return try isPartial(FileNode.name) ? [self.folder(folder, limit)] : []
    case .lessons(_, let ids): return try lessons(ids)
    case .search(_, let words): return Self.search(account, words, limit)
    }
  }

  /// Those of which the text is not here.
  private func lessons(_ ids: [ObjectID]) throws -> [HistoryQuery] {
    let lookup = Lookup(db)
    let missing = try ids.filter { id in
      try lookup.object(Lesson.self, account, id).map { $0.object.text == nil } ?? false
    }
    guard !missing.isEmpty else { return [] }
    var query = HistoryQuery(account, Lesson.name, .ids(missing), limit: missing.count)
    query.isFull = true
    return [query]
  }

  private func isPartial(_ type: TypeName) throws -> Bool { try CoverageTable(db, account).start(type) != nil }

  private func conversation(_ key: ObjectKey, _ limit: Int) throws -> [HistoryQuery] {
    let hint = try hint(key)
    var queries: [HistoryQuery] = []
    if hint.titles > 0 {
      var texts = HistoryQuery(account, Message.name, .ids(try titles(of: key.id, limit)), limit: limit)
      texts.isFull = true
      queries.append(texts)
    }
    guard hint.hasEarlier else { return queries }
    let property = key.type == Channel.name ? "channelId" : "threadRootId"
    let all = try since(key)
    var entry = try CoverageTable(db, account).entry(Message.name, key.id.rawValue) ?? .init(since: all)
    if entry.since > all { entry = .init(since: all) }
    var earlier = HistoryQuery.earlier(
      account, [property: .string(key.id.rawValue)], scope: key.id, entry, limit: limit)
    if key.type == Message.name { earlier.mailTopic = try mailTopic(key.id) }
    return queries + [earlier]
  }

  private func board(_ key: ObjectKey, _ limit: Int) throws -> HistoryQuery {
    var query = HistoryQuery(account, Message.name, .filter(["channelId": .string(key.id.rawValue)]), limit: limit)
    query.position = try ChannelCounts.board(key, db).conversations
    (query.sort, query.collapsesThreads, query.isTitles) = (HistoryQuery.newestFirst, true, true)
    query.related = [HistoryQuery.topics[0]]
    // Threads of mail are not topics, so that they cannot be counted off.
    if try Lookup(db).object(Channel.self, account, key.id)?.object.isMail ?? false {
      query.anchor = try String.fetchOne(
        db.cachedStatement(sql: Self.lastOfBoard), arguments: [account.rawValue, key.id.rawValue]
      ).map { ObjectID($0) }
    }
    return query
  }

  /// Half a year at once, or as far as a moment asks; a list that is being read goes on first.
  private func events(from moment: Double?) throws -> [HistoryQuery] {
    guard let entry = try CoverageTable(db, account).entry(CalendarEvent.name) else { return [] }
    var goal = entry.goal
    if !entry.isUnderWay {
      let known = entry.since == .max ? UTCDate.milliseconds(from: now) : entry.since
      goal = known - Self.halfYear
      if let moment { goal = min(goal, UTCDate.milliseconds(from: moment) - 7 * 86_400_000) }
    }
    return [FillPlan.events(account, from: max(1, goal), entry, limit: 500)]
  }

  private static let halfYear: Int64 = 180 * 86_400_000

  private func folder(_ folder: ObjectID?, _ limit: Int) -> HistoryQuery {
    var query = HistoryQuery(
      account, FileNode.name, .filter(["parentId": folder.map { .string($0.rawValue) } ?? .null]), limit: 500)
    query.sort = [["property": "name"]]
    return query
  }

  /// Their texts come with them, so that they are found here.
  private static let mostLessons = 5

  private static func search(_ account: AccountID, _ words: String, _ limit: Int) -> [HistoryQuery] {
    [Message.name, CalendarEvent.name, FileNode.name, Lesson.name].map { type in
      let isHeavy = type == Lesson.name
      var query = HistoryQuery(account, type, .filter(["text": .string(words)]), limit: isHeavy ? mostLessons : limit)
      query.isFull = isHeavy
      if type == Message.name { (query.sort, query.related) = (HistoryQuery.newestFirst, [HistoryQuery.topics[0]]) }
      return query
    }
  }
}
