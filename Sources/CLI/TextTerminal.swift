internal import TER1TUI
internal import Text

/// Where there is no terminal: keeps the last screen, to be printed as text.
final class TextTerminal: Terminal {
  let size: Size
  private var screen: Screen?

  /// `COLUMNS` and `LINES` say how large; else 80 by 24.
  init(environment: [String: String]) {
    func number(_ name: String, _ fallback: Int) -> Int {
      environment[name].flatMap(Int.init).flatMap { (10...500).contains($0) ? $0 : nil } ?? fallback
    }
    size = Size(columns: number("COLUMNS", 80), rows: number("LINES", 24))
  }

  func write() throws(Failure) {
    guard let screen else { return }
    for row in 0..<size.rows { try Desk.output.line(UntrustedText(screen.text(row: row)).line) }
  }

  func show(_ screen: Screen, theme: Theme) { self.screen = screen }
  var bytesWritten: Int { 0 }
  func readEvents() -> [TerminalEvent] { [] }
  var inputDescriptor: Int32? { nil }
  var signalDescriptor: Int32? { nil }
  func suspend() {}
  func leave() {}
  func enter() {}
  func copy(_ text: String) -> Bool { false }
  func notify(_ text: SafeText, by signals: [TerminalSignal]) {}
  func watchFocus() {}
  func redraw() {}
  func clearScrollback() {}
}
