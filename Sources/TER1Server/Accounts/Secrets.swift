import CSodium

/// Passwords, tokens and digests: what this server asks of libsodium.
enum Secrets {
  /// The library must be started before anything else of it is called; -1 would mean that it cannot be.
  private static let isReady = sodium_init() >= 0

  static func random(_ count: Int) -> [UInt8] {
    precondition(isReady, "libsodium does not start")
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  /// The bytes in base64 of RFC 4648, section 5, without padding: the alphabet of ids.
  static func text(_ bytes: [UInt8]) -> String {
    let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)
    var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
    sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// SHA-256, in lower-case hexadecimal.
  static func sha256(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return hexadecimal(digest)
  }

  /// BLAKE2b, keyed when a key is given.
  static func digest(_ message: [UInt8], key: [UInt8] = [], size: Int = 32) -> [UInt8] {
    precondition(isReady, "libsodium does not start")
    var digest = [UInt8](repeating: 0, count: size)
    crypto_generichash(&digest, size, message, UInt64(message.count), key, key.count)
    return digest
  }

  /// Argon2id with libsodium's interactive cost: 64 MiB, some 50 ms.
  static func passwordHash(_ password: String) throws(CooperativeError) -> String {
    precondition(isReady, "libsodium does not start")
    var hash = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    let status = crypto_pwhash_str(
      &hash, password, UInt64(password.utf8.count), UInt64(crypto_pwhash_OPSLIMIT_INTERACTIVE),
      Int(crypto_pwhash_MEMLIMIT_INTERACTIVE))
    guard status == 0 else { throw .storage("not enough memory to hash a password") }
    return String(decoding: hash.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func verify(_ password: String, against hash: String) -> Bool {
    precondition(isReady, "libsodium does not start")
    return crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
  }
}

/// A SHA-256 of what comes in pieces.
struct SHA256 {
  private var state = crypto_hash_sha256_state()

  init() { crypto_hash_sha256_init(&state) }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    crypto_hash_sha256_update(&state, bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(bytes.count))
  }

  consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256_final(&state, &digest)
    return digest
  }
}
