import Foundation
import PlainText

extension HTMLText {
  /// - Parameter declared: the charset of the header; without one, the document's own is looked for.
  static func text(of bytes: [UInt8], declared: String?) -> String {
    text(of: Charset.text(bytes, declared: declared ?? ownCharset(bytes)))
  }

  /// `charset=…` in the first kilobyte.
  private static func ownCharset(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
    guard let range = head.range(of: "charset=") else { return nil }
    let name = head[range.upperBound...].drop { $0 == "\"" || $0 == "'" }
    return String(name.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
  }
}
