import ClientCore
import Foundation
import Localization
import Text

/// News of the unions' blogs: the feeds, the articles of one or of all, an article.
struct NewsPane: Pane {
  static let name = "news"
  static let title = msgid("News")
  static let sections = ["news.article"]
  static var commands: [PaneCommand<NewsPane>] { NewsCommands.all }

  enum Level: Int, Sendable { case feeds, articles, article }

  private(set) var level = Level.feeds
  private(set) var feeds = ListBox<FeedItem>()
  private(set) var articles = ListBox<ArticleItem>()
  private(set) var detail: ArticleDetail?
  private(set) var sheet = Pager<ArticleSheet.Section>()
  private(set) var badge = 0
  /// Whether only what is new is listed.
  private(set) var hidesRead = false
  private var feedRows: [FeedRow] = []
  private var articleRows: [ArticleRow] = []
  private var isPlaced = false

  init() {}

  var keyContexts: [String] { level == .article ? ["news.article", Self.name] : [Self.name] }

  var isText: Bool { level == .article }
  var isEmpty: Bool {
    switch level {
    case .feeds: feeds.isEmpty
    case .articles: articles.isEmpty
    case .article: false
    }
  }

  var hints: [String] {
    switch level {
    case .feeds: ["open", "news.catch-up", "news.unread-only", "news.fetch", "news.add"]
    case .articles: ["open", "news.toggle-read", "news.catch-up", "news.unread-only"]
    case .article where detail?.article.pictures.isEmpty != false:
      ["news.open-link", "news.discuss", "news.toggle-read", "back"]
    case .article: ["news.open-link", "news.discuss", "news.picture", "news.toggle-read"]
    }
  }

  /// The feed looked at; nil: all of them.
  var feed: FeedRow? { feeds.current?.row }

  /// The article that commands are about.
  var current: ArticleRow? {
    switch level {
    case .feeds: nil
    case .articles: articles.current?.row
    case .article: detail?.row
    }
  }

  var place: PanePlace {
    switch level {
    case .feeds: PanePlace(row: feed?.key)
    case .articles:
      feed.map { PanePlace(container: $0.key, row: articles.current?.id, title: $0.feed.name) }
        ?? PanePlace(row: articles.current?.id)
    case .article: detail.map { PanePlace(container: $0.row.key, title: $0.row.title) } ?? PanePlace()
    }
  }

  /// The article being read, for those who read on elsewhere.
  var conversation: ObjectKey? { level == .article ? detail?.row.key : nil }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(levels: 3, focus: level.rawValue, previews: previews, in: size)
  }

  // MARK: Reading the cache

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    isPlaced = true
    try readFeeds(context)
    layout(context)
    feeds.reload(feedFetch)
    try showArticles(context)
    return []
  }

  private mutating func readFeeds(_ context: Context) throws(CacheError) {
    feedRows = try context.cache.feeds(context.account)
    badge = feedRows.reduce(0) { $0 + $1.unread }
  }

  private var feedFetch: ListBox<FeedItem>.Fetch<Never> {
    let items = FeedItem.items(feedRows)
    return { _, _ in ListPage(items) }
  }

  private var articleFetch: ListBox<ArticleItem>.Fetch<Never> {
    let items = articleRows.map { ArticleItem(row: $0) }
    return { _, _ in ListPage(items) }
  }

  private mutating func showArticles(_ context: Context) throws(CacheError) {
    articleRows = try context.cache.articles(of: feed?.key, account: context.account, isUnread: hidesRead)
    // What one reads stays in the list while one reads it.
    if hidesRead, level == .article, let detail, !articleRows.contains(where: { $0.key == detail.row.key }) {
      articleRows.insert(
        detail.row, at: articleRows.firstIndex { $0.publishedAt < detail.row.publishedAt } ?? articleRows.count)
    }
    articles.reload(articleFetch)
    try showArticle(context)
  }

  private mutating func showArticle(_ context: Context) throws(CacheError) {
    let key = level == .article ? detail?.row.key : articles.current?.id
    guard columns(in: context.size, context.previews).rects[Level.article.rawValue] != nil, let key else {
      if level != .article { detail = nil }
      return
    }
    try readDetail(key, context)
  }

  private mutating func readDetail(_ key: ObjectKey, _ context: Context) throws(CacheError) {
    let before = detail?.row.key
    detail = try context.cache.article(key)
    guard let detail else {
      if level == .article { level = .articles }
      return sheet.show([])
    }
    if before != key { sheet = Pager() }
    layout(context)
    sheet.show(ArticleSheet(detail, columns: sheet.size.columns, context).blocks)
  }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[Level.feeds.rawValue] {
      feeds.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.articles.rawValue] {
      articles.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.article.rawValue] {
      sheet.layout(rect.size.forText(inset: 2))
    }
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    let types = [Feed.name, Article.name, ReadPosition.name]
    guard types.contains(where: { changes.touches($0) }) else { return [] }
    guard isPlaced else {
      try readFeeds(context)
      return []
    }
    return try refresh(context)
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .feeds:
      _ = feeds.navigate(motion, feedFetch)
      articles = ListBox()
      layout(context)
      try showArticles(context)
    case .articles:
      _ = articles.navigate(motion, articleFetch)
      try showArticle(context)
    case .article: _ = sheet.navigate(motion)
    }
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .feeds:
      guard !feeds.isEmpty else { return [] }
      level = .articles
      layout(context)
      try showArticles(context)
      return []
    case .articles: return try articles.current.map { (item) throws(CacheError) in try read(item.id, context) } ?? []
    case .article: return NewsActions(detail, context).openLink(nil)
    }
  }

  /// Shows an article and says that it was read.
  private mutating func read(_ key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    level = .article
    try readDetail(key, context)
    guard let row = detail?.row, !row.isRead else { return [] }
    return [.enqueue(try context.cache.marking([row.key.id], of: row.feed, isRead: true))]
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    switch level {
    case .feeds: return nil
    case .articles: level = .feeds
    case .article:
      level = .articles
      if let key = detail?.row.key { _ = articles.select(key) }
    }
    return try refresh(context)
  }

  /// A page further, then the next new article of this list.
  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    if level == .article, sheet.navigate(.pages(1)) { return [] }
    guard level != .feeds else { return nil }
    return try nextUnread(context)
  }

  /// nil: nothing of this list is new.
  mutating func nextUnread(_ context: Context) throws(CacheError) -> [Effect]? {
    let place = articleRows.firstIndex { $0.key == (detail?.row.key ?? articles.current?.id) } ?? 0
    let other = articleRows.indices.filter { !articleRows[$0].isRead && articleRows[$0].key != conversation }
    guard let next = other.first(where: { $0 >= place }) ?? other.first else { return nil }
    _ = articles.select(articleRows[next].key)
    return try read(articleRows[next].key, context)
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard key.type == Article.name else { return try go(toFeed: key, context) }
    guard let found = try context.cache.article(key) else {
      return [.notice(Notice(.information, context.tr("This article is not there any more")))]
    }
    level = .article
    detail = found
    try readFeeds(context)
    feeds.reload(feedFetch)
    if feed != nil || !hidesRead { _ = feeds.select(.feed(found.row.feed)) }
    _ = try refresh(context)
    _ = articles.select(key)
    return try read(key, context)
  }

  private mutating func go(toFeed key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    _ = try refresh(context)
    guard feeds.select(.feed(key)) else {
      return [.notice(Notice(.information, context.tr("This feed is not there any more")))]
    }
    level = .articles
    return try refresh(context)
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .feeds: _ = feeds.select(.feed(row))
    case .articles: _ = articles.select(row)
    case .article: break
    }
    return try refresh(context)
  }

  mutating func toggleRead(_ context: Context) throws(CacheError) {
    hidesRead.toggle()
    try showArticles(context)
  }

  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    try NewsActions.discuss(text, context)
  }

  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] {
    try (value as? FeedList)?.added(context) ?? []
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { NewsView(pane: self, context).draw(on: &canvas) }
}

/// A line of the feeds: all together, the name of a folder, a feed.
struct FeedItem: ListRow {
  enum ID: Hashable, Sendable {
    case all, own
    case folder(UntrustedText)
    case feed(ObjectKey)
  }

  let id: ID
  var row: FeedRow?
  /// Of all together.
  var unread = 0
  var isHeading: Bool {
    switch id {
    case .folder, .own: true
    case .all, .feed: false
    }
  }

  static func items(_ rows: [FeedRow]) -> [FeedItem] {
    guard !rows.isEmpty else { return [] }
    var items = [FeedItem(id: .all, unread: rows.reduce(0) { $0 + $1.unread })]
    var heading: ID?
    for row in rows {
      let next: ID? = row.isOwn ? .own : row.feed.folder.isEmpty ? nil : .folder(row.feed.folder)
      if let next, next != heading { items.append(FeedItem(id: next)) }
      heading = next
      items.append(FeedItem(id: .feed(row.key), row: row))
    }
    return items
  }
}

struct ArticleItem: ListRow {
  let row: ArticleRow
  var id: ObjectKey { row.key }
}
