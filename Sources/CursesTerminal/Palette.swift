import CNcurses
import TER1TUI

/// What a style is for ncurses: attributes and a colour pair, made when it is first needed.
struct Palette {
  struct Paint {
    let attributes: attr_t
    let pair: Int32
  }

  /// 0: no colours at all.
  private let colors: Int32
  private var made: [Style: Paint] = [:]
  private var themeName = ""

  /// - Parameter isColourless: NO_COLOR is set.
  init(isColourless: Bool) {
    colors = isColourless || !has_colors() ? 0 : ter1_colors()
  }

  mutating func paint(_ style: Style, _ theme: Theme) -> Paint {
    if theme.name != themeName {
      made = [:]
      themeName = theme.name
    }
    if let paint = made[style] { return paint }
    let paint = make(theme[style.role], style.emphasis)
    made[style] = paint
    return paint
  }

  private func make(_ look: Look, _ added: Emphasis) -> Paint {
    let emphasis = look.emphasis.union(added)
    var attributes: attr_t = 0
    if emphasis.contains(.bold) { attributes |= ter1_bold() }
    if emphasis.contains(.underline) { attributes |= ter1_underline() }
    if emphasis.contains(.reverse) { attributes |= ter1_reverse() }
    // Grey is the bright black that a terminal of eight colours lacks; without it, faint is the same in weight.
    let isGrey = look.foreground?.of16 == 8 && colors < 16
    // Terminals disagree on what both together are.
    let isFaint = emphasis.contains(.faint) || (isGrey && colors > 0)
    if isFaint && !emphasis.contains(.bold) { attributes |= ter1_dim() }
    guard colors >= 8, look.foreground != nil || look.background != nil else {
      return Paint(attributes: attributes, pair: 0)
    }
    let foreground = isGrey ? -1 : index(look.foreground)
    let pair = alloc_pair(foreground, index(look.background))
    return Paint(attributes: attributes, pair: max(0, pair))
  }

  private func index(_ colour: Colour?) -> Int32 {
    guard let colour else { return -1 }
    if colors >= 256 { return Int32(colour.of256) }
    return Int32(colors >= 16 ? colour.of16 : colour.of16 % 8)
  }
}
