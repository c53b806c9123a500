public import JSON

/// Why one object was not created, changed or destroyed: RFC 8620, section 5.3.
public struct SetError: Error, Hashable, Sendable {
  /// Such as `forbidden`; see the constants.
  public var type: String
  public var description: String?
  /// For `invalidProperties`: their names.
  public var properties: [String]
  /// For `alreadyExists`: which object is in the way.
  public var existingId: String?

  public init(_ type: String, _ description: String? = nil, properties: [String] = [], existingId: String? = nil) {
    self.type = type
    self.description = description
    self.properties = properties
    self.existingId = existingId
  }

  public init(_ json: JSONValue) {
    self.init(
      json["type"]?.string ?? "serverFail", json["description"]?.string,
      properties: (json["properties"]?.array ?? []).compactMap(\.string), existingId: json["existingId"]?.string)
  }

  public var json: JSONValue {
    var json: JSONValue = ["type": .string(type)]
    if let description { json["description"] = .string(description) }
    if !properties.isEmpty { json["properties"] = .array(properties.map(JSONValue.string)) }
    if let existingId { json["existingId"] = .string(existingId) }
    return json
  }

  public static let alreadyExists = "alreadyExists"
  public static let blobNotFound = "blobNotFound"
  public static let forbidden = "forbidden"
  public static let invalidPatch = "invalidPatch"
  public static let invalidProperties = "invalidProperties"
  public static let nodeHasChildren = "nodeHasChildren"
  public static let notFound = "notFound"
  public static let overQuota = "overQuota"
  public static let rateLimit = "rateLimit"
  public static let singleton = "singleton"
  public static let stateMismatch = "stateMismatch"
  public static let tooLarge = "tooLarge"
  public static let willDestroy = "willDestroy"
}
