import Glibc
public import TER1TUI
public import Text

/// Standard input and output as lines: what is written is printable text and line feeds, whatever stands at the other end.
public final class LinearConsole: Terminal {
  private let charset: Charset
  private var received: [UInt8] = []
  /// Whether nothing more will be typed.
  private(set) var hasEnded = false
  public private(set) var bytesWritten = 0
  public let size: Size
  private var echo: termios?

  /// - Parameter rows: of a page.
  public init(charset: Charset, rows: Int = 26) {
    self.charset = charset
    size = Size(columns: 2 * Size.told, rows: rows)
  }

  deinit { setEcho(true) }

  func say(_ lines: [SafeText]) { for line in lines { write(charset.encode(line).string + "\n") } }

  /// Without a line feed.
  func invite(_ text: SafeText) { write(charset.encode(text).string + " ") }

  private func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    bytesWritten += rest.count
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      // Whoever read is gone: nothing can be told to anybody.
      guard count > 0 || errno == EINTR else {
        hasEnded = true
        return
      }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Reads a line of what was typed, once `inputDescriptor` is readable. Never more than a line: what follows may be for a
  /// program that this one is left for.
  func receive() {
    var byte: UInt8 = 0
    repeat {
      let count = read(STDIN_FILENO, &byte, 1)
      if count > 0 { received.append(byte) } else if count == 0 || errno != EINTR { hasEnded = true }
    } while byte != 0x0A && !hasEnded && isReadable
  }

  private var isReadable: Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, 0) > 0
  }

  /// The next whole line that was typed; at the end also one without its line feed.
  func nextLine() -> String? {
    guard let end = received.firstIndex(of: 0x0A) ?? (hasEnded && !received.isEmpty ? received.endIndex : nil) else {
      return nil
    }
    let line = String(decoding: received[..<end], as: UTF8.self)
    received.removeFirst(min(received.count, end + 1))
    return UntrustedText(line).line.string
  }

  /// A passphrase is typed unseen.
  func setEcho(_ isOn: Bool) {
    guard isatty(STDIN_FILENO) == 1, isOn == (echo != nil) else { return }
    var settings = termios()
    if var kept = echo {
      tcsetattr(STDIN_FILENO, TCSANOW, &kept)
      echo = nil
    } else if tcgetattr(STDIN_FILENO, &settings) == 0 {
      echo = settings
      settings.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }
  }

  // MARK: Terminal

  public var inputDescriptor: Int32? { hasEnded ? nil : STDIN_FILENO }
  public var signalDescriptor: Int32? { nil }
  public func show(_ screen: Screen, theme: Theme) {}
  public func readEvents() -> [TerminalEvent] { [] }
  public func suspend() {}
  public func leave() {}
  public func enter() {}
  public func copy(_ text: String) -> Bool { false }
  /// By the bell alone: everything else would stand among the lines.
  public func notify(_ text: SafeText, by signals: [TerminalSignal]) {
    if !signals.isEmpty, isatty(STDOUT_FILENO) == 1 { write("\u{07}") }
  }
  public func watchFocus() {}
  public func redraw() {}
  public func clearScrollback() {}
}
