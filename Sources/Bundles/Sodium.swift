internal import CSodium

/// What bundles ask of libsodium beside keys.
enum Sodium {
  /// The library must be started before anything else of it is called.
  static let isReady = sodium_init() >= 0

  static func random(_ count: Int) -> [UInt8] {
    precondition(isReady, "libsodium does not start")
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  /// BLAKE2b, keyed when a key is given.
  static func digest(_ message: some Collection<UInt8>, key: [UInt8] = [], size: Int = 32) -> [UInt8] {
    precondition(isReady, "libsodium does not start")
    var digest = [UInt8](repeating: 0, count: size)
    let isDone: Void? = message.withContiguousStorageIfAvailable { message in
      _ = crypto_generichash(&digest, size, message.baseAddress, UInt64(message.count), key, key.count)
    }
    return isDone == nil ? Self.digest(Array(message), key: key, size: size) : digest
  }

  /// Where these bytes stand, nothing is left of them. Copies must not be around.
  static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { bytes in
      if let start = bytes.baseAddress { sodium_memzero(start, bytes.count) }
    }
  }

  private static let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)

  static func base64(_ bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
    sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func bytes(base64 text: String) -> [UInt8]? {
    let digits = Array(text.utf8).map { CChar(bitPattern: $0) }
    var bytes = [UInt8](repeating: 0, count: digits.count)
    var count = 0
    guard sodium_base642bin(&bytes, bytes.count, digits, digits.count, nil, &count, nil, variant) == 0 else {
      return nil
    }
    return Array(bytes.prefix(count))
  }

  // MARK: XChaCha20-Poly1305-IETF: nonce, content, tag

  static let nonce = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  static let overhead = nonce + Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

  static func seal(_ content: [UInt8], under key: [UInt8], with data: [UInt8]) -> [UInt8] {
    var sealed = random(nonce)
    let place = sealed
    var body = [UInt8](repeating: 0, count: content.count + overhead - nonce)
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      &body, nil, content, UInt64(content.count), data, UInt64(data.count), nil, place, key)
    sealed += body
    return sealed
  }

  static func open(_ sealed: [UInt8], under key: [UInt8], with data: [UInt8]) -> [UInt8]? {
    guard sealed.count >= overhead, key.count == Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES) else { return nil }
    let (place, body) = (Array(sealed[..<nonce]), Array(sealed[nonce...]))
    var content = [UInt8](repeating: 0, count: sealed.count - overhead)
    let code = crypto_aead_xchacha20poly1305_ietf_decrypt(
      &content, nil, nil, body, UInt64(body.count), data, UInt64(data.count), place, key)
    return code == 0 ? content : nil
  }
}
