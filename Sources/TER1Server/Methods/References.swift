import JSON

/// Creation ids, `#k`, in the properties of a type that hold ids: RFC 8620, section 5.3.
enum References {
  private static let keyed: Set<String> = ["calendarIds"]

  private static func isReference(_ property: Property?) -> Bool {
    guard let property else { return false }
    return switch property.kind {
    case .id, .ids: true
    default: keyed.contains(property.name)
    }
  }

  static func names(in draft: JSONValue, of type: any ObjectType) -> Set<String> {
    var names: Set<String> = []
    _ = map(draft, of: type) { id in
      if id.hasPrefix("#") { names.insert(String(id.dropFirst())) }
      return id
    }
    return names
  }

  static func resolving(_ draft: JSONValue, by ids: [String: String], of type: any ObjectType) -> JSONValue {
    map(draft, of: type) { id in id.hasPrefix("#") ? ids[String(id.dropFirst())] ?? id : id }
  }

  private static func map(_ draft: JSONValue, of type: any ObjectType, _ body: (String) -> String) -> JSONValue {
    guard var members = draft.object else { return draft }
    for (name, value) in members where isReference(type.property(name)) { members[name] = map(value, body) }
    return .object(members)
  }

  private static func map(_ value: JSONValue, _ body: (String) -> String) -> JSONValue {
    switch value {
    case .string(let id): .string(body(id))
    case .array(let ids): .array(ids.map { map($0, body) })
    case .object(let members): .object(JSONObject(members.map { (body($0.key), $0.value) }) { first, _ in first })
    default: value
    }
  }
}
