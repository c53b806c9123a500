import CGMime

/// What names a thing that has no name of its own.
enum Digest {
  /// SHA-256, the first 128 bits in hexadecimal.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let content = Array(bytes)
    let text = g_compute_checksum_for_data(G_CHECKSUM_SHA256, content, gsize(content.count))
    defer { g_free(text) }
    return text.map { String(String(cString: $0).prefix(32)) } ?? ""
  }
}
