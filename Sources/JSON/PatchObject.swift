/// Why a patch cannot be applied: RFC 8620, section 5.3, the SetError `invalidPatch`.
public struct PatchError: Error, Hashable {
  /// The path at fault, as it stood in the patch.
  public let path: String

  public init(path: String) { self.path = path }
}

extension JSONValue {
  /// Applies a PatchObject (RFC 8620, section 5.3) to an object: each key is a JSON Pointer without its leading
  /// slash, null removes.
  ///
  /// All parts of a path but the last must exist and be objects; no path may be the beginning of another.
  /// Removing what is not there is no error.
  /// - Returns: the patched object.
  public func patched(with patch: JSONObject) throws(PatchError) -> JSONValue {
    var result = self
    for path in patch.keys.sorted() {
      guard !Self.ancestors(of: path).contains(where: { patch[$0] != nil }) else { throw PatchError(path: path) }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(Self.unescaped)
      guard result.set(patch[path] ?? .null, at: parts[...]) else { throw PatchError(path: path) }
    }
    return result
  }

  /// The value at a JSON Pointer without its leading slash; nil when a part does not exist.
  public func value(at path: String) -> JSONValue? {
    path.split(separator: "/", omittingEmptySubsequences: false).map(Self.unescaped)
      .reduce(Optional(self)) { $0?[$1] }
  }

  /// Escapes a name for use as one part of a patch's path (RFC 6901: `~` is `~0`, `/` is `~1`).
  public static func escaped(_ name: String) -> String {
    String(name.flatMap { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) })
  }

  private static func ancestors(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
  }

  private static func unescaped(_ part: Substring) -> String {
    guard part.contains("~") else { return String(part) }
    var name = ""
    var isEscape = false
    for character in part {
      if isEscape {
        name.append(character == "1" ? "/" : "~")
        if character != "1" && character != "0" { name.append(character) }
        isEscape = false
      } else if character == "~" {
        isEscape = true
      } else {
        name.append(character)
      }
    }
    return name
  }

  private mutating func set(_ value: JSONValue, at parts: ArraySlice<String>) -> Bool {
    guard let name = parts.first, case .object(var members) = self else { return false }
    if parts.count == 1 {
      // Not `= nil`: that is the literal for `.null`.
      members[name] = value.isNull ? Optional.none : value
    } else {
      guard var member = members[name], member.set(value, at: parts.dropFirst()) else { return false }
      members[name] = member
    }
    self = .object(members)
    return true
  }
}
