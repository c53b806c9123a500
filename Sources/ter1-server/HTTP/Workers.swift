import Glibc

/// Threads that do what may block, so that those of the network never do.
final class Workers: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [@Sendable () -> Void] = []
  private var next = 0
  private let most: Int

  /// - Parameter most: jobs that may wait; see `hasRoom`.
  init(count: Int, most: Int = .max) {
    self.most = most
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    for _ in 0..<count { Self.thread { self.work() } }
  }

  /// Starts a thread that runs `body` and is never waited for.
  static func thread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    precondition(status == 0, "no thread to be had")
    pthread_detach(thread)
  }

  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  func run(_ job: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    jobs.append(job)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Whether fewer jobs wait than may.
  var hasRoom: Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return jobs.count - next < most
  }

  /// Whether jobs wait that nobody has begun.
  var areBehind: Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return jobs.count > next
  }

  private func work() {
    while true { take()() }
  }

  private func take() -> @Sendable () -> Void {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while next == jobs.count { pthread_cond_wait(condition, mutex) }
    let job = jobs[next]
    next += 1
    if next == jobs.count || next > 1024 {
      jobs.removeFirst(next)
      next = 0
    }
    return job
  }
}

/// Something happened, or some time passed.
final class Signal: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var isSet = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  func set() {
    pthread_mutex_lock(mutex)
    isSet = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Waits for `set`, at most so long.
  func wait(seconds: Int) {
    var until = timespec()
    clock_gettime(CLOCK_REALTIME, &until)
    until.tv_sec += seconds
    pthread_mutex_lock(mutex)
    while !isSet, pthread_cond_timedwait(condition, mutex, &until) == 0 {}
    isSet = false
    pthread_mutex_unlock(mutex)
  }
}
