import ClientCore
import Localization
import Text

/// Everything that waits for a server, and why.
struct OutboxPane: Pane {
  static let name = "outbox"
  static let title = "Outbox"
  static let sections = ["outbox.detail"]
  static var commands: [PaneCommand<OutboxPane>] { OutboxCommands.all }

  enum Level: Int, Sendable { case list, detail }

  private(set) var level = Level.list
  private(set) var list = ListBox<OutboxItem>()
  private(set) var sheet = Pager<OutboxSheet.Section>()
  private(set) var badge = 0
  /// How many bytes of a file have arrived, by its upload; of those that were on their way since the program began.
  private(set) var sent: [Int64: Int] = [:]

  struct Progress: Sendable {
    let entry: Int64
    let sent: Int
  }
  /// Drafts that were thrown away: they may still be in the cache for a moment.
  private var thrownAway: Set<String> = []

  init() {}

  var keyContexts: [String] { level == .detail ? ["outbox.detail", Self.name] : [Self.name] }
  var isText: Bool { level == .detail }
  var isEmpty: Bool { list.isEmpty }
  var hints: [String] {
    let isEditable = list.current?.draft != nil || current.map { OutboxEdit.isEditable($0.entry.mutation) } ?? false
    let isFile = list.current?.download.map { $0.state != .failed } ?? (list.current?.files.isEmpty == false)
    let isRefused = list.current?.isRefused == true
    let pause = isFile && !isRefused ? ["outbox.pause"] : []
    let retry = list.current?.draft == nil && list.current?.isOnItsWay != true && !isPaused ? ["outbox.retry"] : []
    let own = (isEditable ? ["outbox.edit"] : []) + pause + retry + ["outbox.drop"]
    return level == .list ? ["open"] + own + ["sync"] : own + ["back"]
  }
  var labels: [String: String] { isPaused ? ["outbox.pause": msgid("go on")] : [:] }
  private var isPaused: Bool { list.current?.isPaused == true }
  var current: OutboxRow? { list.current?.row }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 2, focus: level.rawValue, previews: previews, in: size)
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    layout(context)
    if !thrownAway.isEmpty { thrownAway.formIntersection(try context.cache.drafts().map(\.id)) }
    let fetch = fetch(context)
    try list.reload(fetch)
    showSheet(context)
    return []
  }

  /// Whoever comes here comes for what was refused.
  mutating func resume(_ context: Context) throws(CacheError) -> [Effect] {
    let effects = try refresh(context)
    guard level == .list, list.current?.isRefused != true, let first = list.rows.first(where: \.isRefused) else {
      return effects
    }
    _ = list.select(first.id)
    showSheet(context)
    return effects
  }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[Level.list.rawValue] {
      list.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.detail.rawValue] {
      sheet.layout(rect.size.forText(inset: 2))
    }
  }

  private func fetch(_ context: Context) -> ListBox<OutboxItem>.Fetch<CacheError> {
    let thrownAway = thrownAway
    return { (_, _) throws(CacheError) in
      let account = context.account
      let rows = try context.cache.outbox().filter { account == nil || $0.entry.mutation.account == account }
      let downloads = try context.cache.downloads().filter { account == nil || $0.account == account }
      let drafts = try context.cache.drafts().filter {
        (account == nil || $0.account == account) && !thrownAway.contains($0.id)
      }
      return ListPage(OutboxItem.items(rows, downloads, drafts))
    }
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    badge = try context.cache.outboxSummary().failed
    let effects = try refresh(context)
    if list.current == nil { level = .list }
    return effects
  }

  private mutating func showSheet(_ context: Context) {
    guard let item = list.current, item.draft == nil,
      columns(in: context.size, context.previews).rects[Level.detail.rawValue] != nil
    else {
      sheet.show([])
      return
    }
    sheet.show(OutboxSheet(item, sent: sent, columns: sheet.size.columns, context.drawing).blocks)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .detail {
      _ = sheet.navigate(motion)
    } else {
      _ = try list.navigate(motion, fetch(context))
      sheet = Pager()
      layout(context)
      showSheet(context)
    }
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    if let draft = list.current?.draft { return [.write(draft)] }
    guard list.current != nil else { return [] }
    level = .detail
    layout(context)
    showSheet(context)
    return []
  }

  /// Puts the cursor on the first draft; false: there is none.
  mutating func goToDrafts(_ context: Context) throws(CacheError) -> Bool {
    level = .list
    layout(context)
    let fetch = fetch(context)
    try list.reload(fetch)
    guard let first = list.rows.first(where: { $0.draft != nil }) else { return false }
    defer { showSheet(context) }
    return list.select(first.id)
  }

  mutating func throwAway(_ draft: Draft, _ context: Context) throws(CacheError) -> [Effect] {
    thrownAway.insert(draft.id)
    return try refresh(context) + [.deleteDraft(id: draft.id)]
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .detail else { return nil }
    level = .list
    return try refresh(context)
  }

  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] {
    guard let progress = value as? Progress else { return [] }
    sent[progress.entry] = progress.sent
    // That it has begun to leave, or gave way, is told by nothing else.
    return try refresh(context)
  }

  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    try OutboxEdit.accept(text, context)
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { OutboxView(pane: self, context).draw(on: &canvas) }
}
