import ClientCore
import Text

/// A topic being read: a bounded part of it, where one is in it, and what of it has been on screen.
struct ThreadReading: Sendable {
  private(set) var topic: ObjectKey
  private(set) var page: ThreadPage
  /// What of it is on the server only.
  private(set) var history: HistoryHint
  private(set) var pager = Pager<ObjectID>()
  /// What was new when the topic was opened: its marks stay while one reads.
  private var fresh: Set<ObjectID>
  private var seen: Set<ObjectID> = []
  private var folded: Set<ObjectID> = []
  private(set) var foldsQuotes = false
  private var earlier: [ObjectID: [EarlierText]] = [:]
  private var readUpTo = -Double.infinity
  /// Login names of the reader, for mentions.
  private let handles: Set<String>

  /// How many messages are read and laid out at once. Half of them fill the screen from the current one on, whichever way: a message takes
  /// three rows at least.
  private static func window(_ context: Context) -> Int { min(100, context.size.rows * 2 / 3 + 8) }

  /// nil when nothing is known of the topic.
  init?(_ topic: ObjectKey, at message: ObjectID?, _ context: Context) throws(CacheError) {
    guard let first = try context.cache.thread(topic, limit: Self.window(context)) else { return nil }
    (self.topic, page) = (topic, first)
    history = try context.cache.history(of: topic)
    fresh = Set(first.outline.filter(\.isUnread).map(\.id))
    handles = try Self.handles(topic.account, context)
    guard let start = message ?? first.firstUnread.map({ first.outline[$0].id }) else { return }
    // Half a page further than what was read already.
    let isHere = first.messages.rows.prefix(first.messages.rows.count / 2 + 1).contains { $0.key.id == start }
    if !isHere { try load(.around(start), context) }
  }

  static func handles(_ account: AccountID, _ context: Context) throws(CacheError) -> Set<String> {
    guard let me = context.accounts.first(where: { $0.id == account })?.principalID,
      let person = try context.cache.person(ObjectKey(account, Principal.name, me))
    else { return [] }
    return [person.principal.handle.raw.lowercased()]
  }

  // MARK: Laying out

  /// Says how much room there is. The first time, goes to `message` or to the first that is new.
  mutating func layout(_ size: Size, _ context: DrawContext) {
    let isFirst = pager.blocks.isEmpty
    guard isFirst || size != pager.size else { return }
    pager.layout(size)
    show(context)
    if isFirst, let start = page.firstUnread.map({ page.outline[$0].id }) { _ = pager.go(to: start) }
  }

  private mutating func show(_ context: DrawContext) {
    let words = PostWords(context, account: topic.account, handles: handles, foldsQuotes: foldsQuotes)
    let branches = branches
    let blocks = PostBlocks(
      words: words, columns: pager.size.columns, fresh: fresh, folded: branches.mapValues(\.count), earlier: earlier)
    let hidden = Set(branches.values.joined())
    let shown = page.messages.rows.filter { !hidden.contains($0.key.id) }
    let days = context.isLinear ? shown.map { _ in nil } : [nil] + shown.map { words.day(of: $0) }
    pager.show(zip(shown, days).map { blocks.block($0, after: $1) })
  }

  /// Of the first message in sight, where the days that are said are out of sight; nil: it is said, or today.
  func dayAbove(_ words: DateWords) -> Int64? {
    guard let row = page.messages.rows.first(where: { $0.key.id == pager.firstVisibleID }) else { return nil }
    let day = LocalTime(at: row.message.receivedAt, in: words.zone).day
    return pager.isAtStart || day == words.today ? nil : day
  }

  /// The answers below each folded message.
  private var branches: [ObjectID: [ObjectID]] {
    folded.reduce(into: [:]) { result, id in
      guard let index = page.outline.firstIndex(where: { $0.id == id }) else { return }
      result[id] = page.outline[(index + 1)...].prefix { $0.depth > page.outline[index].depth }.map(\.id)
    }
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
    if let next = try context.cache.thread(topic, at: anchor, limit: Self.window(context)) { page = next }
    history = try context.cache.history(of: topic)
  }

  mutating func reload(_ context: Context) throws(CacheError) {
    try load(pager.currentID.map { .around($0) } ?? .start, context)
    show(context.drawing)
  }

  /// A topic of one's own has another id once it is sent: its own, or for a mail the one that all its answers know.
  mutating func follow(_ changes: ChangeSet, _ context: Context) throws(CacheError) {
    guard let id = changes.renamed[topic] else { return }
    let sent = ObjectKey(topic.account, topic.type, id)
    topic = ObjectKey(topic.account, topic.type, try context.cache.message(sent)?.message.conversationID ?? id)
  }

  private mutating func goOn(_ context: Context, forward: Bool) throws(CacheError) -> Bool {
    let isMore = forward ? page.messages.end < page.messages.total : page.messages.offset > 0
    guard isMore, let current = pager.currentID else { return false }
    try load(.around(current), context)
    show(context.drawing)
    return true
  }

  // MARK: Moving

  var current: MessageRow? { page.messages.rows.first { $0.key.id == pager.currentID } }

  /// Scrolls; false at the end.
  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> Bool {
    if pager.moveChoice(motion) { return true }
    switch motion {
    case .first:
      try load(.start, context)
      show(context.drawing)
    case .last:
      try load(.end, context)
      show(context.drawing)
    default: break
    }
    let isForward = motion.distance(height: pager.size.rows) > 0
    if isForward ? pager.isAtEnd : pager.isAtStart { _ = try goOn(context, forward: isForward) }
    if pager.navigate(motion) { return true }
    guard case .lines(let count) = motion else { return false }
    return pager.select(by: count > 0 ? 1 : -1)
  }

  mutating func step(by distance: Int, _ context: Context) throws(CacheError) -> Bool {
    if pager.step(by: distance) { return true }
    return try goOn(context, forward: distance > 0) && pager.step(by: distance)
  }

  mutating func go(to id: ObjectID, _ context: Context) throws(CacheError) -> Bool {
    if pager.go(to: id) { return true }
    guard let index = page.outline.firstIndex(where: { $0.id == id }) else { return false }
    unfold(around: index)
    try load(.around(id), context)
    show(context.drawing)
    return pager.go(to: id)
  }

  mutating func goToParent(_ context: Context) throws(CacheError) -> Bool {
    guard let parent = parent else { return false }
    return try go(to: parent, context)
  }

  private var place: Int? { page.outline.firstIndex { $0.id == pager.currentID } }

  private var parent: ObjectID? {
    guard let place else { return nil }
    return page.outline[..<place].last { $0.depth < page.outline[place].depth }?.id
  }

  /// Goes to the next message that is new and was not yet on screen; false when there is none.
  mutating func goToUnread(_ context: Context) throws(CacheError) -> Bool {
    let unseen = page.outline.indices.filter {
      fresh.contains(page.outline[$0].id) && !seen.contains(page.outline[$0].id)
    }
    let place = place ?? 0
    guard let next = unseen.first(where: { $0 > place }) ?? unseen.first else { return false }
    return try go(to: page.outline[next].id, context)
  }

  /// A page further in a long message, or the next new one; false when nothing new is left.
  mutating func readOn(_ context: Context) throws(CacheError) -> Bool {
    if pager.currentGoesOn, pager.navigate(.pages(1)) { return true }
    if try goToUnread(context) { return true }
    return hasUnreadBelow && pager.navigate(.pages(1))
  }

  private var hasUnreadBelow: Bool {
    let below = pager.blocks.dropFirst(pager.current).map(\.id)
    return below.contains { fresh.contains($0) && !seen.contains($0) }
  }

  // MARK: Folding

  private mutating func unfold(around index: Int) {
    let hiding = branches.filter { $0.value.contains(page.outline[index].id) }.keys
    folded.subtract(hiding)
  }

  /// False when nothing answers the current message.
  mutating func toggleBranch(_ context: Context) -> Bool {
    guard let place, place + 1 < page.outline.count, page.outline[place + 1].depth > page.outline[place].depth else {
      return false
    }
    let id = page.outline[place].id
    if folded.remove(id) == nil { folded.insert(id) }
    show(context.drawing)
    return true
  }

  mutating func toggleQuotes(_ context: Context) {
    foldsQuotes.toggle()
    show(context.drawing)
  }

  /// Shows how the current message was changed, or shows it as it is again; false when what it said before is not known.
  mutating func toggleChanges(_ context: Context) throws(CacheError) -> Bool {
    guard let current else { return false }
    guard try earlier.toggle(current.key, context) else { return false }
    show(context.drawing)
    return true
  }

  // MARK: What has been read

  /// Notes what is on screen as seen, and says up to when everything has been read; nil when that is nothing new.
  ///
  /// A position is a moment, and the order of the tree is not that of time: it goes no further than the oldest message that
  /// was not yet seen.
  mutating func noteSeen() -> Double? {
    seen.formUnion(pager.visibleIDs.filter { !textless.contains($0) })
    let missing = page.outline.filter { fresh.contains($0.id) && !seen.contains($0.id) }.map(\.receivedAt).min()
    let read = page.outline.filter { fresh.contains($0.id) && $0.receivedAt < missing ?? .infinity }.map(\.receivedAt)
      .max()
    guard let read, read > readUpTo, !topic.id.isLocal else { return nil }
    readUpTo = read
    return read
  }

  /// Messages whose text has not come yet.
  private var textless: Set<ObjectID> {
    Set(page.messages.rows.filter { !$0.message.hasText }.map(\.key.id))
  }

  /// Whether a text that is on screen is not here, or not to its end.
  var lacksText: Bool {
    let lacking = Set(page.messages.rows.filter { !$0.message.isWhole && !$0.message.isDeleted }.map(\.key.id))
    return pager.visibleIDs.contains(where: lacking.contains)
  }

  /// Whether what is shown begins or ends where what is here does.
  var isAtEdge: Bool {
    pager.isAtStart && page.messages.offset == 0 || pager.isAtEnd && page.messages.end >= page.messages.total
  }

  /// New messages that came while the topic is open are new too.
  mutating func noteArrivals() {
    fresh.formUnion(page.outline.filter(\.isUnread).map(\.id))
  }

  mutating func forgetFresh(_ context: Context) {
    fresh = []
    show(context.drawing)
  }
}
