/// Names that a server gave, as names of files.
public enum FileName {
  /// The last part of `name` without control characters, never empty, hidden, `.` or `..`, at most 200 bytes.
  public static func safe(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
    let scalars = last.unicodeScalars.filter { scalar in
      let category = scalar.properties.generalCategory
      return category != .control && category != .format && category != .lineSeparator
        && category != .paragraphSeparator
    }
    var kept = String(String.UnicodeScalarView(scalars)).trimmed
    kept = String(kept.drop { $0 == "." })
    let ending = kept.lastIndex(of: ".").map { String(kept[$0...]) } ?? ""
    if kept.utf8.count > 200, ending.utf8.count <= 20 {
      kept.removeLast(ending.count)
      while kept.utf8.count > 200 - ending.utf8.count { kept.removeLast() }
      kept += ending
    }
    while kept.utf8.count > 200 { kept.removeLast() }
    return kept.isEmpty ? "file" : kept
  }

  /// `leaflet.pdf` → `leaflet (2).pdf`.
  static func numbered(_ path: String, _ number: Int) -> String {
    guard number > 1 else { return path }
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[name...].lastIndex(of: "."), dot > name else { return "\(path) (\(number))" }
    return "\(path[..<dot]) (\(number))\(path[dot...])"
  }
}
