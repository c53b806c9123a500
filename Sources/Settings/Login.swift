/// One configured server connection: a section of `accounts.toml`. The secret is elsewhere.
public struct Login: Sendable, Hashable {
  /// Its name: the section's.
  public let name: String
  /// The address of the session object.
  public var url: String
  /// What the person typed to find it.
  public var domain: String?
  public var user: String
  /// A PEM file with the authorities to trust instead of the system's.
  public var caFile: String?
  /// PEM files that prove that this machine may connect; without a key of its own, the first holds both.
  public var clientCertificate: String?
  public var clientKey: String?
  /// The only key that its server may show: "sha256//…".
  public var pin: String?
  /// Whether that key is all that its server must show, whoever vouches for the certificate or nobody: `trusts`' second.
  public var trustsPinAlone = false
  public var proxy: String?
  /// Prints the password on its first line; nil: it is kept in a file.
  public var passwordCommand: [String]?
  /// Seconds between two polls where the server does not push.
  public var pollSeconds = Login.defaultPoll

  /// How much goes over the link unasked: one of `policies`.
  public var policy = Login.policies[0]
  /// Bytes a day, both ways, after which nothing goes over the link unasked; nil: no limit.
  public var dayBudget: Int?

  /// How much of the past is fetched without being asked for.
  public var history = HistorySetting.days(30)

  /// What is written is sent up to so many seconds later, at a time that chance chooses; nil: at once.
  public var blurSeconds: Int?

  public static let defaultPoll = 300
  public static let trusts = ["authorities", "pin"]
  public static let policies = ["full", "economy", "manual"]

  public init(name: String, url: String, domain: String? = nil, user: String) {
    (self.name, self.url, self.domain, self.user) = (name, url, domain, user)
  }

  /// Refuses the key of the client's certificate when it is missing, another's, a link, or readable by others.
  public func checkClientKey() throws(SettingsError) {
    if let file = clientKey ?? clientCertificate { try PrivateFile.check(file) }
  }

  /// Letters and digits of any script, hyphen, low line and full stop, not first: it becomes a file's name.
  public static func isName(_ name: String) -> Bool {
    guard let first = name.first, name.count <= 64, name.utf8.count <= 200 else { return false }
    return first.isLetter || first.isNumber
      ? name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } : false
  }
}
