import TER1Server
import Wire

/// How many requests and uploads each member has under way.
final class Quota: Sendable {
  private let underway = Locked<[String: Int]>([:])

  private func key(_ admitted: Router.Admitted) -> (key: String, most: Int, limit: String)? {
    switch admitted.route {
    case .upload: ("upload " + admitted.member.principalID, Limits.core.maxConcurrentUpload, "maxConcurrentUpload")
    case .api, .sync: ("api " + admitted.member.principalID, Limits.core.maxConcurrentRequests, "maxConcurrentRequests")
    case .session, .download, .events: nil
    }
  }

  /// Counts the request in; or the name of the limit that it would exceed.
  func exceeded(by admitted: Router.Admitted) -> String? {
    guard let (key, most, limit) = key(admitted) else { return nil }
    return underway.withLock { underway in
      guard underway[key, default: 0] < most else { return limit }
      underway[key, default: 0] += 1
      return nil
    }
  }

  func ended(_ admitted: Router.Admitted) {
    guard let (key, _, _) = key(admitted) else { return }
    underway.withLock { underway in
      underway[key, default: 1] -= 1
      if underway[key] == 0 { underway[key] = nil }
    }
  }
}
