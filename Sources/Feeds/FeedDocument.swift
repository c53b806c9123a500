internal import CXml
internal import PlainText

/// An XML document, read however broken it is. Entities of its own are not expanded, and nothing is fetched.
final class FeedDocument {
  private let document: xmlDocPtr
  let root: FeedElement

  init(_ bytes: [UInt8], charset: String?, address: String) throws(FeedError) {
    ter1_xml_silence()
    let bytes = Self.trimmed(bytes)
    guard !bytes.isEmpty else { throw .empty }
    guard let document = Self.parsed(bytes, charset, address), let root = xmlDocGetRootElement(document) else {
      throw .notXML
    }
    self.document = document
    self.root = FeedElement(root)
  }

  deinit { xmlFreeDoc(document) }

  /// What stands before the first `<` would end the reading; white space often does.
  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0x00, 0x3C], [0x3C, 0x00], [0x00, 0x00]]
    if marks.contains(where: { bytes.starts(with: $0) }) { return bytes[...] }
    return bytes.firstIndex(of: 0x3C).map { bytes[$0...] } ?? []
  }

  /// The first reading that gives elements: by HTTP's charset, as the document says, as UTF-8, as Windows does.
  private static func parsed(_ bytes: ArraySlice<UInt8>, _ charset: String?, _ address: String) -> xmlDocPtr? {
    let isWide = bytes.prefix(4).contains(0) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    var tries: [String?] = isWide ? [nil] : [charset.flatMap(known)]
    if !isWide, tries[0] == nil, !isUTF8, declaresUTF8(bytes) { tries = ["windows-1252"] }
    let bytes = isWide ? bytes : numbered(bytes)
    tries += [nil, isUTF8 ? "UTF-8" : "windows-1252", "ISO-8859-1"]
    // Where the document names an encoding that nobody knows, it is read without its first line.
    return first(tries, of: bytes, address) ?? first(Array(tries.suffix(2)), of: withoutDeclaration(bytes), address)
      ?? parsed(bytes, encoding: tries[0], address)
  }

  private static func first(_ tries: [String?], of bytes: ArraySlice<UInt8>, _ address: String) -> xmlDocPtr? {
    for encoding in tries {
      guard let document = parsed(bytes, encoding: encoding, address) else { continue }
      if let root = xmlDocGetRootElement(document), root.pointee.children != nil { return document }
      xmlFreeDoc(document)
    }
    return nil
  }

  private static func withoutDeclaration(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.starts(with: Array("<?xml".utf8)), let end = bytes.firstIndex(of: 0x3E) else { return bytes }
    return bytes[(end + 1)...]
  }

  /// With the numbers of HTML's entities in the place of their names, which XML does not know: it would leave the letters out.
  private static func numbered(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.contains(0x26) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let mark = rest.firstIndex(of: 0x26) {
      result += rest[..<mark]
      let name = rest[(mark + 1)...].prefix(10).prefix { (0x30...0x39).contains($0) || (0x41...0x7A).contains($0) }
      if rest[name.endIndex...].first == 0x3B, let number = number(ofEntity: String(decoding: name, as: UTF8.self)) {
        result += Array("&#\(number);".utf8)
        rest = rest[(name.endIndex + 1)...]
      } else {
        result.append(0x26)
        rest = rest[(mark + 1)...]
      }
    }
    return (result + rest)[...]
  }

  private static func number(ofEntity name: String) -> UInt32? {
    guard !["amp", "lt", "gt", "quot", "apos"].contains(name), let entity = htmlEntityLookup(name) else { return nil }
    return entity.pointee.value
  }

  /// nil: nobody knows it. US-ASCII is what was said by default; the document itself knows better.
  private static func known(_ charset: String) -> String? {
    guard charset.lowercased() != "us-ascii", let handler = xmlFindCharEncodingHandler(charset) else { return nil }
    xmlCharEncCloseFunc(handler)
    return charset
  }

  /// Says so itself, or says nothing, which means the same.
  private static func declaresUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    let head = String(decoding: bytes.prefix(200).prefix { $0 != 0x3E }, as: UTF8.self).lowercased()
    return !head.contains("encoding") || head.contains("utf-8") || head.contains("utf8")
  }

  private static func parsed(_ bytes: ArraySlice<UInt8>, encoding: String?, _ address: String) -> xmlDocPtr? {
    let options = [XML_PARSE_RECOVER, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_NONET, XML_PARSE_NOCDATA]
      .reduce(0) { $0 | $1.rawValue }
    return bytes.withUnsafeBytes { bytes in
      xmlReadMemory(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), address, encoding,
        Int32(options))
    }
  }
}

/// An element of a document that is kept alive meanwhile. Names are compared without their prefix: many feeds forget to declare it.
struct FeedElement {
  private let node: xmlNodePtr

  init(_ node: xmlNodePtr) { self.node = node }

  var name: String {
    let name = String(cString: node.pointee.name)
    return name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// The prefix it was written with, or that of its namespace.
  private var prefix: String? {
    if let prefix = node.pointee.ns?.pointee.prefix { return String(cString: prefix) }
    let name = String(cString: node.pointee.name)
    return name.firstIndex(of: ":").map { String(name[..<$0]) }
  }

  private var elements: [FeedElement] {
    var elements: [FeedElement] = []
    var next = node.pointee.children
    while let child = next {
      if child.pointee.type == XML_ELEMENT_NODE { elements.append(FeedElement(child)) }
      next = child.pointee.next
    }
    return elements
  }

  func children(_ name: String) -> [FeedElement] { elements.filter { $0.name == name } }

  /// Of several the one without prefix: `title` before `media:title`.
  func child(_ name: String) -> FeedElement? {
    let found = children(name)
    return found.first { $0.prefix == nil } ?? found.first { $0.prefix != "media" && $0.prefix != "itunes" }
      ?? found.first
  }

  func child(_ name: String, in prefix: String) -> FeedElement? { children(name).first { $0.prefix == prefix } }

  func attribute(_ name: String) -> String? {
    guard let value = xmlGetProp(node, name) else { return nil }
    defer { ter1_xml_free(value) }
    return String(cString: value)
  }

  /// What relative addresses in it are relative to: `xml:base` of it and of what is around it.
  var base: String? {
    guard let base = xmlNodeGetBase(node.pointee.doc, node) else { return nil }
    defer { ter1_xml_free(base) }
    return String(cString: base)
  }

  /// The characters in it, at any depth. An entity is one of HTML's, or nothing: what a document defines may be without end.
  var text: String {
    var text = ""
    Self.collect(node.pointee.children, into: &text, depth: 0)
    return text
  }

  private static func collect(_ first: xmlNodePtr?, into text: inout String, depth: Int) {
    var next = depth < 64 ? first : nil
    while let node = next {
      switch node.pointee.type {
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
        if let content = node.pointee.content { text += String(cString: content) }
      case XML_ENTITY_REF_NODE:
        if let entity = htmlEntityLookup(node.pointee.name), let scalar = Unicode.Scalar(entity.pointee.value) {
          text.unicodeScalars.append(scalar)
        }
      case XML_ELEMENT_NODE: collect(node.pointee.children, into: &text, depth: depth + 1)
      default: break
      }
      next = node.pointee.next
    }
  }

  /// What is in it, as it is written.
  var inner: String {
    guard let buffer = xmlBufferCreate() else { return "" }
    defer { xmlBufferFree(buffer) }
    var next = node.pointee.children
    while let child = next {
      xmlNodeDump(buffer, node.pointee.doc, child, 0, 0)
      next = child.pointee.next
    }
    return xmlBufferContent(buffer).map { String(cString: $0) } ?? ""
  }
}
