internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import TER1TUI

extension Desk {
  /// The keys that the interface would begin with: what the settings name, else what was chosen in it. Nobody is asked for a passphrase to know.
  func keymap(_ own: OwnKeymap) -> Keymap {
    Keymap(name: preferences.keymap ?? chosen?.keymap ?? "default", own: own.file)
  }

  /// nil also where the cache cannot be read now, which is told: it is no reason to tell nothing of keys.
  private var chosen: Choices? {
    guard FileManager.default.fileExists(atPath: folders.cacheFile) else { return nil }
    do throws(CacheError) {
      let cache = try Cache(path: folders.cacheFile, key: HomeKey.ready(folders))
      tell(cache.opening)
      return try Choices(cache.reader)
    } catch {
      let reason = error.text(Catalog(Speech.language))
      Self.output.note("ter1: " + tr("These may not be the keys chosen in the interface: %1", reason))
      return nil
    }
  }
}
