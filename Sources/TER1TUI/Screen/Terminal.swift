/// Where screens are shown and keys come from: the real one draws with ncurses, the headless one keeps the last screen.
public protocol Terminal: AnyObject {
  var size: Size { get }
  /// Shows a screen; what has not changed since the last one costs nothing.
  func show(_ screen: Screen, theme: Theme)
  /// What was typed or happened since the last call, without waiting.
  func readEvents() -> [TerminalEvent]
  /// Readable when `readEvents` has something; nil for a terminal without a file.
  var inputDescriptor: Int32? { get }
  /// Gives the terminal to another program (an editor, the shell after Ctrl-Z) and takes it back.
  func leave()
  func enter()
  /// Puts text on the clipboard of the person's own machine (OSC 52, through tmux and screen); false when the terminal is
  /// known to have no such thing.
  func copy(_ text: String) -> Bool
  /// Draws everything again from nothing.
  func redraw()
}

/// What a terminal reports.
public enum TerminalEvent: Hashable, Sendable {
  case key(KeyStroke)
  /// Text pasted in one piece; line breaks are line feeds.
  case paste(String)
  case resized(Size)
  /// The terminal is gone.
  case closed
}
