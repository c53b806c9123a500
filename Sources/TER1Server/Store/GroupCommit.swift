import GRDB

/// Changes that wait for the disk together: each in a savepoint of its own, all in one transaction, none acknowledged before it is
/// durable. So many writers cost one flush, not one each.
///
/// The first who comes carries out what has gathered; who comes meanwhile waits, and of those one is the next to do so.
final class GroupCommit: Sendable {
  private typealias Job = Errand<Transaction>

  private struct Queue: Sendable {
    var waiting: [Job] = []
    var isUnderWay = false
  }

  private let pool: DatabasePool
  private let clock: @Sendable () -> UTCDate
  private let changed: @Sendable () -> Void
  private let queue = Locked(Queue())
  /// Whether this opening has made changes, and so an epoch of its own.
  private let hasEpoch = Locked(false)
  /// Whether the write-ahead log may hold what is to be forgotten; of what was written before this opening nobody knows.
  private let mustEmptyLog = Locked(true)

  /// More would wait too long for the first of them.
  private static let most = 64

  /// - Parameter changed: called after each group that was committed; it must return at once.
  init(
    _ pool: DatabasePool, clock: @escaping @Sendable () -> UTCDate, changed: @escaping @Sendable () -> Void
  ) {
    (self.pool, self.clock) = (pool, clock)
    self.changed = changed
  }

  /// Returns when what `body` wrote is durable; when it throws, nothing of it was written. It may run on another thread, while this one
  /// sleeps.
  func run<Success>(_ body: (Transaction) throws -> Success) throws -> Success {
    try withoutActuallyEscaping(body) { body in
      var result: Success?
      let job = Job { result = try body($0) }
      if !isFirst(job) { job.sleep() }
      if !job.isDone { carryOut() }
      try job.result()
      guard let result else { throw CooperativeError.storage("a change was passed over") }
      return result
    }
  }

  // MARK: Turns

  /// - Returns: whether the job's maker is to carry out the next group.
  private func isFirst(_ job: Job) -> Bool {
    queue.withLock { queue in
      queue.waiting.append(job)
      defer { queue.isUnderWay = true }
      return !queue.isUnderWay
    }
  }

  private func carryOut() {
    let group = queue.withLock { queue in
      let group = Array(queue.waiting.prefix(Self.most))
      queue.waiting.removeFirst(group.count)
      return group
    }
    commit(group)
    let next = queue.withLock { queue in
      queue.isUnderWay = !queue.waiting.isEmpty
      return queue.waiting.first
    }
    next?.wakeMaker()
    for job in group { job.wakeMaker() }
  }

  // MARK: The transaction

  private func commit(_ group: [Job]) {
    do {
      var done = Transaction.Consequences(hasBegunEpoch: hasEpoch.withLock(\.self))
      try pool.write { db in
        for job in group { try attempt(job, db, &done) }
      }
      hasEpoch.withLock { $0 = done.hasBegunEpoch }
      if done.mustEmptyLog { mustEmptyLog.withLock { $0 = true } }
      changed()
    } catch {
      for job in group { job.settle(.failure(error)) }
    }
  }

  /// - Throws: when the group as a whole cannot go on.
  private func attempt(_ job: Job, _ db: Database, _ done: inout Transaction.Consequences) throws {
    do {
      var own = Transaction.Consequences()
      try db.inSavepoint {
        own = try Transaction.run(db, now: clock(), drawsEpoch: !done.hasBegunEpoch, job.run)
        return .commit
      }
      done.hasBegunEpoch = done.hasBegunEpoch || own.hasBegunEpoch
      done.mustEmptyLog = done.mustEmptyLog || own.mustEmptyLog
      job.settle(.success(()))
    } catch {
      // SQLite ends the whole transaction for some errors, a full disk among them.
      guard db.isInsideTransaction else { throw error }
      job.settle(.failure(error))
    }
  }

  // MARK: The write-ahead log

  /// So long, in milliseconds, the log waits for readers; writers wait with it.
  private static let patience = 100

  /// Empties the write-ahead log where something in it is to be forgotten: what was overwritten stands there as it was. Where somebody
  /// reads for long (a backup), the next call tries again.
  func emptyLogWhereDue() throws {
    guard mustEmptyLog.withLock(\.self) else { return }
    mustEmptyLog.withLock { $0 = false }
    do {
      try pool.writeWithoutTransaction { db in
        let usual = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 10_000
        try db.execute(sql: "PRAGMA busy_timeout = \(Self.patience)")
        let emptied = Result { _ = try db.checkpoint(.truncate) }
        try db.execute(sql: "PRAGMA busy_timeout = \(usual)")
        try emptied.get()
      }
    } catch {
      mustEmptyLog.withLock { $0 = true }
      guard let error = error as? DatabaseError, error.resultCode.primaryResultCode == .SQLITE_BUSY else { throw error }
    }
  }
}
