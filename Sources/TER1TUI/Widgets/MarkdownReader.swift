import CCmark
import Text

/// Reads Markdown (CommonMark, with GitHub's tables and strikethrough) as lines of a terminal. It walks the document without recursion: nesting is the sender's.
struct MarkdownReader {
  private var text = RichText()
  private let options: RichText.Options
  /// What stands before every line: the marks of quotations and lists, the outermost first.
  private var prefixes: [Prefix] = []
  private var spans: [Span] = []
  private var styles: [Style] = [.text]
  private var wantsBlank = false
  /// The next number of each list that is open; nil for one without numbers.
  private var lists: [Int?] = []
  private var quoteStart: Int?
  /// The table that is being read, and the row in it.
  private var table: TableLayout?
  private var tableRow: [Line] = []

  private struct Prefix {
    var first: Span?
    let rest: Span
    let isQuote: Bool
  }

  static func read(_ text: UntrustedText, _ options: RichText.Options) -> RichText {
    var reader = MarkdownReader(options: options)
    var source = text.raw
    source.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let document = Self.parse(characters) else { return }
        cmark_consolidate_text_nodes(document)
        reader.walk(document)
        cmark_node_free(document)
      }
    }
    return reader.text
  }

  private init(options: RichText.Options) { self.options = options }

  /// The lines on which the blocks of a document begin, counted from 0, and whether each is HTML.
  static func blocks(of text: UntrustedText) -> [(line: Int, isHTML: Bool)] {
    var (source, blocks) = (text.raw, [(line: Int, isHTML: Bool)]())
    source.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let document = parse(characters) else { return }
        defer { cmark_node_free(document) }
        var node = cmark_node_first_child(document)
        while let block = node {
          let isHTML = cmark_node_get_type(block) == CMARK_NODE_HTML_BLOCK
          blocks.append((max(0, Int(cmark_node_get_start_line(block)) - 1), isHTML))
          node = cmark_node_next(block)
        }
      }
    }
    return blocks
  }

  private static let areExtensionsKnown: Void = cmark_gfm_core_extensions_ensure_registered()

  private static func parse(_ characters: UnsafeBufferPointer<CChar>) -> OpaquePointer? {
    areExtensionsKnown
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough"] {
      if let syntax = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, syntax) }
    }
    cmark_parser_feed(parser, characters.baseAddress, characters.count)
    return cmark_parser_finish(parser)
  }

  private mutating func walk(_ document: OpaquePointer) {
    guard let iterator = cmark_iter_new(document) else { return }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return }
      if event == CMARK_EVENT_ENTER { enter(node) } else { leave(node) }
    }
  }

  // MARK: Blocks

  private mutating func enter(_ node: OpaquePointer) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_BLOCK_QUOTE: enterQuote()
    case CMARK_NODE_LIST: enterList(node)
    case CMARK_NODE_ITEM: enterItem(node)
    case CMARK_NODE_PARAGRAPH: separate()
    case CMARK_NODE_HEADING:
      separate()
      styles.append(.title)
    case CMARK_NODE_CODE_BLOCK: addLines(of: node, Style(.code), indent: "  ")
    case CMARK_NODE_HTML_BLOCK: addLines(of: node, .dim, indent: "")
    case CMARK_NODE_THEMATIC_BREAK:
      separate()
      emit([Span("────────", Style(.border))])
      wantsBlank = true
    default: if !enterTable(node) { enterInline(node) }
    }
  }

  private mutating func leave(_ node: OpaquePointer) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_BLOCK_QUOTE: leaveQuote()
    case CMARK_NODE_LIST:
      lists.removeLast()
      wantsBlank = true
    case CMARK_NODE_ITEM: leaveItem()
    case CMARK_NODE_PARAGRAPH:
      flush()
      wantsBlank = !isInTightList(node)
    case CMARK_NODE_HEADING:
      styles.removeLast()
      flush()
      wantsBlank = true
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE: leaveLink(node)
    case CMARK_NODE_EMPH, CMARK_NODE_STRONG: styles.removeLast()
    default: leaveTable(node)
    }
  }

  // MARK: What is not in CommonMark: nodes known by name

  /// Whether the node is a part of a table.
  private mutating func enterTable(_ node: OpaquePointer) -> Bool {
    switch name(of: node) {
    case "table":
      separate()
      table = TableLayout(alignments: alignments(of: node))
    case "table_header", "table_row": tableRow = []
    case "table_cell": if isInHeader(node) { styles.append(adding(.bold)) }
    case "strikethrough": spans.append(Span("~", style))
    default: return false
    }
    return true
  }

  private mutating func leaveTable(_ node: OpaquePointer) {
    switch name(of: node) {
    case "table": emitTable()
    case "table_header": table?.header = tableRow
    case "table_row": table?.rows.append(tableRow)
    case "table_cell":
      if isInHeader(node) { styles.removeLast() }
      tableRow.append(Line(spans))
      spans = []
    case "strikethrough": spans.append(Span("~", style))
    default: break
    }
  }

  private mutating func emitTable() {
    guard let table else { return }
    self.table = nil
    let marks = prefixes.prefix(Self.deepest).reduce(0) { $0 + $1.rest.text.width }
    for line in table.lines(columns: max(10, options.columns - marks)) { emit(line.spans) }
    wantsBlank = true
  }

  private func alignments(of node: OpaquePointer) -> [TableLayout.Alignment] {
    guard let letters = cmark_gfm_extensions_get_table_alignments(node) else { return [] }
    return (0..<Int(cmark_gfm_extensions_get_table_columns(node))).map { column in
      switch letters[column] {
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .right
      default: .left
      }
    }
  }

  private func isInHeader(_ cell: OpaquePointer) -> Bool {
    cmark_gfm_extensions_get_table_row_is_header(cmark_node_parent(cell)) != 0
  }

  private func name(of node: OpaquePointer) -> String {
    cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
  }

  private mutating func enterQuote() {
    separate()
    let depth = prefixes.prefix(Self.deepest).count { $0.isQuote }
    if prefixes.isEmpty { quoteStart = text.rows.count }
    let style = Style(depth == 0 ? .quote : .deepQuote)
    prefixes.append(Prefix(first: nil, rest: Span("> ", style), isQuote: true))
    styles.append(style)
  }

  private mutating func leaveQuote() {
    prefixes.removeLast()
    styles.removeLast()
    wantsBlank = true
    guard prefixes.isEmpty, let start = quoteStart else { return }
    text.foldQuote(from: start, options)
    quoteStart = nil
  }

  private mutating func enterList(_ node: OpaquePointer) {
    let isNumbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    lists.append(isNumbered ? Int(cmark_node_get_list_start(node)) : nil)
  }

  private mutating func enterItem(_ node: OpaquePointer) {
    separate()
    let number = lists.last ?? nil
    let mark = number.map { "\($0). " } ?? (lists.count % 2 == 1 ? "• " : "- ")
    if let number { lists[lists.count - 1] = number &+ 1 }
    let blanks = String(repeating: " ", count: mark.count)
    let first = prefixes.count < Self.deepest ? Span(mark, Style(.accent)) : nil
    prefixes.append(Prefix(first: first, rest: Span(blanks), isQuote: false))
  }

  private mutating func leaveItem() {
    if prefixes.last?.first != nil { emit([]) }
    prefixes.removeLast()
  }

  private func isInTightList(_ node: OpaquePointer) -> Bool {
    guard let item = cmark_node_parent(node), cmark_node_get_type(item) == CMARK_NODE_ITEM,
      let list = cmark_node_parent(item)
    else { return false }
    return cmark_node_get_list_tight(list) != 0
  }

  private mutating func addLines(of node: OpaquePointer, _ style: Style, indent: String) {
    separate()
    let lines = UntrustedText(literal(node)).lines
    for line in lines.last?.isEmpty == true ? lines.dropLast() : lines[...] {
      emit([Span(indent), Span(line, style)], hanging: indent)
    }
    wantsBlank = true
  }

  /// An empty line between blocks, carrying the marks of the quotations that go on.
  private mutating func separate() {
    flush()
    guard wantsBlank, !text.rows.isEmpty, prefixes.last?.first == nil else { return }
    wantsBlank = false
    let marks = Line(prefixes.prefix(Self.deepest).filter(\.isQuote).map(\.rest))
    text.rows.append((marks, Line()))
  }

  // MARK: Lines

  /// Deeper nesting is still read, but no longer indented.
  private static let deepest = 8

  private mutating func flush() {
    guard !spans.isEmpty else { return }
    let ready = spans
    spans = []
    emit(ready)
  }

  private mutating func emit(_ spans: [Span], hanging: String = "") {
    let first = prefixes.prefix(Self.deepest).map { $0.first ?? $0.rest }
    let rest = prefixes.prefix(Self.deepest).map(\.rest)
    for index in prefixes.indices.prefix(Self.deepest) { prefixes[index].first = nil }
    text.rows.append((Line(first + spans), Line(rest + (hanging.isEmpty ? [] : [Span(hanging)]))))
    wantsBlank = false
  }

  // MARK: Inside a line

  private var style: Style { styles[styles.count - 1] }

  private mutating func enterInline(_ node: OpaquePointer) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: addText(literal(node))
    case CMARK_NODE_CODE: spans.append(Span(UntrustedText(literal(node)).line, Style(.code)))
    case CMARK_NODE_HTML_INLINE: spans.append(Span(UntrustedText(literal(node)).line, .dim))
    case CMARK_NODE_SOFTBREAK where options.joinsLines: spans.append(Span(" ", style))
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: flush()
    case CMARK_NODE_EMPH: styles.append(adding(.underline))
    case CMARK_NODE_STRONG: styles.append(adding(.bold))
    case CMARK_NODE_LINK: styles.append(Style(.link, style.emphasis))
    case CMARK_NODE_IMAGE: styles.append(style)
    default: break
    }
  }

  private func adding(_ emphasis: Emphasis) -> Style { Style(style.role, style.emphasis.union(emphasis)) }

  private mutating func addText(_ literal: String) {
    guard style.role != .link else {
      spans.append(Span(UntrustedText(literal).line, style))
      return
    }
    spans += InlineText.spans(literal, style, options, noting: &text)
  }

  /// A link says which machine it leads to, whatever its words say.
  private mutating func leaveLink(_ node: OpaquePointer) {
    styles.removeLast()
    let address = UntrustedText(cmark_node_get_url(node).map { String(cString: $0) } ?? "")
    guard !address.isEmpty else { return }
    text.note(link: address)
    let isShown = spans.last?.text == address.line
    if !isShown {
      spans.append(Span(SafeText(" ⟨") + AddressWords.host(of: address, columns: 40) + SafeText("⟩"), .dim))
    }
    spans += [text.number(of: address, options)].compactMap(\.self)
    if let warning = options.warning(address) { spans.append(Span(SafeText(" ") + warning, Style(.warning))) }
  }

  private func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }
}
