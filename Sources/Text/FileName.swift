/// Names that somebody else gave, as names of files here.
public enum FileName {
  /// The last part of `name`, at most 200 bytes with its ending kept; never empty, hidden, `.` or `..`. It shows all that it holds,
  /// begins with nothing that a command takes for an option or a shell for a home, and has nothing that other systems refuse or
  /// take for a device: files are given on.
  public static func safe(_ name: UntrustedText) -> String {
    let last = name.line.string.split { $0 == "/" || $0 == "\\" }.last ?? ""
    let kept = trimmed(shortened(trimmed(String(last.map { ":*?\"<>|".contains($0) ? "_" : $0 }))))
    return kept.isEmpty ? "file" : isDevice(kept) ? "_" + kept : kept
  }

  private static func shortened(_ name: String, to limit: Int = 200) -> String {
    guard name.utf8.count > limit else { return name }
    let dot = name.lastIndex(of: ".").map { name[$0...] }
    let ending = dot.flatMap { $0.utf8.count <= 20 ? String($0) : nil } ?? ""
    var (stem, bytes) = ("", ending.utf8.count)
    for character in name {
      bytes += character.utf8.count
      if bytes > limit { break }
      stem.append(character)
    }
    return stem + ending
  }

  private static func trimmed(_ name: String) -> String {
    var name = name.drop { $0.isWhitespace || ".-~".contains($0) }
    while let last = name.last, last.isWhitespace || last == "." { name.removeLast() }
    return String(name)
  }

  /// CON, PRN, AUX, NUL, COM1…9, LPT1…9 in any case, whatever the ending.
  private static func isDevice(_ name: String) -> Bool {
    let stem = trimmed(String(name.prefix { $0 != "." })).uppercased()
    if ["CON", "PRN", "AUX", "NUL"].contains(stem) { return true }
    return stem.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT")) && stem.last?.isNumber == true
  }
}
