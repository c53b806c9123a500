public import Foundation
public import JSON
public import Text
public import Voting

/// What is new in an account since a time, in few lines: docs/protocol.md, section 21.
public struct Digest: Sendable, Hashable {
  public static let name: TypeName = "Digest"

  public enum Source: String, Sendable {
    case server
    /// Made from what the cache holds, because the server makes none.
    case cache
  }

  public struct Entry: Sendable, Hashable {
    public enum Change: String, Sendable {
      case new, changed, cancelled
      /// A vote that waits for the member's ballot.
      case closing
      case closed
    }

    /// What it leads to: a topic (Message), a room (Channel), an event, a vote (Proposal), a folder (FileNode).
    public let key: ObjectKey
    public let title: UntrustedText
    /// Where it stands: the topic's or the vote's board, the event's calendar.
    public let container: ObjectID?
    /// How many messages or files are new in it.
    public let count: Int
    /// How many of them mention the member.
    public let mentions: Int
    /// The last to write, the latest first, and how many there are in all.
    public let authors: [UntrustedText]
    public let authorCount: Int
    /// The newest one's first words; an event's place; a file's name.
    public let words: UntrustedText
    /// Seconds since 1970; nil for events and votes that go on.
    public let date: Double?
    /// For events and votes.
    public let change: Change?
    public let start: LocalTime?
    public let timeZone: UntrustedText?
    /// Whether it is of somebody or something that the member follows.
    public let isFollowed: Bool
    /// Of a vote that goes on, in seconds since 1970.
    public let closesAt: Double?
    /// Of a vote that is over.
    public let outcome: VoteOutcome?
  }

  public let account: AccountID
  /// Seconds since 1970.
  public let since: Double
  public let until: Double
  public let source: Source
  /// Changed events first, then what mentions the member, then the rest, the newest first.
  public let entries: [Entry]
  /// Entries that there was no room for.
  public let omitted: Int
}

extension Digest {
  /// - Parameter json: the arguments of a `Digest/get`'s answer, or what `made` made; nil when it is neither.
  public init?(_ account: AccountID, _ json: JSONValue) {
    guard let list = json["list"]?.array, let since = json["since"]?.string.flatMap(UTCDate.seconds),
      let until = json["until"]?.string.flatMap(UTCDate.seconds)
    else { return nil }
    self.init(
      account: account, since: since, until: until,
      source: json["source"]?.string.flatMap(Source.init) ?? .server,
      entries: list.compactMap { Entry(account, $0) }, omitted: json["omitted"]?.int ?? 0)
  }
}

extension Digest.Entry {
  init?(_ account: AccountID, _ json: JSONValue) {
    guard let type = json["type"]?.string, let id = json["id"]?.string else { return nil }
    func text(_ name: String) -> UntrustedText { UntrustedText(json[name]?.string ?? "") }
    let authors = json["authors"]?.array?.compactMap { $0.string.map { UntrustedText($0) } } ?? []
    self.init(
      key: ObjectKey(account, TypeName(type), ObjectID(id)), title: text("title"),
      container: json["in"]?.string.map { ObjectID($0) }, count: json["count"]?.int ?? 1,
      mentions: json["mentions"]?.int ?? 0, authors: authors,
      authorCount: max(authors.count, json["authorCount"]?.int ?? 0), words: text("text"),
      date: json["at"]?.string.flatMap(UTCDate.seconds),
      change: json["change"]?.string.map { Change(rawValue: $0) ?? .changed },
      start: json["start"]?.string.flatMap { LocalTime($0) },
      timeZone: json["timeZone"]?.string.map { UntrustedText($0) }, isFollowed: json["followed"]?.bool ?? false,
      closesAt: json["closesAt"]?.string.flatMap(UTCDate.seconds),
      outcome: json["outcome"]?.string.flatMap { VoteOutcome(rawValue: $0) })
  }
}

extension Cache {
  /// Keeps an account's digest, so that it is read offline; the one before it goes.
  public func keep(digest: JSONValue, of account: AccountID) throws(CacheError) -> ChangeSet {
    try setNote(Digest.note(account), digest)
    var changes = ChangeSet()
    changes.insert(ObjectKey(account, Digest.name, ""))
    return changes
  }
}

extension Digest {
  static func note(_ account: AccountID) -> String { "digest.\(account.rawValue)" }
}

/// When an event begins, on the viewer's clock.
public struct EventStart: Sendable, Hashable {
  public let time: LocalTime
  /// Whether only the day says something.
  public let isAllDay: Bool

  public init(time: LocalTime, isAllDay: Bool) { (self.time, self.isAllDay) = (time, isAllDay) }
}

extension CacheReader {
  /// When the event of a digest's entry takes place, on the viewer's clock: the next time it does, where the event is known here.
  public func start(of entry: Digest.Entry, in zone: TimeZone) throws(CacheError) -> EventStart? {
    guard let start = entry.start else { return nil }
    if let event = try event(entry.key, zone: zone)?.occurrence {
      let isAllDay = event.event.isAllDay
      return EventStart(time: isAllDay ? start : LocalTime(at: event.start, in: zone), isAllDay: isAllDay)
    }
    guard let own = TimeZone.named(entry.timeZone?.raw) else {
      return EventStart(time: start, isAllDay: start.secondOfDay == 0)
    }
    return EventStart(time: LocalTime(at: start.instant(in: own), in: zone), isAllDay: false)
  }

  /// The last digest of an account; nil when there was none yet.
  public func digest(_ account: AccountID) throws(CacheError) -> Digest? {
    try note(Digest.note(account)).flatMap { Digest(account, $0) }
  }
}
