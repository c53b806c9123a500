import DemonstrationContent
import PlainText

/// A line that begins with `%`, and the text below it. The texts of the demonstration are written so: see their first lines.
struct Directive {
  let name: String
  let argument: String
  /// Without empty lines at both ends.
  let text: String

  /// The words of the argument.
  var words: [String] { argument.split(separator: " ").map(String.init) }

  static func all(in text: String) -> [Directive] {
    var found: [Directive] = []
    var head: (name: String, argument: String)?
    var body: [Substring] = []
    func close() {
      guard let head else { return }
      found.append(
        Directive(
          name: head.name, argument: head.argument, text: CleanText.lines(body.joined(separator: "\n"))))
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.utf8.first == UInt8(ascii: "%") {
        close()
        let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
        head = (String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : "")
        body = []
      } else {
        body.append(line)
      }
    }
    close()
    return found
  }
}

/// The texts that the C compiler embedded.
enum DemonstrationText {
  /// Those whose names begin so, by the rest of their names.
  static func below(_ folder: String) -> [String: [UInt8]] {
    let texts = UnsafeBufferPointer(start: ter1_demonstration_texts, count: ter1_demonstration_count)
    let found = texts.map { (String(cString: $0.name), Array(UnsafeBufferPointer(start: $0.bytes, count: $0.length))) }
    return Dictionary(
      found.filter { $0.0.hasPrefix(folder) }.map { (String($0.0.dropFirst(folder.count)), $0.1) },
      uniquingKeysWith: { first, _ in first })
  }

  static func named(_ name: String) -> String {
    let texts = UnsafeBufferPointer(start: ter1_demonstration_texts, count: ter1_demonstration_count)
    guard let text = texts.first(where: { String(cString: $0.name) == name }) else { return "" }
    return String(decoding: UnsafeBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
  }
}
