/// A colour of the terminal's palette: its number among 256, and the one among the first 16 that stands in for it where there are
/// fewer (8: the number modulo 8).
public struct Colour: Hashable, Sendable {
  public let of256: Int
  public let of16: Int
  public init(_ of256: Int, _ of16: Int) { (self.of256, self.of16) = (of256, of16) }
}

/// How a role looks. Without a colour it has the terminal's own.
public struct Look: Hashable, Sendable {
  public var foreground: Colour?
  public var background: Colour?
  public var emphasis: Emphasis
  public init(_ foreground: Colour? = nil, on background: Colour? = nil, _ emphasis: Emphasis = []) {
    (self.foreground, self.background, self.emphasis) = (foreground, background, emphasis)
  }
}

/// A look for every role.
public struct Theme: Sendable {
  /// As the setting and the command `theme` name it.
  public let name: String
  private let looks: [Role: Look]
  /// What everything stands on; nil: the terminal's own background.
  public let ground: Look?

  init(name: String, ground: Look? = nil, _ looks: [Role: Look]) {
    (self.name, self.ground, self.looks) = (name, ground, looks)
  }

  public subscript(role: Role) -> Look {
    var look = looks[role] ?? Look()
    look.foreground = look.foreground ?? ground?.foreground
    look.background = look.background ?? ground?.background
    return look
  }

  public static let all: [Theme] = [.standard, .light, .highContrast, .colourBlind, .mono]

  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  private static let faint = Look(nil, on: nil, .faint)

  /// On the terminal's own background, dark or light alike; calm: most text has no colour. What steps back is faint, which is right
  /// on either background and a third of a colour's bytes.
  static let standard = Theme(
    name: "default",
    [
      .dim: faint, .title: Look(nil, on: nil, .bold), .accent: Look(Colour(173, 3)),
      .unread: Look(nil, on: nil, .bold), .mention: Look(Colour(209, 11), on: nil, .bold),
      .own: Look(Colour(108, 2)), .author: Look(Colour(110, 6)), .date: faint,
      .quote: Look(Colour(108, 2)), .deepQuote: faint, .link: Look(Colour(110, 6), on: nil, .underline),
      .code: Look(Colour(180, 3)), .success: Look(Colour(108, 2)), .warning: Look(Colour(179, 3), on: nil, .bold),
      .error: Look(Colour(167, 1), on: nil, .bold), .border: faint, .status: faint,
      .tab: faint, .currentTab: Look(Colour(173, 3), on: nil, .bold),
      .marker: Look(nil, on: nil, .bold), .match: Look(Colour(179, 3), on: nil, .underline),
      .key: Look(nil, on: nil, .bold), .pending: Look(Colour(179, 3)),
    ])

  /// Dark ink for a light background.
  static let light = Theme(
    name: "light",
    [
      .dim: Look(Colour(242, 8)), .title: Look(nil, on: nil, .bold), .accent: Look(Colour(124, 1)),
      .unread: Look(nil, on: nil, .bold), .mention: Look(Colour(124, 1), on: nil, .bold),
      .own: Look(Colour(22, 2)), .author: Look(Colour(24, 4)), .date: Look(Colour(242, 8)),
      .quote: Look(Colour(22, 2)), .deepQuote: Look(Colour(242, 8)), .link: Look(Colour(24, 4), on: nil, .underline),
      .code: Look(Colour(94, 5)), .success: Look(Colour(22, 2)), .warning: Look(Colour(94, 5), on: nil, .bold),
      .error: Look(Colour(124, 1), on: nil, .bold), .border: Look(Colour(248, 7)), .status: Look(Colour(242, 8)),
      .tab: Look(Colour(242, 8)), .currentTab: Look(Colour(124, 1), on: nil, .bold),
      .marker: Look(Colour(124, 1)), .match: Look(Colour(94, 5), on: nil, .underline),
      .key: Look(nil, on: nil, .bold), .pending: Look(Colour(94, 5)),
    ])

  /// Blue and orange only, which everybody tells apart.
  static let colourBlind = Theme(
    name: "colour-blind",
    [
      .dim: Look(Colour(245, 8)), .title: Look(nil, on: nil, .bold), .accent: Look(Colour(214, 3)),
      .unread: Look(nil, on: nil, .bold), .mention: Look(Colour(214, 3), on: nil, .bold),
      .own: Look(Colour(75, 4)), .author: Look(Colour(75, 4)), .date: Look(Colour(245, 8)),
      .quote: Look(Colour(75, 4)), .deepQuote: Look(Colour(245, 8)), .link: Look(Colour(75, 4), on: nil, .underline),
      .code: Look(Colour(214, 3)), .success: Look(Colour(75, 4)), .warning: Look(Colour(214, 3), on: nil, .bold),
      .error: Look(Colour(214, 3), on: nil, [.bold, .underline]), .border: Look(Colour(240, 8)),
      .status: Look(Colour(245, 8)), .tab: Look(Colour(245, 8)), .currentTab: Look(Colour(214, 3), on: nil, .bold),
      .marker: Look(Colour(214, 3)), .match: Look(Colour(214, 3), on: nil, .underline),
      .key: Look(nil, on: nil, .bold), .pending: Look(Colour(214, 3)),
    ])

  /// Black on white and nothing else, to be read on a telephone in full sun.
  static let highContrast = Theme(
    name: "high-contrast", ground: Look(Colour(16, 0), on: Colour(231, 15)), monochrome)

  /// No colour at all: weight and underlining only.
  static let mono = Theme(name: "mono", monochrome)

  private static let monochrome: [Role: Look] = [
    .title: Look(nil, on: nil, .bold), .unread: Look(nil, on: nil, .bold), .mention: Look(nil, on: nil, .bold),
    .link: Look(nil, on: nil, .underline), .warning: Look(nil, on: nil, .bold), .error: Look(nil, on: nil, .bold),
    .currentTab: Look(nil, on: nil, .bold), .marker: Look(nil, on: nil, .bold), .match: Look(nil, on: nil, .underline),
    .key: Look(nil, on: nil, .bold),
  ]
}
