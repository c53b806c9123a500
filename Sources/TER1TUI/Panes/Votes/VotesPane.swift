import ClientCore
import Foundation
import Localization
import Text

/// What is put to a vote: what is open, what is to come, what was decided, and all about one proposal.
struct VotesPane: Pane {
  static let name = "votes"
  static let title = msgid("Votes")
  static let sections = ["votes.proposal"]
  static var commands: [PaneCommand<VotesPane>] { VotesCommands.all }

  enum Level: Int, Sendable { case list, proposal }

  private(set) var level = Level.list
  private(set) var list = ListBox<VoteItem>()
  private(set) var detail: ProposalDetail?
  private(set) var sheet = Pager<ProposalSheet.Section>()
  private(set) var badge = 0
  private var rows: [ProposalRow] = []
  private var isPlaced = false
  /// What was just proposed: the cursor goes to it as soon as the cache has it.
  private var proposed: ObjectKey?

  init() {}

  var keyContexts: [String] { level == .proposal ? ["votes.proposal", Self.name] : [Self.name] }

  var isText: Bool { level == .proposal }
  var isEmpty: Bool { level == .list && list.isEmpty }
  var hints: [String] {
    level == .list
      ? ["votes.cast", "open", "votes.propose", "votes.discuss"]
      : ["votes.cast", "votes.discuss", "votes.amend", "votes.check", "votes.export"]
  }

  /// The proposal that commands are about.
  var current: ProposalRow? { level == .proposal ? detail?.row : list.current?.row }

  var place: PanePlace {
    guard level == .proposal, let row = detail?.row else { return PanePlace(row: list.current?.row?.key) }
    return PanePlace(container: row.key, title: row.proposal.title)
  }

  func columns(in size: Size) -> Columns { Columns(levels: 2, focus: level.rawValue, in: size) }

  private func fetch(_ now: Double) -> ListBox<VoteItem>.Fetch<Never> {
    let items = VoteItem.items(rows, now: now)
    return { _, _ in ListPage(items) }
  }

  // MARK: Reading

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    isPlaced = true
    try read(context)
    layout(context.size)
    list.reload(fetch(context.now))
    try cursorMoved(context)
    return []
  }

  private mutating func read(_ context: Context) throws(CacheError) {
    rows = try context.cache.proposals(context.account, now: context.now)
    badge = rows.count { $0.awaitsBallot(at: context.now) }
  }

  private mutating func layout(_ size: Size) {
    let columns = columns(in: size)
    if let rect = columns.rects[Level.list.rawValue] {
      list.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.proposal.rawValue] {
      sheet.layout(Size(columns: rect.size.columns - 2, rows: rect.size.rows))
    }
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    let types = [Proposal.name, Tally.name, Ballot.name]
    guard types.contains(where: { changes.touches($0) }) else { return [] }
    guard isPlaced else {
      try read(context)
      return []
    }
    if let key = detail?.row.key, let id = changes.renamed[key] { try readDetail(key.renamed(to: id), context) }
    let effects = try refresh(context)
    if let key = proposed, list.select(.row(key)) {
      proposed = nil
      try cursorMoved(context)
    }
    return effects
  }

  private mutating func cursorMoved(_ context: Context) throws(CacheError) {
    if level == .proposal, let detail { return try readDetail(detail.row.key, context) }
    guard columns(in: context.size).rects[Level.proposal.rawValue] != nil else { return }
    guard let row = list.current?.row else {
      detail = nil
      return sheet.show([])
    }
    try readDetail(row.key, context)
  }

  private mutating func readDetail(_ key: ObjectKey, _ context: Context) throws(CacheError) {
    let before = detail?.row.key
    detail = try context.cache.proposal(key)
    guard let detail else {
      level = .list
      return sheet.show([])
    }
    if before != key { sheet = Pager() }
    layout(context.size)
    var drawing = context.drawing
    drawing.keys = context.keys
    let page = ProposalSheet(
      detail, columns: sheet.size.columns, isOnline: context.isOnline(key.account), drawing)
    sheet.show(page.blocks)
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .proposal {
      _ = sheet.navigate(motion)
      return []
    }
    _ = list.navigate(motion, fetch(context.now))
    try cursorMoved(context)
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard level == .list, let row = list.current?.row else { return [] }
    level = .proposal
    try readDetail(row.key, context)
    return []
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .proposal else { return nil }
    level = .list
    layout(context.size)
    list.reload(fetch(context.now))
    if let key = detail?.row.key { _ = list.select(.row(key)) }
    try cursorMoved(context)
    return []
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .proposal, sheet.navigate(.pages(1)) else { return nil }
    return []
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard try context.cache.proposal(key) != nil else {
      return [.notice(Notice(.information, context.tr("This proposal is not there any more")))]
    }
    _ = try refresh(context)
    _ = list.select(.row(key))
    level = .proposal
    try readDetail(key, context)
    return []
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard level == .list else { return [] }
    _ = list.select(.row(row))
    try cursorMoved(context)
    return []
  }

  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    if let result = ProposalTopic.accept(text, context) { return result }
    let result = try ProposalForm.accept(text, context)
    if case .sent(let effects) = result { proposed = effects.lazy.compactMap(\.createdProposal).first }
    return result
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { VotesView(pane: self, context).draw(on: &canvas) }
}

extension Effect {
  /// The proposal that this puts into the outbox as a new one.
  fileprivate var createdProposal: ObjectKey? {
    guard case .enqueue(let mutations) = self else { return nil }
    return mutations.first { $0.type == Proposal.name && $0.id.isLocal }
      .map { ObjectKey($0.account, $0.type, $0.id) }
  }
}

/// A line of the votes: a proposal, or the name of a section.
struct VoteItem: ListRow {
  enum Section: Hashable, Sendable { case open, waiting, over }
  enum ID: Hashable, Sendable {
    case heading(Section)
    case row(ObjectKey)
  }

  let id: ID
  let row: ProposalRow?
  var isHeading: Bool { row == nil }

  static func items(_ rows: [ProposalRow], now: Double) -> [VoteItem] {
    let sections: [(Section, [Tally.State])] = [
      (.open, [.open]), (.waiting, [.waiting]), (.over, [.closed, .withdrawn]),
    ]
    return sections.flatMap { section, states in
      let found = rows.filter { states.contains($0.state(at: now)) }
      return found.isEmpty
        ? [] : [VoteItem(id: .heading(section), row: nil)] + found.map { VoteItem(id: .row($0.key), row: $0) }
    }
  }
}
