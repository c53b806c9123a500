/// A command with its arguments, as it stands in a keymap, in the prompt and in scripts: `5 move.down`, `events.date "28/11 18:30"`.
public struct CommandLine: Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var arguments: [String]
  /// How often, or which one, as a number before the name says it.
  public var count: Int?

  public init(_ name: String, _ arguments: [String] = [], count: Int? = nil) {
    (self.name, self.arguments, self.count) = (name, arguments, count)
  }

  /// The same with more arguments.
  func adding(_ more: [String]) -> CommandLine { CommandLine(name, arguments + more, count: count) }

  /// nil for an empty line or an open quotation mark.
  public init?(parsing text: String) {
    guard let words = Self.words(text), let first = words.first else { return nil }
    let count = words.count > 1 ? Self.count(first) : nil
    let rest = words.dropFirst(count == nil ? 0 : 1)
    self.init(rest.first ?? first, Array(rest.dropFirst()), count: count)
  }

  private static func count(_ word: String) -> Int? {
    word.allSatisfy { $0.isASCII && $0.isNumber } ? Int(word).map { min($0, longestCount) } : nil
  }

  /// No count is larger.
  static let longestCount = 9_999

  public var description: String {
    ((count.map { [String($0)] } ?? []) + [name] + arguments.map(Self.quoted)).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    guard word.isEmpty || word.contains(where: { $0 == " " || $0 == "\"" }) else { return word }
    return "\"" + word.replacing("\"", with: "\"\"") + "\""
  }

  /// Words between spaces; `"…"` keeps spaces, and a doubled quotation mark inside stands for one.
  private static func words(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var hasJustClosed = false
    for character in text {
      if character == "\"" {
        if hasJustClosed { word?.append("\"") }
        hasJustClosed = isQuoted
        isQuoted.toggle()
        word = word ?? ""
        continue
      }
      hasJustClosed = false
      if character == " " && !isQuoted {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard !isQuoted else { return nil }
    if let word { words.append(word) }
    return words
  }
}
