public import Text

/// Where screens are shown and keys come from: the real one draws with ncurses, the headless one keeps the last screen.
public protocol Terminal: AnyObject {
  var size: Size { get }
  /// Shows a screen; what has not changed since the last one costs nothing.
  func show(_ screen: Screen, theme: Theme)
  /// Bytes that went to the terminal so far; 0 where that is not known.
  var bytesWritten: Int { get }
  /// What was typed or happened since the last call, without waiting.
  func readEvents() -> [TerminalEvent]
  /// Readable when `readEvents` has something; nil for a terminal without a file.
  var inputDescriptor: Int32? { get }
  /// Readable when a signal came that `readEvents` tells of; nil for a terminal without signals.
  var signalDescriptor: Int32? { get }
  /// Stops the program, as the shell expects of Ctrl-Z, until it is continued.
  func suspend()
  /// Gives the terminal to another program, such as an editor, and takes it back.
  func leave()
  func enter()
  /// Puts text on the clipboard of the person's own machine (OSC 52, through tmux and screen); false when the terminal is
  /// known to have no such thing.
  func copy(_ text: String) -> Bool
  /// Tells a person who looks elsewhere of news, by the terminal's own means; the screen stays as it is.
  func notify(_ text: SafeText, by signals: [TerminalSignal])
  /// From now on tells whether it is looked at (`TerminalEvent.lookedAt`), where it can.
  func watchFocus()
  /// Draws everything again from nothing.
  func redraw()
  /// Makes the terminal forget what scrolled out of it, where it can.
  func clearScrollback()
}

/// How a terminal is asked to tell somebody who looks elsewhere: by its bell, or by a command that it makes a notification of.
public enum TerminalSignal: String, CaseIterable, Sendable {
  case bell, osc9, osc99, osc777
}

/// What a terminal reports.
public enum TerminalEvent: Hashable, Sendable {
  case key(KeyStroke)
  /// Text pasted in one piece; line breaks are line feeds.
  case paste(String)
  case resized(Size)
  /// Whether the person looks at the terminal now, where it tells that.
  case lookedAt(Bool)
  /// Somebody else wants the program to stop for a while.
  case stopRequested
  /// The terminal is gone, or the program is to end.
  case closed
}
