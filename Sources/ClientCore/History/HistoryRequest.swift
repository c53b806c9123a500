internal import JSON

/// What a person opened, scrolled to or searched for, of which more may be on the server.
public enum HistoryRequest: Sendable, Hashable {
  /// A topic (Message) or a room (Channel): the texts that are missing in it, and what was said before what is here.
  case conversation(ObjectKey)
  /// Older topics of a board (Channel).
  case board(ObjectKey)
  /// Earlier events of an account: half a year more, or from a moment on (seconds since 1970).
  case events(AccountID, from: Double?)
  /// What lies in a folder (FileNode), in nil at the top.
  case folder(AccountID, ObjectID?)
  /// The texts of lessons.
  case lessons(AccountID, [ObjectID])
  /// Everything with these words.
  case search(AccountID, String)

  public var account: AccountID {
    switch self {
    case .conversation(let key), .board(let key): key.account
    case .events(let account, _), .folder(let account, _), .lessons(let account, _), .search(let account, _):
      account
    }
  }
}

/// Sorts and filters that are asked for again and again.
extension HistoryQuery {
  static let newestFirst: [JSONValue] = [["property": "receivedAt", "isAscending": false]]
  static let topics = [
    Related(type: Message.name, property: "threadRootId", isTitles: true),
    Related(type: Principal.name, property: "senderId", isTitles: false),
  ]

  /// Messages that lie before what is covered, newest first.
  static func earlier(
    _ account: AccountID, _ filter: JSONObject, scope: ObjectID, _ entry: CoverageTable.Entry, downTo: Int64 = 0,
    limit: Int
  ) -> HistoryQuery {
    var filter = filter
    if downTo > 0 { filter["after"] = .string(UTCDate.string(milliseconds: downTo)) }
    // Not the next one: others may have arrived in the same millisecond; the anchor tells which are known.
    if entry.since < .max { filter["before"] = .string(UTCDate.string(milliseconds: entry.since + 1)) }
    var query = HistoryQuery(account, Message.name, .filter(filter), limit: limit)
    (query.sort, query.scope, query.progress) = (newestFirst, scope.rawValue, .backwards)
    query.downTo = downTo
    if entry.isUnderWay { query.anchor = entry.cursor }
    return query
  }
}

/// What a person looks at first.
extension HistoryQuery {
  /// - Parameters:
  ///   - isWhole: whether all the rest follows by `/changes`, so that nothing need be known of coverage.
  ///   - now: seconds since 1970.
  public static func first(_ account: AccountID, isWhole: Bool, now: Double) -> [HistoryQuery] {
    var queries = first(account, now: now)
    if isWhole { for index in queries.indices { queries[index].progress = .none } }
    return queries
  }

  private static func first(_ account: AccountID, now: Double) -> [HistoryQuery] {
    var messages = HistoryQuery(account, Message.name, .filter([:]), limit: 60)
    (messages.sort, messages.progress) = (newestFirst, .first)
    (messages.collapsesThreads, messages.isTitles, messages.related) = (true, true, topics)
    let (today, nextWeek) = (LocalTime(seconds: Int64(now)), LocalTime(seconds: Int64(now) + 8 * 86_400))
    var events = HistoryQuery(
      account, CalendarEvent.name,
      .filter(["after": .string(today.string), "before": .string(nextWeek.string)]), limit: 24)
    (events.sort, events.progress) = ([["property": "start", "isAscending": false]], .firstOfList)
    var files = HistoryQuery(account, FileNode.name, .filter(["parentId": nil]), limit: 40)
    (files.sort, files.progress) = ([["property": "name"]], .firstOfList)
    return [messages, events, files]
  }

  /// Types that are fetched whole with the first question.
  public static let firstWhole = [Channel.name, EventCalendar.name]
}
