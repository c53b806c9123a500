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
  private(set) var list = ListBox<BundleItem>()
  private(set) var sheet = Pager<BundleSheet.Section>()
  private var rows: [BundleItem] = []

  init() {}

  var keyContexts: [String] { level == .bundle ? ["bundles.bundle", Self.name] : [Self.name] }
  var hints: [String] { ["open", "bundles.export", "bundles.give", "bundles.import", "bundles.forget"] }
  var current: BundleItem? { list.current }
  var place: PanePlace { PanePlace(row: list.current?.bundle.key) }

  func columns(in size: Size) -> Columns { Columns(levels: 2, focus: level.rawValue, in: size) }

  private var fetch: ListBox<BundleItem>.Fetch<Never> {
    let rows = rows
    return { _, _ in ListPage(rows) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    var rows: [BundleItem] = []
    for bundle in try context.cache.bundles(context.account) {
      var names: [UntrustedText] = []
      for member in bundle.people {
        let row = try context.cache.member(ObjectKey(bundle.account, Principal.name, member))
        names.append(row?.principal.name ?? UntrustedText(member.rawValue))
      }
      rows.append(BundleItem(bundle: bundle, names: names))
    }
    self.rows = rows
    layout(context.size)
    list.reload(fetch)
    if list.current == nil { level = .list }
    showSheet(context)
    return []
  }

  private mutating func layout(_ size: Size) {
    let columns = columns(in: size)
    if let rect = columns.rects[Level.list.rawValue] {
      list.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.bundle.rawValue] {
      sheet.layout(Size(columns: rect.size.columns - 2, rows: rect.size.rows))
    }
  }

  private mutating func showSheet(_ context: Context) {
    guard let item = list.current, columns(in: context.size).rects[Level.bundle.rawValue] != nil else {
      return sheet.show([])
    }
    sheet.show(BundleSheet(item, columns: sheet.size.columns, context.drawing).blocks)
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard changes.touches(KeptBundle.name) || changes.touches(Principal.name) else { return [] }
    return try refresh(context)
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .bundle {
      _ = sheet.navigate(motion)
    } else {
      _ = list.navigate(motion, fetch)
      sheet = Pager()
      layout(context.size)
      showSheet(context)
    }
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard list.current != nil else { return [] }
    level = .bundle
    layout(context.size)
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

/// A line of the list.
struct BundleItem: ListRow {
  let bundle: KeptBundle
  /// Of those for whom it was made, or by whom it was carried.
  let names: [UntrustedText]
  var id: ObjectKey { bundle.key }
}
