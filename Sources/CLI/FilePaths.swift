internal import ClientCore
internal import Localization
internal import Text

/// Files by their path, as `ter1 list files` shows it.
struct FilePaths {
  let reader: CacheReader

  /// - Returns: nil when there is no such thing.
  func find(_ path: String, _ account: AccountID) throws(Failure) -> FileRow? {
    var found: FileRow?
    for name in path.split(separator: "/") {
      guard let row = try child(String(name), of: found?.node.id, account) else { return nil }
      found = row
    }
    return found
  }

  func node(_ path: String, _ account: AccountID) throws(Failure) -> FileRow {
    guard let row = try find(path, account) else {
      throw Failure(.notFound, tr("There is no file or folder “%1”.", path), remedy: tr("See: ter1 list files"))
    }
    return row
  }

  private func child(_ name: String, of folder: ObjectID?, _ account: AccountID) throws(Failure) -> FileRow? {
    var offset = 0
    while true {
      let page = try reading { () throws(CacheError) in
        try reader.folder(account, folder, at: .index(offset), limit: 500)
      }?.rows
      guard let page else { return nil }
      // Swift compares by canonical equivalence: é as one letter or as two is the same name.
      if let row = page.rows.first(where: { $0.node.name.raw == name }) { return row }
      guard page.end > offset, page.end < page.total else { return nil }
      offset = page.end
    }
  }
}
