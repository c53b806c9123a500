public import JSON

/// The answer of `T/changes`: RFC 8620, section 5.2.
public struct Changes: Hashable, Sendable {
  public var oldState: String
  public var newState: String
  public var hasMoreChanges: Bool
  public var created: [String]
  public var updated: [String]
  public var destroyed: [String]

  public init(
    oldState: String, newState: String, hasMoreChanges: Bool, created: [String], updated: [String], destroyed: [String]
  ) {
    self.oldState = oldState
    self.newState = newState
    self.hasMoreChanges = hasMoreChanges
    self.created = created
    self.updated = updated
    self.destroyed = destroyed
  }

  public init(_ arguments: JSONObject) throws(WireError) {
    func ids(_ name: String) throws(WireError) -> [String] {
      guard let ids = arguments[name]?.array?.map(\.string), !ids.contains(nil) else {
        throw WireError(place: "changes.\(name)")
      }
      return ids.compactMap(\.self)
    }
    guard let newState = arguments["newState"]?.string else { throw WireError(place: "changes.newState") }
    self.init(
      oldState: arguments["oldState"]?.string ?? "", newState: newState,
      hasMoreChanges: arguments["hasMoreChanges"]?.bool ?? false,
      created: try ids("created"), updated: try ids("updated"), destroyed: try ids("destroyed"))
  }

  public func arguments(accountID: String) -> JSONObject {
    func list(_ ids: [String]) -> JSONValue { .array(ids.map(JSONValue.string)) }
    return [
      "accountId": .string(accountID), "oldState": .string(oldState), "newState": .string(newState),
      "hasMoreChanges": .bool(hasMoreChanges), "created": list(created), "updated": list(updated),
      "destroyed": list(destroyed),
    ]
  }
}
