/// The built-in keymaps: the text files beside this one, kept inside the binary.
public enum KeymapTexts {
  /// The text of the map called `name`: "default", "vim" or "emacs"; empty for any other.
  public static func named(_ name: String) -> String {
    switch name {
    case "default": String(decoding: PackageResources.default_keymap, as: UTF8.self)
    case "vim": String(decoding: PackageResources.vim_keymap, as: UTF8.self)
    case "emacs": String(decoding: PackageResources.emacs_keymap, as: UTF8.self)
    default: ""
    }
  }
}
