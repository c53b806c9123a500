public import ClientCore

/// One configured server connection.
public struct LoginConfiguration: Sendable {
  /// Its name in the settings, and in the cache.
  public var name: String
  /// Where the session object is: `DiscoveredServer.sessionURL`.
  public var sessionURL: ServerURL
  /// What the person typed to find it: hosts below it may be trusted with the credential.
  public var domain: String?
  public var credential: Credential
  /// How often to ask when the server does not push.
  public var pollSeconds: Double
  /// How often the server shall show that the event stream lives; nil: no stream, always poll.
  public var pingSeconds: Int?
  /// Given up when nothing moves for so long.
  public var stallSeconds: Double
  /// How much of the past is fetched without being asked for, after what a person looks at first; nil: everything, in the order of
  /// the changes.
  public var history: HistoryWindow?

  /// How much goes over the link unasked.
  public var policy = LinkPolicy.full
  /// Bytes a day, both ways; nil: no limit.
  public var dayBudget: Int?
  /// The days that budgets and sums are kept by.
  public var day = LocalDay.system

  public init(
    name: String, sessionURL: ServerURL, domain: String? = nil, credential: Credential, pollSeconds: Double = 300,
    pingSeconds: Int? = 120, stallSeconds: Double = 60
  ) {
    (self.name, self.sessionURL, self.domain, self.credential) = (name, sessionURL, domain, credential)
    (self.pollSeconds, self.pingSeconds, self.stallSeconds) = (pollSeconds, pingSeconds, stallSeconds)
  }
}
