import JSON

/// A patch that sets entries of a map by their paths, where the map may not be there yet. Who is the first brings the map along: RFC
/// 8620, section 5.3, wants it there; Cyrus 3.6 loses what is set in one that is not, 3.10 refuses it. Everybody else must not, or
/// what others put there would be gone.
struct EntryPatch {
  /// Who comes, and the dates of a series that differ.
  private static let maps: Set = ["participants", "recurrenceOverrides"]

  let patch: JSONObject
  /// Whether it brings a map along, which is right only as long as there is none.
  let replacesMap: Bool

  static func isEntry(_ path: String) -> Bool {
    let parts = PatchPath.parts(path)
    return parts.count == 2 && maps.contains(parts[0])
  }

  /// - Parameter object: how it stands on the server.
  init(_ patch: JSONObject, onto object: JSONObject?) {
    var (result, replaces) = (patch, false)
    for (path, value) in patch where Self.isEntry(path) && !value.isNull {
      let parts = PatchPath.parts(path)
      guard object?[parts[0]]?.object?.isEmpty ?? true else { continue }
      var map = result[parts[0]]?.object ?? [:]
      map[parts[1]] = value
      (result[path], result[parts[0]], replaces) = (Optional.none, .object(map), true)
    }
    (self.patch, replacesMap) = (result, replaces)
  }
}
