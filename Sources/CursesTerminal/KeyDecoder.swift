import CNcurses
import TER1TUI

/// Turns what ncurses reads into key strokes, pasted text in one piece.
struct KeyDecoder {
  /// Numbers of our own for sequences that terminfo does not name.
  private enum Own {
    static let pasteStart: Int32 = 0x1000
    static let pasteEnd: Int32 = 0x1001
    static let focusIn: Int32 = 0x1002
    static let focusOut: Int32 = 0x1003
    static let firstModified: Int32 = 0x1010
  }

  private static let modified: [(sequence: String, stroke: KeyStroke)] = [
    ("\u{1B}[1;5D", KeyStroke(.named(.left), control: true)), ("\u{1B}[1;5C", KeyStroke(.named(.right), control: true)),
    ("\u{1B}[1;5A", KeyStroke(.named(.up), control: true)), ("\u{1B}[1;5B", KeyStroke(.named(.down), control: true)),
    ("\u{1B}[1;5H", KeyStroke(.named(.home), control: true)), ("\u{1B}[1;5F", KeyStroke(.named(.end), control: true)),
    ("\u{1B}[1;3D", KeyStroke(.named(.left), meta: true)), ("\u{1B}[1;3C", KeyStroke(.named(.right), meta: true)),
    ("\u{1B}[1;3A", KeyStroke(.named(.up), meta: true)), ("\u{1B}[1;3B", KeyStroke(.named(.down), meta: true)),
    ("\u{1B}[1;2A", KeyStroke(.shiftUp)), ("\u{1B}[1;2B", KeyStroke(.shiftDown)),
    ("\u{1B}[1;2D", KeyStroke(.shiftLeft)), ("\u{1B}[1;2C", KeyStroke(.shiftRight)),
    ("\u{1B}[1;2H", KeyStroke(.shiftHome)), ("\u{1B}[1;2F", KeyStroke(.shiftEnd)),
  ]

  /// What keyboards send whatever `TERM` says: of vt100 terminfo knows no page keys, and their sequence would be read as keys of its own.
  private static let usual: [(sequence: String, key: Int32)] = [
    ("\u{1B}[A", KEY_UP), ("\u{1B}[B", KEY_DOWN), ("\u{1B}[C", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT),
    ("\u{1B}[H", KEY_HOME), ("\u{1B}[F", KEY_END), ("\u{1B}[1~", KEY_HOME), ("\u{1B}[2~", KEY_IC),
    ("\u{1B}[3~", KEY_DC), ("\u{1B}[4~", KEY_END), ("\u{1B}[5~", KEY_PPAGE), ("\u{1B}[6~", KEY_NPAGE),
    ("\u{1B}[Z", KEY_BTAB),
  ]

  private static let named: [Int32: KeyStroke.Name] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home, KEY_END: .end,
    KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: .insert,
    KEY_ENTER: .enter, KEY_BTAB: .backTab,
  ]

  private let pad: UnsafeMutablePointer<WINDOW>
  /// The text of a paste that has not ended yet.
  private var paste: String?

  /// - Parameter pad: a window of its own, never shown: reading from a shown one would draw it at every key.
  init(pad: UnsafeMutablePointer<WINDOW>) {
    self.pad = pad
    for key in Self.usual { define_key(key.sequence, key.key) }
    define_key("\u{1B}[200~", Own.pasteStart)
    define_key("\u{1B}[201~", Own.pasteEnd)
    define_key("\u{1B}[I", Own.focusIn)
    define_key("\u{1B}[O", Own.focusOut)
    for (index, key) in Self.modified.enumerated() { define_key(key.sequence, Own.firstModified + Int32(index)) }
  }

  /// Everything that has been typed.
  mutating func read() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    var key: wint_t = 0
    while true {
      switch ter1_read_key(pad, &key) {
      case OK: take(character: key, &events)
      case KEY_CODE_YES: take(code: Int32(bitPattern: key), &events)
      default: return events
      }
    }
  }

  private mutating func take(code: Int32, _ events: inout [TerminalEvent]) {
    switch code {
    case Own.pasteStart: paste = ""
    case Own.pasteEnd:
      if let paste { events.append(.paste(paste)) }
      paste = nil
    case Own.focusIn, Own.focusOut: events.append(.lookedAt(code == Own.focusIn))
    default:
      guard paste == nil, let stroke = Self.stroke(code) else { return }
      events.append(.key(stroke))
    }
  }

  private static func stroke(_ code: Int32) -> KeyStroke? {
    if let name = named[code] { return KeyStroke(.named(name)) }
    let own = Int(code - Own.firstModified)
    if modified.indices.contains(own) { return modified[own].stroke }
    let functions: [KeyStroke.Name] = [.f1, .f2, .f3, .f4, .f5, .f6, .f7, .f8, .f9, .f10, .f11, .f12]
    return (1...12).first { ter1_key_f(Int32($0)) == code }.map { KeyStroke(.named(functions[$0 - 1])) }
  }

  private mutating func take(character: wint_t, _ events: inout [TerminalEvent]) {
    guard let scalar = Unicode.Scalar(character) else { return }
    if paste != nil {
      paste?.unicodeScalars.append(scalar == "\r" ? "\n" : scalar)
    } else if scalar == "\u{1B}" {
      events.append(.key(afterEscape()))
    } else if Self.continues(scalar, events) {
      Self.append(scalar, to: &events)
    } else {
      events.append(.key(Self.stroke(scalar)))
    }
  }

  /// Escape alone, or a key with Alt: what follows at once belongs to it.
  private func afterEscape() -> KeyStroke {
    var key: wint_t = 0
    switch ter1_read_key(pad, &key) {
    case OK:
      guard let scalar = Unicode.Scalar(key), scalar != "\u{1B}" else { return KeyStroke(.named(.escape)) }
      var stroke = Self.stroke(scalar)
      stroke.hasMeta = true
      return stroke
    case KEY_CODE_YES:
      var stroke = Self.stroke(Int32(bitPattern: key)) ?? KeyStroke(.named(.escape))
      stroke.hasMeta = stroke != KeyStroke(.named(.escape))
      return stroke
    default: return KeyStroke(.named(.escape))
    }
  }

  private static func stroke(_ scalar: Unicode.Scalar) -> KeyStroke {
    switch scalar.value {
    case 0x0D: KeyStroke(.named(.enter))
    case 0x09: KeyStroke(.named(.tab))
    case 0x7F, 0x08: KeyStroke(.named(.backspace))
    case 0: KeyStroke(.character(" "), control: true)
    case 0x01...0x1A: KeyStroke(.character(Character(Unicode.Scalar(UInt8(scalar.value + 0x60)))), control: true)
    case 0x1C...0x1F: KeyStroke(.character(Character(Unicode.Scalar(UInt8(scalar.value + 0x40)))), control: true)
    default: KeyStroke(.character(Character(scalar)))
    }
  }

  /// Whether a code point belongs to the character typed just before: a mark that a keyboard sends after its letter.
  private static func continues(_ scalar: Unicode.Scalar, _ events: [TerminalEvent]) -> Bool {
    guard case .key(let last) = events.last, last.typed != nil else { return false }
    return scalar.properties.generalCategory == .nonspacingMark
  }

  private static func append(_ scalar: Unicode.Scalar, to events: inout [TerminalEvent]) {
    guard case .key(let last) = events.popLast(), let typed = last.typed else { return }
    var text = String(typed)
    text.unicodeScalars.append(scalar)
    events.append(.key(KeyStroke(.character(Character(text)))))
  }
}
