internal import Glibc
internal import JSON
internal import Localization
internal import Text

/// Standard output and standard error. Whatever is written was neutralised, and is ASCII where the locale knows no more.
struct Output {
  let charset: Charset

  func line(_ text: SafeText) throws(Failure) { try write(charset.encode(text).string + "\n", to: 1) }
  func line(_ own: String) throws(Failure) { try line(SafeText(own)) }

  /// Own text of several lines: help, a script.
  func text(_ own: String) throws(Failure) {
    for piece in UntrustedText(own).lines { try line(piece) }
  }

  /// One JSON object on one line, its strings without control characters.
  func json(_ value: JSONValue) throws(Failure) { try write(value.quotable.text + "\n", to: 1) }

  /// Text of a format that is UTF-8 whatever the locale, its values neutralised before.
  func encoded(_ text: String) throws(Failure) { try write(text, to: 1) }

  /// A line on standard error. That it cannot be written is nothing that could be told anywhere.
  func note(_ own: String) {
    for piece in UntrustedText(own).lines { try? write(charset.encode(piece).string + "\n", to: 2) }
  }

  func report(_ failure: Failure) {
    for (index, sentence) in failure.sentences.enumerated() {
      note(index == 0 ? "ter1: " + sentence : "      " + sentence)
    }
  }

  private func write(_ text: String, to file: Int32) throws(Failure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        // Whoever read has enough (`| head`): that is no failure.
        exit(ExitStatus.done.rawValue)
      } else if errno != EINTR && errno != EAGAIN {
        throw Failure(.inputOutput, tr("Standard output cannot be written: %1.", String(cString: strerror(errno))))
      }
    }
  }
}

extension JSONValue {
  /// The value with all its strings, names included, without control characters.
  var quotable: JSONValue {
    switch self {
    case .string(let text): .string(UntrustedText(text).quotable)
    case .array(let elements): .array(elements.map(\.quotable))
    case .object(let members):
      .object(JSONObject(members.map { (UntrustedText($0).quotable, $1.quotable) }) { first, _ in first })
    default: self
    }
  }
}
