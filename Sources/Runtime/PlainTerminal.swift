import TER1TUI

/// Where a first screen goes when there is no terminal to draw on: it keeps the screen, as text.
final class PlainTerminal: Terminal {
  let size: Size
  private(set) var screen: Screen

  init(size: Size) {
    self.size = size
    screen = Screen(size: size)
  }

  func show(_ screen: Screen, theme: Theme) { self.screen = screen }
  func readEvents() -> [TerminalEvent] { [] }
  var inputDescriptor: Int32? { nil }
  var signalDescriptor: Int32? { nil }
  func suspend() {}
  func leave() {}
  func enter() {}
  func redraw() {}
  func copy(_ text: String) -> Bool { false }
}
