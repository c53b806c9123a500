import ClientCore
import Localization
import Text

/// The directory: who is a member, what each lets others know, and one's own profile.
struct MembersPane: Pane {
  static let name = "members"
  static let title = msgid("Members")
  static let sections = ["members.member"]
  static var commands: [PaneCommand<MembersPane>] { MembersCommands.all }

  enum Level: Int, Sendable { case list, member }

  private(set) var level = Level.list
  private(set) var list = ListBox<MemberItem>()
  private(set) var sheet = Pager<MemberSheet.Section>()
  /// The member whose sheet is shown.
  private(set) var shown: MemberRow?
  /// Words that all members in the list have; "": all members are.
  private(set) var filter = ""
  private var rows: [MemberRow] = []

  init() {}

  var keyContexts: [String] { level == .member ? ["members.member", Self.name] : [Self.name] }

  var isText: Bool { level == .member }
  var isEmpty: Bool { level != .member && list.isEmpty }
  var hints: [String] {
    level == .list
      ? ["open", "members.message", "members.follow", "members.filter", "members.profile", "invite"]
      : ["members.message", "members.follow", "members.profile", "back"]
  }

  /// The member that commands are about.
  var current: MemberRow? { level == .member ? shown : list.current?.row }

  var place: PanePlace {
    guard level == .member, let shown else { return PanePlace(row: list.current?.row?.key) }
    return PanePlace(container: shown.key, title: shown.principal.name)
  }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 2, focus: level.rawValue, previews: previews, in: size)
  }

  private var fetch: ListBox<MemberItem>.Fetch<Never> {
    let items = MemberItem.items(rows)
    return { _, _ in ListPage(items) }
  }

  // MARK: Reading

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    rows = try context.cache.members(context.account, matching: filter)
    layout(context)
    list.reload(fetch)
    try cursorMoved(context)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard changes.touches(Principal.name) || changes.touches(Profile.name) else { return [] }
    return try refresh(context)
  }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[Level.list.rawValue] {
      list.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.member.rawValue] {
      sheet.layout(rect.size.forText(inset: 2))
    }
  }

  private mutating func cursorMoved(_ context: Context) throws(CacheError) {
    if level == .member, let shown { return try show(shown.key, context) }
    guard columns(in: context.size, context.previews).rects[Level.member.rawValue] != nil, let row = list.current?.row
    else { return }
    try show(row.key, context)
  }

  private mutating func show(_ key: ObjectKey, _ context: Context) throws(CacheError) {
    let before = shown?.key
    shown = try context.cache.member(key)
    guard let shown else {
      level = .list
      return sheet.show([])
    }
    if before != key { sheet = Pager() }
    layout(context)
    let own = shown.isViewer ? try context.cache.profile(key.account) : nil
    var drawing = context.drawing
    drawing.keys = context.keys
    sheet.show(MemberSheet(shown, own: own, columns: sheet.size.columns, drawing).blocks)
  }

  /// Shows only those whom the words find.
  mutating func show(filter text: String, _ context: Context) throws(CacheError) -> [Effect] {
    filter = text
    if level == .member { level = .list }
    return try refresh(context)
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .member {
      _ = sheet.navigate(motion)
      return []
    }
    _ = list.navigate(motion, fetch)
    try cursorMoved(context)
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard level == .list, let row = list.current?.row else { return [] }
    level = .member
    try show(row.key, context)
    return []
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .member else { return filter.isEmpty ? nil : try show(filter: "", context) }
    level = .list
    layout(context)
    list.reload(fetch)
    if let key = shown?.key { _ = list.select(.row(key)) }
    try cursorMoved(context)
    return []
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard try context.cache.member(key) != nil else {
      return [.notice(Notice(.information, context.tr("This member is not known here")))]
    }
    filter = ""
    _ = try refresh(context)
    _ = list.select(.row(key))
    level = .member
    try show(key, context)
    return []
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard level == .list else { return [] }
    _ = list.select(.row(row))
    try cursorMoved(context)
    return []
  }

  func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    ProfileForm.accept(text, context)
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { MembersView(pane: self, context).draw(on: &canvas) }
}
