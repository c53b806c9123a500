internal import GRDB
public import JSON

/// Bytes of one day, of one login and one place.
public struct LinkUse: Sendable, Hashable {
  public var up: Int
  public var down: Int
  /// Bytes written to the terminal.
  public var terminal: Int

  public init(up: Int = 0, down: Int = 0, terminal: Int = 0) {
    (self.up, self.down, self.terminal) = (up, down, terminal)
  }

  public var network: Int { up + down }

  public static func + (left: LinkUse, right: LinkUse) -> LinkUse {
    LinkUse(up: left.up + right.up, down: left.down + right.down, terminal: left.terminal + right.terminal)
  }
  public static func - (left: LinkUse, right: LinkUse) -> LinkUse {
    LinkUse(up: left.up - right.up, down: left.down - right.down, terminal: left.terminal - right.terminal)
  }
  public static func += (left: inout LinkUse, right: LinkUse) { left = left + right }
}

/// What bytes were for: the pane that shows what they carried, or the link itself.
public struct UsePlace: RawRepresentable, Sendable, Hashable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let forums = UsePlace(rawValue: "forums")
  public static let chat = UsePlace(rawValue: "chat")
  public static let events = UsePlace(rawValue: "events")
  public static let files = UsePlace(rawValue: "files")
  public static let votes = UsePlace(rawValue: "votes")
  public static let news = UsePlace(rawValue: "news")
  public static let courses = UsePlace(rawValue: "courses")
  public static let people = UsePlace(rawValue: "people")
  public static let digest = UsePlace(rawValue: "digest")
  /// Asking whether there is anything, sessions, handshakes, what no object can be named for.
  public static let link = UsePlace(rawValue: "link")
}

extension Cache {
  /// Where an object of this type is seen.
  public static func place(of type: TypeName, _ object: [String: JSONValue]) -> UsePlace {
    switch type {
    case Message.name:
      object["threadRootId"]?.string == nil && object["subject"]?.string == nil ? .chat : .forums
    case Channel.name: object["kind"]?.string == "chat" ? .chat : .forums
    case ReadPosition.name: .forums
    case EventCalendar.name, CalendarEvent.name: .events
    case FileNode.name, Blob.name: .files
    case Proposal.name, Tally.name, Ballot.name: .votes
    case Feed.name, Article.name: .news
    case Course.name, Lesson.name, CourseProgress.name: .courses
    case Principal.name, Profile.name, Report.name: .people
    case Digest.name: .digest
    default: .link
    }
  }

  /// How long sums are kept, in seconds.
  private static let keptSeconds = 60.0 * 86_400

  /// Adds to the sums of the day it is. Days older than 60 go.
  /// - Parameters:
  ///   - login: "" for what belongs to no login: the terminal, and feeds that this client reads itself.
  ///   - now: seconds since 1970.
  public func add(
    _ uses: [UsePlace: LinkUse], login: String, now: Double, in day: LocalDay
  ) throws(CacheError) {
    guard !uses.isEmpty else { return }
    try write { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO linkUse (day, login, place, up, down, terminal) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET up = up + excluded.up, down = down + excluded.down,
            terminal = terminal + excluded.terminal
          """)
      for (place, use) in uses {
        try statement.execute(arguments: [day.name(at: now), login, place.rawValue, use.up, use.down, use.terminal])
      }
      try db.cachedStatement(sql: "DELETE FROM linkUse WHERE day < ?")
        .execute(arguments: [day.name(at: now - Self.keptSeconds)])
    }
  }
}

extension CacheReader {
  /// A day's sums, by login and place.
  public func linkUse(day: String) throws(CacheError) -> [(login: String, place: UsePlace, use: LinkUse)] {
    try read { db in
      try Row.fetchAll(
        db.cachedStatement(
          sql: "SELECT login, place, up, down, terminal FROM linkUse WHERE day = ? ORDER BY login, place LIMIT 500"),
        arguments: [day]
      ).map {
        (login: $0[0], place: UsePlace(rawValue: $0[1]), use: LinkUse(up: $0[2], down: $0[3], terminal: $0[4]))
      }
    }
  }

  /// Bytes of the network that a login used in a day, both ways, and the note of a name (`Cache.setNote`), read together.
  public func networkUse(
    login: String, day: String, noting name: String
  ) throws(CacheError) -> (bytes: Int, note: JSONValue?) {
    try read { db in
      let sum = try db.cachedStatement(
        sql: "SELECT coalesce(sum(up + down), 0) FROM linkUse WHERE day = ? AND login = ?")
      return (try Int.fetchOne(sum, arguments: [day, login]) ?? 0, try Self.note(name, db))
    }
  }
}
