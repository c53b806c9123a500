public import TER1TUI
public import Text

/// A terminal without a terminal: it keeps the screen it was given, and types what a test tells it to.
public final class HeadlessTerminal: Terminal {
  public private(set) var size: Size
  public private(set) var screen: Screen
  public private(set) var theme = Theme.all[0]
  /// How often a screen was shown that differs from the one before.
  public private(set) var changes = 0
  /// What was put on the clipboard.
  public private(set) var clipboard: [String] = []
  /// What was told of news.
  public private(set) var told: [(text: SafeText, signals: [TerminalSignal])] = []
  private var events: [TerminalEvent] = []

  /// Shows the same to a person.
  let player: Player?

  public convenience init(size: Size) { self.init(size: size, player: nil) }

  init(size: Size, player: Player?) {
    (self.size, self.player) = (size, player)
    screen = Screen(size: size)
  }

  public func type(_ strokes: [KeyStroke]) { events += strokes.map { .key($0) } }
  public func paste(_ text: String) { events.append(.paste(text)) }
  public func resize(_ size: Size) {
    self.size = size
    events.append(.resized(size))
  }
  public func look(_ isLooked: Bool) { events.append(.lookedAt(isLooked)) }
  public func hangUp() { events.append(.closed) }

  public func show(_ screen: Screen, theme: Theme) {
    if screen != self.screen { changes += 1 }
    (self.screen, self.theme) = (screen, theme)
    player?.show(screen, theme: theme)
  }

  public func readEvents() -> [TerminalEvent] {
    defer { events = [] }
    return events
  }

  /// As if each new screen took a thousand bytes.
  public var bytesWritten: Int { changes * 1_000 }
  public var inputDescriptor: Int32? { nil }
  public var signalDescriptor: Int32? { nil }
  public func suspend() {}
  public func leave() {}
  public func enter() {}
  public func redraw() {}
  /// Whether it was asked to tell when it is looked at.
  public private(set) var watchesFocus = false
  public func watchFocus() { watchesFocus = true }
  /// How often what scrolled away was to be forgotten.
  public private(set) var clearings = 0
  public func clearScrollback() { clearings += 1 }
  public func notify(_ text: SafeText, by signals: [TerminalSignal]) { told.append((text, signals)) }
  /// Whether there is something to copy to.
  public var hasClipboard = true
  public func copy(_ text: String) -> Bool {
    guard hasClipboard else { return false }
    clipboard.append(text)
    return true
  }
}
