internal import ClientCore
internal import Foundation
internal import Localization
internal import Vault

/// A cache that may not be written, copied to where it may: SQLite needs to write even in order to read.
struct CacheCopy {
  let cache: Cache
  private let folder: String

  /// - Returns: nil when there is no cache to copy.
  init?(of path: String, key: DatabaseKey?) throws(Failure) {
    let files = FileManager.default
    guard files.isReadableFile(atPath: path) else { return nil }
    var template = Array((NSTemporaryDirectory() + "/ter1-read-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw Failure(
        .inputOutput, tr("No folder can be made in %1: %2.", NSTemporaryDirectory(), String(cString: strerror(errno))),
        safe: tr("Nothing was changed."), remedy: tr("Make room there, or set TMPDIR to a folder that can be written."))
    }
    folder = String(cString: made)
    do {
      for suffix in ["", "-wal"] where files.isReadableFile(atPath: path + suffix) {
        try files.copyItem(atPath: path + suffix, toPath: "\(folder)/ter1.sqlite\(suffix)")
        chmod("\(folder)/ter1.sqlite\(suffix)", 0o600)
      }
      cache = try Cache(path: folder + "/ter1.sqlite", key: try Cache.isPlain(path) ? nil : key)
    } catch let error as CacheError {
      Self.remove(folder)
      throw Failure(error)
    } catch {
      Self.remove(folder)
      throw Failure(.inputOutput, tr("%1 cannot be read: %2.", path, error.localizedDescription))
    }
  }

  func remove() { Self.remove(folder) }

  /// What cannot be removed is the system's to remove: it lies among temporary files.
  private static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}
