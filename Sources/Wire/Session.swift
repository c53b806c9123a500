public import JSON

/// The session object: RFC 8620, section 2.
public struct Session: Hashable, Sendable {
  public var capabilities: JSONObject
  /// By account id.
  public var accounts: [String: Account]
  /// The account id for each capability's URN.
  public var primaryAccounts: [String: String]
  public var username: String
  /// These four are as they came: maybe relative to the address that was asked.
  public var apiUrl: String
  public var downloadUrl: String
  public var uploadUrl: String
  public var eventSourceUrl: String
  public var state: String

  public struct Account: Hashable, Sendable {
    public var name: String
    public var isPersonal: Bool
    public var isReadOnly: Bool
    /// By the capability's URN.
    public var accountCapabilities: JSONObject

    public init(name: String, isPersonal: Bool, isReadOnly: Bool, accountCapabilities: JSONObject) {
      self.name = name
      self.isPersonal = isPersonal
      self.isReadOnly = isReadOnly
      self.accountCapabilities = accountCapabilities
    }
  }

  public init(
    capabilities: JSONObject, accounts: [String: Account], primaryAccounts: [String: String], username: String,
    apiUrl: String, downloadUrl: String, uploadUrl: String, eventSourceUrl: String, state: String
  ) {
    self.capabilities = capabilities
    self.accounts = accounts
    self.primaryAccounts = primaryAccounts
    self.username = username
    self.apiUrl = apiUrl
    self.downloadUrl = downloadUrl
    self.uploadUrl = uploadUrl
    self.eventSourceUrl = eventSourceUrl
    self.state = state
  }

  public var coreLimits: CoreLimits { CoreLimits(capabilities[Capability.core] ?? .null) }
}

// MARK: - JSON

extension Session {
  /// An account that is no object is left out; a missing URL or list of accounts is an error.
  public init(_ json: JSONValue) throws(WireError) {
    func text(_ name: String) throws(WireError) -> String {
      guard let text = json[name]?.string else { throw WireError(place: "Session.\(name)") }
      return text
    }
    guard let accounts = json["accounts"]?.object else { throw WireError(place: "Session.accounts") }
    self.init(
      capabilities: json["capabilities"]?.object ?? [:],
      accounts: accounts.compactMapValues(Account.init),
      primaryAccounts: (json["primaryAccounts"]?.object ?? [:]).compactMapValues(\.string),
      username: json["username"]?.string ?? "",
      apiUrl: try text("apiUrl"), downloadUrl: json["downloadUrl"]?.string ?? "",
      uploadUrl: json["uploadUrl"]?.string ?? "", eventSourceUrl: json["eventSourceUrl"]?.string ?? "",
      state: json["state"]?.string ?? "")
  }

  public var json: JSONValue {
    [
      "capabilities": .object(capabilities),
      "accounts": .object(accounts.mapValues(\.json)),
      "primaryAccounts": .object(primaryAccounts.mapValues(JSONValue.string)),
      "username": .string(username), "apiUrl": .string(apiUrl), "downloadUrl": .string(downloadUrl),
      "uploadUrl": .string(uploadUrl), "eventSourceUrl": .string(eventSourceUrl), "state": .string(state),
    ]
  }
}

extension Session.Account {
  init?(_ json: JSONValue) {
    guard json.object != nil else { return nil }
    self.init(
      name: json["name"]?.string ?? "", isPersonal: json["isPersonal"]?.bool ?? false,
      isReadOnly: json["isReadOnly"]?.bool ?? false,
      accountCapabilities: json["accountCapabilities"]?.object ?? [:])
  }

  var json: JSONValue {
    [
      "name": .string(name), "isPersonal": .bool(isPersonal), "isReadOnly": .bool(isReadOnly),
      "accountCapabilities": .object(accountCapabilities),
    ]
  }
}
