import ClientCore
import JSON
import Wire

extension SyncEngine {
  /// Fetches what changed, page by page, until the server has nothing more.
  /// - Parameter keys: only these; nil: all types of all accounts.
  func pull(_ keys: Set<PullUnit.Key>?) async throws(SyncError) {
    if keys == nil { try await meetStrangers() }
    unfinished = []
    var units = try pullUnits(keys)
    guard !units.isEmpty || !reviews.isEmpty || keys != nil else { throw .nothingOffered }
    pulledToken = nil
    var wantsToken = keys == nil && session?.sync != nil
    var ready: [Delta] = []
    var done = 0
    while !units.isEmpty || !ready.isEmpty {
      // While the next pages are on their way, the last ones are written.
      let page = ready
      async let written = keep(page)
      let asked = await nextPages(&units, &wantsToken)
      try await written.get()
      try forgetStale()
      ready = try asked.get()
      done += ready.reduce(0) { $0 + $1.upserts.count }
      if !units.isEmpty { show(.catchingUp(done: done)) }
    }
    for unit in reviews { try await beginReview(unit) }
    reviews = []
    if let pulledToken, troubles.isEmpty { try keep(token: pulledToken) }
    pageSize.recover()
    tellRestored()
    try await confirm(keys)
  }

  private func tellRestored() {
    for account in restoredAccounts.sorted() { tell(.restored(account: account)) }
    doubtedAccounts.formUnion(restoredAccounts)
    restoredAccounts = []
  }

  private func pullUnits(_ keys: Set<PullUnit.Key>?) throws(SyncError) -> [PullUnit] {
    var units: [PullUnit] = []
    for account in accounts {
      for dialect in dialects.all(account) {
        let key = PullUnit.Key(account: account.id, type: dialect.type)
        guard keys?.contains(key) ?? true, !unknownTypes.contains(key) else { continue }
        if let unit = try unit(account, dialect) { units.append(unit) }
      }
    }
    // What failed the last time shall not hold up the others.
    return units.filter { troubles[$0.key] == nil } + units.filter { troubles[$0.key] != nil }
  }

  /// nil: what is here is read again, page by page.
  private func unit(_ account: Account, _ dialect: any Dialect) throws(SyncError) -> PullUnit? {
    let state = try cached { () throws(CacheError) in try cache.state(account.id, dialect.type) }
    var unit = PullUnit(
      account: account, dialect: dialect, sinceState: state ?? PullUnit.beginning, pageSize: pageSize)
    let isPartial = try cached { () throws(CacheError) in try cache.reader.isPartial(account.id, dialect.type) }
    unit.isPartial = state != nil && isPartial && dialect.type == Message.name
    guard state == nil, try !knownIDs(unit).isEmpty else { return unit }
    unit.mode = .reconcile(seen: [])
    // Servers that know no "from the beginning" would be asked for everything.
    guard isPartial, session?.isTER1 == false else { return unit }
    reviews.append(unit)
    return nil
  }

  /// Not before the pages that were being written have brought their states along.
  private func forgetStale() throws(SyncError) {
    for key in stale {
      try cached { () throws(CacheError) in try cache.forgetStates(key.account, types: [key.type]) }
    }
    stale = []
  }

  func knownIDs(_ unit: PullUnit) throws(SyncError) -> Set<ObjectID> {
    try cached { () throws(CacheError) in try cache.ids(unit.account.id, unit.type) }
  }

  func keep(_ deltas: [Delta]) async -> Result<Void, SyncError> {
    guard !deltas.isEmpty else { return .success(()) }
    do {
      tell(try await cache.apply(deltas))
      report.received += deltas.reduce(0) { $0 + $1.upserts.count }
      report.removed += deltas.reduce(0) { $0 + $1.destroyed.count }
      return .success(())
    } catch {
      unconfirmed = nil
      return .failure(.cache(error))
    }
  }
}

// MARK: - Pages

extension SyncEngine {
  /// One round trip: the next page of as many units as a request may hold. `units` become what is left to do.
  private func nextPages(_ units: inout [PullUnit], _ wantsToken: inout Bool) async -> Result<[Delta], SyncError> {
    guard !units.isEmpty else { return .success([]) }
    do {
      let (older, rest) = try splitForFallback(units)
      guard let older else { return .success(try await pages(&units, &wantsToken)) }
      units = rest
      return .success(try await fetchAll(older))
    } catch { return .failure(error) }
  }

  private func pages(_ units: inout [PullUnit], _ wantsToken: inout Bool) async throws(SyncError) -> [Delta] {
    let request = nextRequest(units, wantsToken)
    let begun = clock.now()
    guard let response = try await ask(request, &units) else { return [] }
    if wantsToken { pulledToken = request.token(in: response) }
    wantsToken = false
    var round = PulledRound()
    for index in request.units.indices {
      try await take(index, of: request, response, begun: begun, &round)
    }
    guard response.isWhole || !round.deltas.isEmpty else {
      try await cope(with: .offline(.interrupted(detail: "cut within a page")), request, &units)
      return []
    }
    if !response.isWhole { pageSize.shrink() }
    units = round.left + units.dropFirst(request.units.count)
    return round.deltas
  }

  private func nextRequest(_ units: [PullUnit], _ wantsToken: Bool) -> PullRequest {
    let most = max(1, ((session?.limits.maxCallsInRequest ?? 16) - 1) / PullRequest.callsPerUnit)
    // Where not even the smallest pages come through, each type is asked for by itself: one of them is to blame.
    return PullRequest(units: Array(units.prefix(troubles.isEmpty ? most : 1)), wantsToken: wantsToken)
  }

  /// What came of one request: its pages, and the units that have more to ask for.
  private struct PulledRound {
    var deltas: [Delta] = []
    var left: [PullUnit] = []
  }

  private func take(
    _ index: Int, of request: PullRequest, _ response: Response, begun: Double, _ round: inout PulledRound
  ) async throws(SyncError) {
    let unit = request.units[index]
    let page: PulledPage
    do throws(PageFailure) { page = try request.page(index, of: response) } catch {
      return goOn(with: response.isWhole ? retry(unit, after: error) : unit.withSmallerPage, unit, &round)
    }
    let whole = try await whole(page, unit)
    guard !wentBack(unit, whole) else { return goOn(with: try restored(unit), unit, &round) }
    let step = try PullStep(unit, whole) { () throws(CacheError) in try cache.ids(unit.account.id, unit.type) }
    round.deltas.append(step.delta)
    met(step.delta)
    troubles[unit.key] = nil
    guard var next = step.next else { return }
    next.pageSize.succeeded(seconds: clock.now() - begun)
    pageSize = next.pageSize
    round.left.append(next)
  }

  /// - Parameter again: how to ask anew; nil: not in this round.
  private func goOn(with again: PullUnit?, _ unit: PullUnit, _ round: inout PulledRound) {
    if let again { round.left.append(again) } else { unfinished.insert(unit.key) }
  }

  /// Some servers take a state of the future without a word, and answer with their own, older one: they were put back from a backup
  /// (Cyrus, whose states are numbers that grow).
  private func wentBack(_ unit: PullUnit, _ page: PulledPage) -> Bool {
    guard session?.isTER1 == false, case .incremental = unit.mode, let before = UInt64(unit.sinceState),
      let after = UInt64(page.changes.newState)
    else { return false }
    return after < before
  }

  /// How to go on with a unit whose server was put back; nil: what is here of it is read again, page by page.
  private func restored(_ unit: PullUnit) throws(SyncError) -> PullUnit? {
    let isPartial = try cached { () throws(CacheError) in try cache.reader.isPartial(unit.account.id, unit.type) }
    guard isPartial, unit.dialect.updateArguments != nil else { return reconciled(unit, isRestored: true) }
    restoredAccounts.insert(unit.account.id)
    reviews.append(unit)
    return nil
  }

  /// nil: the page was too large, and `units` ask for less now.
  private func ask(_ request: PullRequest, _ units: inout [PullUnit]) async throws(SyncError) -> Response? {
    do {
      return try await call(request.using, request.methodCalls, acceptsPart: true)
    } catch {
      guard Self.blamesSize(error) else { throw error }
      try await cope(with: error, request, &units)
      return nil
    }
  }

  /// A request that failed on its size, or may have: `units` become what is to be asked for next, now or after a while.
  private func cope(
    with error: SyncError, _ request: PullRequest, _ units: inout [PullUnit]
  ) async throws(SyncError) {
    if let passed = try await passOver(request) {
      units = passed + units.dropFirst(request.units.count)
      return
    }
    pageSize.shrink()
    guard case .tooLarge = error, units.contains(where: { !$0.pageSize.isSmallest }) else { throw error }
    for index in units.indices { units[index].pageSize.shrink() }
  }

  /// Whether a smaller page might have come through.
  static func blamesSize(_ error: SyncError) -> Bool {
    switch error {
    case .tooLarge, .unreadable, .serverFailed, .offline(.timedOut(_, .waiting)), .offline(.interrupted): true
    default: false
    }
  }

  /// How to go on with a unit whose page failed by itself; nil: not in this round.
  private func retry(_ unit: PullUnit, after failure: PageFailure) -> PullUnit? {
    var unit = unit
    guard case .method(let error) = failure else {
      unit.pageSize.shrink()
      return unit.pageSize.isSmallest ? given(up: unit, MethodError(MethodError.serverFail, "\(failure)")) : unit
    }
    switch error.type {
    case MethodError.cannotCalculateChanges:
      if case .reconcile = unit.mode, unit.sinceState == PullUnit.beginning { return given(up: unit, error) }
      return begunAnew(unit, isRestored: error.isRestored)
    case MethodError.invalidArguments where unit.wasGivenState:
      // What Cyrus 3.6 says of a state that it cannot read.
      return begunAnew(unit, isRestored: false)
    case MethodError.accountNotFound, "accountNotSupportedByMethod":
      sessionIsStale = true
      pulledToken = nil
      return nil
    case MethodError.unknownMethod:
      unknownTypes.insert(unit.key)
      return given(up: unit, error)
    default:
      guard !unit.pageSize.isSmallest else { return given(up: unit, error) }
      unit.pageSize.shrink()
      return unit
    }
  }

  /// How to go on from a state that the server does not know.
  private func begunAnew(_ unit: PullUnit, isRestored: Bool) -> PullUnit? {
    guard !isRestored, (try? cache.reader.isPartial(unit.account.id, unit.type)) == true else {
      return reconciled(unit, isRestored: isRestored)
    }
    reviews.append(unit)
    return nil
  }

  private func reconciled(_ unit: PullUnit, isRestored: Bool) -> PullUnit {
    var unit = unit
    if isRestored {
      // The state stays until the reconcile is done: a restored server never takes it, and whoever goes on after a crash learns
      // anew from it what happened.
      unit.isRestored = true
      restoredAccounts.insert(unit.account.id)
    } else {
      // Its pages may bring what is newer than the old state: once begun, only a reconcile that comes to its end tells
      // what is gone.
      stale.append(unit.key)
    }
    tell(.reconciled(account: unit.account.id, type: unit.type))
    unit.reconcile()
    unit.isPartial = false
    return unit
  }

  private func given(up unit: PullUnit, _ error: MethodError) -> PullUnit? {
    pulledToken = nil
    tell(.typeFailed(account: unit.account.id, type: unit.type, error))
    return nil
  }
}
