public import JSON

/// The answer of `T/set`: RFC 8620, section 5.3. Created and notCreated are keyed by creation id, the others by id.
public struct SetResult: Hashable, Sendable {
  public var oldState: String?
  public var newState: String
  /// What the server set, with the id.
  public var created: [String: JSONObject] = [:]
  /// What the server set in addition; empty when the patch says it all.
  public var updated: [String: JSONObject] = [:]
  public var destroyed: [String] = []
  public var notCreated: [String: SetError] = [:]
  public var notUpdated: [String: SetError] = [:]
  public var notDestroyed: [String: SetError] = [:]

  public init(oldState: String?, newState: String) {
    self.oldState = oldState
    self.newState = newState
  }

  public init(_ arguments: JSONObject) throws(WireError) {
    guard let newState = arguments["newState"]?.string else { throw WireError(place: "set.newState") }
    self.init(oldState: arguments["oldState"]?.string, newState: newState)
    func members(_ name: String) -> JSONObject { arguments[name]?.object ?? [:] }
    created = members("created").compactMapValues(\.object)
    updated = members("updated").mapValues { $0.object ?? [:] }
    destroyed = (arguments["destroyed"]?.array ?? []).compactMap(\.string)
    notCreated = members("notCreated").mapValues(SetError.init)
    notUpdated = members("notUpdated").mapValues(SetError.init)
    notDestroyed = members("notDestroyed").mapValues(SetError.init)
  }

  public func arguments(accountID: String) -> JSONObject {
    func orNull(_ members: JSONObject) -> JSONValue { members.isEmpty ? .null : .object(members) }
    return [
      "accountId": .string(accountID), "oldState": oldState.map(JSONValue.string) ?? .null,
      "newState": .string(newState),
      "created": orNull(created.mapValues(JSONValue.object)),
      "updated": orNull(updated.mapValues { $0.isEmpty ? .null : .object($0) }),
      "destroyed": destroyed.isEmpty ? .null : .array(destroyed.map(JSONValue.string)),
      "notCreated": orNull(notCreated.mapValues(\.json)), "notUpdated": orNull(notUpdated.mapValues(\.json)),
      "notDestroyed": orNull(notDestroyed.mapValues(\.json)),
    ]
  }
}
