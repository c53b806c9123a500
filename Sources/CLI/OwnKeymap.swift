internal import Settings
internal import TER1TUI

/// A person's own keymap; where there is one that cannot be read, that is a problem like a wrong line of it.
struct OwnKeymap {
  private(set) var file: (path: String, text: String)?
  private(set) var problem: KeymapProblem?

  init(_ folders: Folders) {
    do throws(SettingsError) {
      file = try OwnKeymapFile.read(folders).map { (folders.keymapFile, $0) }
    } catch {
      problem = KeymapProblem(source: folders.keymapFile, line: 0, reason: .unreadable(error.text(tr).what))
    }
  }
}
