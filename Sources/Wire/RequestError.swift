public import JSON

/// Why a whole request failed, as `application/problem+json`: RFC 8620, section 3.6.1, and RFC 7807.
public struct RequestError: Error, Hashable, Sendable {
  /// A URN such as `urn:ietf:params:jmap:error:limit`, or `about:blank`.
  public var type: String
  /// The HTTP status.
  public var status: Int
  public var detail: String?
  /// Which limit, for `limit`.
  public var limit: String?

  public init(_ type: String, status: Int, detail: String? = nil, limit: String? = nil) {
    self.type = type
    self.status = status
    self.detail = detail
    self.limit = limit
  }

  /// - Parameter status: the HTTP status that came with it, used when the document names none.
  public init(_ json: JSONValue, status: Int) {
    self.init(
      json["type"]?.string ?? Self.blank, status: json["status"]?.int ?? status, detail: json["detail"]?.string,
      limit: json["limit"]?.string)
  }

  public var json: JSONValue {
    var json: JSONValue = ["type": .string(type), "status": .int(Int64(status))]
    if let detail { json["detail"] = .string(detail) }
    if let limit { json["limit"] = .string(limit) }
    return json
  }

  public static let blank = "about:blank"
  public static let notJSON = "urn:ietf:params:jmap:error:notJSON"
  public static let notRequest = "urn:ietf:params:jmap:error:notRequest"
  public static let unknownCapability = "urn:ietf:params:jmap:error:unknownCapability"
  public static let overLimit = "urn:ietf:params:jmap:error:limit"
}
