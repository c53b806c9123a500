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
}
