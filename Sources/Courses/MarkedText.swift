internal import PlainText

/// A text of a quiz, and how it is marked up: GIFT's `[html]`, `[markdown]`, `[plain]` and `[moodle]`.
public struct MarkedText: Sendable, Hashable {
  public enum Format: String, Sendable { case html, markdown, plain, moodle }

  /// As it stands in the file, its escapes resolved. Written by others.
  public let source: String
  public let format: Format

  public init(_ source: String, _ format: Format = .moodle) { (self.source, self.format) = (source, format) }

  public var isEmpty: Bool { source.isEmpty }
  public var isMarkdown: Bool { format == .markdown }

  /// What is to be read: HTML as plain text, Markdown as it stands. Moodle's own format may hold HTML.
  public var text: String {
    switch format {
    case .markdown, .plain: source
    case .html: HTMLText.text(of: source)
    case .moodle: Self.looksLikeHTML(source) ? HTMLText.text(of: source) : source
    }
  }

  static func looksLikeHTML(_ text: String) -> Bool {
    guard let open = text.firstIndex(of: "<"), text[open...].contains(">") else {
      return text.contains("&") && text.contains(";")
    }
    let next = text[text.index(after: open)...].first
    return next?.isLetter == true || next == "/" || next == "!"
  }
}
