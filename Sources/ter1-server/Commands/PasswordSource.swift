import ArgumentParser
import Glibc
import Localization

/// Where a password comes from: a file, or the terminal without echo; never the command line.
struct PasswordOptions: ParsableArguments {
  @Option(help: ArgumentHelp(tr("Read the password from the first line of FILE."), valueName: "file"))
  var passwordFile: String?

  func read() throws -> String {
    if let passwordFile { return try Self.firstLine(of: passwordFile) }
    guard isatty(STDIN_FILENO) == 1 else {
      throw failure(tr("no terminal to ask for a password: use --password-file"), 64)
    }
    let first = try Self.ask(tr("Password: "))
    guard try Self.ask(tr("Again: ")) == first else { throw failure(tr("the two passwords differ"), 65) }
    return first
  }

  private static func firstLine(of path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw failure("\(path): \(String(cString: strerror(errno)))", errno == EACCES ? 77 : 66)
    }
    defer { close(descriptor) }
    return try line(from: descriptor)
  }

  private static func line(from descriptor: Int32) throws -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count <= 4096, Glibc.read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure(tr("the password is not UTF-8"), 65)
    }
    return text
  }

  private static func ask(_ question: String) throws -> String {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { throw failure(tr("no terminal to ask for a password: use --password-file"), 64) }
    defer { close(terminal) }
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { throw failure(tr("the terminal cannot be made silent"), 74) }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
    _ = question.withCString { Glibc.write(terminal, $0, strlen($0)) }
    let answer = try line(from: terminal)
    _ = Glibc.write(terminal, "\n", 1)
    return answer
  }
}
