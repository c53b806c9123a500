import CSodium

/// RFC 4648, section 4.
enum Base64 {
  /// nil when it is none.
  static func decode(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: text.utf8.count / 4 * 3 + 3)
    var length = 0
    let ignored = "\r\n"
    guard
      sodium_base642bin(
        &bytes, bytes.count, text, text.utf8.count, ignored, &length, nil, Int32(sodium_base64_VARIANT_ORIGINAL)) == 0
    else { return nil }
    bytes.removeLast(bytes.count - length)
    return bytes
  }

  static func encode(_ bytes: [UInt8]) -> String {
    let variant = Int32(sodium_base64_VARIANT_ORIGINAL)
    var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
    sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
