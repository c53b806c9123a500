public import JSON

/// What push tells: the new state of each type that changed. RFC 8620, section 7.1.
public struct StateChange: Hashable, Sendable {
  /// By account id, then by type name.
  public var changed: [String: [String: String]]

  public init(changed: [String: [String: String]]) { self.changed = changed }

  public init(_ json: JSONValue) throws(WireError) {
    guard json["@type"]?.string == "StateChange", let changed = json["changed"]?.object else {
      throw WireError(place: "StateChange")
    }
    self.init(changed: changed.mapValues { ($0.object ?? [:]).compactMapValues(\.string) })
  }

  public var json: JSONValue {
    [
      "@type": "StateChange",
      "changed": .object(changed.mapValues { .object($0.mapValues(JSONValue.string)) }),
    ]
  }
}
