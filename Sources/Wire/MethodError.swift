public import JSON

/// Why one method call failed: RFC 8620, section 3.6.2.
public struct MethodError: Error, Hashable, Sendable {
  /// Such as `cannotCalculateChanges`; see the constants.
  public var type: String
  public var description: String?

  public init(_ type: String, _ description: String? = nil) {
    self.type = type
    self.description = description
  }

  public init(_ arguments: JSONObject) {
    self.init(arguments["type"]?.string ?? Self.serverFail, arguments["description"]?.string)
  }

  public var json: JSONValue {
    var json: JSONValue = ["type": .string(type)]
    if let description { json["description"] = .string(description) }
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
