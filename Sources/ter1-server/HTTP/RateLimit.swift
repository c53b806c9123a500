import Glibc
import TER1Server

/// How many requests one member or one address may send: so many at once, and so many a second over a longer time.
final class RateLimit: Sendable {
  struct Rule: Sendable {
    let burst: Double
    let perSecond: Double

    /// Ten seconds' worth may come at once.
    init(perSecond: Double) { (self.perSecond, burst) = (perSecond, perSecond * 10) }
  }

  let member: Rule
  /// Many members may share one: a workplace, a Tor exit.
  let address: Rule

  /// - Parameter perSecond: requests of one member.
  init(perSecond: Int) {
    member = Rule(perSecond: Double(perSecond))
    address = Rule(perSecond: Double(perSecond) * 5)
  }

  private struct Bucket: Sendable {
    var level: Double
    var at: Double
  }

  private let buckets = Locked<[String: Bucket]>([:])
  /// More than this, and those that are full again are forgotten.
  private static let mostBuckets = 20_000
  private static let longestFill = 60.0

  /// Counts a request in.
  /// - Returns: seconds until it would be let in; nil: it is.
  func wait(_ key: String, _ rule: Rule, now: Double = RateLimit.now) -> Int? {
    buckets.withLock { buckets in
      if buckets.count > Self.mostBuckets { buckets = buckets.filter { now - $0.value.at < Self.longestFill } }
      var bucket = buckets[key] ?? Bucket(level: rule.burst, at: now)
      bucket.level = min(rule.burst, bucket.level + (now - bucket.at) * rule.perSecond)
      bucket.at = now
      defer { buckets[key] = bucket }
      guard bucket.level >= 1 else { return max(1, Int(((1 - bucket.level) / rule.perSecond).rounded(.up))) }
      bucket.level -= 1
      return nil
    }
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
