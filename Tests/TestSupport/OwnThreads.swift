import Foundation
import Synchronization
public import Testing

/// Runs a suite's tests on threads of their own, beside Swift's pool.
///
/// For suites that wait for programs, servers and files with calls that block. The pool has one thread for each
/// processor and takes no more when they block: two such tests stopped all others.
public struct OwnThreads: SuiteTrait, TestScoping {
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
  }
}

extension Trait where Self == OwnThreads {
  /// This suite's tests block the thread that they run on.
  public static var ownThreads: Self { OwnThreads() }
}

/// More threads than tests run at once (Tests/CTestPace), so that a test's children run while it blocks.
private final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads()
  private let jobs = Mutex<[UnownedJob]>([])
  private let waiting = DispatchSemaphore(value: 0)

  private init() {
    let count = 8 * max(2, ProcessInfo.processInfo.activeProcessorCount)
    for _ in 0..<count { Thread { [self] in while true { runNext() } }.start() }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    waiting.signal()
  }

  private func runNext() {
    waiting.wait()
    let job = jobs.withLock { $0.removeFirst() }
    job.runSynchronously(on: asUnownedTaskExecutor())
  }
}
