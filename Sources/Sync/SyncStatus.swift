public import ClientCore

/// How a login stands, as the status line may show it.
public struct SyncStatus: Sendable, Hashable {
  public enum Link: Sendable, Hashable {
    /// - Parameters:
    ///   - since: when the link was lost, in seconds since 1970; nil when there was none yet.
    ///   - nextTry: seconds since 1970.
    case offline(since: Double?, SyncError, nextTry: Double)
    case connecting
    /// Objects received so far in this round.
    case catchingUp(done: Int)
    case live(Live)
    /// Nothing is sent before a person asks for something: by policy, or because the day's budget is used up.
    case resting
    case needsLogin
    /// Nothing is tried before a person did something; `nudge` tries again.
    case blocked(SyncError)
    case stopped
  }

  public enum Live: Sendable, Hashable {
    /// The server tells of news by itself.
    case push
    /// The server is asked every so many seconds, because it does not push, or the link does not let it.
    case polling(seconds: Double)
  }

  public var login: String
  public var link: Link
  public var traffic: LinkTraffic
  /// When the cache last was as new as the server: seconds since 1970.
  public var currentAt: Double?
  /// What the person allows, what the day still has room for, how good the link is.
  public var standing: LinkStanding

  public init(
    login: String, link: Link, traffic: LinkTraffic = LinkTraffic(), currentAt: Double? = nil,
    standing: LinkStanding = LinkStanding()
  ) {
    (self.login, self.link, self.traffic, self.currentAt) = (login, link, traffic, currentAt)
    self.standing = standing
  }
}
