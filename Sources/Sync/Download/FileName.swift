import Text

extension FileName {
  /// `leaflet.pdf` → `leaflet (2).pdf`.
  static func numbered(_ path: String, _ number: Int) -> String {
    guard number > 1 else { return path }
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[name...].lastIndex(of: "."), dot > name else { return "\(path) (\(number))" }
    return "\(path[..<dot]) (\(number))\(path[dot...])"
  }
}
