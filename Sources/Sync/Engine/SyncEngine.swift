public import ClientCore
import Wire

/// Keeps the cache of one login and its server alike: pulls what changed, pushes what the outbox holds, waits for news.
/// It knows the protocol and no data type.
public actor SyncEngine {
  let login: LoginConfiguration
  let cache: Cache
  let connection: ServerConnection
  let clock: SyncClock
  private let inbox: @Sendable (SyncEvent) -> Void

  var session: ServerSession?
  /// The session's.
  var dialects = Dialects.none
  var accounts: [Account] = []
  /// The `sessionState` that the session was last read for: some servers' never equals the session's own (Cyrus says "0").
  var seenSessionState: String?
  var sessionIsStale = false
  var hasPulled = false
  var hasResumed = false
  /// By `Download.id`.
  var downloading: Set<String> = []
  /// Types that the server said it does not have, whatever its capabilities say.
  var unknownTypes: Set<PullUnit.Key> = []
  var pageSize = PageSize(largest: 500)
  var fillSize = PageSize(largest: 500, first: 64)
  /// Whether the filler may find something to do.
  var mayHaveGaps = true
  /// Types whose window the server will not fill.
  var unfillable: Set<PullUnit.Key> = []
  var report = SyncReport()
  /// Units whose stored state the server could not calculate from.
  var stale: [PullUnit.Key] = []
  /// Units of which a part is here, and whose state the server could not calculate from.
  var reviews: [PullUnit] = []
  /// nil: not read from the cache yet.
  var unconfirmed: [PullUnit.Key: Set<ObjectID>]?

  private var link: SyncStatus.Link = .connecting
  private var currentAt: Double?
  private var lostAt: Double?
  private var attempt = 0
  private var isStopped = false
  private var wanted = Work()
  private var waiter: CheckedContinuation<Void, Never>?
  private var round: Task<Result<Void, SyncError>, Never>?
  var listener: Task<Void, Never>?
  var push = PushState.unknown

  /// What the next round is to do.
  struct Work: Sendable {
    var everything = false
    var outbox = false
    /// A person waits for it: nothing is put off.
    var isAsked = false
    /// One step of the filler.
    var filling = false
    var units: Set<PullUnit.Key> = []
    var isEmpty: Bool { !everything && !outbox && !filling && units.isEmpty }
  }

  /// - Parameter inbox: is called from the engine, in order; it must return at once.
  public init(
    login: LoginConfiguration, cache: Cache, transport: any Transport, clock: SyncClock = .system,
    inbox: @escaping @Sendable (SyncEvent) -> Void
  ) {
    (self.login, self.cache, self.clock, self.inbox) = (login, cache, clock, inbox)
    connection = ServerConnection(transport: transport, login: login)
  }
}

// MARK: - What others ask for

extension SyncEngine {
  /// Syncs until `stop`, or until the task is cancelled.
  public func run() async {
    await withTaskCancellationHandler {
      await untilStopped()
    } onCancel: {
      Task { await self.stop() }
    }
  }

  /// One round: sends what waits and fetches what is new, then returns.
  public func syncOnce() async throws(SyncError) -> SyncReport {
    let before = connection.transport.traffic
    report = SyncReport()
    try requeue()
    try await perform(Work(everything: true, outbox: true, isAsked: true))
    while try await fillOnce() {}
    report.traffic = connection.transport.traffic - before
    return report
  }

  /// Something is to be sent, or a person wants a try now, however long the back-off still lasts.
  public func nudge() {
    wanted.outbox = true
    if case .live = link {} else { wanted.everything = true }
    signal()
  }

  /// Asks the server for everything that changed, now.
  public func refresh() {
    wanted.isAsked = true
    wanted.everything = true
    wanted.outbox = true
    signal()
  }

  /// Ends `run` soon; requests under way are broken off.
  public func stop() {
    isStopped = true
    round?.cancel()
    listener?.cancel()
    signal()
  }
}

// MARK: - The loop

extension SyncEngine {
  private func untilStopped() async {
    wanted.everything = true
    wanted.outbox = true
    show(.connecting)
    if case .failure(let error) = (Result { () throws(SyncError) in try requeue() }) { show(.blocked(error)) }
    while !isStopped {
      let work = wanted
      wanted = Work()
      let task = Task { await outcome(of: work) }
      round = task
      switch await task.value {
      case .success: await rest()
      case .failure(let error): await backOff(error, from: work)
      }
    }
    listener?.cancel()
    show(.stopped)
  }

  private func requeue() throws(SyncError) {
    try cached { () throws(CacheError) in try cache.requeueSending() }
  }

  private func forgetDelays() throws(SyncError) {
    try cached { () throws(CacheError) in
      for row in try cache.reader.outbox()
      where row.entry.state == .queued && row.entry.nextAttemptAt ?? 0 > clock.now() {
        tell(try cache.retry(row.entry.id))
      }
    }
  }

  private func outcome(of work: Work) async -> Result<Void, SyncError> {
    do {
      try await perform(work)
      return .success(try resumeDownloads())
    } catch { return .failure(error) }
  }

  func perform(_ work: Work) async throws(SyncError) {
    if work.isAsked { try forgetDelays() }
    try await connect()
    if work.filling { mayHaveGaps = try await fillOnce() }
    do {
      try await exchange(work)
    } catch .refused(let error) where error.type == RequestError.unknownCapability {
      try await readSession()
      try await exchange(work)
    }
    if sessionIsStale {
      try await readSession()
      try await pull(nil)
    }
  }

  private func exchange(_ work: Work) async throws(SyncError) {
    var units = work.everything ? nil : work.units
    if work.outbox || work.everything, try await drainOutbox() {
      units = nil
    } else if work.everything {
      units = try await news()
    }
    guard units?.isEmpty != true else { return }
    try await pull(units)
    hasPulled = true
    mayHaveGaps = true
    // An answer to what was just sent may have waited for its id.
    while try await drainOutbox() { try await pull(nil) }
  }

  private func rest() async {
    (attempt, lostAt) = (0, nil)
    currentAt = clock.now()
    listen()
    showLive()
    if mayHaveGaps && wanted.isEmpty { wanted.filling = true }
    await wait(until: nextRound())
  }

  private func nextRound() -> Double {
    let now = clock.now()
    let poll = now + (push == .live ? login.pollSeconds * 12 : login.pollSeconds)
    // Nothing that the outbox says makes this loop spin.
    let outbox = (try? cache.nextAttempt(accounts.map(\.id))).flatMap { $0 }.map { max($0, now + 1) }
    return min(poll, outbox ?? poll)
  }

  private func backOff(_ error: SyncError, from work: Work) async {
    guard !isStopped, error != .cancelled else { return }
    wanted.everything = false
    attempt += 1
    lostAt = lostAt ?? currentAt
    let delay = Backoff.delay(attempt: attempt, random: clock.random(), asked: error.retryAfter)
    let nextTry = clock.now() + delay
    switch error {
    case .needsLogin: show(.needsLogin)
    case _ where error.needsPerson: show(.blocked(error))
    default: show(.offline(since: lostAt, error, nextTry: nextTry))
    }
    await wait(until: error.needsPerson ? .infinity : nextTry)
    wanted.everything = true
    wanted.outbox = true
  }

  private func wait(until deadline: Double) async {
    guard wanted.isEmpty, !isStopped else { return }
    let timer = Task { [clock] in
      await clock.sleep(max(0, deadline - clock.now()))
      guard !Task.isCancelled else { return }
      self.timeIsUp()
    }
    await withCheckedContinuation { waiter = $0 }
    timer.cancel()
  }

  private func timeIsUp() {
    wanted.outbox = true
    if push != .live { wanted.everything = true }
    signal()
  }

  private func signal() {
    waiter?.resume()
    waiter = nil
  }

  /// The server told of news, or may have some.
  func want(_ units: Set<PullUnit.Key>?) {
    if let units { wanted.units.formUnion(units) } else { wanted.everything = true }
    if !wanted.isEmpty { signal() }
  }
}

// MARK: - What it tells

extension SyncEngine {
  func tell(_ changes: ChangeSet) {
    if !changes.isEmpty { inbox(.changed(changes)) }
  }

  func tell(_ notice: SyncNotice) { inbox(.notice(notice)) }

  func show(_ link: SyncStatus.Link) {
    self.link = link
    inbox(
      .status(
        SyncStatus(login: login.name, link: link, traffic: connection.transport.traffic, currentAt: currentAt)))
  }

  func showLive() { show(.live(push == .live ? .push : .polling(seconds: login.pollSeconds))) }

  /// Tells the new way of waiting, if nothing more important is shown.
  func pushChanged(to state: PushState) {
    guard push != state else { return }
    push = state
    if case .live = link { showLive() }
  }
}
