/// A person's own keymap, as a text.
public enum OwnKeymapFile {
  /// - Returns: nil when there is none.
  public static func read(_ folders: Folders) throws(SettingsError) -> String? {
    try PrivateFile.read(folders.keymapFile, isSecret: false)
  }
}
