internal import CLookalike

/// Texts that look like others: Unicode Technical Standards 39 and 46, as ICU has them.
public enum Lookalike {
  /// Equal for texts that a person takes for one another, whatever their letters, case or invisible characters. Good to compare
  /// with, not to show, and another one with another version of ICU: not to be stored.
  public static func skeleton(of text: UntrustedText) -> String {
    let line = text.line.string.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return Self.converted(line, ter1_skeleton) ?? line
  }

  /// Whether letters of several scripts stand together that are never written so.
  static func mixesScripts(_ text: String) -> Bool { ter1_mixes_scripts(text, Int32(clamping: text.utf8.count)) != 0 }

  /// A host's name, with what is punycode in it spelled out.
  static func inLetters(_ host: String) -> String { converted(host, ter1_host_in_letters) ?? host }

  /// A host's name as it is looked up.
  static func inASCII(_ host: String) -> String { converted(host, ter1_host_in_ascii) ?? host }

  private static func converted(
    _ text: String, _ convert: (UnsafePointer<CChar>, Int32, UnsafeMutablePointer<CChar>, Int32) -> Int32
  ) -> String? {
    guard text.utf8.count <= 1_000 else { return nil }
    let capacity = 8_192
    var length: Int32 = -1
    let bytes = [CChar](unsafeUninitializedCapacity: capacity) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      length = text.withCString { convert($0, Int32(text.utf8.count), start, Int32(capacity)) }
      filled = max(0, Int(length))
    }
    return length < 0 ? nil : String(validating: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
