import Foundation
import Text

/// Paths of this machine as a person types them at the prompt.
enum TypedPath {
  enum Kind { case file, folder, none }

  /// `~` is the home folder; a `file://` that a terminal pasted, and quotation marks around the path, are taken off. A path typed behind a folder
  /// that stood there already (`~/Downloads//tmp/x`, `~/Downloads/~/x`) is the one that is meant, unless the whole leads somewhere.
  static func expanded(_ typed: String) -> String {
    var path = typed.trimmingCharacters(in: .whitespaces)
    if path.count > 1, let mark = path.first, mark == "'" || mark == "\"", path.last == mark {
      path = String(path.dropFirst().dropLast())
    }
    if path.hasPrefix("file://") { path = String(path.dropFirst(7)).removingPercentEncoding ?? path }
    let whole = NSString(string: path).expandingTildeInPath
    guard let again = path.range(of: "/(?=[/~])", options: [.regularExpression, .backwards]),
      kind(folder(of: whole)) == .none
    else { return whole }
    return NSString(string: String(path[again.upperBound...])).expandingTildeInPath
  }

  /// Foundation's own ends the program on a path of slashes.
  private static func folder(of path: String) -> String {
    let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    return folder.isEmpty ? "/" : String(folder)
  }

  /// The last part of a path, to be shown.
  static func name(_ path: String) -> SafeText { UntrustedText(String(path.split(separator: "/").last ?? "")).line }

  /// In bytes; 0 for what is not there.
  static func size(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  static func kind(_ path: String) -> Kind {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .none }
    return isFolder.boolValue ? .folder : .file
  }

  /// What the path begun may become: names in its folder, folders with a slash; hidden ones only when asked for.
  static func completions(_ typed: String) -> [String] {
    let cut = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let (folder, stem) = (String(typed[..<cut]), typed[cut...])
    let path = folder.isEmpty ? "." : expanded(folder)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return [] }
    return names.filter { $0.hasPrefix(stem) && ($0.first != "." || stem.first == ".") }.sorted().prefix(200)
      .map { folder + $0 + (kind(path + "/" + $0) == .folder ? "/" : "") }
  }
}
