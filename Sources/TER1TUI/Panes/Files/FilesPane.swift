import ClientCore
import Foundation
import Localization
import Text

/// The cooperative's files, folder by folder.
struct FilesPane: Pane {
  static let name = "files"
  static let title = "Files"
  static let sections = ["files.detail"]
  static var commands: [PaneCommand<FilesPane>] { FilesCommands.all }

  enum Level: Int, Sendable { case folder, detail }

  private(set) var level = Level.folder
  private(set) var list = ListBox<FileItem>()
  /// The cooperative one is in; nil: they are listed.
  private(set) var account: AccountID?
  /// From the top down to the folder one is in.
  private(set) var path: [FileNode] = []
  private(set) var mayWrite = false
  private(set) var total = 0
  /// Files chosen to be moved, brought or deleted together, in the order in which they were chosen.
  private(set) var chosen: [FileRow] = []
  /// What is typed to filter the folder, and what of it matches once it was read.
  private(set) var filter = ""
  private(set) var matches: [FileRow]?
  private(set) var detail: FileDetail?
  private(set) var sheet = Pager<FileSheet.Section>()
  private(set) var preview: FilePreview?
  private var isPlaced = false
  /// The kit one is in.
  private(set) var kit: Kit?
  /// Which kits are kept offline.
  var kept = KitsKept(nil)

  init() {}

  var keyContexts: [String] { level == .detail ? ["files.detail", Self.name] : [Self.name] }

  var isText: Bool { level == .detail }
  var isEmpty: Bool { level == .folder && list.isEmpty }
  var hints: [String] {
    let bring = current?.isOnItsWay == true ? "files.cancel" : "files.download"
    if level == .detail { return [bring, "files.open", "files.rename", "files.delete"] }
    if path.last?.isKit == true, chosen.isEmpty {
      return ["files.pin", "files.view", bring, "files.hand-over", "back"]
    }
    if !chosen.isEmpty { return ["files.paste", "files.download", "files.delete", "files.choose-none"] }
    return ["open", bring, "files.upload", "files.choose", "files.filter"]
  }

  /// The folder one is in; nil at the top.
  var folder: ObjectID? { path.last?.id }
  var current: FileRow? { level == .detail ? detail?.file : list.current?.row }
  /// What a command is about: the chosen files, or the one at hand.
  var affected: [FileRow] { chosen.isEmpty ? current.map { [$0] } ?? [] : chosen }

  var place: PanePlace {
    guard let account, let node = path.last else { return PanePlace(row: list.current?.row?.key) }
    return PanePlace(
      container: ObjectKey(account, FileNode.name, node.id), spot: list.current?.row?.key, title: node.name)
  }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 2, focus: level.rawValue, previews: previews, in: size)
  }

  // MARK: Reading

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    if !isPlaced || !context.accounts.contains(where: { $0.id == account }) || isElsewhere(context) {
      isPlaced = true
      let holders = Self.holders(context)
      let one = context.account ?? (holders.first ?? context.accounts.first)?.id
      (account, path, level) = (context.account == nil && holders.count > 1 ? nil : one, [], .folder)
    }
    layout(context)
    try reload(nil, context)
    return try cursorMoved(context)
  }

  /// The cooperatives whose servers have a place for files.
  private static func holders(_ context: Context) -> [Account] {
    context.accounts.filter { $0.offers.contains(.files) }
  }

  private func isElsewhere(_ context: Context) -> Bool { context.account != nil && context.account != account }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[Level.folder.rawValue] {
      list.layout(rows: rect.size.rows - 1, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.detail.rawValue] {
      sheet.layout(rect.size.forText(inset: 2))
    }
  }

  mutating func reload(_ anchor: ListAnchor<ObjectKey>?, _ context: Context) throws(CacheError) {
    try readFolder(context)
    let fetch = fetch(context)
    try list.reload(at: anchor, fetch)
  }

  private mutating func readFolder(_ context: Context) throws(CacheError) {
    guard let account else {
      (path, mayWrite, total) = ([], false, Self.holders(context).count)
      return
    }
    var page = try context.cache.folder(account, folder, limit: 1)
    if page == nil && folder != nil { page = try context.cache.folder(account, nil, limit: 1) }
    path = page?.path ?? []
    kept = KitsKept(try context.cache.note(KitsKept.note))
    kit = try path.last.flatMap { node throws(CacheError) in
      node.isKit ? try context.cache.kit(ObjectKey(account, FileNode.name, node.id)) : nil
    }
    total = page?.rows.total ?? 0
    let offersFiles = page?.account.offers.contains(.files) ?? false
    mayWrite = page?.mayWrite == true && page?.account.isReadOnly == false && offersFiles
  }

  private func fetch(_ context: Context) -> ListBox<FileItem>.Fetch<CacheError> {
    let (account, folder, matches) = (account, folder, filter.isEmpty ? nil : matches)
    let pane = self
    return { (anchor, limit) throws(CacheError) in
      guard let account else { return ListPage(Self.holders(context).map(FileItem.init)) }
      if pane.filter.isEmpty, let leaflets = try pane.kitItems(context) { return ListPage(leaflets) }
      if let matches { return ListPage(matches.map(FileItem.init)) }
      guard let page = try context.cache.folder(account, folder, at: anchor.cacheAnchor, limit: limit) else {
        return ListPage([])
      }
      return ListPage(page.rows) { FileItem($0) }
    }
  }

  /// In a kit: its folders, then its leaflets, the smallest variant of each first; nil elsewhere.
  private func kitItems(_ context: Context) throws(CacheError) -> [FileItem]? {
    guard let kit, let account else { return nil }
    let all = try context.cache.folder(account, folder, limit: 500)?.rows.rows ?? []
    let leaflets = FileItem.leaflets(kit, context.standing(kit.folder.key.account))
    let known = Set(leaflets.map(\.id))
    let rest = all.filter { !known.contains($0.key) }
    return rest.filter(\.isFolder).map { FileItem($0) } + leaflets + rest.filter { !$0.isFolder }.map { FileItem($0) }
  }

  /// What is new in the kits that are kept offline, and small enough not to be asked about.
  private func keepingKits(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard changes.touches(FileNode.name) else { return [] }
    let kept = KitsKept(try context.cache.note(KitsKept.note))
    guard !kept.isEmpty else { return [] }
    var effects: [Effect] = []
    for kit in try context.cache.kits() {
      guard let extent = kept[kit.folder.key] else { continue }
      let missing = kit.variants(extent).filter { $0.file.download == nil }
      let size = missing.reduce(0) { $0 + $1.size }
      if CostQuestion.isDue(FilesKits.cost(missing, kit, context), size) { continue }
      effects += FilesKits.fetching(missing, context)
    }
    return effects
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    try keepingKits(changes, context) + follow(changes, context)
  }

  private mutating func follow(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard isPlaced, changes.touches(FileNode.name) || changes.touches(Blob.name) else { return [] }
    chosen = try chosen.map { row throws(CacheError) in
      try context.cache.file(row.key.renamed(to: changes.renamed[row.key] ?? row.key.id))?.file ?? row
    }
    if let last = path.last, let account, let id = changes.renamed[ObjectKey(account, FileNode.name, last.id)] {
      if let moved = try context.cache.file(ObjectKey(account, FileNode.name, id)) {
        path = moved.path + [moved.file.node]
      }
    }
    let renamed = list.current.flatMap { item in changes.renamed[item.id].map { item.id.renamed(to: $0) } }
    try reload(renamed.map { .around($0) }, context)
    let effects = try cursorMoved(context)
    return filter.isEmpty ? effects : effects + [matching(filter)]
  }

  private mutating func cursorMoved(_ context: Context) throws(CacheError) -> [Effect] {
    if level == .detail, let detail { return try readDetail(detail.file.key, context) }
    guard columns(in: context.size, context.previews).rects[Level.detail.rawValue] != nil else { return [] }
    guard let row = list.current?.row else {
      detail = nil
      return []
    }
    return try readDetail(row.key, context)
  }

  private mutating func readDetail(_ key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    let before = detail?.file.key
    detail = try context.cache.file(key)
    guard let detail else {
      level = .folder
      return []
    }
    if before != key { (sheet, preview) = (Pager(), nil) }
    try showSheet(context)
    return preview == nil ? FilePreview.reading(detail.file).map { [$0] } ?? [] : []
  }

  private mutating func showSheet(_ context: Context) throws(CacheError) {
    guard let detail else { return }
    layout(context)
    let kit = detail.file.node.isKit ? try context.cache.kit(detail.file.key) : nil
    let page = FileSheet(detail, preview, kit: kit, kept: kept, columns: sheet.size.columns, context.drawing)
    sheet.show(page.blocks)
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .detail {
      _ = sheet.navigate(motion)
      return []
    }
    _ = try list.navigate(motion, fetch(context))
    return try cursorMoved(context)
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    switch (level, list.current?.content) {
    case (.folder, .cooperative(let account)):
      self.account = account.id
      return try enter([], at: .first, context)
    case (.folder, .node(let row)) where row.isFolder:
      return try enter(path + [row.node], at: .first, context)
    case (.folder, .node(let row)):
      level = .detail
      return try readDetail(row.key, context)
    case (.detail, _): return current?.isDownloaded == true ? [.run(CommandLine("files.open"))] : []
    case (.folder, nil): return []
    }
  }

  private mutating func enter(
    _ path: [FileNode], at anchor: ListAnchor<ObjectKey>, _ context: Context
  ) throws(CacheError) -> [Effect] {
    (self.path, filter, matches, level) = (path, "", nil, .folder)
    layout(context)
    try reload(anchor, context)
    return try cursorMoved(context) + (olderThings(context)?.effects(.scrolling, context) ?? [])
  }

  /// The folder one is in, while not all files are known.
  func olderThings(_ context: Context) throws(CacheError) -> OlderThings? {
    guard let account, try context.cache.isPartial(account, FileNode.name) else { return nil }
    return OlderThings([.folder(account, folder)], context.tr("the rest of this folder"))
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    if level == .detail {
      level = .folder
      layout(context)
      return try cursorMoved(context)
    }
    if !filter.isEmpty { return try show(filter: "", context) }
    guard let account else { return nil }
    if let left = path.last {
      return try enter(path.dropLast(), at: .around(ObjectKey(account, FileNode.name, left.id)), context)
    }
    guard context.hasSeveralAccounts else { return nil }
    self.account = nil
    return try enter([], at: .around(ObjectKey(account, "Account", "")), context)
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .detail, sheet.navigate(.pages(1)) else { return nil }
    return []
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard let found = try context.cache.file(key) else {
      return [.notice(Notice(.information, context.tr("This file is not there any more")))]
    }
    (account, isPlaced) = (key.account, true)
    if found.file.isFolder { return try enter(found.path + [found.file.node], at: .first, context) }
    return try enter(found.path, at: .around(key), context)
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard let found = try context.cache.file(row) else { return [] }
    account = row.account
    return try enter(found.path, at: .around(row), context)
  }

  // MARK: Choosing and filtering

  mutating func choose(_ context: Context) throws(CacheError) -> [Effect] {
    guard let row = list.current?.row else { return [] }
    if let place = chosen.firstIndex(where: { $0.key == row.key }) {
      chosen.remove(at: place)
    } else {
      chosen.append(row)
    }
    return try move(.lines(1), context)
  }

  mutating func chooseNone() { chosen = [] }

  mutating func show(filter text: String, _ context: Context) throws(CacheError) -> [Effect] {
    filter = text
    guard text.isEmpty else { return [matching(text)] }
    matches = nil
    try reload(list.current.map { .around($0.id) } ?? .first, context)
    return try cursorMoved(context)
  }

  /// Reads what of the folder has the words in its name, away from the keys.
  private func matching(_ text: String) -> Effect {
    let (account, folder) = (account, folder)
    return .read(pane: Self.name, tag: "filter:" + text) { (cache) throws(CacheError) in
      guard let account else { return [FileRow]() }
      return try FolderFilter(text).rows(in: folder, of: account, cache)
    }
  }

  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] {
    if let preview = value as? FilePreview, preview.key == detail?.file.key {
      self.preview = preview
      try showSheet(context)
    } else if let rows = value as? [FileRow], tag == "filter:" + filter, !filter.isEmpty {
      matches = rows
      try reload(.first, context)
      return try cursorMoved(context)
    }
    return []
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { FilesView(pane: self, context).draw(on: &canvas) }
}
