import ClientCore
import JSON
import Wire

/// Fetches what lies in the window and is not here yet, a request at a time, when there is nothing else to do.
extension SyncEngine {
  /// Whether the filler may spend something now.
  var mayFill: Bool { login.history != nil && mayGoOn }

  /// All that the window still lacks, after a round that went well.
  func filled(after result: Result<Void, SyncError>) async -> Result<Void, SyncError> {
    guard case .success = result else { return result }
    do {
      while try await fillOnce() {}
      return result
    } catch { return .failure(await diagnosed(error)) }
  }

  /// One request, or two.
  /// - Returns: false when there is nothing left to do.
  func fillOnce() async throws(SyncError) -> Bool {
    guard let window = login.history, mayFill else { return false }
    for account in accounts {
      let types = Set(dialects.all(account).map(\.type)).subtracting(unfillable(account))
      let (limit, now) = (fillSize.size, clock.now())
      let step = try cached { () throws(CacheError) in
        try cache.reader.nextFill(account.id, window, types: types, limit: limit, now: now)
      }
      guard let step else { continue }
      let begun = clock.now()
      do { try await perform(step, account) } catch {
        fillSize.shrink()
        throw error
      }
      fillSize.succeeded(seconds: clock.now() - begun)
      return true
    }
    return false
  }

  private func unfillable(_ account: Account) -> Set<TypeName> {
    Set(unfillable.filter { $0.account == account.id }.map(\.type))
  }

  private func perform(_ step: FillStep, _ account: Account) async throws(SyncError) {
    switch step {
    case .fetch(let queries): try await fill(queries, account)
    case .review(let query, let next): try await review(query, next, account)
    }
  }

  private func fill(_ queries: [HistoryQuery], _ account: Account) async throws(SyncError) {
    do {
      try await take(try await pages(queries, account), then: account)
    } catch .methodFailed(let error) {
      // Not asked again before the next session; the others go on.
      for query in queries {
        unfillable.insert(PullUnit.Key(account: account.id, type: query.type))
        tell(.typeFailed(account: account.id, type: query.type, error))
      }
    }
  }
}

// MARK: - Pages

extension SyncEngine {
  /// Asks for the pages of some queries. Those that the server cannot be asked for are left out.
  func pages(_ queries: [HistoryQuery], _ account: Account) async throws(SyncError) -> [HistoryPage] {
    let exchange = HistoryExchange(queries, account, dialects)
    guard !exchange.items.isEmpty || queries.isEmpty else {
      throw .methodFailed(MethodError(MethodError.unsupportedFilter))
    }
    guard !queries.isEmpty else { return [] }
    let response = try await call(exchange.usingWithRelated, exchange.calls())
    do {
      return try await complete(try exchange.pages(response), account)
    } catch let error as MethodError {
      if error.type == MethodError.anchorNotFound, queries.contains(where: { $0.anchor != nil }) {
        return try await pages(queries.map { Self.withoutAnchor($0) }, account)
      }
      throw .methodFailed(error)
    } catch let error as SyncError { throw error } catch { throw .unreadable(detail: "\(error)") }
  }

  private static func withoutAnchor(_ query: HistoryQuery) -> HistoryQuery {
    var query = query
    query.anchor = nil
    return query
  }

  /// Brings the objects of pages of which only ids were asked for: those that are not here.
  private func complete(_ pages: [HistoryPage], _ account: Account) async throws(SyncError) -> [HistoryPage] {
    guard pages.contains(where: \.query.isThin) else { return pages }
    let missing = try cached { () throws(CacheError) in
      try cache.reader.missing(account.id, pages[0].query.type, pages.flatMap(\.ids))
    }
    guard !missing.isEmpty, let dialect = dialects[pages[0].query.type, account] else { return pages }
    let result = try await get(dialect, account, ids: .array(missing.map { .string($0.rawValue) }))
    var pages = pages
    pages[0].objects = result.list
    for index in pages.indices { pages[index].readAt[dialect.type] = result.state }
    return pages
  }

  /// Writes pages. When the server has gone on since, what they bring is noted, and its type pulled.
  /// - Parameter account: pulls at once; nil: with the next round.
  func take(_ pages: [HistoryPage], then account: Account?) async throws(SyncError) {
    let units = try await take(pages)
    guard !units.isEmpty else { return }
    if account == nil { want(units) } else { try await pull(units) }
  }

  /// Writes pages.
  /// - Returns: the types to be pulled, since the server has gone on and what they bring was noted.
  func take(_ pages: [HistoryPage]) async throws(SyncError) -> Set<PullUnit.Key> {
    report.received += pages.reduce(0) { $0 + $1.objects.count }
    do {
      if let changes = try await cache.take(pages, isNoted: false) {
        tell(changes)
        return []
      }
    } catch { throw .cache(error) }
    let keys = pages.flatMap { page in
      page.keys.map { (PullUnit.Key(account: page.query.account, type: $0.type), $0.id) }
    }
    try expect(keys)
    do { tell(try await cache.take(pages, isNoted: true) ?? ChangeSet()) } catch { throw .cache(error) }
    return Set(keys.map(\.0))
  }
}

// MARK: - Reading again

extension SyncEngine {
  /// `/changes` cannot go on from the state of a type of which a part is here: a new state, and everything is read again, page by page.
  func beginReview(_ unit: PullUnit) async throws(SyncError) {
    let exchange = HistoryExchange([.newest(unit.account.id, unit.type)], unit.account, dialects)
    let state = unit.dialect.get(["ids": []], unit.account, id: "s")
    let response = try await call(unit.dialect.capabilities.sorted(), [state] + exchange.calls())
    do {
      let state = try exchange.objects("s", unit.dialect, response).state
      let newest = unit.type == Message.name ? try exchange.pages(response).first?.newestTime ?? 0 : nil
      try cached { () throws(CacheError) in
        try cache.beginReview(unit.account.id, unit.type, state: state, newest: newest)
      }
      mayHaveGaps = true
    } catch let error as MethodError { throw .methodFailed(error) } catch let error as SyncError { throw error } catch {
      throw .unreadable(detail: "\(error)")
    }
  }

  private func review(_ query: HistoryQuery, _ next: Int64?, _ account: Account) async throws(SyncError) {
    guard case .ids(let ids) = query.choice else { return }
    for portion in portions(ids) {
      let pages = [try await reviewed(portion, query, account)]
      // What changed since must come first: this reads what is here over.
      let changes: ChangeSet?
      do { changes = try await cache.take(pages, isNoted: false) } catch { throw .cache(error) }
      guard let changes else { return try await pull([PullUnit.Key(account: account.id, type: query.type)]) }
      tell(changes)
    }
    try cached { () throws(CacheError) in try cache.endReview(account.id, query.type, downTo: next) }
  }

  private func reviewed(
    _ ids: [ObjectID], _ query: HistoryQuery, _ account: Account
  ) async throws(SyncError) -> HistoryPage {
    var query = query
    query.choice = .ids(ids)
    guard let dialect = dialects[query.type, account] else { return HistoryPage(query, ids: [], objects: []) }
    let result = try await compared(ids, dialect, account)
    var page = HistoryPage(query, ids: ids, objects: result.list)
    (page.readAt[query.type], page.notFound) = (result.state, result.notFound.map { ObjectID($0) })
    return page
  }
}
