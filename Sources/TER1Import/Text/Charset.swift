import CGMime

/// Bytes in a charset that is declared, not declared, or declared wrongly, as text.
enum Charset {
  /// - Parameter declared: the name as found, or nil. A declaration is believed unless the bytes say otherwise; bytes that
  ///   nothing explains are read as Windows-1252, in which every byte is a character.
  static func text(_ bytes: [UInt8], declared: String? = nil) -> String {
    let name = canonical(declared)
    let unmarked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    if name == "utf-8" || isLatin(name) {
      return String(validating: unmarked, as: UTF8.self) ?? mostlyUTF8(unmarked) ?? latin(unmarked, name)
    }
    return converted(bytes, from: name) ?? text(bytes)
  }

  /// The names that mail gives to charsets which have a larger, compatible one.
  private static let supersets = [
    "": "utf-8", "utf8": "utf-8", "us-ascii": "windows-1252", "ascii": "windows-1252", "ansi_x3.4-1968": "windows-1252",
    "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252", "latin1": "windows-1252", "cp1252": "windows-1252",
    "x-unknown": "utf-8", "unknown-8bit": "utf-8", "8bit": "utf-8", "binary": "utf-8", "default": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "iso-8859-9": "windows-1254", "tis-620": "windows-874",
    "iso-8859-8-i": "iso-8859-8", "big5": "big5-hkscs", "macintosh": "macintosh", "x-mac-roman": "macintosh",
  ]

  private static func canonical(_ declared: String?) -> String {
    let name = (declared ?? "").lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    return supersets[name] ?? name
  }

  /// Charsets of one byte a character whose declaration is disbelieved when the bytes are valid UTF-8.
  private static func isLatin(_ name: String) -> Bool { name == "windows-1252" || name == "iso-8859-15" }

  private static func latin(_ bytes: [UInt8], _ name: String) -> String {
    name == "iso-8859-15" ? converted(bytes, from: name) ?? windows1252(bytes) : windows1252(bytes)
  }

  /// UTF-8 with some damage: more characters that are whole than bytes that are not.
  private static func mostlyUTF8(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    var whole = 0
    var damaged = 0
    for scalar in text.unicodeScalars where !scalar.isASCII {
      if scalar == "\u{FFFD}" { damaged += 1 } else { whole += 1 }
    }
    return whole > damaged * 2 ? text : nil
  }

  /// nil when iconv does not know the charset; what it cannot convert becomes U+FFFD.
  private static func converted(_ bytes: [UInt8], from name: String) -> String? {
    var result: [UInt8] = []
    var rest = bytes[...]
    for _ in 0..<1000 {
      switch step(rest, from: name) {
      case .done(let more): return String(decoding: result + more, as: UTF8.self)
      case .unknown: return nil
      case .stopped(let used):
        if case .done(let more) = step(rest.prefix(used), from: name) { result += more }
        result += [0xEF, 0xBF, 0xBD]
        rest = rest.dropFirst(used + 1)
      }
    }
    return nil
  }

  private enum Step {
    case done([UInt8])
    /// That many bytes were good.
    case stopped(Int)
    case unknown
  }

  private static func step(_ bytes: ArraySlice<UInt8>, from name: String) -> Step {
    var used: gsize = 0
    var written: gsize = 0
    var error: UnsafeMutablePointer<GError>?
    let text = bytes.withUnsafeBytes { buffer in
      g_convert(
        buffer.baseAddress?.assumingMemoryBound(to: gchar.self), gssize(buffer.count), "UTF-8", name, &used, &written,
        &error)
    }
    defer {
      g_free(text)
      g_clear_error(&error)
    }
    guard let text else {
      return used < gsize(bytes.count) && error?.pointee.code != 0 ? .stopped(Int(used)) : .unknown
    }
    return .done(Array(UnsafeRawBufferPointer(start: text, count: Int(written))))
  }

  private static let upperHalf: [Unicode.Scalar] = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)

  private static func windows1252(_ bytes: [UInt8]) -> String {
    var result = ""
    result.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      result.unicodeScalars.append((0x80..<0xA0).contains(byte) ? upperHalf[Int(byte) - 0x80] : Unicode.Scalar(byte))
    }
    return result
  }
}
