import ClientCore
import Text

/// A line of the files: a cooperative to go into, a folder or a file.
struct FileItem: ListRow {
  enum Content: Sendable {
    case cooperative(Account)
    case node(FileRow)
  }

  let id: ObjectKey
  let content: Content

  init(_ row: FileRow) { (id, content) = (row.key, .node(row)) }

  init(_ account: Account) { (id, content) = (ObjectKey(account.id, "Account", ""), .cooperative(account)) }

  var row: FileRow? { if case .node(let row) = content { row } else { nil } }
}

extension FileRow {
  var isFolder: Bool { node.isFolder }
  var isDownloaded: Bool { download?.state == .done }
}

extension Download {
  var isUnderWay: Bool { state == .waiting || state == .running }

  /// How much is there, in hundredths; nil when the size is not known.
  var percent: Int? { size.flatMap { $0 > 0 ? min(100, received * 100 / $0) : nil } }
}
