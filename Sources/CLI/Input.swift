internal import Glibc
internal import Localization

/// Standard input and the terminal.
enum Input {
  /// docs/protocol.md, section 6.
  static let bodyLimit = 262_144

  /// The text on standard input: UTF-8, without its last line break, not empty.
  static func body(limit: Int = bodyLimit) throws(Failure) -> String {
    if isatty(0) == 1 { Desk.output.note(tr("Type the text; Ctrl-D on an empty line ends it, Ctrl-C gives it up.")) }
    let bytes = try read(limit: limit)
    guard bytes.count <= limit else { throw Failure(.data, tr("The text is longer than %1 bytes.", limit)) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.data, tr("The text is not UTF-8."))
    }
    let unified = text.replacing("\r\n", with: "\n")
    let body = String(unified.reversed().drop { $0.isNewline || $0 == " " }.reversed())
    guard !body.isEmpty else {
      throw Failure(
        .data, tr("The text is empty: nothing was posted."),
        remedy: tr("Give it on standard input: echo … | ter1 post …"))
    }
    return body
  }

  /// What is on standard input, and a byte more where that is more than `limit`.
  static func bytes(limit: Int) throws(Failure) -> [UInt8] { try read(limit: limit) }

  private static func read(limit: Int) throws(Failure) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while result.count <= limit {
      let count = Glibc.read(0, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw Failure(.inputOutput, tr("Standard input cannot be read: %1.", String(cString: strerror(errno))))
      }
      if count == 0 { break }
      result += buffer[..<count]
    }
    return result
  }

  /// A password typed at the terminal, without echo.
  static func password(prompt: String) throws(Failure) -> String {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw Failure(
        .usage, tr("There is no terminal to ask the password at."),
        remedy: tr("Use --password-file FILE or --password-command COMMAND."))
    }
    defer { close(terminal) }
    var settings = termios()
    tcgetattr(terminal, &settings)
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    let text = Array((prompt + " ").utf8)
    write(terminal, text, text.count)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    let line = firstLine(terminal)
    tcsetattr(terminal, TCSAFLUSH, &settings)
    write(terminal, "\n", 1)
    guard let password = String(validating: line, as: UTF8.self), !password.isEmpty else {
      throw Failure(.data, tr("No password was typed."))
    }
    return password
  }

  /// Asks at the terminal whether to go on; only a "yes" that is written out is one.
  static func isConfirmed(prompt: String, orElse remedy: String) throws(Failure) -> Bool {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { throw Failure(.usage, tr("There is no terminal to ask at."), remedy: remedy) }
    defer { close(terminal) }
    let answer = ask(prompt, at: terminal).filter { !$0.isWhitespace }.lowercased()
    return [tr("yes"), "yes"].contains(answer)
  }

  /// A line typed at the terminal, without the spaces around it.
  static func line(prompt: String, orElse remedy: String? = nil) throws(Failure) -> String {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { throw Failure(.usage, tr("There is no terminal to ask at."), remedy: remedy) }
    defer { close(terminal) }
    // Escape is typed by whoever wants to go back: it is no part of what was meant.
    let words = ask(prompt, at: terminal).filter { $0 != "\u{1B}" }.split { $0.isWhitespace }
    return words.joined(separator: " ")
  }

  private static func ask(_ prompt: String, at terminal: Int32) -> String {
    let text = Array((prompt + " ").utf8)
    write(terminal, text, text.count)
    return String(decoding: firstLine(terminal), as: UTF8.self)
  }

  /// Bytes for the terminal, wherever standard output goes.
  static func send(_ text: String) throws(Failure) {
    let terminal = open("/dev/tty", O_WRONLY | O_CLOEXEC)
    guard terminal >= 0 else {
      throw Failure(.usage, tr("There is no terminal here."), remedy: tr("Without one, only a command can tell."))
    }
    defer { close(terminal) }
    let bytes = Array(text.utf8)
    guard Glibc.write(terminal, bytes, bytes.count) == bytes.count else {
      throw Failure(.inputOutput, tr("The terminal cannot be written to: %1.", String(cString: strerror(errno))))
    }
  }

  private static func firstLine(_ file: Int32) -> [UInt8] {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 4_096, Glibc.read(file, &byte, 1) == 1, byte != 0x0A { line.append(byte) }
    return line
  }
}
