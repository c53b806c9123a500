/// How much of the past is fetched without being asked for.
public enum HistoryWindow: Sendable, Hashable {
  case days(Int)
  case everything

  /// What is younger than this belongs to it: milliseconds since 1970, 0 for everything.
  /// - Parameter now: seconds since 1970.
  public func start(now: Double) -> Int64 {
    switch self {
    case .days(let days): max(1, UTCDate.milliseconds(from: now - Double(days) * 86_400))
    case .everything: 0
    }
  }
}
