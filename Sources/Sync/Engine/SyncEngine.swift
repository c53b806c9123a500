public import ClientCore
import JSON
import Wire

/// Keeps the cache of one login and its server alike: pulls what changed, pushes what the outbox holds, waits for news.
/// It knows the protocol and no data type.
public actor SyncEngine {
  let login: LoginConfiguration
  let cache: Cache
  let connection: ServerConnection
  let clock: SyncClock
  let inbox: @Sendable (SyncEvent) -> Void

  var session: ServerSession?
  /// The session's.
  var dialects = Dialects.none
  var accounts: [Account] = []
  /// The `sessionState` that the session was last read for: some servers' never equals the session's own (Cyrus says "0").
  var seenSessionState: String?
  var sessionIsStale = false
  var hasPulled = false
  /// Whether the last answer to a write brought everything that changed along.
  var isCurrent = false
  /// The server's token of the moment when the pull of everything began that is under way; nil: there is none, or it failed for
  /// a type.
  var pulledToken: String?
  var hasResumed = false
  /// By `Download.id`.
  var downloading: Set<String> = []
  var streams: [String: HTTPStream] = [:]
  /// Those that are to stop.
  var paused: Set<String> = []
  /// Those that are to go on by themselves.
  var cutDownloads: [String: CutDownload] = [:]
  /// Types that the server said it does not have, whatever its capabilities say.
  var unknownTypes: Set<PullUnit.Key> = []
  var pageSize = PageSize(largest: 500)
  var fillSize = PageSize(largest: 500, first: 64)
  /// Whether the filler may find something to do.
  var mayHaveGaps = true
  /// Units that the last pull could not bring to their end.
  var unfinished: Set<PullUnit.Key> = []
  /// Types whose window the server will not fill.
  var unfillable: Set<PullUnit.Key> = []
  var report = SyncReport()
  /// Bundles that could not be handed in.
  var keptParcels: Set<String> = []
  /// When `report` was begun, and what had gone over the link before.
  var roundBegan = 0.0
  var trafficBefore = LinkTraffic()
  /// How often the smallest page of a unit has failed in a row.
  var troubles: [PullUnit.Key: Int] = [:]
  /// Units whose stored state the server could not calculate from.
  var stale: [PullUnit.Key] = []
  /// Units of which a part is here, and whose state the server could not calculate from.
  var reviews: [PullUnit] = []
  /// Those whose server turned out to have been put back from a backup, in this round.
  var restoredAccounts: Set<AccountID> = []
  /// Those whose server was put back: what it said of its types since may not be all.
  var doubtedAccounts: Set<AccountID> = []
  /// What this round learned to have been destroyed since it was made.
  var gone: [ObjectKey] = []
  /// nil: not read from the cache yet.
  var unconfirmed: [PullUnit.Key: Set<ObjectID>]?

  /// What the person allows, and what the day still has room for: see `policy`.
  var standing = LinkStanding()
  var seenChoices = LinkChoices()
  var ledger = LinkLedger() {
    didSet { connection.expect(roundTrip: ledger.quality.roundTrip) }
  }
  /// What the cache holds of how good the link is.
  var keptQuality: JSONValue?
  var waiting = WaitingCost()
  /// This task's requests were asked for by nobody: they end early when the day's budget does, or the person says so.
  @TaskLocal static var isUnasked = false

  var link: SyncStatus.Link = .connecting
  var currentAt: Double?
  private var lostAt: Double?
  private var attempt = 0
  /// Before this nothing is asked but for a person: the server wants it so. Seconds since 1970.
  private var quietUntil: Double?
  var toldOff: Double?
  /// When it was last told how far an upload has come.
  var toldUpload = 0.0
  /// The upload that is under way in one request.
  var wholeUpload: (entry: OutboxEntry, sending: Task<Result<HTTPResponse, SyncError>, Never>)?
  /// The last look at what plain HTTP meets, and when it was.
  var seen: PlainLook?
  var lookedAt: Double?
  private var isStopped = false
  private var isRunning = false
  private var wanted = Work()
  private var waiter: CheckedContinuation<Void, Never>?
  private var round: Task<Result<Void, SyncError>, Never>?
  var listener: Task<Void, Never>?
  var push = PushState.unknown
  /// News told by the stream that is open.
  var heardNews = 0

  /// What the next round is to do.
  struct Work: Sendable {
    var everything = false
    var outbox = false
    /// A person waits for it: nothing is put off.
    var isAsked = false
    /// One step of the filler.
    var filling = false
    var units: Set<PullUnit.Key> = []
    /// Who wants to know how it ends.
    var waiters: [CheckedContinuation<Result<Void, SyncError>, Never>] = []
    var isEmpty: Bool { !everything && !outbox && !filling && units.isEmpty }

    func ended(_ result: Result<Void, SyncError>) { for waiter in waiters { waiter.resume(returning: result) } }
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
    (roundBegan, trafficBefore) = (clock.now(), before)
    try recallLink()
    try requeue()
    let result = await outcome(of: Work(everything: true, outbox: true, isAsked: true), resuming: false)
    let filled = await filled(after: result)
    try settleUse()
    try filled.get()
    tellClock()
    report.traffic = connection.transport.traffic - before
    return report
  }

  /// Something is to be sent, or not to be sent any more, or a person wants a try now, however long the back-off still lasts.
  public func nudge() {
    stopUnwanted()
    guard policy == .full || hasSomethingToSend else { return }
    wanted.outbox = true
    if case .live = link {} else if policy != .manual { wanted.everything = true }
    if !isQuiet { signal() }
  }

  /// How far a person has read is no reason to use the link by itself.
  private var hasSomethingToSend: Bool { (try? cache.reader.outboxSummary().waiting) ?? 1 > 0 }

  /// Asks the server for everything that changed, now: once also when it asked to wait.
  public func refresh() {
    wanted.isAsked = true
    wanted.everything = true
    wanted.outbox = true
    signal()
  }

  /// The same, until it is known what came: objects received, new or changed.
  public func refreshed() async throws(SyncError) -> Int {
    let before = report.received
    try await syncForPerson()
    return report.received - before
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
    let started = Result { () throws(SyncError) in
      try recallLink()
      try requeue()
    }
    isRunning = true
    show(.connecting)
    if case .failure(let error) = started { show(.blocked(error)) }
    if standing.isSpent { tell(.budgetSpent) }
    (wanted.everything, wanted.outbox) = (policy != .manual, policy != .manual)
    while !isStopped {
      let work = takeWanted()
      guard !work.isEmpty else {
        await rest()
        continue
      }
      let task = Task { await outcome(of: work, resuming: policy != .manual) }
      round = task
      let ended = await task.value
      work.ended(ended)
      settleShowing()
      switch ended {
      case .success:
        (attempt, lostAt, quietUntil) = (0, nil, nil)
        if policy != .manual && !work.filling || work.everything { currentAt = clock.now() }
        await rest()
      case .failure(let error): await backOff(error, from: work)
      }
    }
    listener?.cancel()
    isRunning = false
    takeWanted().ended(.failure(.cancelled))
    show(.stopped)
  }

  /// Fetches everything new, whether or not the loop runs.
  func syncForPerson() async throws(SyncError) {
    guard isRunning else {
      try await outcome(of: Work(everything: true, outbox: true, isAsked: true), resuming: false).get()
      return
    }
    let result = await withCheckedContinuation { waiter in
      wanted.waiters.append(waiter)
      refresh()
    }
    try result.get()
  }

  /// What is to be done besides the round that is under way.
  var next: Work { isRunning ? wanted : Work() }

  /// Whether somebody waits for the next round.
  var isAwaited: Bool { !wanted.waiters.isEmpty }

  func takeWanted() -> Work {
    let work = wanted
    wanted = Work()
    return work
  }

  private func settleShowing() {
    do { try settleRound() } catch { show(.blocked(error)) }
  }

  private func requeue() throws(SyncError) {
    try cached { () throws(CacheError) in try cache.requeueSending() }
  }

  private func outcome(of work: Work, resuming: Bool) async -> Result<Void, SyncError> {
    let isUnasked = !work.isAsked && policy != .manual
    let result = await Self.$isUnasked.withValue(isUnasked) { await performed(work) }
    do {
      try result.get()
      return .success(resuming ? try resumeDownloads() : ())
    } catch { return .failure(await diagnosed(error)) }
  }

  private func performed(_ work: Work) async -> Result<Void, SyncError> {
    do { return .success(try await perform(work)) } catch { return .failure(error) }
  }

  func perform(_ work: Work) async throws(SyncError) {
    if work.isAsked { try forgetDelays() }
    try await connect()
    if work.filling { mayHaveGaps = try await fillOnce() }
    if work.outbox || work.everything { try await settleBundles() }
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
    if work.isAsked { try await fetchPassedOver() }
    if work.everything { try await confirmCarried() }
    if work.everything { try await audit() }
  }

  private func exchange(_ work: Work) async throws(SyncError) {
    var units = work.everything ? nil : work.units
    var didDeliver = false
    if work.outbox || work.everything { didDeliver = try await drainOutbox() }
    // Nobody asked for more than to send it: what it brought about is met with the next sync.
    if didDeliver, policy == .manual, !work.everything { return }
    if didDeliver {
      units = isCurrent ? [] : nil
    } else if work.everything {
      units = try await news()
    } else if units?.isEmpty == false, let left = try await syncNews() {
      units = left
    }
    if units?.isEmpty != true {
      try await pull(units)
      hasPulled = true
      mayHaveGaps = true
    }
    // An answer to what was just sent may have waited for its id; what the server has lost is offered again.
    let mayHaveMore = didDeliver || work.everything || units?.isEmpty != true
    while mayHaveMore, try await drainOutbox() {
      if !isCurrent { try await pull(nil) }
    }
  }

  private func rest() async {
    tellClock()
    if wantsStream { listen() }
    showLive()
    if mayHaveGaps && mayFill && wanted.isEmpty { wanted.filling = true }
    await wait(until: nextRound())
  }

  private func nextRound() -> Double {
    let now = clock.now()
    // A new day has a new budget.
    if policy == .manual { return standing.isSpent ? login.day.end(at: now) : .infinity }
    let cut = cutDownloads.values.map { max($0.nextTry, now + 1) }.min()
    let poll = min(now + (push == .live ? pollSeconds * 12 : pollSeconds), cut ?? .infinity)
    guard policy == .full || hasSomethingToSend else { return poll }
    // Nothing that the outbox says makes this loop spin.
    return min(poll, nextAttempt().map { max($0, now + 1) } ?? poll)
  }

  private func backOff(_ error: SyncError, from work: Work) async {
    guard !isStopped, error != .cancelled else { return }
    wanted.everything = false
    attempt += 1
    lostAt = lostAt ?? currentAt
    let delay = Backoff.delay(
      attempt: error.needsPerson ? .max : attempt, random: clock.random(), asked: error.retryAfter,
      longest: error.longestWait)
    let nextTry = clock.now() + delay
    quietUntil = error.retryAfter == nil ? nil : nextTry
    if isQuiet { takeWanted().ended(.failure(error)) }
    switch error {
    case .needsLogin: show(.needsLogin)
    case _ where error.needsPerson: show(.blocked(error))
    default: show(.offline(since: lostAt, error, nextTry: nextTry))
    }
    await wait(until: (error.needsPerson && !error.mayPass) || policy == .manual ? .infinity : nextTry)
    guard policy != .manual else { return }
    wanted.everything = true
    wanted.outbox = true
  }

  private var isQuiet: Bool { quietUntil.map { $0 > clock.now() } ?? false }

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
    // The day may have ended, and its budget with it.
    settleShowing()
    guard policy != .manual else { return signal() }
    wanted.outbox = true
    if push != .live { wanted.everything = true }
    signal()
  }

  /// Waits anew, for another time or at another stream.
  func signalChange() { signal() }

  private func signal() {
    waiter?.resume()
    waiter = nil
  }

  /// The server told of news, or may have some.
  func want(_ units: Set<PullUnit.Key>?) {
    if let units { wanted.units.formUnion(units) } else { wanted.everything = true }
    if !wanted.isEmpty, !isQuiet { signal() }
  }
}
