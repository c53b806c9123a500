import Foundation
import Testing

@testable import TER1TUI

/// Every role of every theme can be read on the grounds that the theme is for: contrast ratios of WCAG 2.2, computed from the palette.
@Suite struct ThemeContrastTests {
  private static let (black, nearlyBlack) = (RGB(0, 0, 0), RGB(0x1C, 0x1C, 0x1C))
  private static let (white, paper) = (RGB(255, 255, 255), RGB(0xFD, 0xF6, 0xE3))

  /// The grounds, and the ratio asked for: 4.5 for text where the ground is known; 3 where one ink has to do for both, which WCAG asks of
  /// large or bold text.
  private static let grounds: [(theme: String, grounds: [RGB], ratio: Double)] = [
    ("default", [black, white], 3), ("dark", [black, nearlyBlack], 4.5), ("light", [white, paper], 4.5),
    ("colour-blind", [black, white], 3), ("mono", [black, white], 4.5),
  ]

  @Test func everyThemeIsLegibleWith256Colours() throws {
    for (name, grounds, ratio) in Self.grounds {
      let theme = try #require(Theme.named(name))
      for (role, ground) in Role.allCases.flatMap({ role in grounds.map { (role, $0) } }) {
        let seen = RGB.contrast(theme[role], on: ground) { RGB(number: $0.of256) }
        #expect(seen >= ratio, "\(name), \(role): \(seen)")
      }
    }
  }

  /// In full sun black on white is what is left: as far apart as can be.
  @Test func fullSunIsBlackOnWhite() throws {
    let theme = try #require(Theme.named("sun"))
    for role in Role.allCases {
      let (ink, ground) = (try #require(theme[role].foreground), try #require(theme[role].background))
      #expect(RGB(number: ink.of256).contrast(with: RGB(number: ground.of256)) == 21, "\(role)")
      #expect(RGB(xterm: ink.of16).contrast(with: RGB(xterm: ground.of16)) == 21, "\(role)")
    }
  }

  /// With sixteen colours, those of xterm: a dark ground but for the light theme.
  @Test func everyThemeIsLegibleWith16Colours() throws {
    for (name, ground) in [
      ("default", Self.black), ("dark", Self.black), ("light", Self.white), ("colour-blind", Self.black),
    ] {
      let theme = try #require(Theme.named(name))
      for role in Role.allCases {
        let seen = RGB.contrast(theme[role], on: ground) { RGB(xterm: $0.of16) }
        #expect(seen >= 3, "\(name), \(role): \(seen)")
      }
    }
  }

  /// To whoever lacks the red or the green cones the two inks of this theme still differ: by blue, which those do not see by.
  @Test func theColourBlindThemeHasTwoInksThatDifferInBlue() throws {
    let theme = try #require(Theme.named("colour-blind"))
    let inks = Set(Role.allCases.filter { $0 != .code2d }.compactMap { theme[$0].foreground?.of256 }).map {
      RGB(number: $0)
    }
    #expect(inks.count == 2)
    #expect(abs(inks[0].blue - inks[1].blue) > 128)
  }

  @Test func withoutColourWeightAndLinesSayIt() throws {
    let theme = try #require(Theme.named("mono"))
    for role in [Role.unread, .mention, .warning, .error, .currentTab, .link, .match, .key] {
      #expect(theme[role].foreground == nil && !theme[role].emphasis.isEmpty, "\(role)")
    }
  }

  @Test func allAreReachedByOneKey() throws {
    #expect(
      Keymap(name: "default").bindings(in: "global").contains { $0.line.name == "theme" && $0.strokes.count == 1 })
    #expect(Theme.all.map(\.name) == ["default", "dark", "light", "sun", "colour-blind", "mono"])
  }
}

/// A colour in sRGB.
private struct RGB: Equatable {
  let red, green, blue: Double

  init(_ red: Double, _ green: Double, _ blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// The colour of a number from 16 on: the cube of six steps, then the greys.
  init(number: Int) {
    guard number < 232 else {
      let grey = Double(8 + (number - 232) * 10)
      self.init(grey, grey, grey)
      return
    }
    let steps = [0.0, 95, 135, 175, 215, 255]
    self.init(steps[(number - 16) / 36], steps[(number - 16) / 6 % 6], steps[(number - 16) % 6])
  }

  /// The first sixteen as xterm has them.
  init(xterm number: Int) {
    let colours = [
      0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00,
      0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]
    let colour = colours[number]
    self.init(Double(colour >> 16), Double(colour >> 8 & 255), Double(colour & 255))
  }

  /// Where a theme names no ink, the terminal's own: black on a light ground, light grey on a dark one. Faint is two thirds of it.
  init(of look: Look, on ground: RGB, _ colour: (Colour) -> RGB) {
    let own = ground.luminance > 0.5 ? RGB(0, 0, 0) : RGB(0xE5, 0xE5, 0xE5)
    let ink = look.foreground.map(colour) ?? own
    self = look.emphasis.contains(.faint) ? ink.mixed(with: ground) : ink
  }

  /// How far a look stands out from its own ground, or from the terminal's where it has none.
  static func contrast(_ look: Look, on ground: RGB, _ colour: (Colour) -> RGB) -> Double {
    let ground = look.background.map(colour) ?? ground
    return RGB(of: look, on: ground, colour).contrast(with: ground)
  }

  private func mixed(with ground: RGB) -> RGB {
    func mix(_ ink: Double, _ ground: Double) -> Double { (2 * ink + ground) / 3 }
    return RGB(mix(red, ground.red), mix(green, ground.green), mix(blue, ground.blue))
  }

  var luminance: Double {
    func linear(_ value: Double) -> Double {
      let part = value / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  func contrast(with other: RGB) -> Double {
    let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)
  }
}
