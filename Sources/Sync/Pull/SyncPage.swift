import JSON
import Wire

/// The answer of `Sync/changes`: docs/protocol.md, section 17.
struct SyncPage: Sendable {
  static let method = "Sync/changes"
  static let callID = "s"

  struct Part: Sendable {
    /// The JMAP id.
    var account: String
    var serverType: String
    var objects: [JSONObject]
    var destroyed: [String]
    /// nil: nothing of this type is here.
    var state: String?
    var hasMore: Bool
  }

  /// What stands for all states after this; nil when there is more.
  var token: String?
  var parts: [Part] = []

  init(_ arguments: JSONObject) throws(WireError) {
    token = arguments["token"]?.string
    for (account, types) in arguments["changed"]?.object ?? [:] {
      for (type, value) in types.object ?? [:] { parts.append(try Part(account, type, value)) }
    }
    guard token != nil || parts.contains(where: \.hasMore) else { throw WireError(place: "Sync/changes.token") }
  }

  static func call(since token: String) -> Invocation {
    Invocation(method, ["since": .string(token)], id: callID)
  }

  /// The answer as `/get` of each type would give it; anything else as it is.
  static func spelledOut(_ call: Invocation) -> [Invocation] {
    guard call.name == method, let changed = call.arguments["changed"]?.object else { return [call] }
    return changed.values.flatMap { $0.object ?? [:] }.map { type, change in
      Invocation("\(type)/get", change.object ?? [:], id: callID)
    }
  }

  /// Asks what is newer than `states`, by account id and type name. Without any: for the token of now.
  static func call(states: [String: [String: String]]) -> Invocation {
    let states = states.mapValues { JSONValue.object($0.mapValues(JSONValue.string)) }
    return Invocation(method, ["states": .object(states)], id: callID)
  }
}

extension SyncPage.Part {
  fileprivate init(_ account: String, _ type: String, _ value: JSONValue) throws(WireError) {
    let hasMore = value["hasMore"]?.bool ?? false
    let list = value["list"]?.array
    guard hasMore || (list != nil && value["state"]?.string != nil) else {
      throw WireError(place: "Sync/changes.\(type)")
    }
    self.init(
      account: account, serverType: type, objects: (list ?? []).compactMap(\.object),
      destroyed: (value["destroyed"]?.array ?? []).compactMap(\.string),
      state: value["state"]?.string, hasMore: hasMore)
  }
}
