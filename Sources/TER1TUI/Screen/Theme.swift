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
    if role == .code2d { return Self.blackOnWhite }
    var look = looks[role] ?? Look()
    look.foreground = look.foreground ?? ground?.foreground
    look.background = look.background ?? ground?.background
    return look
  }

  public static let all: [Theme] = [.standard, .dark, .light, .sun, .colourBlind, .mono]

  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  private static let blackOnWhite = Look(Colour(16, 0), on: Colour(231, 15))
  private static let faint = Look(nil, on: nil, .faint)

  /// What everything may be said in; each theme is legible on the grounds it is for (a test computes the contrast).
  private struct Inks {
    let accent, mention, own, code, warning, error: Colour
    /// Of others' names, and of links; nil: the terminal's own.
    let author: Colour?
    /// What steps back.
    let quiet: Look
  }

  private init(name: String, _ inks: Inks) {
    let (bold, quiet) = (Look(nil, on: nil, .bold), inks.quiet)
    self.init(
      name: name,
      [
        .dim: quiet, .title: bold, .accent: Look(inks.accent), .unread: bold,
        .mention: Look(inks.mention, on: nil, .bold), .own: Look(inks.own), .author: Look(inks.author),
        .date: quiet, .quote: Look(inks.own), .deepQuote: quiet, .link: Look(inks.author, on: nil, .underline),
        .code: Look(inks.code), .success: Look(inks.own), .warning: Look(inks.warning, on: nil, .bold),
        .error: Look(inks.error, on: nil, .bold), .border: quiet, .status: quiet, .tab: quiet,
        .currentTab: Look(inks.accent, on: nil, .bold), .marker: bold,
        .match: Look(inks.warning, on: nil, .underline), .key: bold, .pending: Look(inks.warning),
      ])
  }

  /// On the terminal's own background, dark or light alike: inks of middle lightness; calm: most text has no colour, and others'
  /// names are bold: a third of a colour's bytes. What steps back is faint, which is right on either background.
  static let standard = Theme(
    name: "default",
    Inks(
      accent: Colour(166, 3), mention: Colour(167, 11), own: Colour(100, 2), code: Colour(137, 3),
      warning: Colour(136, 3), error: Colour(160, 1), author: nil, quiet: faint))

  /// Light ink for a dark background.
  static let dark = Theme(
    name: "dark",
    Inks(
      accent: Colour(173, 3), mention: Colour(209, 11), own: Colour(108, 2), code: Colour(180, 3),
      warning: Colour(179, 3), error: Colour(203, 9), author: Colour(110, 6), quiet: faint))

  /// Dark ink for a light background.
  static let light = Theme(
    name: "light",
    Inks(
      accent: Colour(124, 1), mention: Colour(124, 1), own: Colour(22, 4), code: Colour(94, 5),
      warning: Colour(94, 5), error: Colour(124, 1), author: Colour(24, 4), quiet: Look(Colour(240, 8))))

  /// Blue and orange only, which everybody tells apart, on a dark background or a light one.
  static let colourBlind = Theme(
    name: "colour-blind",
    Inks(
      accent: Colour(166, 3), mention: Colour(166, 3), own: Colour(32, 6), code: Colour(166, 3),
      warning: Colour(166, 3), error: Colour(166, 3), author: Colour(32, 6), quiet: faint))

  /// Black on white and nothing else, to be read on a telephone in full sun.
  static let sun = Theme(
    name: "sun", ground: blackOnWhite, monochrome)

  /// No colour at all: weight and underlining only.
  static let mono = Theme(name: "mono", monochrome)

  private static let monochrome: [Role: Look] = [
    .title: Look(nil, on: nil, .bold), .unread: Look(nil, on: nil, .bold), .mention: Look(nil, on: nil, .bold),
    .link: Look(nil, on: nil, .underline), .warning: Look(nil, on: nil, .bold), .error: Look(nil, on: nil, .bold),
    .currentTab: Look(nil, on: nil, .bold), .marker: Look(nil, on: nil, .bold), .match: Look(nil, on: nil, .underline),
    .key: Look(nil, on: nil, .bold),
  ]
}
