import JSON

@testable import ClientCore

/// The readers of kits: the codes that people type, the names of files, what is kept.
extension FuzzTarget {
  @Sendable static func kits(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let code = Kit.code(typed: text) {
      precondition(code.count == 6 && Kit.code(typed: Kit.scheme + code) == code, "a code that is none was understood")
    }
    let (name, _) = Kit.Variant.Kind.read(text, type: "text/plain")
    precondition(text.hasPrefix(name), "a leaflet is called otherwise than its file")
    let kept = KitsKept(try? JSONValue(parsing: bytes))
    precondition(KitsKept(kept.json) == kept, "what is kept is read otherwise")
  }
}
