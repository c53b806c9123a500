import TER1Server
import Wire

/// How many requests, uploads, downloads and streams of events each member has under way.
final class Quota: Sendable {
  private let underway = Locked<[String: Int]>([:])

  /// A member's devices have one each.
  private static let mostStreams = 32
  private static let mostDownloads = 16
  /// Of all together who are no members yet.
  private static let mostJoining = 4

  private func key(_ admitted: Router.Admitted) -> (key: String, most: Int, limit: String) {
    switch admitted.route {
    case .upload: ("upload " + admitted.member.principalID, Limits.core.maxConcurrentUpload, "maxConcurrentUpload")
    case .api, .sync: ("api " + admitted.member.principalID, Limits.core.maxConcurrentRequests, "maxConcurrentRequests")
    case .session, .download:
      ("download " + admitted.member.principalID, Self.mostDownloads, "maxConcurrentDownloads")
    case .join: ("join", Self.mostJoining, "maxConcurrentRequests")
    case .events: ("events " + admitted.member.principalID, Self.mostStreams, "maxEventStreams")
    }
  }

  /// Counts the request in; or the name of the limit that it would exceed.
  func exceeded(by admitted: Router.Admitted) -> String? {
    let (key, most, limit) = key(admitted)
    return underway.withLock { underway in
      guard underway[key, default: 0] < most else { return limit }
      underway[key, default: 0] += 1
      return nil
    }
  }

  func ended(_ admitted: Router.Admitted) {
    let key = key(admitted).key
    underway.withLock { underway in
      underway[key, default: 1] -= 1
      if underway[key] == 0 { underway[key] = nil }
    }
  }
}
