/// What a terminal is told by the bytes written to it, held against the few sequences that ter1 writes. A strict parser of C0, ESC,
/// CSI, OSC and DCS: what it does not know by name is a violation, whatever a terminal would make of it.
public struct TerminalOutput {
  public enum Kind: Sendable {
    /// The interface on a terminal that ncurses knows.
    case interface
    /// A pipe: text and line feeds.
    case plain
    /// iCalendar: lines end in CR LF.
    case calendar
  }

  public struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// In code points from the start.
    public let offset: Int
    public let reason: String
    public var description: String { "\(reason) at \(offset)" }
  }

  /// The printed text; a movement of the cursor is a line feed.
  public private(set) var text = ""
  public private(set) var violations: [Violation] = []
  /// What was put on the clipboard, in base64.
  public private(set) var clipboard: [String] = []
  /// Where pieces of the screen lead.
  public private(set) var links: [String] = []
  /// What was to be told of news.
  public private(set) var notifications: [String] = []
  /// How many sequences there were.
  public private(set) var sequences = 0

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private let kind: Kind

  public init(_ bytes: [UInt8], _ kind: Kind) {
    self.kind = kind
    if let string = String(validating: bytes, as: UTF8.self) {
      scalars = Array(string.unicodeScalars)
    } else {
      scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
      refuse("bytes that are not UTF-8", at: 0)
    }
    while let scalar = next() { take(scalar) }
  }

  private mutating func next() -> Unicode.Scalar? {
    guard position < scalars.count else { return nil }
    defer { position += 1 }
    return scalars[position]
  }

  private mutating func refuse(_ reason: String, at offset: Int) {
    violations.append(Violation(offset: offset, reason: reason))
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x0A: text.append("\n")
    case 0x0D where kind != .plain: text.append("\n")
    case 0x08 where kind == .interface, 0x09 where kind == .interface: text.append("\n")
    // The bell.
    case 0x07 where kind == .interface: break
    // Back to the first character set, of which the second is never asked for (SO).
    case 0x0F where kind == .interface: break
    case 0x1B where kind == .interface: escape()
    case 0..<0x20, 0x7F...0x9F: refuse("control \(String(scalar.value, radix: 16))", at: position - 1)
    default: print(scalar)
    }
  }

  private mutating func print(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator:
      // A pipe's reader may want the joiners of emoji and of writing; they turn nothing.
      guard kind != .interface, [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD].contains(scalar.value) || isTag(scalar)
      else { return refuse("format character \(String(scalar.value, radix: 16))", at: position - 1) }
      text.unicodeScalars.append(scalar)
    default: text.unicodeScalars.append(scalar)
    }
  }

  private func isTag(_ scalar: Unicode.Scalar) -> Bool { (0xE0020...0xE007F).contains(scalar.value) }

  // MARK: Sequences

  private mutating func escape() {
    let start = position - 1
    sequences += 1
    switch next() {
    case "[": control(from: start)
    case "]": command(from: start)
    case "P": passThrough(from: start)
    case "(": if !["B", "U"].contains(next()) { refuse("a character set", at: start) }
    // Line drawing is made ready, and never used.
    case ")": if !["0", "B"].contains(next()) { refuse("a character set", at: start) }
    // Keypad modes; save, restore; reverse index.
    case "=", ">", "7", "8", "M": text.append("\n")
    case let other: refuse("ESC \(other.map(String.init) ?? "end")", at: start)
    }
  }

  private mutating func control(from start: Int) {
    var parameters = ""
    while let scalar = next() {
      switch scalar.value {
      case 0x20..<0x40: parameters.unicodeScalars.append(scalar)
      case 0x40..<0x7F:
        if Character(scalar) != "m" { text.append("\n") }
        guard Self.isKnown(parameters, Character(scalar)) else {
          return refuse("CSI \(parameters)\(scalar)", at: start)
        }
        return
      default: return refuse("CSI broken off", at: start)
      }
    }
    refuse("CSI broken off", at: start)
  }

  /// Cursor, erasing, inserting and deleting, scrolling, colours; and the modes that ter1 sets.
  private static func isKnown(_ parameters: String, _ final: Character) -> Bool {
    let isNumeric = parameters.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ";") }
    switch final {
    case "A", "B", "C", "D", "G", "H", "J", "K", "L", "M", "P", "S", "T", "X", "@", "b", "d", "m", "r":
      return isNumeric
    case "h", "l":
      return ["?1", "?7", "?12", "?25", "?12;25", "?1004", "?1049", "?47", "?2004", "4", "?5", "34"].contains(
        parameters)
    // The title's stack, as xterm's rmcup and smcup have it: pushed and popped, never written or read.
    case "t": return ["22;0;0", "23;0;0"].contains(parameters)
    // The form of the cursor.
    case "q": return ["0 ", "2 ", "6 "].contains(parameters)
    // The Linux console's cursor.
    case "c": return ["?0", "?1", "?8"].contains(parameters)
    default: return false
    }
  }

  /// Only the clipboard, to write, links and notifications.
  private mutating func command(from start: Int) {
    var body = ""
    while let scalar = next() {
      if scalar == "\u{07}" { return obey(body, from: start) }
      guard scalar.value >= 0x20, !(0x7F...0x9F).contains(scalar.value) else { break }
      body.unicodeScalars.append(scalar)
    }
    refuse("OSC broken off", at: start)
  }

  private mutating func obey(_ body: String, from start: Int) {
    if body.hasPrefix("8;") { return lead(String(body.dropFirst(2)), from: start) }
    if body.hasPrefix("52;c;") { return clip(String(body.dropFirst(5)), from: start) }
    guard let kind = ["9;ter1: ", "99;;ter1: ", "777;notify;ter1;ter1: "].first(where: body.hasPrefix) else {
      return refuse("OSC \(body.prefix(20))", at: start)
    }
    notifications.append(String(body.dropFirst(kind.count)))
    let isText = body.unicodeScalars.allSatisfy {
      ![.format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
    if !isText { refuse("a format character in a notification", at: start) }
  }

  /// An address of a kind that may be opened, in ASCII; or the end of one.
  private mutating func lead(_ body: String, from start: Int) {
    guard body != ";" else { return }
    let address = body.dropFirst("id=ter1;".count)
    guard body.hasPrefix("id=ter1;"), address.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }),
      ["https:", "http:", "mailto:", "geo:", "tel:", "sip:"].contains(where: address.lowercased().hasPrefix)
    else { return refuse("OSC 8", at: start) }
    links.append(String(address))
  }

  private mutating func clip(_ base64: String, from start: Int) {
    guard base64.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) }) else {
      return refuse("OSC 52", at: start)
    }
    clipboard.append(base64)
  }

  /// A command on its way through tmux (its ESC doubled) or screen.
  private mutating func passThrough(from start: Int) {
    var body = ""
    while let scalar = next() {
      guard scalar == "\u{1B}" else {
        body.unicodeScalars.append(scalar)
        continue
      }
      switch next() {
      case "\\": return passThrough(body, from: start)
      case "\u{1B}": body.append("\u{1B}")
      case "]": body.append("\u{1B}]")
      default: return refuse("DCS", at: start)
      }
    }
    refuse("DCS broken off", at: start)
  }

  private mutating func passThrough(_ body: String, from start: Int) {
    let inner = body.hasPrefix("tmux;") ? body.dropFirst(5) : body[...]
    guard inner.hasPrefix("\u{1B}]"), inner.hasSuffix("\u{07}"), !inner.dropFirst().dropLast().contains("\u{1B}"),
      !inner.dropLast().contains("\u{07}")
    else { return refuse("DCS", at: start) }
    obey(String(inner.dropFirst(2).dropLast()), from: start)
  }
}
