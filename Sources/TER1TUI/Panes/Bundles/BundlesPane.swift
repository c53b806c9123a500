import ClientCore
import Localization
import Text

/// What goes without any network: the bundles that this device made, carries or took.
struct BundlesPane: Pane {
  static let name = "bundles"
  static let title = msgid("Bundles")
  static let hasTab = false
  static let sections = ["bundles.bundle"]
  static var commands: [PaneCommand<BundlesPane>] { BundlesCommands.all }

  enum Level: Int, Sendable { case list, bundle }

  private(set) var level = Level.list
  private(set) var list = ListBox<BundleRow>()
  private(set) var sheet = Pager<BundleSheet.Section>()
  private var rows: [BundleRow] = []
  /// Whether it was shown: before, nothing has to be read.
  private var isPlaced = false

  init() {}

  var keyContexts: [String] { level == .bundle ? ["bundles.bundle", Self.name] : [Self.name] }
  var isText: Bool { level == .bundle }
  var isEmpty: Bool { list.isEmpty }
  var hints: [String] {
    level == .list
      ? ["open", "bundles.export", "bundles.give", "bundles.import", "bundles.forget"]
      : ["bundles.export", "bundles.give", "bundles.forget", "back"]
  }
  var current: BundleRow? { list.current }
  var place: PanePlace { PanePlace(row: list.current?.bundle.key) }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 2, focus: level.rawValue, previews: previews, in: size)
  }

  private var fetch: ListBox<BundleRow>.Fetch<Never> {
    let rows = rows
    return { _, _ in ListPage(rows) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    isPlaced = true
    rows = try context.cache.bundleRows(context.account)
    layout(context)
    list.reload(fetch)
    if list.current == nil { level = .list }
    showSheet(context)
    return []
  }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[Level.list.rawValue] {
      list.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.bundle.rawValue] {
      sheet.layout(rect.size.forText(inset: 2))
    }
  }

  private mutating func showSheet(_ context: Context) {
    guard let item = list.current, columns(in: context.size, context.previews).rects[Level.bundle.rawValue] != nil
    else {
      return sheet.show([])
    }
    sheet.show(BundleSheet(item, columns: sheet.size.columns, context.drawing).blocks)
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard isPlaced, changes.touches(KeptBundle.name) || changes.touches(Principal.name) else { return [] }
    return try refresh(context)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .bundle {
      _ = sheet.navigate(motion)
    } else {
      _ = list.navigate(motion, fetch)
      sheet = Pager()
      layout(context)
      showSheet(context)
    }
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard list.current != nil else { return [] }
    level = .bundle
    layout(context)
    showSheet(context)
    return []
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .bundle else { return nil }
    level = .list
    return try refresh(context)
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { BundlesView(pane: self, context).draw(on: &canvas) }
}

extension BundleRow: ListRow {}
