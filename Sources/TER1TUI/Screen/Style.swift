/// What a piece of the screen means. A theme decides how it looks; drawing code names roles only.
public enum Role: UInt8, CaseIterable, Sendable {
  case text, dim, title, accent, unread, mention, own, author, date
  case quote, deepQuote, link, code, success, warning, error
  case border, status, tab, currentTab, marker, match, key, pending
  /// A QR code: dark on light on every terminal, for a camera.
  case code2d

  /// One letter in a recorded screen's style plane.
  public var letter: Character {
    Character(UnicodeScalar(rawValue == 0 ? 0x2E : 0x60 + rawValue))
  }
}

/// What is added to a role's own look.
public struct Emphasis: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let bold = Emphasis(rawValue: 1)
  public static let underline = Emphasis(rawValue: 2)
  public static let reverse = Emphasis(rawValue: 4)
  public static let faint = Emphasis(rawValue: 8)
}

/// How a cell is to look: its role and what is added to it.
public struct Style: Hashable, Sendable {
  public var role: Role
  public var emphasis: Emphasis

  public init(_ role: Role, _ emphasis: Emphasis = []) { (self.role, self.emphasis) = (role, emphasis) }

  public static let text = Style(.text)
  public static let dim = Style(.dim)
  public static let title = Style(.title)
  public static let bold = Style(.text, .bold)
}
