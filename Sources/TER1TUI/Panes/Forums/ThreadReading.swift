import ClientCore
import Text

/// A topic being read: a bounded part of it, where one is in it, and what of it has been on screen.
struct ThreadReading: Sendable {
  private(set) var topic: ObjectKey
  private(set) var page: ThreadPage
  /// What of it is on the server only.
  private(set) var history: HistoryHint
  var pager = Pager<ObjectID>()
  var unfolding: Unfolding
  /// What was new when the topic was opened: its marks stay while one reads.
  private var fresh: Set<ObjectID>
  private var seen: Set<ObjectID> = []
  /// Messages whose answers are folded.
  private var closed: Set<ObjectID> = []
  private(set) var foldsQuotes = false
  private var earlier: [ObjectID: [EarlierText]] = [:]
  private var readUpTo = -Double.infinity
  /// Login names of the reader, for mentions.
  private let handles: Set<String>

  /// The message that the topic is opened at.
  private let start: ObjectID?

  /// How many messages are read at once. Half of them fill the screen from the current one on, whichever way: a heading is a row, a whole
  /// message takes three at least.
  private static func window(_ context: Context, isAll: Bool) -> Int {
    isAll ? min(100, context.size.rows * 2 / 3 + 8) : context.size.rows * 2 + 8
  }

  /// nil when nothing is known of the topic.
  /// - Parameters:
  ///   - message: where to begin; nil: at the first that is new, else at the first.
  ///   - isAll: whether every message is shown whole.
  init?(_ topic: ObjectKey, at message: ObjectID?, isAll: Bool, _ context: Context) throws(CacheError) {
    guard let first = try context.cache.thread(topic, limit: Self.window(context, isAll: isAll)) else { return nil }
    (self.topic, page) = (topic, first)
    history = try context.cache.history(of: topic)
    fresh = Set(first.outline.filter(\.isUnread).map(\.id))
    handles = try Self.handles(topic.account, context)
    let known = message.flatMap { message in first.outline.first { $0.id == message } }
    let start = (known ?? first.firstUnread.map { first.outline[$0] } ?? first.outline.first)?.id
    self.start = start
    unfolding = Unfolding(isAll: isAll, [start].compactMap(\.self))
    // Half a page further than what was read already.
    let isHere = first.messages.rows.prefix(first.messages.rows.count / 2 + 1).contains { $0.key.id == start }
    if !isHere, let start { try load(.around(start), context) }
  }

  static func handles(_ account: AccountID, _ context: Context) throws(CacheError) -> Set<String> {
    guard let me = context.accounts.first(where: { $0.id == account })?.principalID,
      let person = try context.cache.person(ObjectKey(account, Principal.name, me))
    else { return [] }
    return [person.principal.handle.raw.lowercased()]
  }

  // MARK: Laying out

  /// Says how much room there is. The first time, goes to where the topic is opened.
  mutating func layout(_ size: Size, _ context: DrawContext) {
    let isFirst = pager.blocks.isEmpty
    guard isFirst || size != pager.size else { return }
    pager.layout(size)
    show(context)
    if isFirst, let start { _ = pager.go(to: start) }
  }

  mutating func show(_ context: DrawContext) {
    let words = PostWords(
      context, account: topic.account, handles: handles, foldsQuotes: foldsQuotes, foldsSignatures: !unfolding.isAll)
    let branches = branches
    let blocks = PostBlocks(
      words: words, columns: pager.size.columns, fresh: fresh, unfolding: unfolding,
      closed: branches.mapValues(\.count), earlier: earlier)
    let hidden = Set(branches.values.joined())
    let shown = page.messages.rows.filter { !hidden.contains($0.key.id) }
    let days = context.isLinear ? shown.map { _ in nil } : [nil] + shown.map { words.day(of: $0) }
    pager.show(zip(shown, days).map { blocks.block($0, after: $1) })
  }

  /// The answers below each folded message.
  private var branches: [ObjectID: [ObjectID]] {
    closed.reduce(into: [:]) { result, id in
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

  mutating func load(_ anchor: Anchor, _ context: Context) throws(CacheError) {
    let limit = Self.window(context, isAll: unfolding.isAll)
    if let next = try context.cache.thread(topic, at: anchor, limit: limit) { page = next }
    history = try context.cache.history(of: topic)
  }

  mutating func reload(_ context: Context) throws(CacheError) {
    let before = pager.currentID
    try load(before.map { .around($0) } ?? .start, context)
    show(context.drawing)
    if pager.currentID != before, !unfolding.isAll { unfoldCurrent(context) }
  }

  /// A topic of one's own has another id once it is sent: its own, or for a mail the one that all its answers know.
  mutating func follow(_ changes: ChangeSet, _ context: Context) throws(CacheError) {
    unfolding.follow(changes)
    guard let id = changes.renamed[topic] else { return }
    let sent = ObjectKey(topic.account, topic.type, id)
    topic = ObjectKey(topic.account, topic.type, try context.cache.message(sent)?.message.conversationID ?? id)
  }

  mutating func goOn(_ context: Context, forward: Bool) throws(CacheError) -> Bool {
    let isMore = forward ? page.messages.end < page.messages.total : page.messages.offset > 0
    guard isMore, let current = pager.currentID else { return false }
    try load(.around(current), context)
    show(context.drawing)
    return true
  }

  // MARK: Moving

  var current: MessageRow? { page.messages.rows.first { $0.key.id == pager.currentID } }

  mutating func goToParent(_ context: Context) throws(CacheError) -> Bool {
    guard let parent = parent else { return false }
    return try go(to: parent, context)
  }

  private var place: Int? { page.outline.firstIndex { $0.id == pager.currentID } }

  private var parent: ObjectID? {
    guard let place else { return nil }
    return page.outline[..<place].last { $0.depth < page.outline[place].depth }?.id
  }

  private var unseen: [Int] {
    page.outline.indices.filter { fresh.contains(page.outline[$0].id) && !seen.contains(page.outline[$0].id) }
  }

  /// Goes to the next message that is new and was not yet on screen; false when there is none.
  mutating func goToUnread(_ context: Context) throws(CacheError) -> Bool {
    let (unseen, place) = (unseen, place ?? 0)
    guard let next = unseen.first(where: { $0 > place }) ?? unseen.first else { return false }
    return try go(to: page.outline[next].id, context)
  }

  /// Whether `readOn` has something to show here.
  var goesOn: Bool { pager.currentGoesOn || !unseen.isEmpty || unfolding.isAll && !pager.isAtEnd }

  /// A page further in a long message, or the next new one; false when nothing new is left. Where all are whole, the topic is one text.
  mutating func readOn(_ context: Context) throws(CacheError) -> Bool {
    if pager.currentGoesOn {
      let hasMoved = unfolding.isAll ? pager.navigate(.pages(1)) : pager.scrollOn()
      if hasMoved { return true }
    }
    if try goToUnread(context) { return true }
    guard unfolding.isAll else { return false }
    return try move(.pages(1), context)
  }

  // MARK: Folding

  /// Reads a message of the topic, and what stands around it.
  mutating func fetch(_ id: ObjectID, _ context: Context) throws(CacheError) {
    guard page.outline.contains(where: { $0.id == id }) else { return }
    closed.subtract(branches.filter { $0.value.contains(id) }.keys)
    try load(.around(id), context)
    show(context.drawing)
  }

  mutating func unfoldCurrent(_ context: Context) {
    unfolding.unfold([pager.currentID].compactMap(\.self))
    show(context.drawing)
  }

  /// Folds the current message, or unfolds it again; false when all of it stands in one row anyway.
  mutating func toggleCurrent(_ context: Context) -> Bool {
    guard let id = pager.currentID else { return false }
    let before = pager.isFolded
    if before { unfolding.unfold([id]) } else { unfolding.fold([id]) }
    show(context.drawing)
    return pager.isFolded != before
  }

  /// Shows every message whole, or all but the current one as their headings.
  mutating func unfold(all isAll: Bool, _ context: Context) throws(CacheError) {
    unfolding = Unfolding(isAll: isAll, [pager.currentID].compactMap(\.self))
    try reload(context)
  }

  /// False when nothing answers the current message.
  mutating func toggleBranch(_ context: Context) -> Bool {
    guard let place, place + 1 < page.outline.count, page.outline[place + 1].depth > page.outline[place].depth else {
      return false
    }
    let id = page.outline[place].id
    if closed.remove(id) == nil { closed.insert(id) }
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
    unfoldCurrent(context)
    return true
  }

  // MARK: What has been read

  /// Notes what is on screen as seen, and says up to when everything has been read; nil when that is nothing new.
  ///
  /// A position is a moment, and the order of the tree is not that of time: it goes no further than the oldest message that
  /// was not yet seen.
  mutating func noteSeen() -> Double? {
    seen.formUnion(pager.readIDs.filter { !textless.contains($0) })
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
    return pager.unfoldedIDs.contains(where: lacking.contains)
  }

  /// Whether one has come to where what is here begins or ends.
  var isAtEdge: Bool {
    let isFirst = pager.isAtStart && page.messages.offset == 0
    let isLast = pager.isAtEnd && page.messages.end >= page.messages.total
    guard !unfolding.isAll else { return isFirst || isLast }
    return isFirst && pager.current == 0 || isLast && pager.current == pager.blocks.count - 1
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
