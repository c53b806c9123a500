import ClientCore
import Localization
import Text

/// The forums: boards, their topics, and a topic's messages.
struct ForumsPane: Pane {
  static let name = "forums"
  static let title = msgid("Forums")
  static let sections = ["forums.boards", "forums.topics", "forums.thread"]
  static let commands = ForumsCommands.all

  enum Level: Int, Sendable { case boards, topics, thread }

  var level = Level.boards
  var boards = ListBox<BoardLine>()
  var topics = ListBox<TopicLine>()
  /// The board whose topics are listed.
  var board: BoardRow?
  var topicCount = 0
  /// Whether the board has older topics on the server.
  var hasOlderTopics = false
  /// Words that the topics shown have in their subject or author; empty: all are shown.
  var filter = ""
  var thread: ThreadReading?
  /// Whether every message of a topic is shown whole; nil: nobody chose since the start.
  var showsWhole: Bool?
  /// A message of one's own that is shown as soon as it is in the cache.
  var awaited: ObjectKey?
  private(set) var badge = 0
  /// What it was read for last.
  private var sight: Sight?

  init() {}

  var keyContexts: [String] {
    switch level {
    case .boards: ["forums.boards", Self.name]
    case .topics: ["forums.topics", Self.name]
    case .thread: ["forums.thread", Self.name]
    }
  }

  var isEmpty: Bool {
    switch level {
    case .boards: boards.isEmpty
    case .topics: topics.isEmpty
    case .thread: false
    }
  }

  var hints: [String] {
    switch level {
    case .boards: ["read-on", "open"] + (mayBegin ? ["forums.new-topic"] : [])
    case .topics: ["read-on", "open"] + (mayBegin ? ["forums.new-topic"] : []) + ["forums.filter"]
    case .thread where thread?.selectedText != nil: ["forums.quote", "forums.lines", "forums.copy", "back"]
    case .thread where hasHeadings || isUnfolded: ["read-on", "forums.unfold", "forums.reply", "back"]
    case .thread where thread?.page.channel?.isMail ?? false: ["read-on", "forums.reply", "back", "forums.next-post"]
    case .thread: ["read-on", "forums.reply", "back", "forums.react"]
    }
  }

  private var mayBegin: Bool {
    chosenBoard.map { $0.channel.rights.mayPost && !$0.channel.isArchived } ?? false
  }

  /// Whether one chose to see all of it whole.
  private var isUnfolded: Bool { showsWhole == true && thread?.unfolding.isAll == true }

  var labels: [String: String] { isUnfolded ? ["forums.unfold": msgid("fold again")] : [:] }

  private var hasHeadings: Bool { thread.map { !$0.unfolding.isAll && $0.page.outline.count > 1 } ?? false }

  var conversation: ObjectKey? { level == .thread ? thread?.topic : nil }

  var place: PanePlace {
    switch level {
    case .boards: PanePlace(row: boards.current?.board?.key)
    case .topics: PanePlace(container: board?.key, row: topics.current?.topic.key, title: board?.channel.name)
    case .thread:
      PanePlace(container: thread?.topic, spot: thread?.current?.key, title: thread?.page.topic.subject)
    }
  }

  // MARK: Reading the cache

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    if let account = context.account, board.map({ $0.key.account != account }) ?? false { leaveBoard() }
    layout(context)
    try readBoards(context)
    try readTopics(context)
    try thread?.reload(context)
    sight = Sight(context)
    return noteSeen()
  }

  /// Kept searches, which stand among the boards, change without a word of the cache.
  mutating func resume(_ context: Context) throws(CacheError) -> [Effect] {
    guard sight == Sight(context) else { return try refresh(context) }
    try readBoards(context)
    return noteSeen()
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    let hasNames = changes.touches(Principal.name)
    let shown = [Channel.name, Message.name, ReadPosition.name]
    guard hasNames || shown.contains(where: { changes.touches($0) }) else { return [] }
    try thread?.follow(changes, context)
    if let key = awaited, let id = changes.renamed[key] { awaited = ObjectKey(key.account, key.type, id) }
    layout(context)
    try readBoards(context)
    try readTopics(context)
    if let topic = thread?.topic, hasNames || changes.touches(topic) || changes.touches(Channel.name) {
      try thread?.reload(context)
      thread?.noteArrivals()
      try leaveTakenBack(topic, context)
    }
    if let key = awaited, changes.touches(key) { return try goToAwaited(key, context) }
    return []
  }

  /// One's own that was taken back before it left is nowhere any more: it comes again as another.
  private mutating func leaveTakenBack(_ topic: ObjectKey, _ context: Context) throws(CacheError) {
    guard topic.id.isLocal, try context.cache.message(topic) == nil else { return }
    thread = nil
    if level == .thread { level = .topics }
    layout(context)
    try preview(context)
  }

  private mutating func goToAwaited(_ key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    awaited = nil
    guard let row = try context.cache.message(key) else { return [] }
    guard thread?.topic.id != row.message.conversationID else {
      _ = try thread?.go(to: key.id, context)
      return []
    }
    return row.message.isTopic && level != .thread ? try go(to: key, context) : []
  }

  mutating func readBoards(_ context: Context) throws(CacheError) {
    let rows = try context.cache.boards(context.account)
    badge = rows.reduce(0) { $0 + $1.unreadTopics }
    let lines = BoardLine.lines(rows, try SavedSearch.all(context.cache), context)
    boards.reload { _, _ in ListPage(lines) }
    if let key = board?.key { board = rows.first { $0.key == key } ?? board }
  }

  mutating func readTopics(_ context: Context) throws(CacheError) {
    guard board != nil else { return }
    try topics.reload(at: nil, fetchTopics(context))
    hasOlderTopics = try context.cache.history(of: board?.key ?? noBoard).hasEarlier
    topicCount = try filter.isEmpty ? context.cache.topics(board?.key ?? noBoard, limit: 1).total : topics.rows.count
  }

  private var noBoard: ObjectKey { ObjectKey(AccountID(rawValue: 0), Channel.name, "") }

  /// A filter looks through this many topics, the newest.
  static let filtered = 500

  func fetchTopics(_ context: Context) -> ListBox<TopicLine>.Fetch<CacheError> {
    let (board, filter) = (board?.key ?? noBoard, filter)
    return { (anchor, limit) throws(CacheError) in
      guard !filter.isEmpty else {
        return ListPage(try context.cache.topics(board, at: anchor.cacheAnchor, limit: limit)) { TopicLine(topic: $0) }
      }
      let all = try context.cache.topics(board, limit: Self.filtered).rows
      return ListPage(all.filter { $0.contains(filter) }.map { TopicLine(topic: $0) })
    }
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .boards:
      let lines = boards.rows
      if boards.navigate(motion, { (_, _) throws(Never) in ListPage(lines) }) { try preview(context) }
    case .topics:
      if try topics.navigate(motion, fetchTopics(context)) {
        try preview(context)
      } else {
        return try older(motion, context)
      }
    case .thread:
      let hasMoved = try thread?.move(motion, context) ?? false
      return try cameTo(context, hasMoved: hasMoved)
    }
    return noteSeen()
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .boards:
      if let search = boards.current?.search { return [.run(CommandLine("search.saved", [search.name]))] }
      guard let row = boards.current?.board else { return [] }
      try enter(row, context)
    case .topics:
      guard let topic = topics.current?.topic.key else { return [] }
      try read(topic, at: nil, context)
      return try noteSeen() + missing(topic, context)
    case .thread: return thread?.selectedText == nil ? try openLink(context) : [.run(CommandLine("forums.quote"))]
    }
    return noteSeen()
  }

  /// Enter in a message opens its link, when it has one; else it folds and unfolds it.
  private mutating func openLink(_ context: Context) throws(CacheError) -> [Effect] {
    guard let row = thread?.current else { return [] }
    let actions = MessageActions(row: row, tr: context.tr, pane: Self.name)
    if thread?.pager.isFolded == false, !actions.links.isEmpty { return actions.openLink(nil, context) }
    guard thread?.toggleCurrent(context) == true else {
      return [.notice(Notice(.information, context.tr("That is the whole message")))]
    }
    return try cameTo(context)
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    if level == .thread, thread?.endChoice() == true { return [] }
    let seen = noteSeen()
    switch level {
    case .boards: return nil
    case .topics where !filter.isEmpty:
      filter = ""
      try readTopics(context)
    case .topics: leaveBoard()
    case .thread:
      level = .topics
      thread?.forgetFresh(context)
    }
    layout(context)
    try preview(context)
    return seen
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .thread, try thread?.readOn(context) == true else { return nil }
    return try cameTo(context)
  }

  var readsOnHere: Bool { level != .thread || thread?.goesOn == true }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    if key.type == Channel.name {
      guard let row = try context.cache.boards(key.account).first(where: { $0.key == key }) else { return [] }
      try enter(row, context)
      return []
    }
    let message = try context.cache.message(key)?.message
    let topic = ObjectKey(key.account, Message.name, message?.conversationID ?? key.id)
    try enterBoard(of: topic, context)
    try read(topic, at: topic == key ? nil : key.id, context)
    return try noteSeen() + missing(topic, context)
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .boards: _ = boards.select(.board(row))
    case .topics: try topics.reload(at: .around(row), fetchTopics(context))
    case .thread: return []
    }
    try preview(context)
    return []
  }

  /// Asks for the texts and the replies of a topic that are not here.
  private func missing(_ topic: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    try rest(of: topic, context)?.effects(.opening, context) ?? []
  }

  /// What one came to is read; the rest is asked for at the end of what is here of the topic, and where a text is missing.
  mutating func cameTo(_ context: Context, hasMoved: Bool = true) throws(CacheError) -> [Effect] {
    let seen = noteSeen()
    guard let thread, !hasMoved || thread.isAtEdge || thread.lacksText else { return seen }
    return try seen + (rest(of: thread.topic, context)?.effects(.scrolling, context) ?? [])
  }

  private func rest(of topic: ObjectKey, _ context: Context) throws(CacheError) -> OlderThings? {
    guard try !context.cache.history(of: topic).isComplete else { return nil }
    return OlderThings([.conversation(topic)], context.tr("the rest of the topic"))
  }

  /// At the end of what is here of a board, its older topics are asked for.
  private func older(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    guard filter.isEmpty, motion == .last || motion.distance(height: 1) > 0 else { return [] }
    return try olderTopics(context)?.effects(.scrolling, context) ?? []
  }

  private func olderTopics(_ context: Context) throws(CacheError) -> OlderThings? {
    guard let board = board?.key, try context.cache.history(of: board).hasEarlier else { return nil }
    return OlderThings([.board(board)], context.tr("older topics"))
  }

  func olderThings(_ context: Context) throws(CacheError) -> OlderThings? {
    switch level {
    case .boards: nil
    case .topics: try olderTopics(context)
    case .thread: try thread.flatMap { thread throws(CacheError) in try rest(of: thread.topic, context) }
    }
  }

  private mutating func enterBoard(of topic: ObjectKey, _ context: Context) throws(CacheError) {
    guard let channel = try context.cache.topic(topic)?.channelID, channel != board?.key.id else { return }
    let key = ObjectKey(topic.account, Channel.name, channel)
    if let row = try context.cache.boards(topic.account).first(where: { $0.key == key }) { try enter(row, context) }
    _ = topics.select(topic)
  }

  // MARK: Levels

  mutating func enter(_ row: BoardRow, _ context: Context) throws(CacheError) {
    if board?.key != row.key {
      filter = ""
      topics = ListBox()
      thread = nil
    }
    board = row
    _ = boards.select(.board(row.key))
    level = .topics
    layout(context)
    try readTopics(context)
    try preview(context)
  }

  mutating func read(_ topic: ObjectKey, at message: ObjectID?, _ context: Context) throws(CacheError) {
    guard let reading = try ThreadReading(topic, at: message, isAll: isWhole(context), context) else { return }
    _ = topics.select(topic)
    (level, thread) = (.thread, reading)
    layout(context)
  }

  private mutating func leaveBoard() {
    level = .boards
    thread = nil
    filter = ""
  }

  /// Where there is room for more than one level, the next one shows what the cursor is on.
  private mutating func preview(_ context: Context) throws(CacheError) {
    let columns = columns(in: context.size, context.previews)
    if level == .boards, columns.rects[1] != nil, let row = boards.current?.board, row.key != board?.key {
      board = row
      topics = ListBox()
      layout(context)
      try readTopics(context)
    }
    if level == .topics, columns.rects[2] != nil, let topic = topics.current?.topic.key, topic != thread?.topic {
      thread = try ThreadReading(topic, at: nil, isAll: isWhole(context), context)
      layout(context)
    }
  }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 3, focus: level.rawValue, previews: previews, in: size)
  }

  /// Every level but the first has a line for its title.
  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[0] { boards.layout(rows: rect.size.rows, fillsLines: columns.fillsLines) }
    if let rect = columns.rects[1] { topics.layout(rows: rect.size.rows - 1, fillsLines: columns.fillsLines) }
    if let rect = columns.rects[2] {
      thread?.layout(rect.size.forText(inset: 3, below: 1), context.drawing)
    }
  }

  // MARK: What has been read

  /// Only what has the keys is read; what is shown beside a list is not.
  mutating func noteSeen() -> [Effect] {
    guard level == .thread, var reading = thread else { return [] }
    defer { thread = reading }
    return Self.mark(&reading)
  }

  private static func mark(_ reading: inout ThreadReading) -> [Effect] {
    reading.noteSeen().map { [.enqueue([ReadPosition.read(reading.topic, upTo: $0)])] } ?? []
  }
}

extension TopicRow {
  /// Whether all words stand in its subject or its author's name, accents and capitals aside.
  func contains(_ words: String) -> Bool {
    let text = Self.plain((subject?.raw ?? "") + " " + (author?.name.raw ?? ""))
    return Self.plain(words).split(separator: " ").allSatisfy { text.contains($0) }
  }

  private static func plain(_ text: String) -> String {
    String(text.lowercased().flatMap { Transliteration.ascii(of: $0) })
  }
}
