internal import Glibc

/// Whether the folders and files of a home are its owner's alone. Asked at the start: what others can write is not to be trusted, and
/// what they can read is no secret.
public struct PrivatePlaces: Sendable {
  private let folders: Folders

  public init(_ folders: Folders) { self.folders = folders }

  /// - Throws: `notOwn`, `folderTooOpen`, `tooOpen` for the first that is not; what is not there is no fault.
  public func check() throws(SettingsError) {
    // A person's own configuration may be read by others, but not changed; what is secret in it is checked when it is read.
    try check(folders.config, forbidden: 0o022)
    for path in [folders.state, folders.credentials, folders.cacheFile + "-spool"] { try check(path, forbidden: 0o077) }
    for suffix in ["", "-wal", "-shm"] { try check(folders.cacheFile + suffix, forbidden: 0o077) }
  }

  private func check(_ path: String, forbidden: UInt32) throws(SettingsError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_uid == geteuid() else { throw .notOwn(path: path) }
    guard status.st_mode & forbidden != 0 else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    throw isFolder
      ? .folderTooOpen(path: path, mode: status.st_mode & 0o777) : .tooOpen(path: path, mode: status.st_mode & 0o777)
  }
}
