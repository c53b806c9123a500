import ClientCore
import Foundation
import Localization
import Text

/// Words looked for in everything the cache holds.
struct SearchPane: Pane {
  static let name = "search"
  static let title = "Search"
  static let isAside = true
  static let leadsBack = true
  static var commands: [PaneCommand<SearchPane>] { SearchCommands.all }

  enum Item: ListRow {
    case hit(SearchHit)
    /// Where nothing is looked for.
    case saved(SavedSearch)

    enum ID: Hashable, Sendable {
      case hit(ObjectKey)
      case saved(String)
    }

    var id: ID {
      switch self {
      case .hit(let hit): .hit(hit.key)
      case .saved(let search): .saved(search.name)
      }
    }
    var hit: SearchHit? { if case .hit(let hit) = self { hit } else { nil } }
    var saved: SavedSearch? { if case .saved(let search) = self { search } else { nil } }
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
  private(set) var saved: [SavedSearch] = []
  private var next: SearchCursor?
  private var isReading = false
  /// Whether what arrives may hold these words.
  private var isAskingServers = false

  private static let step = 60
  /// Whoever has not found it by then looks for other words.
  private static let longest = 1_200

  init() {}

  var hints: [String] {
    isBlank
      ? ["search.query", "open", "search.help", "back"]
      : ["open", "search.query", "search.server", "search.save", "back"]
  }
  /// Whether nothing is looked for.
  var isBlank: Bool { query.allSatisfy(\.isWhitespace) }
  /// The saved search that is shown; nil: none is.
  var current: SavedSearch? { saved.first { $0.query == query } }
  var isSearching: Bool { query != answered }
  var hasMore: Bool { next != nil }
  /// How many hits are known.
  var count: Int { hits.count }

  private var fetch: ListBox<Item>.Fetch<Never> {
    let items = isBlank ? saved.map { Item.saved($0) } : hits
    return { _, _ in ListPage(items) }
  }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    list.layout(rows: context.size.rows - 1, fillsLines: true)
    saved = try SavedSearch.all(context.cache)
    list.reload(fetch)
    return []
  }

  // MARK: Saved searches

  /// Keeps the words looked for under a name; one that had the name is replaced.
  mutating func save(as name: String) -> [Effect] {
    keep((saved.filter { $0.name != name } + [SavedSearch(name: name, query: query)]).suffix(SavedSearch.most))
  }

  mutating func forget(_ search: SavedSearch) -> [Effect] { keep(saved.filter { $0.name != search.name }) }

  private mutating func keep(_ searches: [SavedSearch]) -> [Effect] {
    saved = searches
    list.reload(fetch)
    return [.saveNote(name: SavedSearch.note, SavedSearch.json(searches))]
  }

  mutating func show(_ name: String, _ context: Context) throws(CacheError) -> [Effect] {
    saved = try SavedSearch.all(context.cache)
    guard let search = saved.first(where: { $0.name == name }) else {
      return [.notice(Notice(.warning, SafeText(context.tr("No search is kept under “%1”", UntrustedText(name).line))))]
    }
    return look(for: search.query, context)
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
    guard !isBlank else {
      (answered, hits, problems, next, isReading) = (words, [], [], nil, false)
      list.reload(fetch)
      return []
    }
    isReading = true
    return [reading(words, after: nil, context.zone)]
  }

  private func reading(_ words: String, after cursor: SearchCursor?, _ zone: TimeZone) -> Effect {
    .read(pane: Self.name, tag: "search:" + words) { (cache) throws(CacheError) in
      let page = try cache.search(words, after: cursor, limit: Self.step, zone: zone)
      return Answer(query: words, page: page, isMore: cursor != nil)
    }
  }

  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] {
    guard let answer = value as? Answer, answer.query == query else { return [] }
    let found = answer.page.hits.map { Item.hit($0) }
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

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    if let saved = list.current?.saved { return look(for: saved.query, context) }
    guard let hit = list.current?.hit, let pane = hit.pane else { return [] }
    return [.show(pane: pane, at: hit.key)]
  }

  /// From the hits of a saved search back to the list of them.
  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard !isBlank, !saved.isEmpty else { return nil }
    return look(for: "", context)
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { SearchView(pane: self, context).draw(on: &canvas) }
}

extension SearchHit {
  /// The pane it is read in; nil for what has none.
  var pane: String? {
    switch key.type {
    case CalendarEvent.name: "events"
    case FileNode.name: "files"
    case Proposal.name: "votes"
    case Article.name, Feed.name: "news"
    case Course.name, Lesson.name: "courses"
    case Principal.name: "members"
    case Message.name, Channel.name: isChat ? "chat" : "forums"
    default: nil
    }
  }
}
