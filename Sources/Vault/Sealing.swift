internal import CSodium

/// XChaCha20-Poly1305-IETF with a random nonce: nonce, content, tag.
enum Sealing {
  static let nonce = Int(crypto_aead_xchacha20poly1305_ietf_npubbytes())
  static let overhead = nonce + Int(crypto_aead_xchacha20poly1305_ietf_abytes())

  /// - Parameter data: what the content vouches for beside itself.
  static func seal(_ content: [UInt8], under key: GuardedBytes, with data: [UInt8]) -> [UInt8] {
    var sealed = [UInt8](repeating: 0, count: content.count + overhead)
    sealed.withUnsafeMutableBufferPointer { sealed in
      guard let start = sealed.baseAddress else { return }
      randombytes_buf(start, nonce)
      key.withBytes { key in
        _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
          start + nonce, nil, content, UInt64(content.count), data, UInt64(data.count), nil, start, key.bytes)
      }
    }
    return sealed
  }

  /// - Returns: nil when it is not what was sealed under this key and with this data.
  static func open(_ sealed: [UInt8], under key: GuardedBytes, with data: [UInt8]) -> [UInt8]? {
    guard sealed.count >= overhead else { return nil }
    var content = [UInt8](repeating: 0, count: sealed.count - overhead)
    let code = sealed.withUnsafeBufferPointer { sealed in
      key.withBytes { key in
        crypto_aead_xchacha20poly1305_ietf_decrypt(
          &content, nil, nil, sealed.baseAddress! + nonce, UInt64(sealed.count - nonce), data, UInt64(data.count),
          sealed.baseAddress!, key.bytes)
      }
    }
    return code == 0 ? content : nil
  }
}

extension DatabaseKey {
  /// A short secret, sealed.
  /// - Parameter name: what it is: it opens under the same name only.
  public func seal(_ text: [UInt8], named name: String) throws(VaultError) -> [UInt8] {
    Sealing.seal(text, under: try subkey(.text), with: Array(name.utf8))
  }

  /// - Throws: `damaged` when it was not sealed with this key and under this name, or was changed.
  public func open(_ sealed: [UInt8], named name: String) throws(VaultError) -> [UInt8] {
    guard let text = Sealing.open(sealed, under: try subkey(.text), with: Array(name.utf8)) else { throw .damaged }
    return text
  }

  /// From bytes that lie open; they are the caller's to forget.
  public init(copying bytes: [UInt8]) throws(VaultError) {
    try self.init(
      GuardedBytes(count: bytes.count) { target in bytes.withUnsafeBytes { target.copyMemory(from: $0) } })
  }
}
