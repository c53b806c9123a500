import CSodium

/// The key that a server's certificate is for, by its digest: `sha256//` and the base64 of the SHA-256 of its
/// SubjectPublicKeyInfo (RFC 7469, section 2.4). It stays when a certificate is renewed for the same key.
public enum PublicKey {
  static let prefix = "sha256//"

  /// Whether `text` is such a digest.
  public static func isPin(_ text: String) -> Bool {
    text.hasPrefix(prefix) && Base64.decode(String(text.dropFirst(prefix.count)))?.count == 32
  }

  /// - Parameter pem: a certificate; nil when it is none.
  static func pin(ofCertificate pem: String) -> String? {
    let body = pem.split(separator: "\n").drop { !$0.hasPrefix("-----BEGIN") }.dropFirst()
      .prefix { !$0.hasPrefix("-----END") }.joined()
    guard let der = Base64.decode(body), let key = subjectPublicKeyInfo(der) else { return nil }
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, Array(key), UInt64(key.count))
    return prefix + Base64.encode(digest)
  }

  /// RFC 5280, section 4.1: the sixth of the fields behind the version, which may be absent.
  private static func subjectPublicKeyInfo(_ der: [UInt8]) -> ArraySlice<UInt8>? {
    guard let certificate = Element(der[...]), let body = Element(certificate.content) else { return nil }
    var rest = body.content
    var fields: [Element] = []
    while fields.count < 7, let field = Element(rest) {
      fields.append(field)
      rest = rest.dropFirst(field.whole.count)
    }
    let version: UInt8 = 0xA0
    let index = fields.first?.tag == version ? 6 : 5
    return fields.indices.contains(index) ? fields[index].whole : nil
  }

  /// One element of DER (X.690).
  private struct Element {
    let tag: UInt8
    let whole: ArraySlice<UInt8>
    let content: ArraySlice<UInt8>

    init?(_ bytes: ArraySlice<UInt8>) {
      guard let tag = bytes.first, let first = bytes.dropFirst().first else { return nil }
      let lengthBytes = first < 0x80 ? 0 : Int(first & 0x7F)
      let digits = bytes.dropFirst(2).prefix(lengthBytes)
      guard lengthBytes <= 3, digits.count == lengthBytes else { return nil }
      let length = lengthBytes == 0 ? Int(first) : digits.reduce(0) { $0 << 8 | Int($1) }
      let content = bytes.dropFirst(2 + lengthBytes).prefix(length)
      guard content.count == length else { return nil }
      (self.tag, self.content, whole) = (tag, content, bytes.prefix(2 + lengthBytes + length))
    }
  }
}
