import ClientCore
import Localization
import Text

/// What waits for a moderator, and the log of what moderators did. The server shows it to them alone.
struct ModerationPane: Pane {
  static let name = "moderation"
  static let title = msgid("Moderation")
  static let hasTab = false
  static let commands: [PaneCommand<ModerationPane>] = [
    PaneCommand(
      name: "moderation.accept", label: msgid("accept"), summary: msgid("Say that a report or a request is right"),
      cost: .change, unavailable: noQuestion,
      action: { (pane, context) throws(CacheError) in pane.decide(.accepted, context) }),
    PaneCommand(
      name: "moderation.refuse", label: msgid("refuse"), summary: msgid("Say that nothing is to be done"),
      cost: .change, unavailable: noQuestion,
      action: { (pane, context) throws(CacheError) in pane.decide(.refused, context) }),
    PaneCommand(
      name: "moderation.hide", label: msgid("hide"),
      summary: msgid("Take the reported message out of others’ sight, or show it again"), cost: .change,
      unavailable: { pane, context in
        pane.list.current?.row?.message == nil ? context.tr("No message is here that could be hidden") : nil
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.list.current?.row, let message = row.message else { return [] }
        let key = ObjectKey(row.key.account, Message.name, message.id)
        let isHidden = message.hiddenAt == nil
        let words = isHidden ? context.tr("Hidden; it stands in the log") : context.tr("All see it again")
        return [.enqueue([Message.hide(key, isHidden, at: context.now)]), .notice(Notice(.success, words))]
      }),
  ]

  private static let noQuestion: @Sendable (ModerationPane, Context) -> String? = { pane, context in
    guard let report = pane.list.current?.row?.report, report.isQuestion else {
      return context.tr("There is nothing to decide here")
    }
    return report.state == .open ? nil : context.tr("This is decided already")
  }

  private(set) var list = ListBox<ReportItem>()
  private(set) var badge = 0
  private var rows: [ReportRow] = []

  init() {}

  var isEmpty: Bool { list.isEmpty }
  /// What can be done with the row that the cursor is on.
  var hints: [String] {
    let row = list.current?.row
    let isOpen = row.map { $0.report.isQuestion && $0.report.state == .open } ?? true
    let hasMessage = row.map { $0.message != nil } ?? true
    return (hasMessage ? ["open"] : []) + (isOpen ? ["moderation.accept", "moderation.refuse"] : [])
      + (hasMessage ? ["moderation.hide"] : []) + (isOpen && hasMessage ? [] : ["back", "pane.next"])
  }
  var labels: [String: String] {
    list.current?.row?.message?.hiddenAt == nil ? [:] : ["moderation.hide": msgid("show again")]
  }
  var place: PanePlace { PanePlace(row: list.current?.row?.key) }

  private var fetch: ListBox<ReportItem>.Fetch<Never> {
    let items = ReportItem.items(rows)
    return { _, _ in ListPage(items) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    rows = try context.cache.reports(context.account)
    badge = rows.count { $0.report.state == .open && $0.report.isQuestion && $0.author?.isViewer != true }
    list.layout(rows: context.size.rows, fillsLines: true)
    list.reload(fetch)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard changes.touches(Report.name) || changes.touches(Message.name) else { return [] }
    return try refresh(context)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    _ = list.navigate(motion, fetch)
    return []
  }

  /// The message in its place.
  func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard let row = list.current?.row, let message = row.message else { return [] }
    let pane = message.isChat ? ChatPane.name : ForumsPane.name
    return [.show(pane: pane, at: ObjectKey(row.key.account, Message.name, message.id))]
  }

  private func decide(_ state: Report.State, _ context: Context) -> [Effect] {
    guard let row = list.current?.row else { return [] }
    let isAccepted = row.report.kind == .join && state == .accepted
    let words =
      isAccepted ? context.tr("Accepted. Now invite: ter1 invite") : context.tr("Decided; it stands in the log")
    return [.enqueue([Report.decide(row.key, state)]), .notice(Notice(.success, words))]
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    guard !list.isEmpty else {
      return EmptyState(
        context.tr("Nothing waits for a moderator."),
        nextStep: context.tr("Who moderates a forum or administers the cooperative finds reports and requests here.")
      ).draw(on: &canvas)
    }
    let words = ReportWords(context)
    list.draw(on: &canvas, isFocused: true, below: words.below, words.line)
  }
}

/// A line of the list: a report, or the name of a section.
struct ReportItem: ListRow {
  enum Section: Hashable, Sendable { case open, log }
  enum ID: Hashable, Sendable {
    case heading(Section)
    case row(ObjectKey)
  }

  let id: ID
  let row: ReportRow?
  var isHeading: Bool { row == nil }

  static func items(_ rows: [ReportRow]) -> [ReportItem] {
    let parts: [(Section, [ReportRow])] = [
      (.open, rows.filter { $0.report.state == .open }), (.log, rows.filter { $0.report.state != .open }),
    ]
    return parts.flatMap { section, rows in
      rows.isEmpty
        ? [] : [ReportItem(id: .heading(section), row: nil)] + rows.map { ReportItem(id: .row($0.key), row: $0) }
    }
  }
}
