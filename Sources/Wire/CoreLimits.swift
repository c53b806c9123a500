public import JSON

/// The limits in `urn:ietf:params:jmap:core`: RFC 8620, section 2. Sizes in bytes.
public struct CoreLimits: Hashable, Sendable {
  public var maxSizeUpload: Int
  public var maxConcurrentUpload: Int
  public var maxSizeRequest: Int
  public var maxConcurrentRequests: Int
  public var maxCallsInRequest: Int
  public var maxObjectsInGet: Int
  public var maxObjectsInSet: Int

  public init(
    maxSizeUpload: Int, maxConcurrentUpload: Int, maxSizeRequest: Int, maxConcurrentRequests: Int,
    maxCallsInRequest: Int, maxObjectsInGet: Int, maxObjectsInSet: Int
  ) {
    self.maxSizeUpload = maxSizeUpload
    self.maxConcurrentUpload = maxConcurrentUpload
    self.maxSizeRequest = maxSizeRequest
    self.maxConcurrentRequests = maxConcurrentRequests
    self.maxCallsInRequest = maxCallsInRequest
    self.maxObjectsInGet = maxObjectsInGet
    self.maxObjectsInSet = maxObjectsInSet
  }

  /// A limit that is absent, ill-typed or below one is replaced by what the RFC suggests as its least value.
  public init(_ json: JSONValue) {
    func limit(_ name: String, _ suggested: Int) -> Int {
      guard let value = json[name]?.int, value > 0 else { return suggested }
      return value
    }
    self.init(
      maxSizeUpload: limit("maxSizeUpload", 50_000_000), maxConcurrentUpload: limit("maxConcurrentUpload", 4),
      maxSizeRequest: limit("maxSizeRequest", 10_000_000), maxConcurrentRequests: limit("maxConcurrentRequests", 4),
      maxCallsInRequest: limit("maxCallsInRequest", 16), maxObjectsInGet: limit("maxObjectsInGet", 500),
      maxObjectsInSet: limit("maxObjectsInSet", 500))
  }

  public var json: JSONValue {
    func number(_ value: Int) -> JSONValue { .int(Int64(value)) }
    return [
      "maxSizeUpload": number(maxSizeUpload), "maxConcurrentUpload": number(maxConcurrentUpload),
      "maxSizeRequest": number(maxSizeRequest), "maxConcurrentRequests": number(maxConcurrentRequests),
      "maxCallsInRequest": number(maxCallsInRequest), "maxObjectsInGet": number(maxObjectsInGet),
      "maxObjectsInSet": number(maxObjectsInSet), "collationAlgorithms": ["i;unicode-casemap"],
    ]
  }
}
