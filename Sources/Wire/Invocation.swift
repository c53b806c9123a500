public import JSON

/// One method call or its answer: `[name, arguments, call id]`, RFC 8620, section 3.2.
public struct Invocation: Hashable, Sendable {
  public var name: String
  public var arguments: JSONObject
  public var callID: String

  public init(_ name: String, _ arguments: JSONObject, id callID: String) {
    self.name = name
    self.arguments = arguments
    self.callID = callID
  }

  /// nil when `json` is no array of a string, an object and a string.
  public init?(_ json: JSONValue) {
    guard let parts = json.array, parts.count == 3, let name = parts[0].string, let arguments = parts[1].object,
      let callID = parts[2].string
    else { return nil }
    self.init(name, arguments, id: callID)
  }

  public var json: JSONValue { [.string(name), .object(arguments), .string(callID)] }
}

/// A reference to the result of an earlier call of the same request: the value of an argument named `#argument`.
/// RFC 8620, section 3.7.
public struct ResultReference: Hashable, Sendable {
  public var resultOf: String
  public var name: String
  /// A JSON Pointer, in which `*` maps over an array.
  public var path: String

  public init(resultOf: String, name: String, path: String) {
    self.resultOf = resultOf
    self.name = name
    self.path = path
  }

  public init?(_ json: JSONValue) {
    guard let resultOf = json["resultOf"]?.string, let name = json["name"]?.string, let path = json["path"]?.string
    else { return nil }
    self.init(resultOf: resultOf, name: name, path: path)
  }

  public var json: JSONValue {
    ["resultOf": .string(resultOf), "name": .string(name), "path": .string(path)]
  }

  /// Follows the path from the arguments of the answer it refers to; nil when a part of it does not exist.
  public func value(in arguments: JSONValue) -> JSONValue? {
    guard path.isEmpty || path.hasPrefix("/") else { return nil }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
      part.contains("~") ? part.replacing("~1", with: "/").replacing("~0", with: "~") : part
    }
    return Self.follow(parts[...], from: arguments)
  }

  private static func follow(_ parts: ArraySlice<Substring>, from value: JSONValue) -> JSONValue? {
    guard let part = parts.first else { return value }
    let rest = parts.dropFirst()
    guard let elements = value.array else {
      return value[String(part)].flatMap { follow(rest, from: $0) }
    }
    guard part == "*" else {
      return Int(part).flatMap { value[$0] }.flatMap { follow(rest, from: $0) }
    }
    var found: [JSONValue] = []
    for element in elements {
      guard let value = follow(rest, from: element) else { return nil }
      if let flattened = value.array { found += flattened } else { found.append(value) }
    }
    return .array(found)
  }
}
