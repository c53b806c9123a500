import JSON
import Wire

/// What the list of a type's properties says of an object that a client sent.
enum Draft {
  /// A new object with all its properties; refuses unknown, server-set and ill-formed ones.
  static func completed(_ draft: JSONObject, of type: any ObjectType) throws(SetError) -> JSONObject {
    var json = draft
    try refuse(draft.keys.filter { isRefused($0, draft[$0] ?? .null, of: type) })
    for property in type.properties {
      if let value = draft[property.name] {
        if !property.isServerSet { try property.check(value) }
      } else if let initial = property.initial {
        json[property.name] = initial
      } else if !property.isOptional {
        throw .invalid(property.name, "is required")
      }
    }
    return json
  }

  private static func isRefused(_ name: String, _ value: JSONValue, of type: any ObjectType) -> Bool {
    guard let property = type.property(name) else { return !type.isOpen }
    return property.isServerSet && !property.isStatable && value != property.initial
  }

  private static func refuse(_ names: [String]) throws(SetError) {
    guard names.isEmpty else {
      throw SetError(SetError.invalidProperties, "unknown or set by the server", properties: names.sorted())
    }
  }

  /// A patch as RFC 8620 has it.
  static func apply(_ patch: JSONObject, to json: JSONObject) throws(SetError) -> JSONObject {
    do throws(PatchError) {
      return try JSONValue.object(json).patched(with: patch).object ?? [:]
    } catch {
      throw SetError(SetError.invalidPatch, "no such path: \(error.path)")
    }
  }

  /// The object after the patch; a property that the patch removed gets its initial value again.
  static func patched(
    _ before: JSONObject, with patch: JSONObject, of type: any ObjectType, in change: Change
  ) throws -> JSONObject {
    var after = try type.patched(before, with: patch, in: change)
    for property in type.properties where before[property.name] != nil && after[property.name] == nil {
      if let initial = property.initial { after[property.name] = initial }
    }
    let changed = type.changedKeys(before, after)
    try refuse(changed.filter { isFixed($0, before[$0], of: type) })
    for name in changed {
      guard let property = type.property(name) else { continue }
      guard let value = after[name] else {
        guard property.isOptional else { throw SetError.invalid(name, "is required") }
        continue
      }
      try property.check(value)
    }
    return after
  }

  private static func isFixed(_ name: String, _ before: JSONValue?, of type: any ObjectType) -> Bool {
    guard let property = type.property(name) else { return !type.isOpen }
    return property.isServerSet || property.isImmutable
  }

  static func checkSize(_ json: JSONObject) throws(SetError) {
    guard JSONValue.object(json).bytes.count <= Limits.maxSizeObject else {
      throw SetError(SetError.tooLarge, "at most \(Limits.maxSizeObject) bytes")
    }
  }
}
