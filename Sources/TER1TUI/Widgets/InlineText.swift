import Text

/// Finds links and mentions in running text.
enum InlineText {
  /// The text in pieces: links underlined and noted, each with its number, a mention of the reader marked, the rest in `style`.
  static func spans(
    _ text: some StringProtocol, _ style: Style, _ options: RichText.Options, noting rich: inout RichText
  ) -> [Span] {
    let mayHave = (link: text.utf8.contains(UInt8(ascii: ":")), mention: text.utf8.contains(UInt8(ascii: "@")))
    guard mayHave.mention || mayHave.link && text.contains("http") else {
      return [Span(UntrustedText(String(text)).line, style)]
    }
    var spans: [Span] = []
    var plain = ""
    for piece in pieces(of: text) {
      if let link = link(in: piece) {
        plain += piece[..<link.lowerBound]
        close(&plain, style, into: &spans)
        let address = UntrustedText(String(piece[link]))
        spans.append(Span(address.line, Style(.link)))
        if let warning = options.warning(address) { spans.append(Span(SafeText(" ") + warning, Style(.warning))) }
        rich.note(link: address)
        spans += [rich.number(of: address, options)].compactMap(\.self)
        plain += piece[link.upperBound...]
      } else if isMention(piece, options.ownHandles) {
        close(&plain, style, into: &spans)
        spans.append(Span(UntrustedText(String(piece)).line, Style(.mention)))
      } else {
        plain += piece
      }
    }
    close(&plain, style, into: &spans)
    return spans
  }

  private static func close(_ plain: inout String, _ style: Style, into spans: inout [Span]) {
    if !plain.isEmpty { spans.append(Span(UntrustedText(plain).line, style)) }
    plain = ""
  }

  /// Words, and the spaces between them.
  private static func pieces<Text: StringProtocol>(of text: Text) -> [Text.SubSequence] {
    var pieces: [Text.SubSequence] = []
    var start = text.startIndex
    var index = start
    while index < text.endIndex {
      if text[index].isWhitespace != text[start].isWhitespace {
        pieces.append(text[start..<index])
        start = index
      }
      index = text.index(after: index)
    }
    return pieces + [text[start...]]
  }

  private static func link<Text: StringProtocol>(in word: Text) -> Range<Text.Index>? {
    guard let scheme = word.firstRange(of: "https://") ?? word.firstRange(of: "http://") else { return nil }
    var end = word.endIndex
    while end > scheme.upperBound, ".,;:!?)>»\"'*_…".contains(word[word.index(before: end)]) {
      end = word.index(before: end)
    }
    return end > scheme.upperBound ? scheme.lowerBound..<end : nil
  }

  private static func isMention(_ word: some StringProtocol, _ handles: Set<String>) -> Bool {
    guard word.hasPrefix("@") else { return false }
    let handle = word.dropFirst().lowercased().prefix { $0.isLetter || $0.isNumber || ".-_".contains($0) }
    return handles.contains(String(handle))
      || handles.contains(String(handle.reversed().drop { ".-_".contains($0) }.reversed()))
  }
}

extension UntrustedText {
  /// The host a web link leads to, as it is looked up; nil for what is none.
  var host: UntrustedText? { LinkAddress(self)?.host }
}
