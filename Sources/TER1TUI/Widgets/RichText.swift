import Localization
import Text

/// A text somebody wrote, ready to be read: logical lines, each with what is repeated before the lines that wrapping makes of it.
struct RichText: Sendable {
  typealias Row = (line: Line, indent: Line)

  var rows: [Row] = []
  /// Where its links lead, in the order in which they stand, each once.
  var links: [UntrustedText] = []

  /// How a text is to be shown.
  struct Options: Sendable {
    /// Login names that stand for the reader, lower case, without the @.
    var ownHandles: Set<String> = []
    /// How many cells a line has: tables are laid out for them.
    var columns = 72
    /// Whether lines of Markdown that nothing parts but their ends are one, as in a text that was set for another width. In a message what a person typed on
    /// a line of its own stays there: verses, addresses, lists without marks.
    var joinsLines = false
    /// Leaves the first lines of every quotation only.
    var foldsQuotes = false
    /// Leaves of a signature that there is one.
    var foldsSignatures = false
    /// What stands for the lines left out.
    var folded: @Sendable (Int) -> String = { "… \($0)" }

    /// The number that the first link shows, the others following; nil: they show none.
    var firstLink: Int?
    /// Whether links show their numbers, by which they are chosen, where there are several.
    var numbersSeveral = false

    /// What is to be said of a link that deceives; nil: nothing.
    var warning: @Sendable (UntrustedText) -> SafeText? = { _ in nil }

    init() {}
    init(_ tr: Catalog, columns: Int) {
      warning = { AddressWords($0, tr).warning }
      self.columns = columns
    }
  }

  /// Nobody reads more of one message on a terminal, and laying it out would hold up the keys; plain text takes less.
  static let longest = 60_000
  static let longestPlain = 270_000

  init() {}

  init(_ text: UntrustedText, isMarkdown: Bool, _ options: Options = Options()) {
    var options = options
    if options.numbersSeveral, text.raw.ranges(of: "://").count > 1 { options.firstLink = 1 }
    let longest = isMarkdown ? Self.longest : Self.longestPlain
    let isCut = text.raw.utf8.count > longest
    let body = isCut ? UntrustedText(String(text.raw.prefix(longest / 2))) : text
    self = isMarkdown ? MarkdownReader.read(body, options) : PlainReader.read(body, options)
    if isCut { rows.append((Line("[…]", .dim), Line())) }
    while let last = rows.last, last.line.width == 0 { rows.removeLast() }
  }

  mutating func note(link: UntrustedText) {
    if links.count < 200 && !links.contains(link) { links.append(link) }
  }

  /// What a link that was noted is chosen by.
  func number(of link: UntrustedText, _ options: Options) -> Span? {
    guard let first = options.firstLink, let place = links.firstIndex(of: link) else { return nil }
    return Span("[\(first + place)]", Style(.accent))
  }

  /// Replaces the tail of a long quotation, `start` being its first row.
  mutating func foldQuote(from start: Int, _ options: Options) {
    let kept = 2
    let hidden = rows.count - start - kept
    guard options.foldsQuotes, hidden > 1 else { return }
    let prefix = Span("> ", Style(.quote))
    rows.removeSubrange((start + kept)...)
    rows.append((Line([prefix, Span(options.folded(hidden), .dim)]), Line([prefix])))
  }

  /// What is longer was no signature, whatever its first line says.
  private static let longestSignature = 6

  /// Leaves one row of a signature, `start` being its first row, which says "-- ". Where nothing is said above, it is what the message says.
  mutating func foldSignature(from start: Int, _ options: Options) {
    let hidden = rows.count - start - 1
    guard options.foldsSignatures, (1...Self.longestSignature).contains(hidden),
      rows[..<start].contains(where: { $0.line.width > 0 })
    else { return }
    rows.replaceSubrange(start..., with: [(Line("-- …", .dim), Line())])
  }
}
