public import JSON

/// The answer to a request: RFC 8620, section 3.4.
public struct Response: Hashable, Sendable {
  public var methodResponses: [Invocation]
  public var createdIds: [String: String]?
  public var sessionState: String
  /// False where the link was cut before its end: what is here is whole, and the rest is missing.
  public var isWhole = true

  public init(methodResponses: [Invocation], createdIds: [String: String]? = nil, sessionState: String) {
    self.methodResponses = methodResponses
    self.createdIds = createdIds
    self.sessionState = sessionState
  }

  public init(_ json: JSONValue) throws(WireError) {
    guard let responses = json["methodResponses"]?.array?.map(Invocation.init), !responses.contains(nil) else {
      throw WireError(place: "Response.methodResponses")
    }
    self.init(
      methodResponses: responses.compactMap(\.self),
      createdIds: json["createdIds"]?.object?.compactMapValues(\.string),
      sessionState: json["sessionState"]?.string ?? "")
  }

  public var json: JSONValue {
    var json: JSONValue = [
      "methodResponses": .array(methodResponses.map(\.json)), "sessionState": .string(sessionState),
    ]
    if let createdIds { json["createdIds"] = .object(createdIds.mapValues(JSONValue.string)) }
    return json
  }

  /// The first answer to the call `callID`: its arguments, or the method's error.
  public func result(of callID: String) throws(MethodError) -> JSONObject? {
    guard let answer = methodResponses.first(where: { $0.callID == callID }) else { return nil }
    guard answer.name != "error" else { throw MethodError(answer.arguments) }
    return answer.arguments
  }
}
