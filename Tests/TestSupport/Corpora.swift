public import Foundation

/// The attack samples beside the checkout, or nil with a visible line where there are none.
public enum Corpora {
  public static let folder = place("8-attaques")

  /// Feeds of news, as other programs are tested with them; none where there are no samples.
  public static let news: [URL] = {
    guard let folder = place("4-nouvelles"), let paths = FileManager.default.subpaths(atPath: folder.path) else {
      return []
    }
    return paths.sorted().map { folder.appending(path: $0) }.filter {
      !$0.pathExtension.isEmpty && !$0.hasDirectoryPath
    }
  }()

  private static func place(_ name: String) -> URL? {
    let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let path = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? top.appending(path: "../shared/data").path
    let folder = URL(filePath: path).appending(path: name)
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    print("skipped: no corpora at \(folder.standardizedFileURL.path) (TER1_CORPORA names another place)")
    return nil
  }

  public static var isThere: Bool { folder != nil }

  public static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return Array(try Data(contentsOf: folder.appending(path: path)))
  }

  public static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// The paths of all files below `path`, from the samples' folder.
  public static func files(in path: String) throws -> [String] {
    guard let folder else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: path).path).sorted()
      .map { "\(path)/\($0)" }
      .filter { (try? bytes($0)) != nil }
  }
}
