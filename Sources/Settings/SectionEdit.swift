/// One value of a TOML file changed in its text, so that what a person wrote around it stays as it is: comments, order, spaces.
enum SectionEdit {
  /// - Parameter value: as TOML; nil takes the key out.
  /// - Returns: nil when the text has no line `[section]` of its own.
  static func set(_ key: String, to value: String?, in section: String, of text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let head = lines.firstIndex(where: { name(ofHead: $0) == section }) else { return nil }
    let end = lines[(head + 1)...].firstIndex { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("[") } ?? lines.count
    let line = value.map { "\(key) = \($0)" }
    if let old = (head + 1..<end).first(where: { Self.key(of: lines[$0]) == key }) {
      if let line { lines[old] = line } else { lines.remove(at: old) }
    } else if let line {
      lines.insert(line, at: head + 1)
    }
    return lines.joined(separator: "\n")
  }

  private static func name(ofHead line: String) -> String? {
    let line = line.drop { $0 == " " || $0 == "\t" }
    guard line.hasPrefix("["), !line.hasPrefix("[[") else { return nil }
    return line.dropFirst().prefix { $0 != "]" }.filter { !"\"' ".contains($0) }
  }

  private static func key(of line: String) -> String? {
    guard line.contains("=") else { return nil }
    return line.prefix { $0 != "=" }.filter { !" \t\"'".contains($0) }
  }
}
