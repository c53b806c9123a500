import JSON
import Wire

/// The argument `ifMatch` of `T/set`: what the client had seen of an object that it updates or destroys. docs/protocol.md, section 4.
struct IfMatch {
  private let expected: JSONObject

  init(_ arguments: JSONObject) throws(MethodError) {
    guard let value = arguments["ifMatch"], !value.isNull else {
      expected = [:]
      return
    }
    guard let members = value.object, members.values.allSatisfy({ $0.object != nil }) else {
      throw MethodError(MethodError.invalidArguments, "ifMatch")
    }
    expected = members
  }

  /// Refuses the change of `id` when the object is not what its sender believed.
  func check(_ id: String, _ object: JSONObject) throws(SetError) {
    let differing = (expected[id]?.object ?? [:]).filter { name, value in !Self.matches(object[name] ?? .null, value) }
    guard differing.isEmpty else {
      throw SetError(
        SetError.stateMismatch, "was changed by somebody else", properties: differing.keys.sorted())
    }
  }

  private static func matches(_ value: JSONValue, _ expected: JSONValue) -> Bool {
    if value == expected { return true }
    guard let digest = expected["sha256"]?.string, let text = value.string, digest.utf8.count >= 16 else {
      return false
    }
    return Secrets.sha256(Array(text.utf8)).hasPrefix(digest)
  }
}
