internal import GRDB
public import JSON
internal import Text
internal import Voting

extension CacheReader {
  /// A digest of what the cache holds, in the words of `Digest/get`, for servers that make none.
  /// - Parameters:
  ///   - since: seconds since 1970.
  ///   - now: likewise.
  public func madeDigest(_ account: AccountID, since: Double, now: Double) throws(CacheError) -> JSONValue {
    try read { db in
      let maker = DigestMaker(lookup: Lookup(db), account: account, since: UTCDate.milliseconds(from: since), now: now)
      let entries = try maker.entries().sorted { ($0.rank, $0.order) < ($1.rank, $1.order) }
      return [
        "since": .string(UTCDate.string(from: since)), "until": .string(UTCDate.string(from: now)),
        "source": .string(Digest.Source.cache.rawValue),
        "list": .array(entries.prefix(DigestMaker.mostEntries).map { .object($0.members) }),
        "omitted": .int(Int64(max(0, entries.count - DigestMaker.mostEntries))),
      ]
    }
  }
}

/// Looks for what is new among the newest rows: a row's number is its time.
private struct DigestMaker {
  let lookup: Lookup
  let account: AccountID
  /// Milliseconds since 1970.
  let since: Int64
  /// Seconds since 1970.
  let now: Double

  static let mostEntries = 60
  private static let mostRows = 2_000

  /// docs/protocol.md, section 21.
  enum Rank: Int, Comparable {
    case changedEvent, closingVote, mention, followed, newEvent, news
    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  struct Entry {
    let rank: Rank
    let order: Int64
    let members: JSONObject
  }

  func entries() throws -> [Entry] { try conversations() + events() + votes() + files() }

  private func newest<T: SyncedType>(_ type: T.Type, from time: Int64) throws -> [T] {
    // “+”: by the rows, which stand by time, and not by all that the account has.
    try readable(
      "SELECT json FROM \(T.table) WHERE row >= ? AND +account = ? ORDER BY row DESC LIMIT \(Self.mostRows)",
      [RowNumber.lowest(at: time), account.rawValue])
  }

  /// What cannot be read, `ter1 cache verify` names.
  private func readable<T: SyncedType>(_ sql: String, _ arguments: StatementArguments) throws -> [T] {
    try String.fetchAll(lookup.db.cachedStatement(sql: sql), arguments: arguments)
      .compactMap { try? T(JSONValue(parsing: $0)) }
  }

  private func conversations() throws -> [Entry] {
    let viewer = try lookup.viewer(account)
    let news = try newest(Message.self, from: since).filter {
      !$0.isDeleted && $0.hiddenAt == nil && $0.senderID != viewer
    }
    let follows = try CacheReader.follows(lookup)[account] ?? []
    return try Dictionary(grouping: news, by: \.conversationID).compactMap { id, messages in
      guard let newest = messages.first else { return nil }
      return try entry(id, messages, newest, viewer, follows)
    }
  }

  /// - Parameter messages: the newest first.
  private func entry(
    _ id: ObjectID, _ messages: [Message], _ newest: Message, _ viewer: ObjectID?, _ follows: Set<Followed>
  ) throws -> Entry {
    var names: [String] = []
    for message in messages {
      let name = try lookup.author(of: message, account).name.raw
      if !names.contains(name) { names.append(name) }
    }
    let topic = newest.isChat ? nil : try lookup.object(Message.self, account, id)?.object.subject
    let channel = try lookup.object(Channel.self, account, newest.channelID)?.object
    let title = try topic ?? channel.map { try lookup.called($0, account).name }
    // What few say to each other is said to each of them.
    let isDirect = channel?.isDirect == true
    let mentions = viewer.map { viewer in messages.count { isDirect || $0.mentions.contains(viewer) } } ?? 0
    var members: JSONObject = [
      "type": .string((newest.isChat ? Channel.name : Message.name).rawValue), "id": .string(id.rawValue),
      "title": .string(title?.raw ?? ""), "count": .int(Int64(messages.count)), "mentions": .int(Int64(mentions)),
      "authors": .array(names.prefix(3).map { .string($0) }), "authorCount": .int(Int64(names.count)),
      "text": .string(Self.words(newest.body.raw)), "at": .string(UTCDate.string(from: newest.receivedAt)),
    ]
    if !newest.isChat { members["in"] = .string(newest.channelID.rawValue) }
    let isFollowed = messages.contains { follows.concern($0, topic: topic ?? nil) }
    if isFollowed { members["followed"] = true }
    let rank: Rank = mentions > 0 ? .mention : isFollowed ? .followed : .news
    return Entry(rank: rank, order: -newest.time, members: members)
  }

  private func events() throws -> [Entry] {
    let sinceSeconds = Double(since) / 1_000
    let viewer = try lookup.viewer(account)
    return try changedEvents().compactMap { event in
      guard let updated = event.updated, updated >= sinceSeconds else { return nil }
      let isNew = (viewer == nil || event.createdBy != viewer) && (event.created ?? 0) >= sinceSeconds
      let isOwn = viewer != nil && (event.updatedBy ?? event.createdBy) == viewer
      guard isNew || !isOwn, try !isOver(event) else { return nil }
      let isCancelled = event.status == .cancelled
      var members: JSONObject = [
        "type": .string(CalendarEvent.name.rawValue), "id": .string(event.id.rawValue),
        "title": .string(event.title.raw), "start": .string(event.start.string),
        "change": isCancelled ? "cancelled" : isNew ? "new" : "changed",
        "text": .string(event.places.first?.name.raw ?? ""),
      ]
      members["in"] = event.calendarID.map { .string($0.rawValue) }
      members["timeZone"] = event.timeZone.map { .string($0.raw) }
      return Entry(rank: isNew && !isCancelled ? .newEvent : .changedEvent, order: event.time, members: members)
    }
  }

  /// Events stand by when they begin, so that they are found by when they were changed.
  private func changedEvents() throws -> [CalendarEvent] {
    try readable(
      """
      SELECT json FROM calendarEvent WHERE account = ? AND json_extract(json, '$.updated') >= ?
      ORDER BY json_extract(json, '$.updated') DESC LIMIT \(Self.mostRows)
      """, [account.rawValue, UTCDate.string(from: Double(since) / 1_000)])
  }

  /// As the server's digest has it: docs/protocol.md, section 21. What stands in no zone may still go on somewhere for a day.
  private func isOver(_ event: CalendarEvent) throws -> Bool {
    let statement = try lookup.db.cachedStatement(
      sql: """
        SELECT NOT EXISTS (SELECT 1 FROM occurrence WHERE account = ? AND event = ? AND end > ? - 86400 * isFloating)
        """)
    return try Bool.fetchOne(statement, arguments: [account.rawValue, event.id.rawValue, now]) ?? false
  }

  private func votes() throws -> [Entry] {
    let viewer = try lookup.viewer(account)
    let rows = try CacheReader.proposals(closingFrom: Double(since) / 1_000, account, lookup)
    return rows.compactMap { row in
      let closes = UTCDate.milliseconds(from: row.proposal.closesAt)
      let isNew =
        (viewer == nil || row.proposal.createdBy != viewer) && (row.proposal.created ?? 0) * 1_000 >= Double(since)
      let closing: JSONObject = ["closesAt": .string(UTCDate.string(from: row.proposal.closesAt))]
      if row.awaitsBallot(at: now, closingWithin: ProposalRow.soon) {
        return vote(row, "closing", .closingVote, order: closes, closing)
      }
      if row.tally?.state == .closed {
        let outcome: JSONValue = row.tally?.outcome.map { .string($0.rawValue) } ?? .null
        return vote(row, "closed", .news, order: -closes, ["at": closing["closesAt"] ?? .null, "outcome": outcome])
      }
      return isNew && row.tally?.isOver == false ? vote(row, "new", .newEvent, order: closes, closing) : nil
    }
  }

  private func vote(_ row: ProposalRow, _ change: String, _ rank: Rank, order: Int64, _ more: JSONObject) -> Entry {
    let members: JSONObject = [
      "type": .string(Proposal.name.rawValue), "id": .string(row.key.id.rawValue),
      "title": .string(row.proposal.title.raw), "in": .string(row.proposal.channelID.rawValue),
      "change": .string(change),
    ]
    return Entry(rank: rank, order: order, members: members.merging(more) { _, more in more })
  }

  private func files() throws -> [Entry] {
    let viewer = try lookup.viewer(account)
    let files = try newest(FileNode.self, from: since).filter { !$0.isFolder && $0.createdBy != viewer }
    return try Dictionary(grouping: files, by: \.parentID).compactMap { parent, files in
      guard let newest = files.first else { return nil }
      let folder = try parent.flatMap { try lookup.object(FileNode.self, account, $0)?.object.name }
      return Entry(
        rank: .news, order: -newest.time,
        members: [
          "type": .string(FileNode.name.rawValue), "id": .string(parent?.rawValue ?? ""),
          "title": .string(folder?.raw ?? ""), "count": .int(Int64(files.count)),
          "text": .string(newest.name.raw), "at": .string(UTCDate.string(milliseconds: newest.time)),
        ])
    }
  }

  private static func words(_ text: String) -> String {
    String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(80))
  }
}
