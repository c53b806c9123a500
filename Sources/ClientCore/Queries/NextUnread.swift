internal import Foundation
internal import GRDB
public import JSON
public import Text

/// Where to go for what is new.
public struct UnreadPlace: Sendable, Hashable {
  public enum Reason: Sendable {
    /// Another place or hour of an event that the member goes to.
    case meeting
    case mention, reply, event, vote, topic, room, article
  }
  public let reason: Reason
  /// The topic (Message), the room (Channel), the event or the vote (Proposal).
  public let conversation: ObjectKey
  public let message: ObjectID
  /// What it is called.
  public let title: UntrustedText
}

extension UnreadPlace {
  /// Whether it is something that somebody wrote.
  public var isMessage: Bool {
    switch reason {
    case .mention, .reply, .topic, .room: true
    case .meeting, .event, .vote, .article: false
    }
  }

  public init(_ vote: ProposalRow) {
    self.init(reason: .vote, conversation: vote.key, message: vote.key.id, title: vote.proposal.title)
  }

  public init(_ change: ChangedMeeting) {
    self.init(reason: .meeting, conversation: change.key, message: change.key.id, title: change.event.title)
  }
}

extension UnreadPlace.Reason {
  init(_ address: Address, isChat: Bool) {
    switch address {
    case .mention: self = .mention
    case .reply: self = .reply
    case .none: self = isChat ? .room : .topic
    }
  }
}

extension CacheReader {
  /// What speaks to the member comes first: mentions, then answers, then topics and rooms; among equals the latest. Muted ones never.
  /// - Parameters:
  ///   - skipping: the conversation one is in.
  ///   - isAddressed: whether only what speaks to the member is wanted, or only the rest; nil: all.
  public func nextUnread(skipping: ObjectKey? = nil, isAddressed: Bool? = nil) throws(CacheError) -> UnreadPlace? {
    let steps: [(String, Address)] = [("mentions > 0", .mention), ("replies > 0", .reply), ("1", .none)]
    return try read { db in
      for (condition, address) in steps where isAddressed.map({ $0 == (address != .none) }) ?? true {
        let row = try Row.fetchOne(
          db.cachedStatement(sql: Self.unreadConversation(condition)),
          arguments: [skipping?.account.rawValue ?? -1, skipping?.id.rawValue ?? ""])
        if let row, let place = try Self.place(row, address, db) { return place }
      }
      return nil
    }
  }

  static func unreadConversation(_ condition: String) -> String {
    """
    SELECT account, id, isChat, readRow FROM conversation
    WHERE unread > 0 AND isMuted = 0 AND \(condition) AND NOT (account = ? AND id = ?) ORDER BY lastRow DESC LIMIT 1
    """
  }

  static let unreadMessage = """
    SELECT id FROM message WHERE account = ? AND conversation = ? AND row > ? AND flags & 3 = 0 AND address >= ?
    ORDER BY row LIMIT 1
    """

  private static func place(_ row: Row, _ address: Address, _ db: Database) throws -> UnreadPlace? {
    let arguments: StatementArguments = [row[0] as Int64, row[1] as String, row[3] as Int64, address.rawValue]
    guard let id = try String.fetchOne(db.cachedStatement(sql: unreadMessage), arguments: arguments) else { return nil }
    let isChat: Bool = row[2]
    let type = isChat ? Channel.name : Message.name
    let reason = UnreadPlace.Reason(address, isChat: isChat)
    let key = ObjectKey(AccountID(rawValue: row[0]), type, ObjectID(row[1]))
    return UnreadPlace(reason: reason, conversation: key, message: ObjectID(id), title: try title(of: key, Lookup(db)))
  }

  static func title(of key: ObjectKey, _ lookup: Lookup) throws -> UntrustedText {
    let title =
      key.type == Channel.name
      ? try lookup.object(Channel.self, key.account, key.id)?.object.name
      : try lookup.message(key.id, key.account)?.object.subject
    return title ?? UntrustedText("")
  }
}

// MARK: - Events that somebody changed

/// Up to which change of an event the member has been shown them, by account.
public struct EventsSeen: Sendable, Equatable {
  /// By name of the note.
  public static let note = "events.seen"
  fileprivate var marks: JSONObject

  public init(_ json: JSONValue?) { marks = json?.object ?? [:] }
  public var json: JSONValue { .object(marks) }

  /// What was changed before an account is first asked for is not told.
  /// - Parameter now: seconds since 1970.
  public mutating func begin(_ accounts: [AccountID], now: Double) {
    for account in accounts where marks[String(account.rawValue)] == nil {
      marks[String(account.rawValue)] = [.string(UTCDate.string(from: now)), ""]
    }
  }

  fileprivate subscript(_ account: AccountID) -> (updated: String, id: String)? {
    get {
      let mark = marks[String(account.rawValue)]
      return mark?[0]?.string.map { ($0, mark?[1]?.string ?? "") }
    }
    set { marks[String(account.rawValue)] = newValue.map { [.string($0.updated), .string($0.id)] } }
  }
}

extension CacheReader {
  private static let eventsAtOnce = 60

  /// The next event that somebody else announced or changed, and that is still to come; what is passed on the way counts as seen.
  /// - Parameter now: seconds since 1970.
  public func nextChangedEvent(
    _ accounts: [AccountID], after seen: EventsSeen, now: Double
  ) throws(CacheError) -> (place: UnreadPlace?, seen: EventsSeen) {
    try read { db in
      var seen = seen
      for account in accounts {
        if let place = try Self.nextChangedEvent(account, &seen, now, Lookup(db)) { return (place, seen) }
      }
      return (nil, seen)
    }
  }

  static let changedEvents = """
    SELECT id, json FROM calendarEvent
    WHERE account = ?1 AND json_extract(json, '$.updated') >= ?2 AND (json_extract(json, '$.updated') > ?2 OR id > ?3)
    ORDER BY json_extract(json, '$.updated'), id LIMIT ?4
    """

  private static func nextChangedEvent(
    _ account: AccountID, _ seen: inout EventsSeen, _ now: Double, _ lookup: Lookup
  ) throws -> UnreadPlace? {
    guard let mark = seen[account] else { return nil }
    let rows = try Row.fetchAll(
      lookup.db.cachedStatement(sql: changedEvents),
      arguments: [account.rawValue, mark.updated, mark.id, eventsAtOnce])
    let viewer = try lookup.viewer(account)
    for row in rows {
      let json = try JSONValue(parsing: row[1] as String)
      seen[account] = (json["updated"]?.string ?? mark.updated, row[0])
      guard let event = try? CalendarEvent(json), event.isNews(to: viewer, now: now) else { continue }
      return UnreadPlace(
        reason: .event, conversation: ObjectKey(account, CalendarEvent.name, event.id), message: event.id,
        title: event.title)
    }
    return nil
  }
}

extension CalendarEvent {
  fileprivate func isNews(to viewer: ObjectID?, now: Double) -> Bool {
    let isOwn = viewer != nil && (updatedBy ?? createdBy) == viewer
    return !isOwn && (isRecurring || start.instant(in: zone ?? .gmt) > now - 86_400)
  }
}
