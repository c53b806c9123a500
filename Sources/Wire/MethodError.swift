public import JSON

/// Why one method call failed: RFC 8620, section 3.6.2.
public struct MethodError: Error, Hashable, Sendable {
  /// Such as `cannotCalculateChanges`; see the constants.
  public var type: String
  public var description: String?
  /// With `cannotCalculateChanges`: the server was put back from a backup and has lost what led to the state
  /// (docs/protocol.md, section 19).
  public var isRestored = false

  public init(_ type: String, _ description: String? = nil, isRestored: Bool = false) {
    (self.type, self.description, self.isRestored) = (type, description, isRestored)
  }

  public init(_ arguments: JSONObject) {
    self.init(
      arguments["type"]?.string ?? Self.serverFail, arguments["description"]?.string,
      isRestored: arguments["isRestored"]?.bool ?? false)
  }

  public var json: JSONValue {
    var json: JSONValue = ["type": .string(type)]
    if let description { json["description"] = .string(description) }
    if isRestored { json["isRestored"] = true }
    return json
  }

  public static let accountNotFound = "accountNotFound"
  public static let anchorNotFound = "anchorNotFound"
  public static let cannotCalculateChanges = "cannotCalculateChanges"
  public static let forbidden = "forbidden"
  public static let invalidArguments = "invalidArguments"
  public static let invalidResultReference = "invalidResultReference"
  public static let requestTooLarge = "requestTooLarge"
  public static let serverFail = "serverFail"
  public static let serverUnavailable = "serverUnavailable"
  public static let stateMismatch = "stateMismatch"
  public static let tooManyChanges = "tooManyChanges"
  public static let unknownMethod = "unknownMethod"
  public static let unsupportedFilter = "unsupportedFilter"
  public static let unsupportedSort = "unsupportedSort"
}
