internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Text
internal import Vault

/// What every command works with: folders, preferences, accounts, the cache.
struct Desk {
  static let output = Output(charset: Speech.charset)

  let folders: Folders
  let preferences: Preferences
  let zone: TimeZone

  /// Reads the preferences, and tells on standard error what in them cannot be used.
  init() throws(Failure) {
    do { folders = try Folders(environment: Speech.environment) } catch { throw Failure(error) }
    let (preferences, problems) = Preferences.read(folders)
    self.preferences = preferences
    for problem in problems { Self.output.note("ter1: " + problem.text(tr)) }
    zone = preferences.timeZone.flatMap(TimeZone.init(identifier:)) ?? .current
  }

  var accountsFile: AccountsFile { AccountsFile(folders) }

  /// The accounts' secrets, once the key is there.
  var credentials: CredentialFiles {
    get throws(Failure) { CredentialFiles(folders, key: try key()) }
  }

  /// nil: nothing is encrypted here.
  func key() throws(Failure) -> DatabaseKey? { try HomeKey.get(folders).key }

  func logins(only name: String? = nil) throws(Failure) -> [Login] {
    do {
      if let name { return [try accountsFile.login(named: name)] }
      return try accountsFile.read()
    } catch { throw Failure(error) }
  }

  /// The cache, to read and write.
  func openCache() throws(Failure) -> Cache {
    do {
      try Folders.make(folders.state)
      let home = try HomeKey.get(folders)
      let cache = try Cache(path: folders.cacheFile, key: try home.settle() ? home.key : nil)
      tell(cache.opening)
      return cache
    } catch { throw Failure(vault: error) }
  }

  /// The cache, to read. Where nothing may be written (a home that is read-only), a copy of what is there.
  func read<T>(_ body: (CacheReader) throws(Failure) -> T) throws(Failure) -> T {
    let (cache, copy) = try openReadable()
    defer { copy?.remove() }
    return try body(cache.reader)
  }

  /// - Returns: also the copy, which whoever asked has to remove in the end.
  func openReadable() throws(Failure) -> (Cache, CacheCopy?) {
    do throws(Failure) {
      return (try openCache(), nil)
    } catch {
      guard error.status == .cannotCreate, let copy = try CacheCopy(of: folders.cacheFile, key: try key()) else {
        throw error
      }
      Self.output.note("ter1: " + tr("%1 cannot be written: showing what is there, as it is.", folders.state))
      return (copy.cache, copy)
    }
  }

  func tell(_ opening: Cache.Opening) {
    guard let path = opening.setAside else { return }
    Self.output.note("ter1: " + tr("The cache was damaged; it was set aside as %1 and is fetched anew.", path))
    if !opening.unreadable.isEmpty {
      Self.output.note(
        "      "
          + tr(
            "Not everything in it could be read (%1): what is missing is in that file only.",
            opening.unreadable.joined(separator: ", ")))
    }
    Self.output.note(
      "      " + tr(opening.savedEntries, "%1 unsent text was saved from it.", "%1 unsent texts were saved from it."))
  }
}
