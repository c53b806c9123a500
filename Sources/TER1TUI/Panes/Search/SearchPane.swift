import ClientCore
import Foundation
import Localization
import Text

/// Words looked for in everything the cache holds.
struct SearchPane: Pane {
  static let name = "search"
  static let title = "Search"
  static var commands: [PaneCommand<SearchPane>] { SearchCommands.all }

  struct Item: ListRow {
    let hit: SearchHit
    var id: ObjectKey { hit.key }
  }

  /// One page of hits, as it was read for some words.
  struct Answer: Sendable {
    let query: String
    let page: SearchPage
    /// Whether it goes on from hits that are already shown.
    let isMore: Bool
  }

  private(set) var query = ""
  /// The words that the hits shown were found by.
  private(set) var answered = ""
  private(set) var list = ListBox<Item>()
  private(set) var problems: [SearchProblem] = []
  private var hits: [Item] = []
  private var next: SearchCursor?
  private var isReading = false
  /// Whether what arrives may hold these words.
  private var isAskingServers = false

  private static let step = 60
  /// Whoever has not found it by then looks for other words.
  private static let longest = 1_200

  init() {}

  var hints: [String] { ["open", "search.query", "search.server", "search.help", "back"] }
  var isSearching: Bool { query != answered }
  var hasMore: Bool { next != nil }
  /// How many hits are known.
  var count: Int { hits.count }

  private var fetch: ListBox<Item>.Fetch<Never> {
    let hits = hits
    return { _, _ in ListPage(hits) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    list.layout(rows: context.size.rows - 1, fillsLines: true)
    list.reload(fetch)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    isAskingServers && !query.isEmpty ? [reading(query, after: nil, context.zone)] : []
  }

  /// What the servers find is kept in the cache, and found there.
  mutating func askServers(_ context: Context) throws(CacheError) -> [Effect] {
    isAskingServers = true
    let accounts = context.account.map { [$0] } ?? context.accounts.map(\.id)
    let found = OlderThings(accounts.map { .search($0, query) }, context.tr("what the servers find"))
    return try found.effects(.key, context)
  }

  /// Looks for other words; an answer for older ones that is still to come will be passed over.
  mutating func look(for words: String, _ context: Context) -> [Effect] {
    (query, isAskingServers) = (words, false)
    guard !words.allSatisfy(\.isWhitespace) else {
      (answered, hits, problems, next, isReading) = (words, [], [], nil, false)
      list.reload(fetch)
      return []
    }
    isReading = true
    return [reading(words, after: nil, context.zone)]
  }

  private func reading(_ words: String, after cursor: SearchCursor?, _ zone: TimeZone) -> Effect {
    .read(pane: Self.name, tag: words) { (cache) throws(CacheError) in
      let page = try cache.search(words, after: cursor, limit: Self.step, zone: zone)
      return Answer(query: words, page: page, isMore: cursor != nil)
    }
  }

  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] {
    guard let answer = value as? Answer, answer.query == query else { return [] }
    let found = answer.page.hits.map { Item(hit: $0) }
    isReading = false
    (answered, next, problems) = (query, answer.page.next, answer.isMore ? problems : answer.page.problems)
    hits = answer.isMore ? hits + found : found
    if answer.isMore { list.reload(fetch) } else { list.reload(at: .first, fetch) }
    return []
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    _ = list.navigate(motion, fetch)
    let isNearEnd = list.cursor + list.height * 2 >= hits.count
    guard isNearEnd, !isReading, let next, hits.count < Self.longest else { return [] }
    isReading = true
    return [reading(query, after: next, context.zone)]
  }

  func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard let hit = list.current?.hit, let pane = hit.pane else { return [] }
    return [.show(pane: pane, at: hit.key)]
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { SearchView(pane: self, context).draw(on: &canvas) }
}

extension SearchHit {
  /// The pane it is read in; nil for what has none.
  var pane: String? {
    switch key.type {
    case CalendarEvent.name: "events"
    case FileNode.name: "files"
    case Message.name: container?.type == Channel.name ? "chat" : "forums"
    default: nil
    }
  }
}
