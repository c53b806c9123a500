import Localization

/// A folder's regular files and folders, deepest first looked into, sorted by name. Links are not followed.
struct FileTree {
  struct Entry {
    let path: RawPath
    /// The names from the top on.
    let names: [[UInt8]]
    let status: FileStatus
  }

  private(set) var entries: [Entry] = []
  private(set) var report = ImportReport()

  /// - Parameter path: a folder, or one file.
  init(_ path: RawPath) throws(ReadError) {
    let status = try FileStatus(path, followsLink: true)
    if status.kind == .folder {
      try visit(path, [])
    } else {
      let name = Array(path.bytes.split(separator: UInt8(ascii: "/")).last ?? [])
      entries = [Entry(path: path, names: [name], status: status)]
    }
  }

  var files: [Entry] { entries.filter { $0.status.kind == .file } }

  private mutating func visit(_ folder: RawPath, _ above: [[UInt8]]) throws(ReadError) {
    for name in try folder.names() {
      let path = folder.appending(name)
      do throws(ReadError) {
        try add(Entry(path: path, names: above + [name], status: FileStatus(path)))
      } catch {
        report.refuse(path.text, error.reason)
      }
    }
  }

  private mutating func add(_ entry: Entry) throws(ReadError) {
    switch entry.status.kind {
    case .link: report.refuse(entry.path.text, msgid("a symbolic link, not followed"))
    case .special: report.refuse(entry.path.text, msgid("no regular file"))
    case .file: entries.append(entry)
    case .folder:
      guard entry.names.count <= 64 else { throw ReadError(msgid("nested too deeply")) }
      entries.append(entry)
      try visit(entry.path, entry.names)
    }
  }
}
