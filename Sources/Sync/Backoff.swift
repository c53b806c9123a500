/// How long to wait before the next try: doubling from two seconds to five minutes, the upper half of it by chance, so that a
/// crowd that lost its link together does not come back together.
public struct Backoff: Sendable, Hashable {
  public static let first = 2.0
  public static let longest = 300.0

  /// - Parameters:
  ///   - attempt: how many tries have failed; 1 after the first.
  ///   - random: from 0 up to 1.
  ///   - asked: what the server asked for, in seconds: never less than that, and at most an hour.
  ///   - longest: not more than this, unless the server asked for it.
  public static func delay(
    attempt: Int, random: Double, asked: Double? = nil, longest: Double = Backoff.longest
  ) -> Double {
    let ceiling = min(longest, first * Double(1 << min(max(attempt, 1) - 1, 16)))
    let delay = ceiling / 2 + ceiling / 2 * random
    return max(delay, min(asked ?? 0, 3_600))
  }
}
