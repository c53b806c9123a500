import ClientCore
import Foundation
import Text

/// The beginning of a text file that was already brought.
struct FilePreview: Sendable {
  let key: ObjectKey
  let text: UntrustedText

  private static let longest = 16_384

  /// Reads a file that is here and may be text, away from the keys; nil when it is not here or is something else.
  static func reading(_ row: FileRow) -> Effect? {
    guard row.isDownloaded, let path = row.download?.path, isText(row.node) else { return nil }
    let key = row.key
    return .read(pane: FilesPane.name, tag: "preview") { (_) throws(CacheError) in
      FilePreview(key: key, text: beginning(of: path))
    }
  }

  private static func isText(_ node: FileNode) -> Bool {
    let type = node.type?.raw.lowercased() ?? ""
    return type.hasPrefix("text/") || type == "application/json" || type == "message/rfc822"
  }

  /// What cannot be read or is no text is shown as nothing: the file can still be opened with its own program.
  private static func beginning(of path: String) -> UntrustedText {
    guard let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: longest),
      !bytes.contains(0)
    else { return UntrustedText("") }
    return UntrustedText(String(decoding: bytes, as: UTF8.self))
  }
}
