import Text

/// Reads plain text as mail writes it: `>` quotes, `-- ` begins a signature.
struct PlainReader {
  private var text = RichText()
  private let options: RichText.Options
  private var quoteStart: Int?
  private var isSignature = false
  private var signatureStart: Int?

  static func read(_ text: UntrustedText, _ options: RichText.Options) -> RichText {
    var reader = PlainReader(options: options)
    var open: (depth: Int, text: String)?
    for line in text.raw.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let (depth, rest) = unquoted(line)
      if open?.depth == depth, goesOn(open?.text ?? "", rest) {
        if open?.text.last != " " { open?.text += " " }
        open?.text += rest
      } else {
        if let open { reader.add(open.depth, open.text) }
        open = (depth, String(rest))
      }
    }
    if let open { reader.add(open.depth, open.text) }
    reader.endQuote()
    reader.endSignature()
    return reader.text
  }

  private init(options: RichText.Options) { self.options = options }

  /// Whether a mail program broke a paragraph between two lines: the first is long and the next goes on in the middle of a
  /// sentence, or the first ends with the blank of flowed text (RFC 3676, section 4.1).
  private static func goesOn(_ line: String, _ next: Substring) -> Bool {
    guard let first = next.first, line != "-- " else { return false }
    if line.last == " " && first != " " && line.contains(where: { $0 != " " }) { return true }
    return line.utf8.count >= 55 && first.isLowercase && !line.suffix(200).contains("  ")
  }

  private mutating func add(_ depth: Int, _ rest: String) {
    if depth == 0 { endQuote() }
    if rest == "-- " || (isSignature && depth > 0) { beginSignature(depth) }
    if depth > 0 { quoteStart = quoteStart ?? text.rows.count }
    let spans = InlineText.spans(rest, style(depth), options, noting: &text)
    let prefix = Line(String(repeating: "> ", count: min(depth, 4)), style(depth))
    let lead = rest.prefix { $0 == " " }.count
    text.rows.append((prefix + Line(spans), prefix + Line(String(repeating: " ", count: min(lead, 8)))))
  }

  private mutating func endQuote() {
    if let quoteStart { text.foldQuote(from: quoteStart, options) }
    quoteStart = nil
  }

  private mutating func beginSignature(_ depth: Int) {
    endSignature()
    isSignature = depth == 0
    signatureStart = isSignature ? text.rows.count : nil
  }

  private mutating func endSignature() {
    if let signatureStart { text.foldSignature(from: signatureStart, options) }
    signatureStart = nil
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
