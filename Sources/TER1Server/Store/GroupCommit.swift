import Dispatch
import GRDB
import Glibc

/// Changes that wait for the disk together: each in a savepoint of its own, all in one transaction, none acknowledged before it is
/// durable. So many writers cost one flush, not one each.
///
/// The first who comes carries out what has gathered; who comes meanwhile waits, and of those one is the next to do so.
final class GroupCommit: @unchecked Sendable {
  /// Its maker sleeps until `isSettled`; only he who carries out the group touches it meanwhile.
  private final class Job {
    let body: (Transaction) throws -> Void
    let wake = DispatchSemaphore(value: 0)
    /// nil: the job's maker was woken to carry out the next group, his job among it.
    var outcome: Result<Void, any Error>?

    init(_ body: @escaping (Transaction) throws -> Void) { self.body = body }
  }

  private let pool: DatabasePool
  private let changed: @Sendable () -> Void
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var waiting: [Job] = []
  private var isUnderWay = false
  /// Whether this opening has made changes, and so an epoch of its own; touched by him who carries out a group.
  private var hasEpoch = false

  /// More would wait too long for the first of them.
  private static let most = 64

  /// - Parameter changed: called after each group that was committed; it must return at once.
  init(_ pool: DatabasePool, changed: @escaping @Sendable () -> Void) {
    self.pool = pool
    self.changed = changed
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Returns when what `body` wrote is durable; when it throws, nothing of it was written. It may run on another thread, while this one
  /// sleeps.
  func run<Success>(_ body: (Transaction) throws -> Success) throws -> Success {
    try withoutActuallyEscaping(body) { body in
      var result: Success?
      let job = Job { result = try body($0) }
      if !isFirst(job) { job.wake.wait() }
      if job.outcome == nil { carryOut() }
      try job.outcome?.get()
      guard let result else { throw CooperativeError.storage("a change was passed over") }
      return result
    }
  }

  // MARK: Turns

  private func locked<Success>(_ body: () -> Success) -> Success {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// - Returns: whether the job's maker is to carry out the next group.
  private func isFirst(_ job: Job) -> Bool {
    locked {
      waiting.append(job)
      defer { isUnderWay = true }
      return !isUnderWay
    }
  }

  private func carryOut() {
    let group = locked {
      let group = Array(waiting.prefix(Self.most))
      waiting.removeFirst(group.count)
      return group
    }
    commit(group)
    let next = locked {
      isUnderWay = !waiting.isEmpty
      return waiting.first
    }
    next?.wake.signal()
    for job in group { job.wake.signal() }
  }

  // MARK: The transaction

  private func commit(_ group: [Job]) {
    do {
      var hasDrawn = hasEpoch
      try pool.write { db in
        for job in group { try attempt(job, db, &hasDrawn) }
      }
      hasEpoch = hasDrawn
      changed()
    } catch {
      for job in group { job.outcome = .failure(error) }
    }
  }

  /// - Throws: when the group as a whole cannot go on.
  private func attempt(_ job: Job, _ db: Database, _ hasEpoch: inout Bool) throws {
    do {
      var hasDrawn = false
      try db.inSavepoint {
        hasDrawn = try Transaction.run(db, drawsEpoch: !hasEpoch, job.body)
        return .commit
      }
      hasEpoch = hasEpoch || hasDrawn
      job.outcome = .success(())
    } catch {
      // SQLite ends the whole transaction for some errors, a full disk among them.
      guard db.isInsideTransaction else { throw error }
      job.outcome = .failure(error)
    }
  }
}
