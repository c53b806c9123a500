internal import Glibc
internal import Text

/// Asks the terminal how wide it draws what it is given: text at the left edge, then where the cursor stands (ECMA-48: DSR, answered by CPR).
enum CursorReports {
  /// Seconds in which the answers must have come: two round trips of a bad link.
  private static let patience = 2.0

  /// - Returns: columns, in the order of the texts; nil when the terminal does not answer, or is not ours to ask.
  static func widths(of texts: [SafeText]) -> [Int]? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var kept = termios()
    // A program in the background would be stopped for asking.
    guard tcgetpgrp(terminal) == getpgrp(), tcgetattr(terminal, &kept) == 0 else { return nil }
    var silent = kept
    silent.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &kept) }
    let question = texts.map { "\r\($0)\u{1B}[6n" }.joined() + "\r\u{1B}[K"
    let bytes = Array(question.utf8)
    guard write(terminal, bytes, bytes.count) == bytes.count else { return nil }
    return columns(answers(terminal, count: texts.count)).flatMap { $0.count == texts.count ? $0 : nil }
  }

  private static func answers(_ terminal: Int32, count: Int) -> [UInt8] {
    var answer: [UInt8] = []
    var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    while answer.count(where: { $0 == UInt8(ascii: "R") }) < count, poll(&ready, 1, Int32(patience * 1_000)) > 0 {
      var buffer = [UInt8](repeating: 0, count: 512)
      let length = read(terminal, &buffer, buffer.count)
      guard length > 0 else { break }
      answer += buffer[..<length]
    }
    return answer
  }

  /// `ESC [ row ; column R`, one after the other.
  private static func columns(_ answer: [UInt8]) -> [Int]? {
    var columns: [Int] = []
    for report in String(decoding: answer, as: UTF8.self).split(separator: "R") {
      guard let column = report.split(separator: ";").last.flatMap({ Int($0) }), column > 0 else { return nil }
      columns.append(column - 1)
    }
    return columns
  }
}
