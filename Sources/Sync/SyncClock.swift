import Glibc

/// Time and chance, as values, so that a test can bring its own.
public struct SyncClock: Sendable {
  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  /// Returns after so many seconds, or early when the task is cancelled.
  public var sleep: @Sendable (Double) async -> Void
  /// From 0 up to 1.
  public var random: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Double) async -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    (self.now, self.sleep, self.random) = (now, sleep, random)
  }

  public static let system = SyncClock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    },
    // Sleep throws when it is cancelled, which is the early return.
    sleep: { seconds in try? await Task.sleep(for: .seconds(min(seconds, 86_400))) },
    random: { Double.random(in: 0..<1) })
}
