/// A command with its arguments, as it stands in a keymap, in the prompt and in scripts: `forums.reply --all "two words"`.
public struct CommandLine: Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var arguments: [String]

  public init(_ name: String, _ arguments: [String] = []) { (self.name, self.arguments) = (name, arguments) }

  /// nil for an empty line or an open quotation mark.
  public init?(parsing text: String) {
    guard let words = Self.words(text), let name = words.first else { return nil }
    self.init(name, Array(words.dropFirst()))
  }

  public var description: String {
    ([name] + arguments.map(Self.quoted)).joined(separator: " ")
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
