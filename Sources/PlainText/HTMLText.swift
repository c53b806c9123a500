internal import CXml
internal import Foundation

/// HTML as plain text: paragraphs, lists, quotes and links stay legible, scripts and styles go.
public struct HTMLText {
  public static func text(of html: String) -> String { reading(of: html, base: nil).text }

  /// - Parameter base: what relative addresses in it are relative to.
  public static func reading(of html: String, base: String?) -> HTMLReading {
    let options = [HTML_PARSE_RECOVER, HTML_PARSE_NOERROR, HTML_PARSE_NOWARNING, HTML_PARSE_NONET]
      .reduce(0) { $0 | $1.rawValue }
    let utf8 = Array(html.utf8)
    ter1_xml_silence()
    let document = utf8.withUnsafeBytes { bytes in
      htmlReadMemory(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), nil, "UTF-8",
        Int32(options))
    }
    guard let document else { return HTMLReading() }
    defer { xmlFreeDoc(document) }
    var writer = HTMLText(base: base)
    writer.visit(xmlDocGetRootElement(document), depth: 0)
    return HTMLReading(text: writer.out.finished, pictures: writer.pictures)
  }

  private let base: String?
  private var out = BlockText()
  private var pictures: [HTMLReading.Picture] = []

  private init(base: String?) { self.base = base }

  private static let deepest = 512
  private static let dropped: Set<String> = [
    "script", "style", "head", "title", "template", "object", "iframe", "noscript", "svg",
  ]
  private static let paragraphs: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "table", "figure", "form", "address",
  ]
  private static let blocks: Set<String> = [
    "div", "section", "article", "header", "footer", "main", "nav", "aside", "tr", "dt", "dd", "center", "fieldset",
    "legend", "figcaption", "body", "html", "caption",
  ]

  private mutating func visit(_ first: xmlNodePtr?, depth: Int) {
    guard depth < Self.deepest else { return }
    var node = first
    while let current = node {
      switch current.pointee.type {
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
        if let text = current.pointee.content { out.append(String(cString: text)) }
      case XML_ELEMENT_NODE: element(current, String(cString: current.pointee.name), depth: depth + 1)
      default: break
      }
      node = current.pointee.next
    }
  }

  private mutating func element(_ node: xmlNodePtr, _ name: String, depth: Int) {
    switch name {
    case _ where Self.dropped.contains(name): break
    case _ where Self.paragraphs.contains(name): block(node, gap: true, depth: depth)
    case _ where Self.blocks.contains(name): block(node, gap: false, depth: depth)
    case "br": out.breakLine()
    case "hr": rule()
    case "img": picture(node)
    case "a": link(node, depth: depth)
    case "ul", "ol", "menu": list(node, isNumbered: name == "ol", depth: depth)
    case "li": item(node, depth: depth)
    case "blockquote": quote(node, depth: depth)
    case "pre": preformatted(node, depth: depth)
    case "td", "th": cell(node, depth: depth)
    default: visit(node.pointee.children, depth: depth)
    }
  }

  private mutating func block(_ node: xmlNodePtr, gap: Bool, depth: Int) {
    out.beginBlock(gap: gap)
    visit(node.pointee.children, depth: depth)
    out.endBlock(gap: gap)
  }

  private mutating func rule() {
    out.beginBlock(gap: true)
    out.append("----")
    out.endBlock(gap: true)
  }

  private mutating func list(_ node: xmlNodePtr, isNumbered: Bool, depth: Int) {
    let isInner = out.isInList
    out.beginList(isNumbered: isNumbered)
    block(node, gap: !isInner, depth: depth)
    out.endList()
  }

  private mutating func item(_ node: xmlNodePtr, depth: Int) {
    out.beginItem()
    visit(node.pointee.children, depth: depth)
    out.endItem()
  }

  private mutating func quote(_ node: xmlNodePtr, depth: Int) {
    out.beginBlock(gap: true)
    out.beginIndent("> ")
    visit(node.pointee.children, depth: depth)
    out.endIndent()
    out.endBlock(gap: true)
  }

  private mutating func preformatted(_ node: xmlNodePtr, depth: Int) {
    out.beginBlock(gap: true)
    out.beginPreformatted()
    visit(node.pointee.children, depth: depth)
    out.endPreformatted()
    out.endBlock(gap: true)
  }

  private mutating func cell(_ node: xmlNodePtr, depth: Int) {
    visit(node.pointee.children, depth: depth)
    out.append("  ")
  }

  /// Its words stand in the text; of what is too small to be seen, only to be counted, nothing is kept.
  private mutating func picture(_ node: xmlNodePtr) {
    let alt = attribute("alt", of: node) ?? ""
    if !alt.isEmpty { out.append("[\(alt)]") }
    let isDot = ["width", "height"].contains { Int(attribute($0, of: node) ?? "").map { $0 < 3 } ?? false }
    guard !isDot, let source = attribute("src", of: node).flatMap({ Self.webAddress($0, base: base) }) else { return }
    pictures.append(HTMLReading.Picture(address: source, alt: alt))
  }

  /// `text <url>`; the address alone when the text says the same.
  private mutating func link(_ node: xmlNodePtr, depth: Int) {
    let written = attribute("href", of: node)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    let address = Self.webAddress(written, base: base) ?? written
    let text = xmlNodeGetContent(node).map { content in
      defer { ter1_xml_free(content) }
      return String(cString: content).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    visit(node.pointee.children, depth: depth)
    guard let plain = Self.spoken(address), text.map({ !Self.says($0, plain) }) ?? true else { return }
    out.append(" <\(plain)>")
  }

  /// The address as people write it; nil for what is no use on paper.
  private static func spoken(_ address: String) -> String? {
    let lower = address.lowercased()
    if lower.hasPrefix("mailto:") { return String(address.dropFirst(7).prefix { $0 != "?" }) }
    return lower.hasPrefix("http://") || lower.hasPrefix("https://") ? address : nil
  }

  private static func says(_ text: String, _ address: String) -> Bool {
    func bare(_ url: String) -> String {
      let path = url.lowercased().split(separator: "://").last.map(String.init) ?? ""
      return path.hasSuffix("/") ? String(path.dropLast()) : path
    }
    return bare(text) == bare(address)
  }

  private func attribute(_ name: String, of node: xmlNodePtr) -> String? {
    guard let value = xmlGetProp(node, name) else { return nil }
    defer { ter1_xml_free(value) }
    return String(cString: value)
  }
}
