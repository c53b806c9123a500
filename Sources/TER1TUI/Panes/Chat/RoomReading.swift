import ClientCore
import Text

/// A room being read: a bounded part of its messages, and where one is in them.
struct RoomReading: Sendable {
  let room: ObjectKey
  private(set) var timeline: Timeline
  /// What of it is on the server only.
  private(set) var history: HistoryHint
  private(set) var pager = Pager<ObjectID>()
  /// Where what is new began when the room was opened: the mark stays while one reads.
  private(set) var firstUnread: ObjectID?
  private var readUpTo = -Double.infinity
  private var earlier: [ObjectID: [EarlierText]] = [:]
  private let handles: Set<String>

  private static let window = 120

  /// nil when there is no such room.
  init?(_ room: ObjectKey, at message: ObjectID?, _ context: Context) throws(CacheError) {
    guard let timeline = try context.cache.timeline(room, limit: Self.window) else { return nil }
    (self.room, self.timeline) = (room, timeline)
    history = try context.cache.history(of: room)
    firstUnread = timeline.firstUnread
    handles = try ThreadReading.handles(room.account, context)
    if let start = message ?? firstUnread { try load(.around(start), context) }
  }

  // MARK: Laying out

  mutating func layout(_ size: Size, _ context: DrawContext) {
    let isFirst = pager.blocks.isEmpty
    pager.layout(size)
    show(context)
    guard isFirst else { return }
    _ = pager.navigate(.last)
    if let firstUnread { _ = pager.bring(firstUnread) }
  }

  private mutating func show(_ context: DrawContext) {
    let words = PostWords(context, account: room.account, handles: handles)
    let blocks = ChatBlocks(words: words, columns: pager.size.columns, firstUnread: firstUnread, earlier: earlier)
    pager.show(blocks.blocks(timeline.messages.rows))
  }

  /// As in a topic.
  mutating func toggleChanges(_ context: Context) throws(CacheError) -> Bool {
    guard let current else { return false }
    guard try earlier.toggle(current.key, context) else { return false }
    show(context.drawing)
    return true
  }

  // MARK: Choosing lines

  /// Lines chosen of the current message; nil: none are.
  var selectedText: UntrustedText? { pager.chosenText }

  /// False: there is no text to choose from.
  mutating func chooseLines() -> Bool { pager.choose() }

  /// False: nothing was being chosen.
  mutating func endChoice() -> Bool {
    defer { pager.chosen = nil }
    return pager.chosen != nil
  }

  // MARK: Reading again

  private mutating func load(_ anchor: Anchor, _ context: Context) throws(CacheError) {
    if let next = try context.cache.timeline(room, at: anchor, limit: Self.window) { timeline = next }
    history = try context.cache.history(of: room)
  }

  /// Who was at the end stays there.
  mutating func reload(_ context: Context) throws(CacheError) {
    let isFollowing = isAtEnd
    try load(isFollowing ? .end : pager.currentID.map { .around($0) } ?? .end, context)
    show(context.drawing)
    if isFollowing { _ = pager.navigate(.last) }
  }

  var isAtEnd: Bool { pager.isAtEnd && !timeline.hasLater }
  var current: MessageRow? { timeline.messages.rows.first { $0.key.id == pager.currentID } }
  var lastOwn: MessageRow? {
    timeline.messages.rows.last { $0.author.isViewer && $0.abilities.mayEdit && !$0.message.isDeleted }
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) {
    if pager.moveChoice(motion) { return }
    switch motion {
    case .first: try jump(.start, context)
    case .last:
      try jump(.end, context)
      _ = pager.navigate(.last)
    case .lines(let count):
      if !pager.select(by: count), try extend(forward: count > 0, context) { _ = pager.select(by: count) }
    case .pages, .halfPages:
      let isForward = motion.distance(height: 10) > 0
      if isForward ? pager.isAtEnd : pager.isAtStart { _ = try extend(forward: isForward, context) }
      // What was said last stays in sight: a page is half a screen.
      let step = if case .pages(let count) = motion { Motion.halfPages(count) } else { motion }
      if !pager.navigate(step), isForward { _ = pager.navigate(.last) }
    }
  }

  private mutating func jump(_ anchor: Anchor, _ context: Context) throws(CacheError) {
    try load(anchor, context)
    show(context.drawing)
    if anchor == .start, let first = pager.blocks.first?.id { _ = pager.go(to: first) }
  }

  /// Loads what lies before or after; false when there is nothing.
  private mutating func extend(forward: Bool, _ context: Context) throws(CacheError) -> Bool {
    guard forward ? timeline.hasLater : timeline.hasEarlier, let edge = pager.currentID else { return false }
    try load(.around(edge), context)
    show(context.drawing)
    return true
  }

  mutating func go(to id: ObjectID, _ context: Context) throws(CacheError) -> Bool {
    if pager.bring(id) { return true }
    try load(.around(id), context)
    show(context.drawing)
    return pager.bring(id)
  }

  /// A page further while something new lies below; false when not.
  mutating func readOn(_ context: Context) throws(CacheError) -> Bool {
    guard !isAtEnd, hasUnreadBelow else { return false }
    if pager.isAtEnd { _ = try extend(forward: true, context) }
    return pager.navigate(.pages(1))
  }

  private var hasUnreadBelow: Bool {
    timeline.hasLater || timeline.messages.rows.contains { $0.isUnread && $0.message.receivedAt > readUpTo }
  }

  // MARK: What has been read

  /// Up to when everything has been on screen with its text; nil when that is nothing new.
  mutating func noteSeen() -> Double? {
    let rows = timeline.messages.rows
    let missing = rows.first { $0.isUnread && !$0.message.hasText }?.message.receivedAt ?? .infinity
    guard let last = pager.lastVisibleID, let end = rows.first(where: { $0.key.id == last })?.message.receivedAt,
      let row = rows.last(where: { $0.message.receivedAt <= end && $0.message.receivedAt < missing }),
      row.message.receivedAt > readUpTo,
      rows.contains(where: { $0.isUnread && $0.message.receivedAt <= row.message.receivedAt })
    else { return nil }
    readUpTo = row.message.receivedAt
    return readUpTo
  }

  /// How many unread messages lie below what can be seen, in the part that is loaded.
  var unreadBelow: Int {
    guard !pager.isAtEnd else { return 0 }
    return timeline.messages.rows.count { $0.isUnread && $0.message.receivedAt > readUpTo }
  }
}
