public import JSON

/// The body of a POST to the session's `apiUrl`: RFC 8620, section 3.3.
public struct Request: Hashable, Sendable {
  public var using: [String]
  public var methodCalls: [Invocation]
  /// Creation ids known from earlier requests; nil: the answer need not give any.
  public var createdIds: [String: String]?

  public init(using: [String], methodCalls: [Invocation], createdIds: [String: String]? = nil) {
    self.using = using
    self.methodCalls = methodCalls
    self.createdIds = createdIds
  }

  public init(_ json: JSONValue) throws(WireError) {
    guard let using = json["using"]?.array?.map(\.string), !using.contains(nil) else {
      throw WireError(place: "Request.using")
    }
    guard let calls = json["methodCalls"]?.array?.map(Invocation.init), !calls.contains(nil) else {
      throw WireError(place: "Request.methodCalls")
    }
    let createdIds = json["createdIds"]
    guard createdIds == nil || createdIds?.isNull == true || createdIds?.object != nil else {
      throw WireError(place: "Request.createdIds")
    }
    self.init(
      using: using.compactMap(\.self), methodCalls: calls.compactMap(\.self),
      createdIds: createdIds?.object?.compactMapValues(\.string))
  }

  public var json: JSONValue {
    var json: JSONValue = [
      "using": .array(using.map(JSONValue.string)), "methodCalls": .array(methodCalls.map(\.json)),
    ]
    if let createdIds { json["createdIds"] = .object(createdIds.mapValues(JSONValue.string)) }
    return json
  }
}
