public import JSON

/// One page to ask a server for beside `/changes`: `T/query`, and `T/get` of what it finds, in the words of docs/protocol.md.
public struct HistoryQuery: Sendable, Hashable {
  /// Which objects.
  public enum Choice: Sendable, Hashable {
    case filter(JSONObject)
    case ids([ObjectID])
  }

  /// Objects that the ones found refer to, asked for in the same request.
  public struct Related: Sendable, Hashable {
    public let type: TypeName
    /// The property that holds the id.
    public let property: String
    public let isTitles: Bool
  }

  /// A topic of mail: servers of mail know it by a Message-ID, not by its key (docs/protocol.md, section 20).
  public struct MailTopic: Sendable, Hashable {
    /// Of the mail that begins it, whether that is here or not.
    public let messageID: String
    public let board: ObjectID
  }

  /// What the page does to coverage.
  enum Progress: Sendable, Hashable {
    /// Single things: none.
    case none
    /// Newest first: everything down to the page's oldest is there.
    case backwards
    /// In an order that has nothing to do with time: everything from `goal` on is there when the list has come to its end.
    case list(goal: Int64)
    /// The first of its type: what comes later than the page's newest is told by `/changes`.
    case first
    /// The first of a type that is read as a list: nothing is covered yet.
    case firstOfList
  }

  public let account: AccountID
  public let type: TypeName
  public var choice: Choice
  public var sort: [JSONValue] = []
  /// Begins after this object, where it still is.
  public var anchor: ObjectID?
  public var position = 0
  public var limit: Int
  /// Of each topic and each room only the first.
  public var collapsesThreads = false
  /// Whether the properties of a list are enough.
  public var isTitles = false
  public var related: [Related] = []
  /// What the filter's `threadRootId` stands for, where it is a topic of mail.
  public var mailTopic: MailTopic?
  /// Whether texts are wanted to their end, however long.
  public var isFull = false
  /// Whether it is asked how many there are in all.
  public var countsAll = false
  /// Whether most of it may be there already, so that ids come first and then what is missing.
  public var isThin = false
  /// Nothing older than this is asked for; milliseconds since 1970.
  var downTo: Int64 = 0
  var scope = ""
  var progress = Progress.none

  init(_ account: AccountID, _ type: TypeName, _ choice: Choice, limit: Int) {
    (self.account, self.type, self.choice, self.limit) = (account, type, choice, limit)
  }

  /// Whether the page tells what is there whole from now on, so that `/changes` goes on from its state.
  public var leadsToCoverage: Bool { progress != .none }

  /// Single objects.
  public static func single(_ account: AccountID, _ type: TypeName, _ ids: [ObjectID]) -> HistoryQuery {
    HistoryQuery(account, type, .ids(ids), limit: ids.count)
  }

  /// The newest message there is.
  public static func newest(_ account: AccountID, _ type: TypeName) -> HistoryQuery {
    var query = HistoryQuery(account, type, .filter([:]), limit: 1)
    (query.sort, query.isTitles) = (newestFirst, true)
    return query
  }

  /// How many messages a window has; nil for all of the past, which is not counted.
  /// - Parameter now: seconds since 1970.
  public static func count(_ account: AccountID, in window: HistoryWindow, now: Double) -> HistoryQuery? {
    let start = window.start(now: now)
    guard start > 0 else { return nil }
    let filter: JSONObject = ["after": .string(UTCDate.string(milliseconds: start))]
    var query = HistoryQuery(account, Message.name, .filter(filter), limit: 1)
    query.countsAll = true
    return query
  }

  /// All of an object where `/get` gives less unasked; nil: it gives all.
  public static func wholeProperties(_ type: TypeName) -> [String]? {
    type == Lesson.name ? Lesson.wholeProperties : nil
  }

  /// What lists show of a type; nil: whole objects are asked for.
  public static func titleProperties(_ type: TypeName) -> [String]? {
    type == Message.name ? Message.titleProperties : nil
  }
}

/// What a server answered to a `HistoryQuery`.
public struct HistoryPage: Sendable {
  public let query: HistoryQuery
  /// The ids that the query found, in its order.
  public var ids: [ObjectID]
  /// The server's own limit, where it gives fewer than were asked for (RFC 8620, section 5.5).
  public var limit: Int?
  public var objects: [JSONObject]
  /// What the objects refer to: titles of topics, people.
  public var related: [TypeName: [JSONObject]] = [:]
  /// The states of `/get`, when each was read; of a type that is not here nothing is known.
  public var readAt: [TypeName: String] = [:]
  /// The state from which `/changes` goes on for the type of the query; only for the first page of a type.
  public var newState: String?
  /// Asked for by their ids, and not there.
  public var notFound: [ObjectID] = []

  public init(_ query: HistoryQuery, ids: [ObjectID], objects: [JSONObject]) {
    (self.query, self.ids, self.objects) = (query, ids, objects)
  }

  /// Whether nothing comes after it.
  var isLast: Bool { ids.isEmpty || ids.count < min(query.limit, limit ?? .max) }

  /// When the newest of its messages was received: milliseconds since 1970.
  public var newestTime: Int64? { objects.compactMap { Message.place(of: .object($0))?.time }.max() }

  /// Every object that it brings.
  public var keys: [(type: TypeName, id: ObjectID)] {
    let own = objects.map { (query.type, $0) }
    return (own + related.flatMap { type, objects in objects.map { (type, $0) } })
      .compactMap { type, object in object["id"]?.string.map { (type, ObjectID($0)) } }
  }
}
