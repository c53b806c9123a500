internal import ClientCore
internal import Foundation
internal import Settings
internal import TER1TUI

extension Desk {
  /// The keys that the interface would begin with: what the settings name, else what was chosen in it. Nobody is asked for a passphrase to know.
  func keymap(_ own: OwnKeymap) -> Keymap {
    Keymap(name: preferences.keymap ?? chosen?.keymap ?? "default", own: own.file)
  }

  /// nil also where the cache cannot be read now: what is told of keys is no reason to stop, and every command that needs it says why.
  private var chosen: Choices? {
    guard FileManager.default.fileExists(atPath: folders.cacheFile) else { return nil }
    let cache = try? Cache(path: folders.cacheFile, key: HomeKey.ready(folders))
    return cache.flatMap { try? Choices($0.reader) }
  }
}
