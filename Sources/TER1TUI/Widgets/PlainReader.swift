import Text

/// Reads plain text as mail writes it: `>` quotes, `-- ` begins a signature.
struct PlainReader {
  private var text = RichText()
  private let options: RichText.Options
  private var quoteStart: Int?
  private var isSignature = false

  static func read(_ text: UntrustedText, _ options: RichText.Options) -> RichText {
    var reader = PlainReader(options: options)
    for line in text.raw.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.add(line) }
    reader.endQuote()
    return reader.text
  }

  private init(options: RichText.Options) { self.options = options }

  private mutating func add(_ line: Substring) {
    let (depth, rest) = Self.unquoted(line)
    if depth == 0 { endQuote() } else { quoteStart = quoteStart ?? text.rows.count }
    if rest == "-- " || (isSignature && depth > 0) { isSignature = depth == 0 }
    var links: [UntrustedText] = []
    let spans = InlineText.spans(rest, style(depth), options, links: &links)
    for link in links { text.note(link: link) }
    let prefix = Line(String(repeating: "> ", count: min(depth, 4)), style(depth))
    let lead = rest.prefix { $0 == " " }.count
    text.rows.append((prefix + Line(spans), prefix + Line(String(repeating: " ", count: min(lead, 8)))))
  }

  private mutating func endQuote() {
    if let quoteStart { text.foldQuote(from: quoteStart, options) }
    quoteStart = nil
  }

  private func style(_ depth: Int) -> Style {
    switch depth {
    case 0: isSignature ? .dim : .text
    case 1: Style(.quote)
    default: Style(.deepQuote)
    }
  }

  private static func unquoted(_ line: Substring) -> (depth: Int, rest: Substring) {
    var (depth, rest) = (0, line)
    while rest.first == ">" {
      depth += 1
      rest = rest.dropFirst()
      if rest.first == " " { rest = rest.dropFirst() }
    }
    return (depth, rest)
  }
}
