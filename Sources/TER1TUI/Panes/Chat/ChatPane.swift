import ClientCore
import Localization
import Text

/// Chat: the rooms, and what is said in one.
struct ChatPane: Pane {
  static let name = "chat"
  static let title = msgid("Chat")
  static let sections = ["chat.rooms", "chat.room"]
  static let commands = ChatCommands.all

  enum Level: Int, Sendable { case rooms, room }

  var level = Level.rooms
  var rooms = ListBox<RoomLine>()
  var reading: RoomReading?
  private(set) var badge = 0
  /// What it was read for last.
  private var sight: Sight?

  init() {}

  var keyContexts: [String] { [level == .rooms ? "chat.rooms" : "chat.room", Self.name] }

  var isEmpty: Bool { level == .rooms && rooms.isEmpty }
  var hints: [String] {
    if reading?.selectedText != nil, level == .room { return ["chat.quote", "chat.lines", "chat.copy", "back"] }
    return level == .rooms
      ? ["open", "chat.write", "read-on"] : ["chat.write", "chat.reply", "chat.react", "chat.first-unread", "back"]
  }

  var conversation: ObjectKey? { level == .room ? reading?.room : nil }

  var place: PanePlace {
    guard level == .room else { return PanePlace(row: rooms.current?.room?.key) }
    return PanePlace(
      container: reading?.room, spot: reading?.current?.key, title: reading?.timeline.room.channel.name)
  }

  // MARK: Reading the cache

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    if let account = context.account, reading.map({ $0.room.account != account }) ?? false {
      level = .rooms
      reading = nil
    }
    layout(context)
    try readRooms(context)
    try reading?.reload(context)
    sight = Sight(context)
    return noteSeen()
  }

  mutating func resume(_ context: Context) throws(CacheError) -> [Effect] {
    sight == Sight(context) ? noteSeen() : try refresh(context)
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    let hasNames = changes.touches(Principal.name)
    let shown = [Channel.name, Message.name, ReadPosition.name]
    guard hasNames || shown.contains(where: { changes.touches($0) }) else { return [] }
    try readRooms(context)
    if let room = reading?.room, hasNames || changes.touches(room) {
      layout(context)
      try reading?.reload(context)
    }
    return []
  }

  private mutating func readRooms(_ context: Context) throws(CacheError) {
    let rows = try context.cache.rooms(context.account)
    badge = rows.reduce(0) { $0 + ($1.isMuted ? 0 : $1.unread) }
    let lines = RoomLine.lines(rows, context)
    rooms.reload { _, _ in ListPage(lines) }
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    guard level == .rooms else {
      let before = reading?.pager.currentID
      try reading?.move(motion, context)
      return noteSeen() + (reading?.pager.currentID == before ? try older(motion, context) : [])
    }
    let lines = rooms.rows
    if rooms.navigate(motion, { (_, _) throws(Never) in ListPage(lines) }) { try preview(context) }
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard level == .rooms else {
      return reading?.selectedText == nil ? write(context) : [.run(CommandLine("chat.quote"))]
    }
    guard let room = rooms.current?.room?.key else { return [] }
    try enter(room, at: nil, context)
    return try noteSeen() + missing(room, context)
  }

  /// Asks for the lines of which only the author is here.
  private func missing(_ room: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard try context.cache.history(of: room).titles > 0 else { return [] }
    return try OlderThings([.conversation(room)], context.tr("the latest lines")).effects(.opening, context)
  }

  /// At the beginning of what is here of a room, what was said before is asked for.
  private func older(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    guard motion == .first || motion.distance(height: 1) < 0 else { return [] }
    return try olderThings(context)?.effects(.scrolling, context) ?? []
  }

  func olderThings(_ context: Context) throws(CacheError) -> OlderThings? {
    guard level == .room, let room = reading?.room, try !context.cache.history(of: room).isComplete else { return nil }
    return OlderThings([.conversation(room)], context.tr("what was said before"))
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .room else { return nil }
    if reading?.endChoice() == true { return [] }
    level = .rooms
    reading = nil
    layout(context)
    try preview(context)
    return []
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .room, try reading?.readOn(context) == true else { return nil }
    return noteSeen()
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    if key.type == Channel.name {
      try enter(key, at: nil, context)
    } else if let message = try context.cache.message(key)?.message {
      try enter(ObjectKey(key.account, Channel.name, message.channelID), at: key.id, context)
    }
    return noteSeen()
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard level == .rooms, rooms.select(.room(row)) else { return [] }
    try preview(context)
    return []
  }

  private mutating func enter(_ room: ObjectKey, at message: ObjectID?, _ context: Context) throws(CacheError) {
    guard let reading = try RoomReading(room, at: message, context) else { return }
    (level, self.reading) = (.room, reading)
    _ = rooms.select(.room(room))
    layout(context)
    if let message { _ = try self.reading?.go(to: message, context) }
  }

  /// Where there is room for both, the room the cursor is on is shown beside the list.
  private mutating func preview(_ context: Context) throws(CacheError) {
    guard columns(context.size).rects[1] != nil, let room = rooms.current?.room?.key else { return }
    reading = try RoomReading(room, at: nil, context)
    layout(context)
  }

  func columns(_ size: Size) -> Columns { Columns(levels: 2, focus: level.rawValue, in: size) }

  private mutating func layout(_ context: Context) {
    let columns = columns(context.size)
    if let rect = columns.rects[0] { rooms.layout(rows: rect.size.rows, fillsLines: columns.fillsLines) }
    if let rect = columns.rects[1] { reading?.layout(Self.timelineSize(rect.size), context.drawing) }
  }

  static func timelineSize(_ size: Size) -> Size { Size(columns: size.columns - 3, rows: size.rows - 1) }

  /// Only the room that has the keys is read.
  mutating func noteSeen() -> [Effect] {
    guard level == .room, let room = reading?.room, let upTo = reading?.noteSeen() else { return [] }
    return [.enqueue([ReadPosition.read(room, upTo: upTo)])]
  }
}
