internal import CXml
internal import Foundation

/// What is to be read of a page.
public struct HTMLReading: Sendable, Hashable {
  public struct Picture: Sendable, Hashable {
    /// Of http or https.
    public var address: String
    /// What it shows, for those who do not see it; "" when nobody said.
    public var alt: String
  }

  public var text = ""
  /// In the order of the text.
  public var pictures: [Picture] = []

  public init(text: String = "", pictures: [Picture] = []) { (self.text, self.pictures) = (text, pictures) }
}

extension HTMLText {
  /// - Parameter base: what a relative address is relative to; nil: there are none.
  /// - Returns: an address of http or https, or nil.
  public static func webAddress(_ text: String, base: String?) -> String? {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, text.utf8.count <= 8_192, !text.contains("\0") else { return nil }
    var address = text
    if !isWeb(text) {
      guard let base, let built = xmlBuildURI(text, base) else { return nil }
      defer { ter1_xml_free(built) }
      address = String(cString: built)
    }
    // Spaces stand in many addresses, and in none that is right.
    return isWeb(address) ? address.replacing(" ", with: "%20") : nil
  }

  private static func isWeb(_ text: String) -> Bool {
    let lower = text.prefix(8).lowercased()
    return lower.hasPrefix("http://") || lower.hasPrefix("https://")
  }

  /// What a page's head names as its other forms: `<link rel="alternate">`.
  public static func alternates(in page: [UInt8]) -> [(type: String, address: String)] {
    let options = [HTML_PARSE_RECOVER, HTML_PARSE_NOERROR, HTML_PARSE_NOWARNING, HTML_PARSE_NONET]
      .reduce(0) { $0 | $1.rawValue }
    ter1_xml_silence()
    let document = page.withUnsafeBytes { bytes in
      htmlReadMemory(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), nil, nil, Int32(options))
    }
    guard let document else { return [] }
    defer { xmlFreeDoc(document) }
    var found: [(String, String)] = []
    collect(xmlDocGetRootElement(document), into: &found, depth: 0)
    return found
  }

  private static func collect(_ first: xmlNodePtr?, into found: inout [(String, String)], depth: Int) {
    var next = depth < 8 ? first : nil
    while let node = next, found.count < 50 {
      if node.pointee.type == XML_ELEMENT_NODE {
        if String(cString: node.pointee.name) == "link", property("rel", of: node)?.lowercased() == "alternate",
          let type = property("type", of: node), let address = property("href", of: node)
        {
          found.append((type, address))
        }
        collect(node.pointee.children, into: &found, depth: depth + 1)
      }
      next = node.pointee.next
    }
  }

  private static func property(_ name: String, of node: xmlNodePtr) -> String? {
    guard let value = xmlGetProp(node, name) else { return nil }
    defer { ter1_xml_free(value) }
    return String(cString: value)
  }
}
