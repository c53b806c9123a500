/// One key press, with its modifiers. Written `j`, `J`, `<C-s>`, `<M-f>`, `<Enter>`, `<F1>`, `<lt>`; `<Char>` in a keymap is any
/// character.
public struct KeyStroke: Hashable, Sendable, CustomStringConvertible {
  /// The keys that are no character.
  public enum Name: String, CaseIterable, Sendable {
    case enter = "Enter"
    case escape = "Esc"
    case tab = "Tab"
    case backTab = "BackTab"
    case backspace = "BS"
    case delete = "Del"
    case insert = "Ins"
    case up = "Up"
    case down = "Down"
    case left = "Left"
    case right = "Right"
    case home = "Home"
    case end = "End"
    case pageUp = "PageUp"
    case pageDown = "PageDown"
    case shiftUp = "ShiftUp"
    case shiftDown = "ShiftDown"
    case shiftLeft = "ShiftLeft"
    case shiftRight = "ShiftRight"
    case shiftHome = "ShiftHome"
    case shiftEnd = "ShiftEnd"
    case f1 = "F1"
    case f2 = "F2"
    case f3 = "F3"
    case f4 = "F4"
    case f5 = "F5"
    case f6 = "F6"
    case f7 = "F7"
    case f8 = "F8"
    case f9 = "F9"
    case f10 = "F10"
    case f11 = "F11"
    case f12 = "F12"
  }

  public enum Key: Hashable, Sendable {
    case character(Character)
    case named(Name)
    /// In keymaps only: any key that types a character, which the command receives as its last argument.
    case anyCharacter
  }

  public var key: Key
  public var hasControl: Bool
  public var hasMeta: Bool

  public init(_ key: Key, control: Bool = false, meta: Bool = false) {
    (self.key, hasControl, hasMeta) = (key, control, meta)
  }

  public init(_ character: Character) { self.init(.character(character)) }
  public init(_ name: Name) { self.init(.named(name)) }

  /// The character that this key types into a text; nil for commands.
  public var typed: Character? {
    guard case .character(let character) = key, !hasControl, !hasMeta else { return nil }
    return character
  }

  /// The notation of keymaps.
  public var description: String {
    let modifiers = (hasControl ? "C-" : "") + (hasMeta ? "M-" : "")
    switch key {
    case .named(let name): return "<\(modifiers)\(name.rawValue)>"
    case .anyCharacter: return "<Char>"
    case .character(" "): return "<\(modifiers)Space>"
    case .character("<"): return "<\(modifiers)lt>"
    case .character(">") where !modifiers.isEmpty: return "<\(modifiers)gt>"
    case .character(let character):
      return modifiers.isEmpty ? String(character) : "<\(modifiers)\(character)>"
    }
  }

  /// Reads a sequence such as `g<Enter>x`; nil when it is malformed.
  public static func sequence(_ notation: some StringProtocol) -> [KeyStroke]? {
    var strokes: [KeyStroke] = []
    var rest = notation[...]
    while let first = rest.first {
      guard first == "<" else {
        strokes.append(KeyStroke(first))
        rest = rest.dropFirst()
        continue
      }
      guard let close = rest.firstIndex(of: ">"),
        let stroke = bracketed(String(rest[rest.index(after: rest.startIndex)..<close]))
      else { return nil }
      strokes.append(stroke)
      rest = rest[rest.index(after: close)...]
    }
    return strokes.isEmpty ? nil : strokes
  }

  private static func bracketed(_ inside: String) -> KeyStroke? {
    var name = inside[...]
    var stroke = KeyStroke(" ")
    while name.count > 2, name.dropFirst().first == "-" {
      switch name.first {
      case "C": stroke.hasControl = true
      case "M": stroke.hasMeta = true
      default: return nil
      }
      name = name.dropFirst(2)
    }
    switch name {
    case "Space": break
    case "Char": stroke.key = .anyCharacter
    case "lt": stroke.key = .character("<")
    case "gt": stroke.key = .character(">")
    case _ where name.count == 1: stroke.key = .character(name[name.startIndex])
    default:
      guard let named = Name.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
        return nil
      }
      stroke.key = .named(named)
    }
    return stroke
  }
}
