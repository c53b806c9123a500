internal import GRDB
public import JSON
public import Text

/// Something that waits, as the outbox shows it.
public struct OutboxRow: Sendable, Hashable {
  public let entry: OutboxEntry
  public let accountName: UntrustedText
  /// The object's own name, subject or first words.
  public let title: UntrustedText
  /// The name of where it stands: its board, room, topic, calendar, folder.
  public let place: UntrustedText?
  /// Where it is to be moved.
  public let destination: UntrustedText?
  /// What has to be sent before it is not there yet.
  public let isWaitingForOther: Bool
  /// For an update that another's change came before: the object as the server has it.
  public let standing: JSONValue?
}

public struct OutboxSummary: Sendable, Hashable {
  public let waiting: Int
  public let failed: Int
  /// When the last of what is held back on purpose goes: seconds since 1970; nil: nothing is.
  public let heldUntil: Double?
  /// When the first of it is of no use any more: seconds since 1970, by account.
  public let expiresAt: [AccountID: Double]
}

extension CacheReader {
  /// What waits, in the order in which it was made.
  public func outbox(limit: Int = 500) throws(CacheError) -> [OutboxRow] {
    try read { db in
      let lookup = Lookup(db)
      return try OutboxTable.fetch(db, where: "1", [], limit: bounded(limit)).map { try Self.outboxRow($0, lookup) }
    }
  }

  /// Whether what was created is still here alone: no server can have seen it.
  public func isUnsent(_ key: ObjectKey) throws(CacheError) -> Bool {
    try read { db in try OutboxTable.fetch(db, of: key).contains { $0.isCreate && ($0.isUnsent || $0.state == .failed) }
    }
  }

  public func outboxEntry(_ id: Int64) throws(CacheError) -> OutboxRow? {
    try read { db in try OutboxTable.fetch(db, id).map { try Self.outboxRow($0, Lookup(db)) } }
  }

  /// Whether the person has stopped an upload, or given it up.
  public func isPaused(upload entry: Int64) throws(CacheError) -> Bool {
    try read { db in try OutboxTable.fetch(db, entry)?.isPaused ?? true }
  }

  /// How much a person wrote waits or was refused; how far one has read is sent without a word, and a file is one with what it goes
  /// with.
  public func outboxSummary() throws(CacheError) -> OutboxSummary {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT count(*), coalesce(sum(state = 'failed'), 0),
            coalesce(max(CASE WHEN state = 'queued' AND attempts = 0 AND nextAttemptAt < ? THEN nextAttemptAt END), 0)
          FROM outbox WHERE type <> ? AND (type <> ? OR state = 'failed')
          """,
        arguments: [OutboxEntry.never, ReadPosition.name.rawValue, Blob.name.rawValue])
      let (all, failed): (Int, Int) = (row?[0] ?? 0, row?[1] ?? 0)
      let held: Double = row?[2] ?? 0
      return OutboxSummary(
        waiting: all - failed, failed: failed, heldUntil: held > 0 ? held : nil, expiresAt: try Self.expiries(db))
    }
  }

  private static func expiries(_ db: Database) throws -> [AccountID: Double] {
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT account, min(expiresAt) FROM outbox WHERE state = 'queued' AND expiresAt > 0 GROUP BY account")
    return Dictionary(uniqueKeysWithValues: rows.map { (AccountID(rawValue: $0[0]), $0[1]) })
  }

  private static func outboxRow(_ entry: OutboxEntry, _ lookup: Lookup) throws -> OutboxRow {
    let mutation = entry.mutation
    let naming = OutboxNaming(lookup: lookup, account: mutation.account)
    let object = try naming.object(mutation)
    return OutboxRow(
      entry: entry, accountName: try lookup.account(mutation.account)?.name ?? UntrustedText(""),
      title: try object.map { try naming.title(of: $0) } ?? naming.title(ofAbsent: mutation),
      place: try object.flatMap { try naming.place(of: $0) },
      destination: try naming.destination(of: mutation),
      isWaitingForOther: !mutation.localReferences.isEmpty,
      standing: entry.isSuperseded ? try lookup.shadow(mutation.key) : nil)
  }
}

/// What people call the objects of the outbox.
private struct OutboxNaming {
  let lookup: Lookup
  let account: AccountID

  /// The object as it is shown, or as it was typed when the server has refused it.
  func object(_ mutation: Mutation) throws -> (any SyncedType)? {
    guard mutation.type != Blob.name else { return nil }
    let type = try TypeRegistry.type(mutation.type)
    if let shown = try lookup.json(type, mutation.key) { return try type.init(shown.json) }
    return try hidden(type, mutation)
  }

  /// What is about to be destroyed is not shown any more, but the server still has it.
  private func hidden(_ type: any SyncedType.Type, _ mutation: Mutation) throws -> (any SyncedType)? {
    try lookup.shadow(mutation.key).flatMap { try? type.init($0) }
  }

  func title(of object: any SyncedType) throws -> UntrustedText {
    switch object {
    case let message as Message: message.subject ?? UntrustedText(String(message.body.raw.prefix(200)))
    case let event as CalendarEvent: event.title
    case let node as FileNode: node.name
    case let channel as Channel: channel.name
    case let calendar as EventCalendar: calendar.name
    case let proposal as Proposal: proposal.title
    case let feed as Feed: feed.name
    case let article as Article: article.title
    case is Ballot, is Tally: try lookup.object(Proposal.self, account, object.id)?.object.title ?? UntrustedText("")
    case let course as Course: course.title
    case let lesson as Lesson: lesson.title
    case is CourseProgress: try lookup.object(Course.self, account, object.id)?.object.title ?? UntrustedText("")
    case let report as Report:
      try report.messageID.flatMap { try lookup.message($0, account)?.object }.map { try title(of: $0) }
        ?? report.name
    case let profile as Profile: try lookup.principal(account, profile.id)?.name ?? UntrustedText("")
    case let position as ReadPosition: try conversationName(position.id)
    default: UntrustedText("")
    }
  }

  /// A ballot or a report that was refused is shown nowhere; what it was about is.
  func title(ofAbsent mutation: Mutation) throws -> UntrustedText {
    if case .create(let object) = mutation.action, mutation.type == Report.name, let id = object["messageId"]?.string {
      return try lookup.message(ObjectID(id), account).map { try title(of: $0.object) } ?? UntrustedText("")
    }
    guard mutation.type == Ballot.name else { return UntrustedText("") }
    return try lookup.object(Proposal.self, account, mutation.id)?.object.title ?? UntrustedText("")
  }

  func place(of object: any SyncedType) throws -> UntrustedText? {
    switch object {
    case let message as Message:
      let root = try message.threadRootID.flatMap { try lookup.message($0, account)?.object }
      return try root?.subject ?? lookup.object(Channel.self, account, message.channelID)?.object.name
    case let event as CalendarEvent:
      return try event.calendarID.flatMap { try lookup.object(EventCalendar.self, account, $0)?.object.name }
    case let node as FileNode:
      return try node.parentID.flatMap { try lookup.object(FileNode.self, account, $0)?.object.name }
    case let proposal as Proposal:
      return try lookup.object(Channel.self, account, proposal.channelID)?.object.name
    case let article as Article: return try lookup.object(Feed.self, account, article.feedID)?.object.name
    case let course as Course: return try lookup.object(Channel.self, account, course.channelID)?.object.name
    case let lesson as Lesson: return try lookup.object(Course.self, account, lesson.courseID)?.object.title
    default: return nil
    }
  }

  func destination(of mutation: Mutation) throws -> UntrustedText? {
    guard case .update(let patch) = mutation.action else { return nil }
    if mutation.type == FileNode.name, let id = patch["parentId"]?.string {
      return try lookup.object(FileNode.self, account, ObjectID(id))?.object.name
    }
    guard mutation.type == Message.name, let id = patch["channelId"]?.string else { return nil }
    return try lookup.object(Channel.self, account, ObjectID(id))?.object.name
  }

  private func conversationName(_ id: ObjectID) throws -> UntrustedText {
    let topic = try lookup.message(id, account)?.object.subject
    return try topic ?? lookup.object(Channel.self, account, id)?.object.name
      ?? lookup.object(Feed.self, account, id)?.object.name ?? UntrustedText("")
  }
}
